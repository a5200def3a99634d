using System.Globalization;

namespace ModelOpsLab.Models;

/// <summary>Predicts one number whatever the row: what a baseline is once it is trained.</summary>
public sealed class ConstantModel : IModel
{
    /// <param name="value">The prediction, a finite number.</param>
    /// <exception cref="ArgumentException">The value is NaN or infinite.</exception>
    public ConstantModel(double value) => Value = double.IsFinite(value) ? value : throw new ArgumentException($"A constant prediction must be a finite number, not {value.ToString(CultureInfo.InvariantCulture)}.", nameof(value));

    /// <summary>The prediction.</summary>
    public double Value { get; }

    /// <summary>None.</summary>
    public IReadOnlyList<string> Features => [];

    /// <inheritdoc/>
    public double Predict(ReadOnlySpan<double> row)
    {
        this.Require(row);
        return Value;
    }
}
