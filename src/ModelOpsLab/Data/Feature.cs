using System.Text.Json.Serialization;

namespace ModelOpsLab.Data;

/// <summary>How a feature is computed from the sessions before the one it is for. <c>n</c> is the window; the last session known is t−1.</summary>
public enum FeatureKind
{
    /// <summary>Simple return over n sessions: close[t−1] / close[t−1−n] − 1.</summary>
    Return,
    /// <summary>Sum of the last n daily simple returns.</summary>
    Momentum,
    /// <summary>Standard deviation (divisor n − 1) of the last n daily simple returns, as a fraction a day, not annualised. n ≥ 2.</summary>
    Volatility,
    /// <summary>Mean of (high − low) / close over the last n sessions.</summary>
    Range,
    /// <summary>Logarithm of the last volume against the n sessions before it: difference to their mean, over their standard deviation (divisor n − 1). n ≥ 2.</summary>
    VolumeZ,
    /// <summary>Last close over the mean of the last n closes, minus 1.</summary>
    MovingAverageGap,
}

/// <summary>The definition of one feature.</summary>
/// <param name="Name">Name of its column.</param>
/// <param name="Kind">How it is computed.</param>
/// <param name="Window">Number of sessions, at least 1; at least 2 where a standard deviation is taken.</param>
/// <exception cref="ArgumentException">The name is empty or the window too short.</exception>
public sealed record Feature(string Name, FeatureKind Kind, int Window)
{
    /// <inheritdoc cref="Feature(string, FeatureKind, int)"/>
    public string Name { get; } = Name.Length > 0 ? Name : throw new ArgumentException("A feature needs a name.", nameof(Name));

    /// <inheritdoc cref="Feature(string, FeatureKind, int)"/>
    public FeatureKind Kind { get; } = Kind;

    /// <inheritdoc cref="Feature(string, FeatureKind, int)"/>
    public int Window { get; } = Window >= Shortest(Kind) ? Window : throw new ArgumentOutOfRangeException(nameof(Window), Window, $"Feature '{Name}' ({Kind}) needs a window of at least {Shortest(Kind)}.");

    /// <summary>Sessions before the row that the feature reads: the first row it exists for has so many before it.</summary>
    [JsonIgnore]
    public int Reach => Kind is FeatureKind.Range or FeatureKind.MovingAverageGap ? Window : Window + 1;

    static int Shortest(FeatureKind kind) => kind is FeatureKind.Volatility or FeatureKind.VolumeZ ? 2 : 1;
}
