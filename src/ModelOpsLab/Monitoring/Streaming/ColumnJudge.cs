using ModelOpsLab.Data;
using ModelOpsLab.Statistics;

namespace ModelOpsLab.Monitoring;

/// <summary>What the reference says about a column: the bounds against which its values are counted, and what the counts are compared with.</summary>
sealed class ColumnJudge
{
    readonly OutlierScale? _values, _ratios, _differences;
    readonly OutlierScale?[] _hours = [];

    public ColumnJudge(Frame reference, string name, MonitoringOptions options)
    {
        Name = name;
        Rule = reference.Schema.Rule(name);
        (RuleLow, RuleHigh) = (Rule.Min ?? double.NegativeInfinity, Rule.Max ?? double.PositiveInfinity);
        if (!reference.Has(name) || !reference[name].IsNumeric) return;
        var column = reference[name];
        var finite = column.Finite();
        MissingShare = column.Count == 0 ? 0 : (double)column.MissingCount / column.Count;
        Past = ColumnPast.Of(reference, name);
        if (finite.Length == 0) return;
        Bins = QuantileBins.From(finite);
        var limit = options.OutlierLimit;
        _values = OutlierScale.Of(finite, limit, changes: false);
        if (_values is not null) (Low, High) = (_values.Low, _values.High);
        var persistent = Outliers.Autocorrelation(reference, name) >= Outliers.Persistent;
        if (!persistent && options.Seasonal && Enumerable.Range(0, reference.Count).Select(r => reference.Time[r].Hour).Distinct().Count() > 1)
        {
            var span = column.Span.ToArray();
            _hours = [.. Enumerable.Range(0, 24).Select(h => OutlierScale.Of(span.Where((v, r) => double.IsFinite(v) && reference.Time[r].Hour == h).ToArray(), limit, changes: false))];
            HourLow = Array.ConvertAll(_hours, s => s?.Low ?? double.NegativeInfinity);
            HourHigh = Array.ConvertAll(_hours, s => s?.High ?? double.PositiveInfinity);
            return;
        }
        if (!persistent) return;
        IsPersistent = true;
        if (Array.TrueForAll(finite, v => v > 0))
        {
            ReferenceIsPositive = true;
            _ratios = OutlierScale.Of(Outliers.Changes(name, reference, null, logs: true), limit, changes: true);
            if (_ratios is not null) (LowRatio, HighRatio) = (Ratio(_ratios.Low, up: false), Ratio(_ratios.High, up: true));
        }
        _differences = OutlierScale.Of(Outliers.Changes(name, reference, null, logs: false), limit, changes: true);
        if (_differences is not null) (LowDifference, HighDifference) = (_differences.Low, _differences.High);

        // The ratio whose logarithm is the last that is no outlier.
        double Ratio(double bound, bool up)
        {
            var ratio = Math.Exp(bound);
            while (ratio > 0 && double.IsFinite(ratio) && _ratios!.IsFar(Math.Log(ratio))) ratio = up ? Math.BitDecrement(ratio) : Math.BitIncrement(ratio);
            while (ratio > 0 && double.IsFinite(ratio) && !_ratios!.IsFar(Math.Log(up ? Math.BitIncrement(ratio) : Math.BitDecrement(ratio)))) ratio = up ? Math.BitIncrement(ratio) : Math.BitDecrement(ratio);
            return ratio;
        }
    }

    public string Name { get; }
    public ColumnRule Rule { get; }
    public double RuleLow { get; }
    public double RuleHigh { get; }
    /// <summary>Null where the reference has no finite value.</summary>
    public QuantileBins? Bins { get; }
    /// <summary>Share of the rows without a value; null where the reference has no such column of numbers.</summary>
    public double? MissingShare { get; }
    /// <summary>How long it stood still; null where the reference has no finite value.</summary>
    public ColumnPast? Past { get; }
    /// <summary>Whether its changes are judged, because its values follow closely on the values before.</summary>
    public bool IsPersistent { get; }
    bool ReferenceIsPositive { get; }

    public double Low { get; } = double.NegativeInfinity;
    public double High { get; } = double.PositiveInfinity;
    public double LowRatio { get; } = double.NegativeInfinity;
    public double HighRatio { get; } = double.PositiveInfinity;
    public double LowDifference { get; } = double.NegativeInfinity;
    public double HighDifference { get; } = double.PositiveInfinity;
    /// <summary>Bounds by hour of day; empty where all hours are judged alike.</summary>
    public double[] HourLow { get; } = [];
    public double[] HourHigh { get; } = [];

    /// <summary>How far out the value of an hour lies, in units of its scale; 0 where that hour has none.</summary>
    public double HourDistance(int hour, double value) => _hours[hour]?.Distance(value) ?? 0;

    /// <summary>How far out the values of a window lie, as the batch method says it; null where it says nothing.</summary>
    /// <param name="far">Values that are outliers.</param>
    /// <param name="finite">Values.</param>
    /// <param name="minimum">The smallest.</param>
    /// <param name="maximum">The largest.</param>
    /// <param name="furthest">The largest distance by hour of day.</param>
    /// <param name="changes">Their changes.</param>
    public Outliers? Judge(long far, long finite, double minimum, double maximum, double furthest, in ChangeTally changes)
    {
        if (finite == 0) return null;
        if (_hours.Length > 0) return _values?.Judge(far, finite, furthest) is { } seasonal ? seasonal with { Reach = furthest / Math.Max(_values.Limit, _hours.Max(h => h?.Furthest ?? 0)) } : null;
        if (IsPersistent)
        {
            var logs = ReferenceIsPositive && minimum > 0;
            if ((logs ? _ratios : _differences) is { } scale)
                return changes.Pairs == 0 ? null
                    : logs ? scale.Judge(changes.FarRatios, changes.Pairs, Math.Max(scale.Distance(Math.Log(changes.LeastRatio)), scale.Distance(Math.Log(changes.LargestRatio))))
                    : scale.Judge(changes.FarDifferences, changes.Pairs, Math.Max(scale.Distance(changes.LeastDifference), scale.Distance(changes.LargestDifference)));
        }
        return _values?.Judge(far, finite, Math.Max(_values.Distance(minimum), _values.Distance(maximum)));
    }
}
