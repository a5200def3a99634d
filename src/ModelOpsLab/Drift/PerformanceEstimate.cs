using ModelOpsLab.Data;
using ModelOpsLab.Models;
using ModelOpsLab.Reporting;
using ModelOpsLab.Statistics;

namespace ModelOpsLab.Drift;

/// <summary>One measure of performance, estimated for a period whose targets are not known, with the error that such estimates had on past windows.</summary>
/// <param name="Metric">Name of the measurement.</param>
/// <param name="Name">What it is called.</param>
/// <param name="Value">The estimate; NaN where there is none.</param>
/// <param name="Interval">Where the truth lies, from past windows; null where there are too few.</param>
/// <param name="Reference">The measure over the whole reference.</param>
/// <param name="Windows">Estimate and truth of each past window, both made without its own rows.</param>
/// <param name="Count">Rows of the period behind it; of a panel, sessions.</param>
/// <param name="Because">Why there is no estimate; empty where there is one.</param>
sealed record PerformanceEstimate(string Metric, string Name, double Value, Interval? Interval, double Reference, IReadOnlyList<(double Estimate, double Truth)> Windows, int Count, string Because)
{
    /// <summary>Contiguous parts of the reference, cut between points in time, each estimated by what was learnt on the others.</summary>
    const int Parts = 10;

    /// <summary>Whether more is worse.</summary>
    public required bool HighIsBad { get; init; }

    /// <summary>Where the estimate stands among those of past windows, worst first; null where there is nothing to rank.</summary>
    public WindowRankResult? Rank(int atLeast) => double.IsNaN(Value) || Windows.Count < atLeast ? null
        : HighIsBad ? WindowRank.Upper(Value, Windows.Select(w => w.Estimate).ToArray()) : WindowRank.Upper(-Value, Windows.Select(w => -w.Estimate).ToArray());

    /// <summary>Confidence-based estimate of the hit rate: the probability that the sign is right, given the size of the prediction, by isotonic regression on the reference.</summary>
    public static PerformanceEstimate HitRate(Residuals before, Frame current, int[] windows, DriftOptions options)
    {
        int[] signed = [.. Enumerable.Range(0, before.Values.Length).Where(i => before.Predictions[i] * before.Targets[i] != 0)];
        double[] size = Array.ConvertAll(signed, i => Math.Abs(before.Predictions[i])), hit = Array.ConvertAll(signed, i => before.Predictions[i] * before.Targets[i] > 0 ? 1.0 : 0);
        var said = current[current.Schema.Prediction!].Span.ToArray();
        int[] live = [.. Enumerable.Range(0, said.Length).Where(i => double.IsFinite(said[i]) && said[i] != 0)];
        TimedRows past = new(before.Frame, signed), now = new(current, live);
        PerformanceEstimate None(string because) => new("estimated_hit_rate", "hit rate", double.NaN, null, hit.Length == 0 ? double.NaN : past.Mean(hit), [], now.Count, because) { HighIsBad = false };
        if (now.Count < options.MinimumCount) return None($"{now.Count} {now.Unit} with a prediction that is not zero, {options.MinimumCount} needed");
        if (past.Count < Parts * options.MinimumCount) return None($"the reference has {past.Count} {past.Unit} with a sign on both sides, {Parts * options.MinimumCount} needed");
        var estimate = OutOfPart(past, (train, test) =>
        {
            var curve = IsotonicRegression.Fit(Pick(size, train), Pick(hit, train));
            return Array.ConvertAll(test, i => curve.Predict(size[i]));
        });
        var whole = IsotonicRegression.Fit(size, hit);
        var pairs = Pairs(past, windows, estimate, hit, now.Count);
        var value = now.Mean(Array.ConvertAll(live, i => whole.Predict(Math.Abs(said[i]))));
        return new("estimated_hit_rate", "hit rate", value, Bar(pairs.Select(p => p.Truth - p.Estimate), options.MinimumWindows, (d, method, level) => new(Math.Clamp(value + d.Low, 0, 1), Math.Clamp(value + d.High, 0, 1), level, method)),
            past.Mean(hit), pairs, now.Count, "") { HighIsBad = false };
    }

