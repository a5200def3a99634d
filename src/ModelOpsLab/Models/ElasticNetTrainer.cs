using System.Globalization;
using ModelOpsLab.Data;

namespace ModelOpsLab.Models;

/// <summary>
/// Elastic net: the coefficients b and intercept b₀ that minimise Σ wᵢ (yᵢ − b₀ − xᵢ·b)² / (2 Σ wᵢ) + penalty · (share · Σ|b| + (1 − share) · |b|² / 2), the intercept free of the penalty;
/// with a share of 1 the lasso, which sets coefficients to exactly 0. Weights are the schema's weight column, 1 where there is none.
/// </summary>
/// <remarks>
/// Tibshirani (1996); Zou and Hastie (2005), in the scale of scikit-learn's ElasticNet. By coordinate descent on the centred cross products (Friedman, Hastie and Tibshirani, 2010), and where the set of
/// non-zero coefficients is found, by the linear equations these then satisfy. A constant feature gets 0. Of collinear features the lasso has no single answer: it keeps the first ones;
/// with a share below 1 they share. With <see cref="Standardise"/> the penalty acts on coefficients of z-scored features (divisor n, of the rows trained on).
/// </remarks>
public sealed record ElasticNetTrainer : ITrainer, ICrossProductTrainer
{
    /// <summary>Strength of the penalty, in units of the target. Positive.</summary>
    public double Penalty { get; init => field = value > 0 && double.IsFinite(value) ? value : throw new ArgumentOutOfRangeException(nameof(Penalty), value, "An elastic net's penalty is a finite positive number; for least squares use ridge with a penalty of 0."); } = 0.01;

    /// <summary>Share of the penalty on absolute coefficients, from 0 to 1; 1 is the lasso.</summary>
    public double AbsoluteShare { get; init => field = value is >= 0 and <= 1 ? value : throw new ArgumentOutOfRangeException(nameof(AbsoluteShare), value, "The share of the absolute penalty lies from 0 to 1."); } = 0.5;

    /// <summary>Whether the penalty acts on z-scored features.</summary>
    public bool Standardise { get; init; } = true;

    /// <summary>Whether there is an intercept; without one the prediction for a row of zeros is 0, and features are not centred.</summary>
    public bool Intercept { get; init; } = true;

    /// <inheritdoc/>
    public string Name => $"{(AbsoluteShare == 1 ? "lasso" : "elastic net")}(penalty {Text(Penalty)}{(AbsoluteShare == 1 ? "" : $", share {Text(AbsoluteShare)}")}{(Standardise ? "" : ", raw scale")}{(Intercept ? "" : ", no intercept")})";

    /// <inheritdoc/>
    public bool UsesWeights => true;

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">Also where coordinate descent does not settle: the features are too close to collinear for so small a penalty.</exception>
    public IModel Train(Frame training) => Solve(CrossProducts.Of(TrainingRows.Of(training, atLeast: 2)))
        ?? throw new ArgumentException($"The coefficients of {Name} did not settle: features are too close to combinations of one another for so small a penalty, or their numbers too large. Raise the penalty, lower the share, or leave features out.", nameof(training));

    IModel? ICrossProductTrainer.Train(CrossProducts products) => Solve(products);

    LinearModel? Solve(CrossProducts products)
    {
        var p = products.Names.Count;
        double[] scales = new double[p], inverse = new double[p], target = new double[p];
        var matrix = new double[p * p];
        for (var j = 0; j < p; j++)
        {
            scales[j] = products.Deviation(j);
            inverse[j] = Standardise && scales[j] > 0 ? 1 / scales[j] : 1;
        }
        for (var i = 0; i < p; i++)
        {
            target[i] = (products.Target[i] / products.Weight + (Intercept ? 0 : products.Means[i] * products.Means[p])) * inverse[i];
            for (var j = 0; j <= i; j++)
                matrix[i * p + j] = matrix[j * p + i] = (products.Centred(i)[j] / products.Weight + (Intercept ? 0 : products.Means[i] * products.Means[j])) * inverse[i] * inverse[j];
        }
        if (ElasticNetSolver.Solve(matrix, target, Penalty * AbsoluteShare, Penalty * (1 - AbsoluteShare)) is not { } coefficients) return null;
        for (var j = 0; j < p; j++) coefficients[j] *= inverse[j];
        return LinearModel.OfProducts(products, coefficients, scales, Intercept);
    }

    static string Text(double number) => number.ToString("R", CultureInfo.InvariantCulture);
}
