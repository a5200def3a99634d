using ModelOpsLab.Data;
using ModelOpsLab.Reporting;
using ModelOpsLab.Statistics;

namespace ModelOpsLab.Monitoring;

/// <summary>A cost of trading: its mean in the window, and how far that lies above the mean of the backtest, over how far the dearest stretch of the backtest lies above it that has as many values.</summary>
/// <remarks>Costs come in clusters; a standard error would not know that, the stretches do.</remarks>
sealed class CostWatch
{
    readonly string _metric;
    readonly double[] _values;
    readonly double _mean;
    readonly string? _because;
    (int Length, double Mean) _dearest;

    /// <param name="metric"><c>cost</c> or <c>slippage</c>.</param>
    /// <param name="reference">The backtest.</param>
    /// <param name="column">Its column; null for none.</param>
    public CostWatch(string metric, Frame reference, string? column)
    {
        _metric = metric;
        if (column is not null && !reference.Has(column)) throw new ArgumentException($"The reference has no column '{column}', which the options name for {metric}.{Spelling.Suggest(column, reference.Columns.Select(c => c.Name))}");
        _values = column is null ? [] : reference[column].Finite();
        _because = column is null ? $"the options name no column of the reference for {metric}" : _values.Length == 0 ? $"column '{column}' has no value" : null;
        _mean = _because is null ? Moments.Mean(_values) : 0;
    }

    /// <summary>The measurements of so many values with that sum.</summary>
    public IEnumerable<Measurement> Measure(long count, double sum)
    {
        if (count == 0) yield break;
        var mean = sum / count;
        yield return new($"{_metric}_mean", mean) { Count = count, Unit = "%" };
        yield return (_because is null ? new($"{_metric}_excess", Excess(mean, (int)Math.Min(count, _values.Length))) : Measurement.Missing($"{_metric}_excess", _because)) with { Count = count };
    }

    double Excess(double mean, int length)
    {
        double above = mean - _mean, worst = Dearest(length) - _mean, rounding = 1e-12 * Math.Abs(_mean);
        return above <= rounding ? 0 : worst > rounding ? above / worst : double.PositiveInfinity;
    }

    /// <summary>The largest mean of so many values of the backtest in a row.</summary>
    double Dearest(int length)
    {
        if (_dearest.Length == length) return _dearest.Mean;
        DoubleDouble inside = 0;
        var most = double.NegativeInfinity;
        for (var i = 0; i < _values.Length; i++)
        {
            inside += _values[i];
            if (i >= length) inside -= _values[i - length];
            if (i >= length - 1) most = Math.Max(most, inside.Value / length);
        }
        return (_dearest = (length, most)).Mean;
    }
}
