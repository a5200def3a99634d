using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using ModelOpsLab.Live;
using ModelOpsLab.Registry;
using ModelOpsLab.Reporting;

namespace ModelOpsLab.Cli.Commands;

/// <summary>
/// <c>modelops models reproduce</c>: trains a version again from what was recorded, in a process of its own that inherits no
/// settings, under another culture and time zone, so that nothing of this session can help.
/// </summary>
static class ReproduceCommand
{
    /// <summary>What the child keeps of the environment: where programs and folders are.</summary>
    static readonly string[] Kept = ["PATH", "HOME", "USERPROFILE", "SystemRoot", "TEMP", "TMP", "TMPDIR", "DOTNET_ROOT", "LD_LIBRARY_PATH"];

    /// <summary>The command.</summary>
    public static Command Of(Action<Command, Work> handle)
    {
        var model = new Argument<string>("MODEL") { Description = "Name of the model." };
        var number = new Argument<int>("VERSION") { Description = "Number of the version." };
        var by = ModelsChanging.By();
        var here = new Option<bool>("--here") { Description = "Train in this process, print, and record nothing.", Hidden = true };
        var reproduce = new Command("reproduce", "Train a version again from its recorded data and declaration, in a clean process, and say whether the result is equal, within a tolerance, or why not.") { model, number, by, here };
        handle(reproduce, (parsed, session) =>
        {
            var (name, version) = (parsed.GetRequiredValue(model), parsed.GetRequiredValue(number));
            if (parsed.GetValue(here)) return Task.FromResult(Here(session, session.OpenWorkspace(), name, version));
            var workspace = session.OpenRegistry();
            workspace.Model(name);
            using (var registry = Open(workspace)) RequireVersion(registry, name, version);
            var reproduction = InChild(session, workspace, name, version);
            LedgerEvent recorded;
            using (var registry = ModelRegistry.Open(workspace, session.Clock)) recorded = reproduction.Record(registry, ModelsChanging.Name(parsed.GetValue(by)));
            session.Say(reproduction.ToString());
            foreach (var line in reproduction.Since) session.Say($"- {line}");
            if (!reproduction.Holds) foreach (var line in reproduction.OtherThanThen) session.Say($"- other than then: {line}");
            session.Result(new { reproduction.Model, reproduction.Version, reproduction.Outcome, reproduction.Because, reproduction.Recorded, reproduction.Now, reproduction.PredictionDifference, reproduction.CoefficientDifference, reproduction.OtherThanThen, reproduction.Since, holds = reproduction.Holds, sequence = recorded.Sequence });
            return Task.FromResult(reproduction.Holds ? ExitCode.Done : ExitCode.DoesNotHold);
        });
        return reproduce;
    }

    static int Here(Session session, Workspace workspace, string model, int version)
    {
        var culture = Foreign();
        (CultureInfo.DefaultThreadCurrentCulture, Thread.CurrentThread.CurrentCulture) = (culture, culture);
        using var registry = Open(workspace);
        session.Out.Write(JsonFormat.Write(ModelReproduction.Of(registry, model, version, session.Clock)));
        return ExitCode.Done;
    }

    static ModelReproduction InChild(Session session, Workspace workspace, string model, int version)
    {
        var program = KernelCommand.Program();
        var start = new ProcessStartInfo(program[0], [.. program[1..], "models", "reproduce", model, version.ToString(CultureInfo.InvariantCulture), "--here", "--workspace", workspace.Folder]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment.Clear();
        foreach (var name in Kept)
            if (session.Variable(name) is { } value) start.Environment[name] = value;
        if (!start.Environment.ContainsKey("DOTNET_ROOT") && Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..")) is var root && Directory.Exists(Path.Combine(root, "shared"))) start.Environment["DOTNET_ROOT"] = root;
        (start.Environment["LC_ALL"], start.Environment["TZ"], start.Environment["DOTNET_SYSTEM_GLOBALIZATION_PREDEFINED_CULTURES_ONLY"]) = ("tr_TR.UTF-8", "Asia/Kathmandu", "0");
        using var child = Process.Start(start)!;
        using var stop = session.Cancel.Register(() => { try { child.Kill(); } catch (InvalidOperationException) { /* it has ended by itself */ } });
        var error = child.StandardError.ReadToEndAsync();
        var printed = child.StandardOutput.ReadToEnd();
        child.WaitForExit();
        session.Cancel.ThrowIfCancellationRequested();
        return child.ExitCode == ExitCode.Done
            ? JsonFormat.Read<ModelReproduction>(printed, "result of the process that trained")
            : new() { Model = model, Version = version, Outcome = ReproductionOutcome.Failed, Because = $"The process that trained ended with exit code {child.ExitCode.ToString(CultureInfo.InvariantCulture)}.", Since = [error.GetAwaiter().GetResult().ReplaceLineEndings(" ").Trim()] };
    }

    static void RequireVersion(ModelRegistry registry, string model, int version)
    {
        try
        {
            registry.Version(model, version);
        }
        catch (Exception damaged) when (damaged is InvalidDataException or FileNotFoundException)
        {
            // It is there, and damaged: the outcome says so
        }
    }

    static ModelRegistry Open(Workspace workspace) => ModelRegistry.OpenToRead(workspace) ?? throw new InvalidDataException($"Nothing is registered in {workspace.Folder} yet: 'modelops models register MODEL' trains a version and registers it.");

    /// <summary>Turkish, or where the program was built without cultures, what of it can get into numbers and dates.</summary>
    static CultureInfo Foreign()
    {
        var culture = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        try
        {
            culture = new("tr-TR");
        }
        catch (CultureNotFoundException)
        {
            // Built without cultures, and told to know no other names
        }
        (culture.NumberFormat.NumberDecimalSeparator, culture.NumberFormat.NumberGroupSeparator, culture.NumberFormat.NegativeSign) = (",", ".", "\u2212");
        (culture.DateTimeFormat.DateSeparator, culture.DateTimeFormat.ShortDatePattern, culture.DateTimeFormat.LongTimePattern) = (".", "d.MM.yyyy", "HH:mm:ss");
        return culture;
    }
}
