using System.Globalization;
using ModelOpsLab.Reporting;

namespace ModelOpsLab.Models;

/// <summary>Intercept plus coefficients times features, on the features' own scale.</summary>
[TypeFormatterSource(typeof(DocumentFormatterSource))]
public sealed class LinearModel : IModel, IRenderable
{
    readonly double[] _coefficients;

    /// <param name="features">Names of the features, each once.</param>
    /// <param name="intercept">Prediction where every feature is 0.</param>
    /// <param name="coefficients">Change of the prediction for one unit of a feature, one a feature.</param>
    /// <param name="scales">Standard deviation of each feature in training (divisor n), which makes coefficients comparable; not negative.</param>
    /// <exception cref="ArgumentException">Lengths differ, a name stands twice, or a number is NaN or infinite.</exception>
    public LinearModel(IReadOnlyList<string> features, double intercept, IReadOnlyList<double> coefficients, IReadOnlyList<double> scales)
    {
        if (features.Count != coefficients.Count || features.Count != scales.Count)
            throw new ArgumentException($"{features.Count} features, {coefficients.Count} coefficients and {scales.Count} scales: there must be one of each a feature.", nameof(coefficients));
        if (features.GroupBy(f => f).FirstOrDefault(g => g.Count() > 1) is { } twice) throw new ArgumentException($"Feature '{twice.Key}' stands twice.", nameof(features));
        if (!double.IsFinite(intercept)) throw new ArgumentException($"The intercept is {Text(intercept)}.", nameof(intercept));
        for (var i = 0; i < features.Count; i++)
        {
            if (!double.IsFinite(coefficients[i])) throw new ArgumentException($"The coefficient of '{features[i]}' is {Text(coefficients[i])}.", nameof(coefficients));
            if (!double.IsFinite(scales[i]) || scales[i] < 0) throw new ArgumentException($"The scale of '{features[i]}' is {Text(scales[i])}.", nameof(scales));
        }
        (Features, Intercept, _coefficients, Scales) = ([.. features], intercept, [.. coefficients], [.. scales]);
    }

    LinearModel(double intercept, double[] coefficients, double[] scales, IReadOnlyList<string> features) => (Features, Intercept, _coefficients, Scales) = (features, intercept, coefficients, scales);

    /// <summary>The model of coefficients found from cross products, whose names are sound; null where a number is not finite.</summary>
    internal static LinearModel? OfProducts(CrossProducts products, double[] coefficients, double[] scales, bool withIntercept)
    {
        var intercept = withIntercept ? products.Means[^1] - Lanes.Dot(coefficients, products.Means.AsSpan(0, coefficients.Length)) : 0;
        return double.IsFinite(intercept) && Array.TrueForAll(coefficients, double.IsFinite) && Array.TrueForAll(scales, double.IsFinite) ? new(intercept, coefficients, scales, products.Names) : null;
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> Features { get; }
    /// <summary>Prediction where every feature is 0.</summary>
    public double Intercept { get; }
    /// <summary>One a feature, on the feature's own scale.</summary>
    public IReadOnlyList<double> Coefficients => _coefficients;
    /// <summary>Standard deviation of each feature in training, divisor n.</summary>
    public IReadOnlyList<double> Scales { get; }

    /// <summary>How much each feature moves the prediction: |coefficient| × standard deviation in training, in the unit of the target; largest first, then in the order of the features.</summary>
    public IReadOnlyList<FeatureImportance> Importance =>
        [.. Features.Select((f, i) => new FeatureImportance(f, Math.Abs(_coefficients[i]) * Scales[i])).OrderByDescending(i => i.Value)];

    /// <inheritdoc/>
    public double Predict(ReadOnlySpan<double> row)
    {
        this.Require(row);
        var prediction = Intercept;
        for (var i = 0; i < _coefficients.Length; i++) prediction += _coefficients[i] * row[i];
        return prediction;
    }

    /// <inheritdoc/>
    public Document ToDocument() => new(
        new Table(["Feature", new("Coefficient", Align.Right), new("Importance", Align.Right)],
            [[ "intercept", Format.Number(Intercept), "" ], .. Importance.Select(i => (IReadOnlyList<Cell>)[i.Feature, Format.Number(_coefficients[Features.ToList().IndexOf(i.Feature)]), Format.Number(i.Value)])]),
        new Note("Importance: |coefficient| × the feature's standard deviation in training, in the unit of the target."));

    /// <inheritdoc/>
    public override string ToString() => PlainTextWriter.Write(ToDocument());

    static string Text(double value) => value.ToString(CultureInfo.InvariantCulture);
}

/// <summary>How much one feature moves the prediction.</summary>
/// <param name="Feature">Its name.</param>
/// <param name="Value">In the unit of the target for a linear model, as a share of all features for boosted trees; not negative.</param>
public sealed record FeatureImportance(string Feature, double Value);
