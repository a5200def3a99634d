using ModelOpsLab.Data;
using ModelOpsLab.Statistics;

namespace ModelOpsLab.Reviews;

/// <summary>How well one thing that is known before a session predicts the model's error in it.</summary>
/// <param name="Name">Input, or an earlier error.</param>
/// <param name="French">The same in French.</param>
/// <param name="T">Of one asset: slope of the error on it over its HAC error. Of a panel: mean over sessions of their cross products over its HAC error (Fama and MacBeth, 1973), so that assets of a session are never counted as independent.</param>
/// <param name="PValue">Two-sided, normal law.</param>
/// <param name="OutOfSample">R² against the model's own prediction in the second half of the sessions, with the slope of the first half.</param>
/// <param name="Count">Rows.</param>
sealed record UnusedInformation(string Name, string French, double T, double PValue, double OutOfSample, int Count)
{
    /// <summary>Sessions that are needed.</summary>
    public const int MinimumSessions = 60;

    const int Lags = 5;

    /// <summary>The features, and for one asset the errors of the last five sessions. Candidates that do not vary are left out.</summary>
    public static IReadOnlyList<UnusedInformation> Of(Frame rows)
    {
        double[] target = rows[rows.Schema.Target!].Span.ToArray(), prediction = rows[rows.Schema.Prediction!].Span.ToArray();
        double[] error = [.. target.Select((y, i) => y - prediction[i])];
        var panel = rows.Has(rows.Schema.Asset);
        List<(string Name, string French, double[] X)> candidates = [.. rows.Schema.Features.Where(f => rows.Has(f)).Select(f => (f, f, rows[f].Span.ToArray())), ("the prediction", "la prédiction", prediction)];
        for (var lag = 1; lag <= Lags && !panel; lag++)
            candidates.Add(($"the error {lag} session{(lag == 1 ? "" : "s")} ago", $"l’erreur d’il y a {lag} séance{(lag == 1 ? "" : "s")}", [.. Enumerable.Range(0, error.Length).Select(i => i < lag ? double.NaN : error[i - lag])]));
        return [.. candidates.Select(c => Of(c.Name, c.French, c.X, error, rows.Time, panel)).OfType<UnusedInformation>()];
    }

    static UnusedInformation? Of(string name, string french, double[] x, double[] error, IReadOnlyList<DateTime> time, bool panel)
    {
        int[] kept = [.. Enumerable.Range(0, x.Length).Where(i => double.IsFinite(x[i]) && double.IsFinite(error[i]))];
        double[] a = [.. kept.Select(i => x[i])], b = [.. kept.Select(i => error[i])];
        DateTime[] when = [.. kept.Select(i => time[i])];
        var sessions = when.Distinct().Count();
        if (sessions < MinimumSessions || Moments.IsConstant(a) || Moments.IsConstant(b)) return null;
        if (!panel)
        {
            var fit = NeweyWest.Slope(a, b);
            return new(name, french, fit.T, fit.PValue, Improvement(a, b, a.Length / 2), a.Length);
        }
        List<double> products = [];
        var half = 0;
        for (int from = 0, to; from < a.Length; from = to)
        {
            for (to = from; to < a.Length && when[to] == when[from]; to++) ;
            double meanA = Moments.Mean(a.AsSpan(from, to - from)), meanB = Moments.Mean(b.AsSpan(from, to - from)), sum = 0;
            for (var i = from; i < to; i++)
            {
                (a[i], b[i]) = (a[i] - meanA, b[i] - meanB);
                sum += a[i] * b[i];
            }
            products.Add(sum / (to - from));
            if (products.Count == sessions / 2) half = to;
        }
        var deviation = NeweyWest.MeanStandardError(products.ToArray());
        if (!(deviation > 0)) return null;
        var t = Moments.Mean(products.ToArray()) / deviation;
        return new(name, french, t, TailProbability.NormalTwoSided(t), Improvement(a, b, half), a.Length);
    }

    static double Improvement(double[] x, double[] y, int half)
    {
        double meanX = 0, meanY = 0, xx = 0, xy = 0, left = 0, all = 0;
        for (var i = 0; i < half; i++) (meanX, meanY) = (meanX + x[i] / half, meanY + y[i] / half);
        for (var i = 0; i < half; i++) (xx, xy) = (xx + (x[i] - meanX) * (x[i] - meanX), xy + (x[i] - meanX) * (y[i] - meanY));
        if (xx == 0) return double.NegativeInfinity;
        for (var i = half; i < x.Length; i++)
        {
            var rest = y[i] - xy / xx * (x[i] - meanX);
            (left, all) = (left + rest * rest, all + y[i] * y[i]);
        }
        return all == 0 ? 0 : 1 - left / all;
    }
}
