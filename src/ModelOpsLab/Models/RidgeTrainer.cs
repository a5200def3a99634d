using System.Globalization;
using ModelOpsLab.Data;

namespace ModelOpsLab.Models;

/// <summary>
/// Ridge regression: the coefficients b and intercept b₀ that minimise Σ wᵢ (yᵢ − b₀ − xᵢ·b)² + penalty · |b|², the intercept free of the penalty.
/// Weights are the schema's weight column, 1 where there is none.
/// </summary>
/// <remarks>
/// Hoerl and Kennard (1970); equals scikit-learn 1.2.1's Ridge to 1e-10, and a 60-digit solution to 1e-9 at a condition number of 9e13. With <see cref="Standardise"/> the penalty acts on coefficients of z-scored features (divisor n, of the rows trained on),
/// so that it does not depend on units; the model's coefficients are on the raw scale either way. A constant feature gets coefficient 0, collinear ones share theirs; without a penalty both are refused.
/// Solved by Cholesky on the centred cross products, and by Householder QR on the rows where those are ill-conditioned. Walking forward the cross products move with the window,
/// by additions only, and give the same coefficients to 1e-12 where features are far from collinear; where one keeps less than 1e-4 of itself beside the others, the rows are read.
/// </remarks>
public sealed record RidgeTrainer : ITrainer, ICrossProductTrainer
{
    /// <summary>Share of a feature's cross product that the features before it must leave; below it the rows are read instead.</summary>
    const double LeastShare = 1e-4;

    /// <summary>Strength of the penalty, in squared units of the target; 0 is least squares. At least 0.</summary>
    public double Penalty { get; init => field = value >= 0 && double.IsFinite(value) ? value : throw new ArgumentOutOfRangeException(nameof(Penalty), value, "A ridge penalty is a finite number, 0 or more."); } = 1;

    /// <summary>Whether the penalty acts on z-scored features.</summary>
    public bool Standardise { get; init; } = true;

    /// <summary>Whether there is an intercept; without one the prediction for a row of zeros is 0, and features are not centred.</summary>
    public bool Intercept { get; init; } = true;

    /// <inheritdoc/>
    public string Name => $"ridge(penalty {Penalty.ToString("R", CultureInfo.InvariantCulture)}{(Standardise ? "" : ", raw scale")}{(Intercept ? "" : ", no intercept")})";

    /// <inheritdoc/>
    public bool UsesWeights => true;

    /// <inheritdoc/>
    public IModel Train(Frame training)
    {
        var rows = TrainingRows.Of(training, atLeast: 2);
        var means = Array.ConvertAll(rows.Features, f => Intercept ? Mean(f, rows.Weights) : 0);
        var scales = rows.Features.Select((f, j) => Deviation(f, rows.Weights)).ToArray();
        var units = Array.ConvertAll(scales, s => Standardise && s > 0 ? s : 1);
        var targetMean = Intercept ? Mean(rows.Target, rows.Weights) : 0;
        var centred = rows.Features.Select((f, j) => Centred(f, means[j], units[j], rows.Weights)).ToArray();
        var coefficients = RidgeSolver.Solve(centred, Centred(rows.Target, targetMean, 1, rows.Weights), Penalty, rows.Names);
        var intercept = targetMean;
        for (var j = 0; j < coefficients.Length; j++)
        {
            coefficients[j] /= units[j];
            intercept -= coefficients[j] * means[j];
        }
        return new LinearModel(rows.Names, intercept, coefficients, scales);
    }

    IModel? ICrossProductTrainer.Train(CrossProducts products)
    {
        var p = products.Names.Count;
        double[] scales = new double[p], inverse = new double[p], coefficients = new double[p];
        for (var j = 0; j < p; j++)
        {
            scales[j] = products.Deviation(j);
            inverse[j] = Standardise && scales[j] > 0 ? 1 / scales[j] : 1;
        }
        Span<double> matrix = products.Work;
        for (var i = 0; i < p; i++)
        {
            var row = matrix.Slice(i * p, i + 1);
            products.Centred(i).CopyTo(row);
            coefficients[i] = products.Target[i];
            if (!Intercept)
            {
                Lanes.AddScaled(products.Weight * products.Means[i], products.Means.AsSpan(0, i + 1), row);
                coefficients[i] += products.Weight * products.Means[i] * products.Means[p];
            }
            if (Standardise) Lanes.Scale(row, inverse.AsSpan(0, i + 1), inverse[i], row);
            row[i] += Penalty;
            coefficients[i] *= inverse[i];
        }
        if (!CrossProductCholesky.Solve(matrix, p, coefficients, LeastShare)) return null;
        for (var j = 0; j < p; j++) coefficients[j] *= inverse[j];
        return LinearModel.OfProducts(products, coefficients, scales, Intercept);
    }

    /// <summary>(value − mean) / unit · √weight.</summary>
    static double[] Centred(double[] values, double mean, double unit, double[]? weights)
    {
        var result = new double[values.Length];
        for (var i = 0; i < result.Length; i++) result[i] = (values[i] - mean) / unit * (weights is null ? 1 : Math.Sqrt(weights[i]));
        return result;
    }

    internal static double Mean(double[] values, double[]? weights)
    {
        if (Array.TrueForAll(values, v => v == values[0])) return values[0];
        double total = 0, sum = 0, rest = 0;
        for (var i = 0; i < values.Length; i++)
        {
            var w = weights is null ? 1 : weights[i];
            total += w;
            sum += w * values[i];
        }
        var mean = sum / total;
        // One correction step removes the rounding of the first sum.
        for (var i = 0; i < values.Length; i++) rest += (weights is null ? 1 : weights[i]) * (values[i] - mean);
        return mean + rest / total;
    }

    internal static double Deviation(double[] values, double[]? weights)
    {
        var mean = Mean(values, weights);
        double total = 0, squares = 0;
        for (var i = 0; i < values.Length; i++)
        {
            var w = weights is null ? 1 : weights[i];
            total += w;
            squares += w * (values[i] - mean) * (values[i] - mean);
        }
        return Math.Sqrt(squares / total);
    }
}
