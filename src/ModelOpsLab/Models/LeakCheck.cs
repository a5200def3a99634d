using System.Globalization;
using ModelOpsLab.Data;
using ModelOpsLab.Reporting;
using ModelOpsLab.Statistics;

namespace ModelOpsLab.Models;

/// <summary>Looks for features that know the future: those that say more of their own target than any target known by then, and those that change when the future is changed.</summary>
/// <remarks>
/// Metrics, each of a feature by name. <c>target_correlation</c>: |Spearman's rank correlation| with the row's own target. <c>foresight</c>: that, less the largest such correlation with the last five targets
/// of the same asset that were known when the row was predicted: near 1 for a copy of the target, near 0 or below for what is made from the past. <c>future_dependence</c>: share of rows whose value changed with later data.
/// A feature from outside may have foresight honestly, a load forecast for a price: a warning asks for its source, and an honest name for what it is.
/// </remarks>
public static class LeakCheck
{
    const int Lags = 5;

    /// <summary>Limits used where none are given.</summary>
    public static IReadOnlyList<Threshold> Limits { get; } =
    [
        Threshold.Above("target_correlation", 0.9, 0.98, "a feature known before its target does not repeat it", 30),
        Threshold.Above("foresight", 0.3, 0.6, "what is made from the past knows past targets at least as well as the next one", 30),
        Threshold.Above("future_dependence", 0, 0, "a feature known at its row's time does not change with later data"),
    ];

    /// <summary>Compares the features of a prepared frame with its targets, past and own.</summary>
    /// <exception cref="ArgumentException">The schema names no target, or a target is known before its row is predicted.</exception>
    public static Report Of(Frame prepared)
    {
        var target = prepared[prepared.Schema.Target ?? throw new ArgumentException("The schema names no target, so that no feature can leak it.", nameof(prepared))];
        var known = KnownTargets(prepared);
        List<Measurement> measurements = [];
        foreach (var feature in prepared.Schema.Features)
        {
            var column = prepared[feature];
            var own = Relation(column, target, i => i);
            measurements.Add(Exists("target_correlation", own) with { Of = feature, Count = own.Count });
            var past = Enumerable.Range(0, Lags).Select(lag => Relation(column, target, i => known[i][lag])).Where(r => r.Count >= 3 && double.IsFinite(r.Value)).Select(r => r.Value).ToArray();
            measurements.Add((past.Length == 0 && double.IsFinite(own.Value) ? Measurement.Missing("foresight", "no target is known when a row is predicted") : Exists("foresight", (past.Length == 0 ? own.Value : own.Value - past.Max(), own.Count))) with { Of = feature, Count = own.Count });
        }
        return Report(prepared, measurements, "Does a feature know its target?", new() { ["lags"] = Lags.ToString(CultureInfo.InvariantCulture) }, null);
    }

    /// <summary>Prepares the same raw data several times, later rows changed at random each time, and finds the features of earlier rows that change with them: whole-sample scaling, centred windows, filling backwards.</summary>
    /// <param name="raw">Raw rows; numbers after a cut are multiplied, all of a row by one factor between 0.5 and 1.5.</param>
    /// <param name="prepare">Makes features from raw rows: <c>r =&gt; pipeline.Prepare(r).Frame</c>. Same rows, same features.</param>
    /// <param name="cuts">How many cuts, evenly spread through time, at least 1.</param>
    /// <param name="seed">Fixes the factors.</param>
    /// <exception cref="ArgumentException">There are fewer points in time than cuts need, or nothing is prepared before the last cut.</exception>
    public static Report OfPreparation(Frame raw, Func<Frame, Frame> prepare, int cuts = 3, ulong seed = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(cuts, 1);
        var starts = raw.Starts;
        if (starts.Length - 1 < 2 * (cuts + 1)) throw new ArgumentException($"{cuts} cuts need at least {2 * (cuts + 1)} points in time; there are {starts.Length - 1}.", nameof(raw));
        var random = new DeterministicRandom(seed);
        var whole = prepare(raw);
        var (changed, compared) = (new int[whole.Schema.Features.Count], 0);
        for (var c = 1; c <= cuts; c++)
        {
            var cut = starts[(int)((long)c * (starts.Length - 1) / (cuts + 1))];
            var before = Rows(whole, raw.Time[cut]);
            var altered = prepare(Altered(raw, cut, random));
            var same = Rows(altered, raw.Time[cut]);
            compared += before.Count;
            for (var f = 0; f < changed.Length; f++)
            {
                var (a, b) = (whole[whole.Schema.Features[f]], altered[whole.Schema.Features[f]]);
                changed[f] += before.Count(row => !same.TryGetValue(row.Key, out var at) || Differ(a[row.Value], b[at]));
            }
        }
        if (compared == 0) throw new ArgumentException("No row is prepared before a cut, so that nothing can be compared. Give more raw rows.", nameof(raw));
        return Report(whole, [.. whole.Schema.Features.Select((f, i) => new Measurement("future_dependence", changed[i] / (double)compared) { Of = f, Count = compared, Unit = "%" })],
            "Does a feature change with the future?", new() { ["cuts"] = cuts.ToString(CultureInfo.InvariantCulture) }, seed);
    }

