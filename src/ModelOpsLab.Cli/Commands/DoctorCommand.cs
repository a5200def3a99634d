using System.CommandLine;
using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using ModelOpsLab.Lineage;
using ModelOpsLab.Registry;
using ModelOpsLab.Reporting;
using ModelOpsLab.Storage;

namespace ModelOpsLab.Cli.Commands;

/// <summary>One thing looked at, and what to do where it is not well.</summary>
sealed record Checkup(string Name, bool Ok, string Found, string Remedy = "");

/// <summary><c>modelops doctor</c>: whether this machine has what the program needs.</summary>
static class DoctorCommand
{
    public static void Add(Action<Command, Work> add) =>
        add(new("doctor", "Check this machine: runtime, SQLite, git, workspace."), (_, session) =>
        {
            Checkup[] checks = [Runtime(), Culture(), Sqlite(), Git(), Temporary(), .. WorkspaceOf(session)];
            foreach (var check in checks)
                session.Say($"{(check.Ok ? "ok  " : "warn")}  {check.Name}: {check.Found}{(check.Ok ? "" : $" {check.Remedy}")}");
            session.Result(new { severity = checks.All(c => c.Ok) ? Severity.Healthy : Severity.Warning, library = Provenance.ThisLibrary, checks });
            return Task.FromResult(ExitCode.Done);
        });

    static Checkup Runtime() => new("runtime", Environment.Version.Major >= 10,
        $"{RuntimeInformation.FrameworkDescription}, {RuntimeInformation.OSDescription}, {RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant()}, {Format.Count(Environment.ProcessorCount)} processors.",
        "Install .NET 10.");

    static Checkup Culture() => Thread.CurrentThread.CurrentCulture.Name.Length == 0
        ? new("culture", true, "invariant: numbers and dates are written alike on every machine.")
        : new("culture", false, $"{Thread.CurrentThread.CurrentCulture.Name}, not the invariant one.", "Remove DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=0 from the environment.");

    static Checkup Sqlite()
    {
        var folder = Directory.CreateTempSubdirectory("modelops-doctor-");
        try
        {
            using var file = SqliteFile.Open(Path.Combine(folder.FullName, "probe.db"), new("probe", 1, "CREATE TABLE probe (x INTEGER) STRICT"));
            file.Execute("INSERT INTO probe VALUES (?1)", 1);
            file.CheckIntegrity();
            return new("sqlite", true, $"SQLite {file.LibraryVersion} writes and reads.");
        }
        catch (Exception error) when (error is IOException or InvalidDataException or UnauthorizedAccessException or TypeInitializationException or DllNotFoundException)
        {
            return new("sqlite", false, error.Message, "Measurements and the registry need it: reinstall the program for this platform.");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    static Checkup Git()
    {
        const string remedy = "Training and run records then name no commit: install git, or add it to the PATH.";
        try
        {
            using var process = Process.Start(new ProcessStartInfo("git", ["--version"]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            var version = process.StandardOutput.ReadToEnd().Trim();
            process.WaitForExit();
            return new("git", process.ExitCode == 0, $"{version}.", remedy);
        }
        catch (Win32Exception)
        {
            return new("git", false, "not found.", remedy);
        }
    }

    static Checkup Temporary() => Writable("temporary folder", Path.GetTempPath());

    static IReadOnlyList<Checkup> WorkspaceOf(Session session)
    {
        Workspace workspace;
        try
        {
            workspace = session.OpenWorkspace();
        }
        catch (Exception error) when (error is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            return [new("workspace", false, error.Message, "Commands about models need one.")];
        }
        return
        [
            new("workspace", true, $"{workspace.Folder} declares {string.Join(", ", workspace.Models)}."),
            Writable("state", Directory.Exists(workspace.StateFolder) ? workspace.StateFolder : workspace.Folder),
            .. workspace.Models.Select(name => Data(workspace, name)),
        ];
    }

    static Checkup Data(Workspace workspace, string name)
    {
        var file = workspace.Resolve(workspace.Model(name).Data);
        return File.Exists(file)
            ? new($"data of {name}", true, $"{file} is there.")
            : new($"data of {name}", false, $"{file} is missing.", "Put it there, or correct 'data' in modelops.json.");
    }

    static Checkup Writable(string name, string folder)
    {
        var probe = Path.Combine(folder, $".modelops-probe-{Guid.NewGuid():N}");
        try
        {
            File.WriteAllText(probe, "");
            File.Delete(probe);
            return new(name, true, $"{folder} can be written.");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return new(name, false, $"{folder} cannot be written ({error.Message}).", "Give yourself the right to write there.");
        }
    }
}