    /// <summary>Direct estimate of the loss: the absolute error, learnt from the inputs and their distances from the mean by ridge regression on the reference.</summary>
    public static PerformanceEstimate AbsoluteError(Residuals before, Frame current, int[] windows, DriftOptions options)
    {
        double[] loss = Array.ConvertAll(before.Values, Math.Abs);
        var all = new TimedRows(before.Frame, [.. Enumerable.Range(0, loss.Length)]);
        PerformanceEstimate None(string because, int count = 0) => new("estimated_absolute_error", "mean absolute error", double.NaN, null, loss.Length == 0 ? double.NaN : all.Mean(loss), [], count, because) { HighIsBad = true };
        string[] inputs = [.. current.Schema.Features.Where(f => current.Has(f) && current[f].IsNumeric && before.Frame.Has(f) && before.Frame[f].IsNumeric)];
        if (inputs.Length == 0) return None("the schema names no input that is a column of numbers in both frames");
        double[][] x = [.. inputs.Select(f => before.Frame[f].Span.ToArray())], asked = [.. inputs.Select(f => current[f].Span.ToArray())];
        int[] complete = Complete(x), live = Complete(asked);
        TimedRows past = new(before.Frame, complete), now = new(current, live);
        if (now.Count < options.MinimumCount) return None($"{now.Count} {now.Unit} with every input, {options.MinimumCount} needed", now.Count);
        if (past.Count < Parts * options.MinimumCount) return None($"the reference has {past.Count} {past.Unit} with error and every input, {Parts * options.MinimumCount} needed", now.Count);
        var known = Pick(loss, complete);
        double[][] rows = [.. x.Select(c => Pick(c, complete))];
        var estimate = OutOfPart(past, (train, test) => Learn([.. rows.Select(c => Pick(c, train))], Pick(known, train), [.. rows.Select(c => Pick(c, test))]));
        var pairs = Pairs(past, windows, estimate, known, now.Count);
        var value = now.Mean(Learn(rows, known, [.. asked.Select(c => Pick(c, live))]));
        return new("estimated_absolute_error", "mean absolute error", value,
            Bar(pairs.Where(p => p.Estimate > 0).Select(p => p.Truth / p.Estimate), options.MinimumWindows, (d, method, level) => new(value * d.Low, value * d.High, level, method)), all.Mean(loss), pairs, now.Count, "") { HighIsBad = true };
    }

    /// <summary>Ridge on each input and on its absolute distance from the mean, both in standard deviations of the training rows. A loss is never below zero.</summary>
    static double[] Learn(double[][] train, double[] loss, double[][] test)
    {
        const double penalty = 10;
        var (columns, asked) = (new List<Column>(), new List<double[]>());
        for (var j = 0; j < train.Length; j++)
        {
            if (Moments.IsConstant(train[j])) continue;
            double mean = Moments.Mean(train[j]), scale = Moments.StandardDeviation(train[j]);
            foreach (var of in new Func<double, double>[] { v => (v - mean) / scale, v => Math.Abs(v - mean) / scale })
            {
                columns.Add(Column.Numbers($"x{columns.Count}", Array.ConvertAll(train[j], v => of(v))));
                asked.Add(Array.ConvertAll(test[j], v => of(v)));
            }
        }
        var schema = new Schema { Timestamp = "row", Features = [.. columns.Select(c => c.Name)], Target = "loss" };
        var days = Column.Timestamps("row", [.. Enumerable.Range(0, loss.Length).Select(i => 1_000L * i)]);
        var model = new RidgeTrainer { Penalty = penalty }.Train(Frame.Of(schema, [days, .. columns, Column.Numbers("loss", loss)]));
        var row = new double[asked.Count];
        return [.. Enumerable.Range(0, test[0].Length).Select(i =>
        {
            for (var j = 0; j < row.Length; j++) row[j] = asked[j][i];
            return Math.Max(0, model.Predict(row));
        })];
    }

    static double[] OutOfPart(TimedRows rows, Func<int[], int[], double[]> learn)
    {
        var estimate = new double[rows.Rows.Length];
        for (var part = 0; part < Parts; part++)
        {
            int from = rows.Starts[part * rows.Count / Parts], to = rows.Starts[(part + 1) * rows.Count / Parts];
            int[] test = [.. Enumerable.Range(from, to - from)], train = [.. Enumerable.Range(0, from), .. Enumerable.Range(to, estimate.Length - to)];
            learn(train, test).CopyTo(estimate, from);
        }
        return estimate;
    }

    /// <summary>Mean estimate and mean truth of each window that has at least half as many points in time as the period.</summary>
    static IReadOnlyList<(double Estimate, double Truth)> Pairs(TimedRows rows, int[] windows, double[] estimate, double[] truth, int count) =>
    [
        .. Enumerable.Range(0, rows.Count).Where(t => windows[rows.Rows[rows.Starts[t]]] >= 0).GroupBy(t => windows[rows.Rows[rows.Starts[t]]]).Where(g => 2 * g.Count() >= count)
            .Select(g => (rows.Mean(estimate, g.First(), g.Last() + 1), rows.Mean(truth, g.First(), g.Last() + 1))),
    ];

    /// <summary>The outer 2.5 % of what past estimates missed by, or the outermost where there are fewer than 39.</summary>
    static Interval? Bar(IEnumerable<double> missed, int atLeast, Func<(double Low, double High), string, double, Interval> around)
    {
        double[] sorted = [.. missed.Order()];
        if (sorted.Length < atLeast) return null;
        var outer = Math.Max(1, (int)(0.025 * (sorted.Length + 1)));
        return around((sorted[outer - 1], sorted[^outer]), $"{Format.Count(sorted.Length)} past windows", 1 - 2.0 * outer / (sorted.Length + 1));
    }

    static int[] Complete(double[][] columns) => [.. Enumerable.Range(0, columns[0].Length).Where(i => columns.All(c => double.IsFinite(c[i])))];

    static double[] Pick(double[] values, int[] rows) => Array.ConvertAll(rows, i => values[i]);
}
