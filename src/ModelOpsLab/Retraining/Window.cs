using System.Globalization;
using ModelOpsLab.Data;

namespace ModelOpsLab.Retraining;

/// <summary>Which of the known rows a model is trained on, and with what weight. Sizes count points in time: in a panel all rows of one time go together.</summary>
public abstract record Window
{
    /// <summary>Column that holds the weights a window gives, in the frame handed to the trainer.</summary>
    public const string WeightColumn = "training_weight";

    /// <summary>Name and size, for reports: <c>sliding 500</c>.</summary>
    public abstract string Name { get; }

    /// <summary>The newest points in time, equally weighted.</summary>
    public static Window Sliding(int size) => new SlidingWindow(size);
    /// <summary>Everything known, equally weighted.</summary>
    public static Window Expanding() => new ExpandingWindow();
    /// <summary>Everything known with weight 1, the newest points in time with a larger one.</summary>
    public static Window Hybrid(int recent, double weight) => new HybridWindow(recent, weight);
    /// <summary>Everything known; the weight halves every <paramref name="halfLife"/> points in time, the newest has 1.</summary>
    public static Window Exponential(double halfLife) => new ExponentialWindow(halfLife);

    /// <summary>The rows to train on, out of all rows known; where the window weights them, under a schema that names the weight.</summary>
    public abstract Frame Of(Frame known);

    private protected static string Text(double number) => number.ToString("R", CultureInfo.InvariantCulture);

    /// <summary>How many points in time each row is older than the newest, 0 for the newest.</summary>
    private protected static int[] Ages(Frame known)
    {
        var ages = new int[known.Count];
        for (var i = ages.Length - 2; i >= 0; i--) ages[i] = ages[i + 1] + (known.Time[i] == known.Time[i + 1] ? 0 : 1);
        return ages;
    }

    /// <summary>The frame with weights, times those it had.</summary>
    private protected static Frame Weighted(Frame known, Func<int, double> weightAtAge)
    {
        var given = known.Schema.Weight is { } name ? known[name] : null;
        double[] weights = [.. Ages(known).Select((age, i) => weightAtAge(age) * (given?[i] ?? 1))];
        var schema = known.Schema with { Weight = WeightColumn };
        return known.With(WeightColumn, weights).With(schema);
    }
}

/// <summary>The newest points in time, equally weighted.</summary>
/// <param name="Size">Number of points in time, at least 2; fewer where fewer are known.</param>
public sealed record SlidingWindow(int Size) : Window
{
    /// <inheritdoc cref="SlidingWindow(int)"/>
    public int Size { get; } = Size >= 2 ? Size : throw new ArgumentOutOfRangeException(nameof(Size), Size, "A sliding window needs at least 2 points in time.");

    /// <inheritdoc/>
    public override string Name => $"sliding {Text(Size)}";

    /// <inheritdoc/>
    public override Frame Of(Frame known) => known.Rows(Array.FindIndex(Ages(known), age => age < Size) is >= 0 and var first ? first.. : ..);
}

/// <summary>Everything known, equally weighted.</summary>
public sealed record ExpandingWindow : Window
{
    /// <inheritdoc/>
    public override string Name => "expanding";

    /// <inheritdoc/>
    public override Frame Of(Frame known) => known;
}

/// <summary>Everything known, the newest with more weight.</summary>
/// <param name="Recent">Number of newest points in time, at least 1.</param>
/// <param name="Weight">Their weight; the older ones have 1. Positive.</param>
public sealed record HybridWindow(int Recent, double Weight) : Window
{
    /// <inheritdoc cref="HybridWindow(int, double)"/>
    public int Recent { get; } = Recent >= 1 ? Recent : throw new ArgumentOutOfRangeException(nameof(Recent), Recent, "A hybrid window needs at least 1 recent point in time.");
    /// <inheritdoc cref="HybridWindow(int, double)"/>
    public double Weight { get; } = Weight > 0 && double.IsFinite(Weight) ? Weight : throw new ArgumentOutOfRangeException(nameof(Weight), Weight, "The weight of recent rows must be positive.");

    /// <inheritdoc/>
    public override string Name => $"hybrid {Text(Recent)} × {Text(Weight)}";

    /// <inheritdoc/>
    public override Frame Of(Frame known) => Weighted(known, age => age < Recent ? Weight : 1);
}

/// <summary>Everything known, older rows counting less.</summary>
/// <param name="HalfLife">Points in time after which the weight is half. Positive.</param>
public sealed record ExponentialWindow(double HalfLife) : Window
{
    /// <inheritdoc cref="ExponentialWindow(double)"/>
    public double HalfLife { get; } = HalfLife > 0 && double.IsFinite(HalfLife) ? HalfLife : throw new ArgumentOutOfRangeException(nameof(HalfLife), HalfLife, "A half-life must be positive.");

    /// <inheritdoc/>
    public override string Name => $"exponential {Text(HalfLife)}";

    /// <inheritdoc/>
    public override Frame Of(Frame known) => Weighted(known, age => Math.Pow(0.5, age / HalfLife));
}
