using System.Globalization;
using ModelOpsLab.Reporting;

namespace ModelOpsLab.Models;

/// <summary>
/// The probability that the target is above 0, as a prediction in the unit of the target: <see cref="Below"/> + probability · (<see cref="Above"/> − <see cref="Below"/>).
/// For a target of 0 and 1 that is the probability itself, for one of −1 and 1 its edge from −1 to 1, and for a return an expected return, whose sign is a direction.
/// </summary>
[TypeFormatterSource(typeof(DocumentFormatterSource))]
public sealed class LogisticModel : IModel, IRenderable
{
    /// <param name="logOdds">The logarithm of probability / (1 − probability), linear in the features.</param>
    /// <param name="below">Predicted where the probability is 0: the mean target of the rows trained on whose target was not above 0.</param>
    /// <param name="above">Predicted where the probability is 1: the mean target of the others; more than <paramref name="below"/>.</param>
    /// <exception cref="ArgumentException">A number is NaN or infinite, or above is not more than below.</exception>
    public LogisticModel(LinearModel logOdds, double below = 0, double above = 1)
    {
        ArgumentNullException.ThrowIfNull(logOdds);
        if (!double.IsFinite(below) || !double.IsFinite(above) || !(below < above))
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"The classes stand for {below} and {above}: both must be finite, and the first the smaller one."), nameof(below));
        (LogOdds, Below, Above) = (logOdds, below, above);
    }

    /// <summary>The logarithm of probability / (1 − probability): a coefficient above 0 makes a target above 0 more likely.</summary>
    public LinearModel LogOdds { get; }
    /// <summary>Predicted where the probability is 0.</summary>
    public double Below { get; }
    /// <summary>Predicted where the probability is 1.</summary>
    public double Above { get; }

    /// <inheritdoc/>
    public IReadOnlyList<string> Features => LogOdds.Features;

    /// <summary>How much each feature moves the log odds: |coefficient| × standard deviation in training; largest first, then in the order of the features.</summary>
    public IReadOnlyList<FeatureImportance> Importance => LogOdds.Importance;

    /// <summary>The probability that the target of a row is above 0; NaN where a feature is NaN.</summary>
    public double Probability(ReadOnlySpan<double> row) => LogisticSolver.Probability(LogOdds.Predict(row));

    /// <inheritdoc/>
    public double Predict(ReadOnlySpan<double> row) => Below + Probability(row) * (Above - Below);

    /// <inheritdoc/>
    public Document ToDocument() => new(
        new Table(["Feature", new("Log odds", Align.Right), new("Importance", Align.Right)],
            [["intercept", Format.Number(LogOdds.Intercept), ""], .. Importance.Select(i => (IReadOnlyList<Cell>)[i.Feature, Format.Number(LogOdds.Coefficients[Features.ToList().IndexOf(i.Feature)]), Format.Number(i.Value)])]),
        new Note($"Log odds that the target is above 0. The prediction is {Format.Number(Below)} at probability 0 and {Format.Number(Above)} at probability 1. Importance: |coefficient| × the feature's standard deviation in training."));

    /// <inheritdoc/>
    public override string ToString() => PlainTextWriter.Write(ToDocument());
}
