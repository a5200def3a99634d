using System.Runtime.CompilerServices;

[assembly: AssemblyFixture(typeof(ModelOpsLab.Jupyter.Tests.InstalledKernel))]
[assembly: CollectionBehavior(DisableTestParallelization = true)] // the clients have short time limits of their own

namespace ModelOpsLab.Jupyter.Tests;

/// <summary>Our kernel, installed by <c>modelops kernel install</c> into a Jupyter folder of its own, gone when the tests are.</summary>
public sealed class InstalledKernel : IAsyncLifetime
{
    /// <summary>The name under which clients find the kernel.</summary>
    public const string Name = "modelops";

    readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("modelops-jupyter-");

    /// <summary>What a client's process is told.</summary>
    public Dictionary<string, string> Environment { get; } = new(StringComparer.Ordinal);

    /// <summary>The kernel's kernel.json.</summary>
    public string KernelJson => Path.Combine(this["data"], "kernels", Name, "kernel.json");

    /// <summary>A path in the fixture's folder.</summary>
    public string this[string path] => Path.Combine(_folder.FullName, path);

    /// <summary>The repository's root.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>A file beside the tests: the clients are there.</summary>
    public static string Client(string file) => Path.Combine(AppContext.BaseDirectory, "Clients", file);

    public async ValueTask InitializeAsync()
    {
        Environment["JUPYTER_DATA_DIR"] = this["data"];
        Environment["JUPYTER_RUNTIME_DIR"] = this["runtime"];
        Environment["JUPYTER_CONFIG_DIR"] = this["config"];
        Environment["IPYTHONDIR"] = this["ipython"];
        Environment["JUPYTER_PLATFORM_DIRS"] = "0";
        Environment["PYTHONDONTWRITEBYTECODE"] = "1";
        Environment["TMPDIR"] = Directory.CreateDirectory(this["tmp"]).FullName;
        var installed = await ModelopsAsync("kernel", "install");
        Assert.True(installed.Code == 0, installed.ToString());
        Assert.True(File.Exists(KernelJson), $"no {KernelJson}\n{installed}");
    }

    /// <summary>Runs the command line as a process, as a user does.</summary>
    public Task<Ended> ModelopsAsync(params string[] arguments) =>
        Tool.RunAsync(Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "modelops.exe" : "modelops"), arguments, Environment);

    /// <summary>The Python that has the Jupyter client, or a skipped test.</summary>
    public async Task<string> PythonAsync(string module)
    {
        foreach (var program in new[] { "/usr/bin/python3", "python3", "python" })
            if (Tool.Find(program) is { } python && (await Tool.RunAsync(python, ["-c", $"import {module}"], Environment)).Code == 0)
                return python;
        Assert.Skip($"No python3 with the module {module}: install Debian's python3-jupyter-kernel-test, jupyter-nbconvert and jupyter-notebook to drive the kernel with Jupyter's own clients.");
        return "";
    }

    public ValueTask DisposeAsync()
    {
        _folder.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }

    static string FindRoot([CallerFilePath] string start = "")
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "ModelOpsLab.sln"))) folder = folder.Parent;
        return folder?.FullName ?? Path.GetFullPath(Path.Combine(Path.GetDirectoryName(start)!, "..", ".."));
    }
}
