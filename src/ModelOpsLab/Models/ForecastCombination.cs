using ModelOpsLab.Data;

namespace ModelOpsLab.Models;

/// <summary>Several forecasts of the same target as one.</summary>
public static class ForecastCombination
{
    /// <summary>A model that predicts the mean of the models' predictions; of linear models a linear one, of constants a constant.</summary>
    /// <exception cref="ArgumentException">There is no model.</exception>
    public static IModel Average(IReadOnlyList<IModel> models)
    {
        if (models.Count == 0) throw new ArgumentException("There is no model to average.", nameof(models));
        double Mean(Func<IModel, double> of)
        {
            var sum = 0.0;
            foreach (var model in models) sum += of(model);
            return sum / models.Count;
        }
        if (models.Count == 1) return models[0];
        if (models.All(m => m is ConstantModel)) return new ConstantModel(Mean(m => ((ConstantModel)m).Value));
        if (models.All(m => m is LinearModel && m.Features.SequenceEqual(models[0].Features)))
            return new LinearModel(models[0].Features, Mean(m => ((LinearModel)m).Intercept),
                [.. models[0].Features.Select((_, j) => Mean(m => ((LinearModel)m).Coefficients[j]))],
                [.. models[0].Features.Select((_, j) => Mean(m => ((LinearModel)m).Scales[j]))]);
        return new AverageModel(models);
    }

    /// <summary>The mean of forecasts, row by row; NaN where one is.</summary>
    /// <param name="forecasts">At least one, of the same length.</param>
    /// <exception cref="ArgumentException">There is none, or lengths differ.</exception>
    public static double[] Equal(params IReadOnlyList<IReadOnlyList<double>> forecasts)
    {
        RequireLengths(forecasts, forecasts is [] ? 0 : forecasts[0].Count);
        var result = new double[forecasts[0].Count];
        for (var i = 0; i < result.Length; i++)
        {
            foreach (var forecast in forecasts) result[i] += forecast[i];
            result[i] /= forecasts.Count;
        }
        return result;
    }

    /// <summary>Forecasts weighted by the inverse of their mean squared error so far, out of sample: at each point in time from errors on targets known strictly before it.</summary>
    /// <remarks>Bates and Granger (1969), without the correlations, whose estimates cost more than they bring (Timmermann, 2006). A forecast without any error takes all the weight, with its equals. In a panel the error of a point in time is the mean over its rows.</remarks>
    /// <param name="frame">Rows with a target; its weights are not used.</param>
    /// <param name="forecasts">At least one, a number a row.</param>
    /// <param name="memory">Newest points in time whose errors count, at least 1; null for all.</param>
    /// <param name="atLeast">Points in time with errors before weights differ, at least 1; equal weights until then.</param>
    /// <exception cref="ArgumentException">There is no forecast or no target, or lengths differ.</exception>
    public static CombinedForecast InverseLoss(Frame frame, IReadOnlyList<IReadOnlyList<double>> forecasts, int? memory = null, int atLeast = 20)
    {
        RequireLengths(forecasts, frame.Count);
        ArgumentOutOfRangeException.ThrowIfLessThan(atLeast, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(memory ?? 1, 1);
        var (points, labels) = (Errors(frame, forecasts), LabelTimes.Of(frame));
        var (predictions, weights) = (new double[frame.Count], new IReadOnlyList<double>[frame.Count]);
        for (var p = 0; p < points.Count; p++)
        {
            var at = frame.Time[points[p].Start];
            var (sums, count) = (new double[forecasts.Count], 0);
            for (var q = p - 1; q >= 0 && count < (memory ?? int.MaxValue); q--)
            {
                if (points[q].Errors is not { } errors || Enumerable.Range(points[q].Start, points[q].End - points[q].Start).Any(i => labels.Known[i] >= at)) continue;
                for (var k = 0; k < sums.Length; k++) sums[k] += errors[k];
                count++;
            }
            var shares = count < atLeast ? [.. sums.Select(_ => 1.0 / sums.Length)] : Shares(sums);
            for (var i = points[p].Start; i < points[p].End; i++)
            {
                weights[i] = shares;
                for (var k = 0; k < shares.Length; k++) predictions[i] += shares[k] * forecasts[k][i];
            }
        }
        return new(predictions, weights);
    }

    static double[] Shares(double[] sums)
    {
        if (sums.Contains(0)) return Array.ConvertAll(sums, s => s == 0 ? 1.0 / sums.Count(v => v == 0) : 0);
        var least = sums.Min();
        double[] inverse = Array.ConvertAll(sums, s => least / s);
        var total = inverse.Sum();
        return Array.ConvertAll(inverse, v => v / total);
    }

    /// <summary>Rows of each point in time and the mean squared error of each forecast there; null where no row has a target and all forecasts.</summary>
    static List<(int Start, int End, double[]? Errors)> Errors(Frame frame, IReadOnlyList<IReadOnlyList<double>> forecasts)
    {
        var target = frame[frame.Schema.Target ?? throw new ArgumentException("The schema names no target, so that no forecast has an error.", nameof(frame))];
        var points = new List<(int, int, double[]?)>();
        for (int start = 0, end; start < frame.Count; start = end)
        {
            for (end = start + 1; end < frame.Count && frame.Time[end] == frame.Time[start];) end++;
            int[] rows = [.. Enumerable.Range(start, end - start).Where(i => double.IsFinite(target[i]) && forecasts.All(f => double.IsFinite(f[i])))];
            points.Add((start, end, rows is [] ? null : [.. forecasts.Select(f => rows.Average(i => (target[i] - f[i]) * (target[i] - f[i])))]));
        }
        return points;
    }

    static void RequireLengths(IReadOnlyList<IReadOnlyList<double>> forecasts, int rows)
    {
        if (forecasts.Count == 0) throw new ArgumentException("There is no forecast to combine.", nameof(forecasts));
        if (forecasts.FirstOrDefault(f => f.Count != rows) is { } other) throw new ArgumentException($"A forecast has {other.Count} numbers where there must be {rows}: one a row.", nameof(forecasts));
    }
}
