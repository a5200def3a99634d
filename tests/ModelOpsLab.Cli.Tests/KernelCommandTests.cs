using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using ModelOpsLab.Notebooks.Jupyter;
using ModelOpsLab.Notebooks.Tests.Jupyter;

namespace ModelOpsLab.Cli.Tests;

public sealed class KernelCommandTests : IDisposable
{
    readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Install_list_and_remove_go_together()
    {
        Assert.Contains("No kernels in", Run("kernel", "list").Out, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Done, Run("kernel", "install").Code);
        Assert.Equal([Path.Combine("kernels", ".net-csharp", "kernel.json"), Path.Combine("kernels", "modelops", "kernel.json")], _folder.Files);

        var listed = JsonNode.Parse(Run("kernel", "list", "--json").Out)!["kernels"]!.AsArray();
        Assert.Equal([(".net-csharp", ".NET (C#)"), ("modelops", "C# (ModelOpsLab)")], listed.Select(kernel => ((string)kernel!["name"]!, (string)kernel["displayName"]!)));
        Assert.All(listed, kernel => Assert.True((bool)kernel!["ours"]! && (bool)kernel["programExists"]!));
        Assert.All(listed, kernel => Assert.True(Path.IsPathRooted((string)kernel!["command"]![0]!)));

        Assert.Equal(ExitCode.Done, Run("kernel", "remove").Code);
        Assert.Empty(_folder.Files);
        Assert.Contains("Nothing to remove", Run("kernel", "remove").Out, StringComparison.Ordinal);
    }

    [Fact]
    public void The_kernel_of_another_program_is_left_alone()
    {
        Directory.CreateDirectory(_folder[Path.Combine("kernels", ".net-csharp")]);
        var theirs = _folder.Text(Path.Combine("kernels", ".net-csharp", "kernel.json"), """{"argv":["/gone/dotnet-interactive"],"display_name":".NET (C#)"}""");
        var before = File.ReadAllText(theirs);
        var (code, output, _) = Run("kernel", "install");
        Assert.Equal(ExitCode.DoesNotHold, code);
        Assert.Contains("--force", output, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllText(theirs));
        Assert.Contains("the program is gone: /gone/dotnet-interactive", Run("kernel", "list").Out, StringComparison.Ordinal);
        Run("kernel", "remove");
        Assert.Equal([Path.Combine("kernels", ".net-csharp", "kernel.json")], _folder.Files);
        Assert.Equal(ExitCode.Done, Run("kernel", "install", "--force").Code);
        Assert.NotEqual(before, File.ReadAllText(theirs));
    }

    [Fact]
    public void A_bad_connection_file_is_bad_input()
    {
        var (code, _, error) = Run("kernel", "run", _folder.Text("k.json", """{"ip":"127.0.0.1"}"""));
        Assert.Equal(ExitCode.BadInput, code);
        Assert.Contains("'shell_port' is missing", error, StringComparison.Ordinal);
        Assert.Equal(ExitCode.BadInput, Run("kernel", "run", _folder["none.json"]).Code);
    }

    [Fact]
    public void A_missing_file_is_named_with_the_whole_command() =>
        Assert.Equal("kernel run needs CONNECTION_FILE.\nSee 'modelops kernel run --help'.\n", Run("kernel", "run").Error.ReplaceLineEndings("\n"));

