using System.Globalization;
using System.Text.Json.Serialization;

namespace ModelOpsLab.Reporting;

/// <summary>One number that was measured: which metric, of what, from how many observations; or the reason why there is no number.</summary>
/// <remarks>A NaN without a reason cannot be constructed: <c>NaN &gt; 0.25</c> is false, and an if-chain over it would be green.</remarks>
public sealed record Measurement
{
    /// <param name="metric">Name in the glossary, lower case with underscores: <c>psi</c>, <c>sharpe_ratio</c>.</param>
    /// <param name="value">A number; infinities are allowed only where the formula has them.</param>
    /// <exception cref="ArgumentException"><paramref name="value"/> is NaN: use <see cref="Missing"/>.</exception>
    public Measurement(string metric, double value)
    {
        if (double.IsNaN(value))
            throw new ArgumentException($"'{metric}' is NaN. A number that does not exist needs a reason: Measurement.Missing(\"{metric}\", because).", nameof(value));
        (Metric, Value) = (metric, value);
    }

    [JsonConstructor]
    Measurement(string metric, double value, string? because = null)
    {
        if (double.IsNaN(value) != because is { Length: > 0 })
            throw new ArgumentException($"'{metric}': a measurement has either a value or the reason why there is none; got value {value.ToString(CultureInfo.InvariantCulture)}, because '{because}'.");
        (Metric, Value, Because) = (metric, value, because);
    }

    /// <summary>A number that does not exist, and why.</summary>
    public static Measurement Missing(string metric, string because) => new(metric, double.NaN, because);

    /// <summary>The number, or the reason where the formula gave none.</summary>
    public static Measurement Maybe(string metric, double value, string because) =>
        double.IsNaN(value) ? Missing(metric, because) : new(metric, value);

    /// <summary>Name of the metric, lower case with underscores.</summary>
    public string Metric { get; }

    /// <summary>The number; NaN exactly when <see cref="Because"/> says why there is none.</summary>
    public double Value { get; }

    /// <summary>Why there is no number; null where there is one.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Because { get; }

    /// <summary>Column, model, asset or window the number belongs to; empty for the whole batch.</summary>
    public string Of { get; init; } = "";

    /// <summary>Observations behind the number.</summary>
    public long Count { get; init; }

    /// <summary>Number of independent observations that carry as much information; null where it was not estimated.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? EffectiveCount { get; init; }

    /// <summary>Unit: <c>%</c> means the value is a fraction shown in per cent; <c>bp</c>, <c>ms</c>, <c>days</c>, <c>MB</c>; empty for a pure number.</summary>
    public string Unit { get; init; } = "";

    /// <summary>Confidence interval, where one was computed.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Interval? Interval { get; init; }

    /// <summary>Whether there is a number.</summary>
    [JsonIgnore]
    public bool Exists => !double.IsNaN(Value);

    /// <summary>The value as people read it: four significant digits, the unit, or "undefined: reason".</summary>
    [JsonIgnore]
    public string Text => Exists ? Format.Value(Value, Unit) : $"undefined: {Because}";

    /// <inheritdoc/>
    public override string ToString() => $"{Metric}{(Of.Length == 0 ? "" : $"({Of})")} = {Text} (n={Count.ToString(CultureInfo.InvariantCulture)})";
}
