using ModelOpsLab.Data;
using ModelOpsLab.Models;

namespace ModelOpsLab.Retraining;

/// <summary>A model on each of several windows; their predictions are averaged with equal weights, which hedges against not knowing which window is right.</summary>
/// <remarks>Pesaran and Pick (2011). Linear models are averaged into one linear model. Its rows are those of the longest window; its effective rows the mean of those of the windows.</remarks>
public sealed record AverageWindow : Window
{
    /// <param name="windows">At least 2, each once.</param>
    /// <exception cref="ArgumentException">There are fewer, or one stands twice.</exception>
    public AverageWindow(IReadOnlyList<Window> windows)
    {
        if (windows.Count < 2) throw new ArgumentException($"An average needs at least 2 windows; there {(windows.Count == 1 ? "is 1" : "are 0")}.", nameof(windows));
        if (windows.GroupBy(w => w.Name, StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1) is { } twice) throw new ArgumentException($"Window '{twice.Key}' stands twice: it would count double.", nameof(windows));
        Windows = [.. windows];
    }

    /// <summary>The windows.</summary>
    public IReadOnlyList<Window> Windows { get; }

    /// <inheritdoc/>
    public override string Name => $"average of {string.Join(", ", Windows.Select(w => w.Name))}";

    /// <summary>Throws: there are several sets of rows. Use <see cref="Window.Train"/>, or the windows themselves.</summary>
    /// <exception cref="NotSupportedException">Always.</exception>
    public override Frame Of(Frame known) => throw new NotSupportedException($"'{Name}' has rows for each of its windows. Train with Train(trainer, known), or take the rows of one of its Windows.");

    /// <inheritdoc/>
    public override double EffectiveRows(Frame known) => Windows.Average(w => w.EffectiveRows(known));

    /// <summary>Whether both average windows equal in turn.</summary>
    public bool Equals(AverageWindow? other) => other is not null && Windows.SequenceEqual(other.Windows);

    /// <inheritdoc/>
    public override int GetHashCode() => Windows.Aggregate(17, HashCode.Combine);

    internal override Refit Fit(ITrainer trainer, Frame known, DateTime at) => Averaged([.. Windows.Select(w => w.Fit(trainer, known, at))]);

    internal static Refit Averaged(IReadOnlyList<Refit> fits) =>
        new(fits[0].At, fits.Max(f => f.Rows), fits.Min(f => f.From), fits.Max(f => f.To), ForecastCombination.Average([.. fits.Select(f => f.Model)]))
        {
            EffectiveRows = fits.Average(f => f.EffectiveRows),
            Because = string.Join("; ", fits.Select(f => f.Because).OfType<string>()) is { Length: > 0 } because ? because : null,
        };
}
