using ModelOpsLab.Reporting;
using ModelOpsLab.Statistics;

namespace ModelOpsLab.Trading;

/// <summary>What the intervals of this folder share.</summary>
static class Hac
{
    /// <summary>How an error was made, for <see cref="Interval.Method"/>.</summary>
    public static string Method(int lags) => $"HAC, {Format.Count(lags)} lag{(lags == 1 ? "" : "s")}";
}
