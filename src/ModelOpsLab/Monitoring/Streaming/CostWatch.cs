using ModelOpsLab.Data;
using ModelOpsLab.Reporting;
using ModelOpsLab.Statistics;

namespace ModelOpsLab.Monitoring;

/// <summary>A cost of trading: its mean in the window, and how many standard errors that lies above the mean of the backtest.</summary>
sealed class CostWatch
{
    readonly string _metric;
    readonly double _mean, _deviation;
    readonly string? _because;

    /// <param name="metric"><c>cost</c> or <c>slippage</c>.</param>
    /// <param name="reference">The backtest.</param>
    /// <param name="column">Its column; null for none.</param>
    public CostWatch(string metric, Frame reference, string? column)
    {
        _metric = metric;
        if (column is not null && !reference.Has(column)) throw new ArgumentException($"The reference has no column '{column}', which the options name for {metric}.{Spelling.Suggest(column, reference.Columns.Select(c => c.Name))}");
        var values = column is null ? [] : reference[column].Finite();
        _because = column is null ? $"the options name no column of the reference for {metric}" : values.Length < 2 ? $"column '{column}' has fewer than two values" : null;
        if (_because is not null) return;
        (_mean, _deviation) = (Moments.Mean(values), Moments.StandardDeviation(values));
        if (_deviation == 0) _because = $"column '{column}' is constant";
    }

    /// <summary>The measurements of so many values with that sum.</summary>
    public IEnumerable<Measurement> Measure(long count, double sum)
    {
        if (count == 0) yield break;
        var mean = sum / count;
        yield return new($"{_metric}_mean", mean) { Count = count, Unit = "%" };
        yield return _because is null ? new($"{_metric}_excess", (mean - _mean) / (_deviation / Math.Sqrt(count))) { Count = count }
            : Measurement.Missing($"{_metric}_excess", _because) with { Count = count };
    }
}
