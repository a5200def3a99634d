using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using ModelOpsLab.Live;
using ModelOpsLab.Registry;
using ModelOpsLab.Reporting;

namespace ModelOpsLab.Tests.Live;

/// <summary>
/// This test program as a process of its own that trains a version again, under Turkish with all its data (the casing of i,
/// the decimal comma) and the clock of Kathmandu, and prints the comparison; that does so with all versions and prints the outcomes; or that trains the first version there.
/// </summary>
static class ReproductionProcess
{
    const string Variable = "MODELOPS_TEST_REPRODUCE";

    [ModuleInitializer]
    internal static void RunWhereAsked()
    {
        if (Environment.GetEnvironmentVariable(Variable)?.Split('|') is not [var folder, var version]) return;
        var model = Workspace.Open(folder).Models[0];
        if (version == "train") Console.Write(ModelTraining.TrainModel(Workspace.Open(folder), model, new FixedClock()).Version.ContentId);
        else if (version == "all")
        {
            using var registry = ModelRegistry.OpenToRead(Workspace.Open(folder))!;
            foreach (var one in registry.Versions(model)) Console.WriteLine(ModelReproduction.Of(registry, model, one.Number).Outcome);
        }
        else
        {
            using var registry = ModelRegistry.OpenToRead(Workspace.Open(folder))!;
            Console.Write(JsonFormat.Write(ModelReproduction.Of(registry, model, int.Parse(version, CultureInfo.InvariantCulture))));
        }
        Environment.Exit(0);
    }

    /// <summary>What the process printed.</summary>
    internal static string Run(string folder, string version)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "ModelOpsLab.Tests");
        var settings = Path.Combine(folder, "turkish.runtimeconfig.json"); // this program's own, without the invariant culture that it asks for
        File.WriteAllText(settings, File.ReadAllText(program + ".runtimeconfig.json").Replace("\"System.Globalization.Invariant\": true", "\"System.Globalization.Invariant\": false", StringComparison.Ordinal));
        var start = new ProcessStartInfo("dotnet", ["exec", "--runtimeconfig", settings, "--depsfile", program + ".deps.json", program + ".dll"]) { RedirectStandardOutput = true };
        start.Environment[Variable] = $"{folder}|{version}";
        (start.Environment["LC_ALL"], start.Environment["LANG"], start.Environment["TZ"]) = ("tr_TR.UTF-8", "tr_TR.UTF-8", "Asia/Kathmandu");
        using var process = Process.Start(start)!;
        var printed = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return printed;
    }
}
