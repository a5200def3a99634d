using ModelOpsLab.Reporting;

namespace ModelOpsLab.Trading;

/// <summary>How straight the logarithm of wealth runs: R² of its least-squares line on the number of periods, 0 to 1.</summary>
/// <remarks>One where every return is the same. It says nothing of the direction. Undefined for fewer than three returns (two points always lie on a line), where wealth never moves, and from a loss of everything on.</remarks>
public static class Stability
{
    /// <summary>The R²: <c>stability</c>.</summary>
    public static Measurement Of(ReturnSeries returns)
    {
        var because = returns.CannotCompound ?? (returns.Count < 3 ? $"needs 3 returns; there {(returns.Count == 1 ? "is one" : "are 2")}" : null);
        if (because is not null) return returns.Measure("stability", because, () => 0);
        int n = returns.Count;
        double level = 0, mean = 0, middle = (n - 1) / 2.0;
        var wealth = new double[n];
        for (var i = 0; i < n; i++)
        {
            if (returns.Values[i] == -1) return returns.Measure("stability", $"everything was lost on {Format.Time(returns.Dates[i])}", () => 0);
            wealth[i] = level += AnnualizedReturn.Log1Plus(returns.Values[i]);
            mean += (level - mean) / (i + 1);
        }
        double time = 0, both = 0, own = 0;
        for (var i = 0; i < n; i++)
        {
            double t = i - middle, y = wealth[i] - mean;
            time += t * t;
            both += t * y;
            own += y * y;
        }
        return returns.Measure("stability", own == 0 ? "wealth never moves" : null, () => Math.Min(1, both / time * (both / own)));
    }
}
