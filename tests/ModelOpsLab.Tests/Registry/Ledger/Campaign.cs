using System.Globalization;

namespace ModelOpsLab.Tests.Registry;

/// <summary>How often a fault is made to happen: a few times at a desk, more where CI is set, as often as a variable says in a long campaign.</summary>
static class Campaign
{
    internal static int Size(string name, int desk, int ci) =>
        int.TryParse(Environment.GetEnvironmentVariable($"MODELOPS_LEDGER_{name}"), CultureInfo.InvariantCulture, out var size) ? size
            : Environment.GetEnvironmentVariable("CI") == "true" ? ci : desk;

    /// <summary>Prints a figure, where somebody watches and into the test's record.</summary>
    internal static void Say(FormattableString figure)
    {
        var text = FormattableString.Invariant(figure);
        TestContext.Current.TestOutputHelper?.WriteLine(text);
        if (Environment.GetEnvironmentVariable("MODELOPS_LEDGER_FIGURES") is { Length: > 0 } file) File.AppendAllText(file, text + "\n");
    }
}
