namespace ModelOpsLab.Models;

/// <summary>A model made elsewhere, as the function that predicts: a Microsoft.ML prediction engine, a formula, a service. It lives as long as the session: only its maker can store it.</summary>
public sealed class FunctionModel : IModel
{
    readonly Func<ReadOnlySpan<double>, double> _predict;

    /// <param name="features">The columns the function reads, in the order of its numbers.</param>
    /// <param name="predict">One row in, one prediction out; NaN in gives NaN without a call.</param>
    /// <exception cref="ArgumentException">A feature has no name or is named twice.</exception>
    public FunctionModel(IReadOnlyList<string> features, Func<ReadOnlySpan<double>, double> predict)
    {
        ArgumentNullException.ThrowIfNull(predict);
        Features = [.. features];
        _predict = predict;
        if (Features.Any(string.IsNullOrWhiteSpace)) throw new ArgumentException("A feature has no name: every feature is a column of the frame.", nameof(features));
        if (Features.GroupBy(f => f, StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1) is { } twice) throw new ArgumentException($"The feature '{twice.Key}' is named twice.", nameof(features));
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> Features { get; }

    /// <inheritdoc/>
    public double Predict(ReadOnlySpan<double> row)
    {
        this.Require(row);
        foreach (var value in row)
            if (double.IsNaN(value)) return double.NaN;
        return _predict(row);
    }
}
