using System.Diagnostics;
using System.Globalization;
using ModelOpsLab.Tests.Storage;

[assembly: AssemblyFixture(typeof(PostgresServer))]

namespace ModelOpsLab.Tests.Storage;

/// <summary>
/// A PostgreSQL server for the tests alone, started when the first asks: in a temporary folder, on a socket there, without a port. As PostgreSQL
/// does not run as root, it runs as nobody where the tests are root. Where it is not installed, a test is skipped and says so.
/// </summary>
public sealed class PostgresServer : IDisposable
{
    readonly Lock _gate = new();
    DirectoryInfo? _folder;
    Process? _process;
    string? _missing;
    int _places;

    /// <summary>A connection string of a schema that no other test has.</summary>
    public string NewPlace(string user = "modelops") => string.Create(CultureInfo.InvariantCulture, $"Host={Folder};Username={user};Database=postgres;Search Path=t{Interlocked.Increment(ref _places)}");

    /// <summary>Where the server's socket is; starts it.</summary>
    public string Folder
    {
        get
        {
            lock (_gate)
                if (_process is null && _missing is null) _missing = Started();
            if (_missing is { } why) Assert.Skip(why);
            return _folder!.FullName;
        }
    }

    /// <summary>Kills the server as a crash would, all of its processes, and starts it again.</summary>
    public void Crash()
    {
        _ = Folder;
        _process!.Kill(entireProcessTree: true);
        _process.WaitForExit();
        _process.Dispose();
        _process = Serve(Program("postgres")!);
    }

    public void Dispose()
    {
        _process?.Kill(entireProcessTree: true);
        _process?.WaitForExit();
        _process?.Dispose();
        _folder?.Delete(recursive: true);
    }

    string? Started()
    {
        if (Program("initdb") is not { } initdb || Program("postgres") is not { } postgres) return "PostgreSQL is not installed: neither in PATH nor under /usr/lib/postgresql. On Debian: apt-get install postgresql.";
        _folder = Directory.CreateTempSubdirectory("mol-pg-");
        if (!OperatingSystem.IsWindows() && Environment.UserName == "root")
        {
            File.SetUnixFileMode(_folder.FullName, (UnixFileMode)0b111_101_101);
            Run("chown", "nobody", _folder.FullName);
        }
        Run(initdb, "-D", Data, "-U", "modelops", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync");
        File.WriteAllText(Path.Combine(Data, "pg_hba.conf"), "local all secret scram-sha-256\nlocal all all trust\n");
        _process = Serve(postgres);
        return null;
    }

    string Data => Path.Combine(_folder!.FullName, "data");

    Process Serve(string postgres)
    {
        var start = Command(postgres, "-D", Data, "-k", _folder!.FullName, "-c", "listen_addresses=", "-c", "fsync=off", "-c", "shared_buffers=16MB", "-c", "max_connections=40");
        start.RedirectStandardError = true;
        var process = Process.Start(start)!;
        List<string> said = [];
        using var ready = new ManualResetEventSlim();
        process.ErrorDataReceived += (_, line) =>
        {
            lock (said) said.Add(line.Data ?? "");
            if (line.Data is null || line.Data.Contains("ready to accept connections", StringComparison.Ordinal)) ready.Set();
        };
        process.BeginErrorReadLine();
        if (!ready.Wait(TimeSpan.FromSeconds(60)) || process.HasExited) lock (said) throw new InvalidOperationException($"The server did not start: {string.Join('\n', said)}");
        return process;
    }

    static string? Program(string name) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Concat(Directory.Exists("/usr/lib/postgresql") ? Directory.GetDirectories("/usr/lib/postgresql").OrderDescending(StringComparer.Ordinal).Select(d => Path.Combine(d, "bin")) : [])
            .Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists);

    static void Run(string program, params string[] arguments)
    {
        var start = Command(program, arguments);
        start.RedirectStandardOutput = start.RedirectStandardError = true;
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0) throw new InvalidOperationException($"{program}: {error.Result}");
    }

    static ProcessStartInfo Command(string program, params string[] arguments) => Environment.UserName == "root" && program != "chown"
        ? new ProcessStartInfo("setpriv", ["--reuid=nobody", "--regid=nogroup", "--clear-groups", program, .. arguments]) { WorkingDirectory = "/" }
        : new ProcessStartInfo(program, arguments);
}