    static Report Report(Frame frame, IReadOnlyList<Measurement> measurements, string title, Dictionary<string, string> parameters, ulong? seed) => new()
    {
        Title = title,
        Measurements = measurements,
        Thresholds = [.. Limits.Where(l => measurements.Any(m => m.Metric == l.Metric))],
        Provenance = new() { AsOf = frame.Count == 0 ? null : frame.LastDay, DataHashes = new Dictionary<string, string> { ["prepared"] = frame.ContentHash() }, Rows = frame.Count, Parameters = parameters, Seed = seed },
    };

    static Measurement Exists(string metric, (double Value, int Count) relation) =>
        Measurement.Maybe(metric, relation.Value, relation.Count < 3 ? "fewer than 3 rows have both feature and target" : "feature or target never changes");

    /// <summary>|rank correlation| of a feature with the target of the row that stands for each row; rows without one are left out.</summary>
    static (double Value, int Count) Relation(Column feature, Column target, Func<int, int> row)
    {
        List<double> x = [], y = [];
        for (var i = 0; i < feature.Count; i++)
            if (row(i) is >= 0 and var at && double.IsFinite(feature[i]) && double.IsFinite(target[at]))
            {
                x.Add(feature[i]);
                y.Add(target[at]);
            }
        return x.Count < 3 || x.TrueForAll(v => v == x[0]) || y.TrueForAll(v => v == y[0]) ? (double.NaN, x.Count) : (Math.Abs(Correlation.Spearman(x.ToArray(), y.ToArray())), x.Count);
    }

    /// <summary>For each row the newest rows of its asset whose target is known when it is predicted, newest first; -1 where there are fewer.</summary>
    static int[][] KnownTargets(Frame frame)
    {
        var labels = LabelTimes.Of(frame);
        var assets = frame.Has(frame.Schema.Asset) ? frame[frame.Schema.Asset!].Strings : null;
        var past = new Dictionary<string, List<int>>();
        var known = new int[frame.Count][];
        for (var i = 0; i < known.Length; i++)
        {
            var asset = assets?[i] ?? "";
            if (!past.TryGetValue(asset, out var rows)) past[asset] = rows = [];
            known[i] = new int[Lags];
            Array.Fill(known[i], -1);
            for (var (j, found) = (rows.Count - 1, 0); j >= 0 && found < Lags; j--)
                if (labels.Known[rows[j]] <= labels.Predicted[i]) known[i][found++] = rows[j];
            rows.Add(i);
        }
        return known;
    }

    static Dictionary<(DateTime, string), int> Rows(Frame frame, DateTime before)
    {
        var assets = frame.Has(frame.Schema.Asset) ? frame[frame.Schema.Asset!].Strings : null;
        return Enumerable.Range(0, frame.Count).TakeWhile(i => frame.Time[i] < before).ToDictionary(i => (frame.Time[i], assets?[i] ?? ""));
    }

    static Frame Altered(Frame raw, int cut, DeterministicRandom random)
    {
        var factors = new double[raw.Count];
        for (var i = 0; i < factors.Length; i++) factors[i] = i < cut ? 1 : 0.5 + random.NextDouble();
        foreach (var column in raw.Columns.Where(c => c.Type == ColumnType.Number).ToArray())
            raw = raw.With(Column.Numbers(column.Name, [.. column.Span.ToArray().Select((v, i) => v * factors[i])], [.. Enumerable.Range(0, raw.Count).Select(i => !column.IsMissing(i))]));
        return raw;
    }

    /// <summary>More than rounding: a sum in another order is not another value.</summary>
    static bool Differ(double a, double b) => !(a.Equals(b) || Math.Abs(a - b) <= 1e-9 * Math.Max(Math.Abs(a), Math.Abs(b)));
}