    [Fact]
    public void A_port_in_use_is_bad_input()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var (code, _, error) = Run("kernel", "run", Connection(((IPEndPoint)taken.LocalEndpoint).Port));
        Assert.Equal(ExitCode.BadInput, code);
        Assert.Contains("another program uses it", error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_kernel_ends_with_the_program_that_started_it()
    {
        if (OperatingSystem.IsWindows()) Assert.Skip("a shell that starts the kernel and is killed");
        var file = Connection(0);
        using var client = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", $"dotnet '{Path.Combine(AppContext.BaseDirectory, "modelops.dll")}' kernel run '{file}' >/dev/null & echo $!; wait"]) { RedirectStandardOutput = true })!;
        using var kernel = Process.GetProcessById(int.Parse(client.StandardOutput.ReadLine()!, System.Globalization.CultureInfo.InvariantCulture));
        Listens(file);
        client.Kill();
        Assert.True(SpinWait.SpinUntil(() => HasEnded(kernel), TimeSpan.FromSeconds(60)));
    }

    [Fact]
    public void A_kernel_ends_on_request_of_the_system()
    {
        if (OperatingSystem.IsWindows()) Assert.Skip("signals");
        using var kernel = Start(out var file);
        Listens(file);
        using (var kill = Process.Start("kill", ["-INT", $"{kernel.Id}"])) kill.WaitForExit(); // nothing runs, nothing is interrupted
        using (var kill = Process.Start("kill", ["-TERM", $"{kernel.Id}"])) kill.WaitForExit();
        Assert.True(kernel.WaitForExit(60_000));
        Assert.Equal(ExitCode.Done, kernel.ExitCode);
    }

    [Fact]
    public void A_cell_that_ends_the_process_is_told_of()
    {
        using var kernel = Start(out var file);
        Listens(file);
        using var client = new KernelClient(ConnectionFile.Read(file));
        var answer = client.Execute("Console.Write(\"before\"); Environment.Exit(7);");
        Assert.Equal(["busy", "execute_input", "stdout: before", "stderr: the cell ended the process, and the kernel with it. Use 'return;' to end a cell early.\n", "error ProcessEnded", "idle"], answer.Lines);
        Assert.Equal("error", (string)answer.Reply["status"]!);
        Assert.True(kernel.WaitForExit(60_000));
        Assert.Equal(7, kernel.ExitCode);
    }

    [Fact]
    public void An_exception_on_another_thread_is_told_of()
    {
        using var kernel = Start(out var file);
        Listens(file);
        using var client = new KernelClient(ConnectionFile.Read(file));
        var answer = client.Execute("new System.Threading.Thread(() => throw new Exception(\"astray\")).Start(); System.Threading.Thread.Sleep(-1);");
        Assert.Contains("stderr: the cell ended the process: an exception on another thread was not caught: astray\n", answer.Lines);
        Assert.True(kernel.WaitForExit(60_000));
        Assert.NotEqual(0, kernel.ExitCode);
    }

    [Fact]
    public void A_stack_overflow_ends_the_kernel_and_hangs_nobody()
    {
        using var kernel = Start(out var file);
        Listens(file);
        using var client = new KernelClient(ConnectionFile.Read(file));
        client.Begin("int F(int n) => F(n + 1) + F(n + 2); F(0)");
        Assert.True(client.Shell.IsDropped());
        Assert.True(kernel.WaitForExit(60_000));
        Assert.NotEqual(0, kernel.ExitCode);
    }

    [Fact]
    public void A_thread_that_a_cell_left_behind_does_not_keep_the_process()
    {
        using var kernel = Start(out var file);
        Listens(file);
        using var client = new KernelClient(ConnectionFile.Read(file));
        client.Execute("new System.Threading.Thread(() => { while (true) System.Threading.Thread.Sleep(1000); }).Start();");
        client.Request(client.Control, "shutdown_request", []);
        Assert.True(kernel.WaitForExit(60_000));
        Assert.Equal(ExitCode.Done, kernel.ExitCode);
    }

    /// <summary>A kernel as a client starts it.</summary>
    Process Start(out string file)
    {
        file = Connection(0);
        var kernel = Process.Start(new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "modelops.dll"), "kernel", "run", file]) { RedirectStandardError = true })!;
        kernel.ErrorDataReceived += static (_, _) => { };
        kernel.BeginErrorReadLine();
        return kernel;
    }

    Outcome Run(params string[] arguments)
    {
        using StringWriter output = new(), error = new();
        var code = CommandLine.Run(arguments, new(output, error) { Variable = name => name == "JUPYTER_DATA_DIR" ? _folder.Path : null });
        return new(code, output.ToString(), error.ToString());
    }

    /// <summary>A connection file of free ports; the shell's may be given.</summary>
    string Connection(int shell)
    {
        TcpListener[] free = [.. Enumerable.Range(0, 5).Select(_ => new TcpListener(IPAddress.Loopback, 0))];
        foreach (var listener in free) listener.Start();
        int[] ports = [.. free.Select(listener => ((IPEndPoint)listener.LocalEndpoint).Port)];
        foreach (var listener in free) listener.Dispose();
        return _folder.Text("connection.json", $$"""{"ip":"127.0.0.1","transport":"tcp","key":"k","signature_scheme":"hmac-sha256","shell_port":{{(shell > 0 ? shell : ports[0])}},"iopub_port":{{ports[1]}},"stdin_port":{{ports[2]}},"control_port":{{ports[3]}},"hb_port":{{ports[4]}}}""");
    }

    static void Listens(string file)
    {
        var port = (int)JsonNode.Parse(File.ReadAllText(file))!["hb_port"]!;
        Assert.True(SpinWait.SpinUntil(() =>
        {
            try
            {
                using var client = new TcpClient("127.0.0.1", port);
                client.ReceiveTimeout = 1000;
                return client.GetStream().ReadByte() == 0xFF; // the greeting: it takes clients in
            }
            catch (Exception e) when (e is SocketException or IOException)
            {
                return false;
            }
        }, TimeSpan.FromSeconds(60)));
    }

    /// <summary>A process that nobody waited for stays in the list as a zombie.</summary>
    static bool HasEnded(Process process)
    {
        if (process.HasExited) return true;
        var status = $"/proc/{process.Id}/stat";
        try
        {
            return File.Exists(status) && File.ReadAllText(status).Split(')')[^1].TrimStart().StartsWith('Z');
        }
        catch (IOException)
        {
            return true;
        }
    }
}
