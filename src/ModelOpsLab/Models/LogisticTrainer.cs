using System.Globalization;
using ModelOpsLab.Data;

namespace ModelOpsLab.Models;

/// <summary>
/// Logistic regression of whether the target is above 0: the coefficients b and intercept b₀ that minimise
/// Σ wᵢ log(1 + exp(−sᵢ (b₀ + xᵢ·b))) + penalty / 2 · |b|² + lasso · Σ|bⱼ|, with s = 1 where the target is above 0 and −1 elsewhere, the intercept free of both penalties.
/// Weights are the schema's weight column, 1 where there is none.
/// </summary>
/// <remarks>
/// Damped Newton steps; with a lasso each is solved by coordinate descent (Friedman, Hastie and Tibshirani, 2010). Equals scikit-learn 1.2.1's LogisticRegression with C = 1 / penalty, and Newton's solution
/// to 1e-9. A target of exactly 0 counts as not above 0. With <see cref="Standardise"/> the penalties act on coefficients of z-scored features (divisor n, of the rows trained on); the model's coefficients are on
/// the raw scale either way. A constant feature gets coefficient 0 where there is an intercept and a penalty. What the model predicts for a target other than 0 and 1 stands at <see cref="LogisticModel"/>.
/// </remarks>
public sealed record LogisticTrainer : ITrainer
{
    /// <summary>Strength of the squared penalty; 0 is none. At least 0.</summary>
    public double Penalty { get; init => field = Sound(value, nameof(Penalty)); } = 1;

    /// <summary>Strength of the absolute penalty, which sets coefficients to 0; 0 is none. At least 0.</summary>
    public double Lasso { get; init => field = Sound(value, nameof(Lasso)); }

    /// <summary>Whether the penalties act on z-scored features.</summary>
    public bool Standardise { get; init; } = true;

    /// <summary>Whether there is an intercept; without one a row of zeros has probability one half, and features are not centred.</summary>
    public bool Intercept { get; init; } = true;

    /// <inheritdoc/>
    public string Name => string.Create(CultureInfo.InvariantCulture, $"logistic(penalty {Penalty:R}{(Lasso > 0 ? $", lasso {Lasso:R}" : "")}{(Standardise ? "" : ", raw scale")}{(Intercept ? "" : ", no intercept")})");

    /// <inheritdoc/>
    public bool UsesWeights => true;

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">Also where every target that counts is on one side of 0, where there is no penalty and the features tell the sides apart without an error or are collinear.</exception>
    public IModel Train(Frame training) => Train(training, null);

    /// <summary>Trains from where another model ended: fewer steps on nearly the same rows, the same coefficients to 1e-9 but not to the bit.</summary>
    /// <param name="training">As in <see cref="Train(Frame)"/>.</param>
    /// <param name="start">A model of the same features in the same order; null to begin at zero.</param>
    /// <exception cref="ArgumentException">As in <see cref="Train(Frame)"/>, or the model has other features.</exception>
    public LogisticModel Train(Frame training, LogisticModel? start)
    {
        var rows = TrainingRows.Of(training, atLeast: 2);
        if (start is not null && !start.Features.SequenceEqual(rows.Names, StringComparer.Ordinal))
            throw new ArgumentException($"The model to start from reads {string.Join(", ", start.Features)}; the rows have {string.Join(", ", rows.Names)}.", nameof(start));
        var (below, above) = (Side(rows, false, training.Schema.Target), Side(rows, true, training.Schema.Target));

        var means = Array.ConvertAll(rows.Features, f => Intercept ? RidgeTrainer.Mean(f, rows.Weights) : 0);
        var scales = Array.ConvertAll(rows.Features, f => RidgeTrainer.Deviation(f, rows.Weights));
        var units = Array.ConvertAll(scales, s => s > 0 ? s : 1);
        var columns = rows.Features.Select((f, j) => Array.ConvertAll(f, v => (v - means[j]) / units[j])).ToArray();
        // Solved on z-scored features, whatever the scale of the penalty, so that units cost no digits.
        var problem = new LogisticSolver(columns, Array.ConvertAll(rows.Target, y => y > 0), rows.Weights, Intercept,
            Array.ConvertAll(units, u => Standardise ? Penalty : Penalty / u / u), Array.ConvertAll(units, u => Standardise ? Lasso : Lasso / u), rows.Names);
        var (intercept, coefficients) = problem.Solve(Start(start, means, units));
        for (var j = 0; j < coefficients.Length; j++)
        {
            coefficients[j] /= units[j];
            intercept -= coefficients[j] * means[j];
        }
        return new(new(rows.Names, intercept, coefficients, scales), below, above);
    }

    /// <summary>The mean target on one side of 0.</summary>
    static double Side(TrainingRows rows, bool above, string? name)
    {
        int[] on = [.. Enumerable.Range(0, rows.Count).Where(i => rows.Target[i] > 0 == above && (rows.Weights is null || rows.Weights[i] > 0))];
        return on.Length > 0 ? RidgeTrainer.Mean([.. on.Select(i => rows.Target[i])], rows.Weights is null ? null : [.. on.Select(i => rows.Weights[i])])
            : throw new ArgumentException($"No target '{name}' of the {rows.Count} rows is {(above ? "above 0" : "0 or below")}: there are no two classes to tell apart. Give rows of both.");
    }

    double[]? Start(LogisticModel? start, double[] means, double[] units)
    {
        if (start is null) return null;
        var intercept = Intercept ? start.LogOdds.Intercept : 0;
        for (var j = 0; j < means.Length; j++) intercept += start.LogOdds.Coefficients[j] * means[j];
        return [.. start.LogOdds.Coefficients.Select((b, j) => b * units[j]), .. Intercept ? new[] { intercept } : []];
    }

    static double Sound(double value, string name) => value >= 0 && double.IsFinite(value) ? value : throw new ArgumentOutOfRangeException(name, value, "A penalty of a logistic regression is a finite number, 0 or more.");
}
