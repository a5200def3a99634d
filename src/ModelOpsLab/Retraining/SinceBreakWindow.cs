using ModelOpsLab.Data;
using ModelOpsLab.Models;
using ModelOpsLab.Reporting;
using ModelOpsLab.Statistics;

namespace ModelOpsLab.Retraining;

/// <summary>From about the last break in the level of the target on, where the rows known show one at 5 %; else everything known. Equally weighted.</summary>
/// <remarks>
/// The break is that of <see cref="ChangePoint"/> on the mean target of each point in time: the one best date, looked for again among what comes after it while there is another. As many points from before the break
/// are kept as lower the expected error of a mean (Pesaran and Timmermann, 2007). A break in slopes or in noise alone is not seen. Who looks at every refit finds a break by chance more often than
/// at 5 % of them; each look simulates, so that it costs far more than a ridge fit: refit seldom.
/// </remarks>
/// <param name="AtLeast">Fewest points in time, at least 2: as many as the trainer needs however late the break.</param>
public sealed record SinceBreakWindow(int AtLeast) : Window
{
    const double Level = 0.05;

    /// <inheritdoc cref="SinceBreakWindow(int)"/>
    public int AtLeast { get; } = AtLeast >= 2 ? AtLeast : throw new ArgumentOutOfRangeException(nameof(AtLeast), AtLeast, "A window since a break needs at least 2 points in time.");

    /// <inheritdoc/>
    public override string Name => $"since break, at least {Text(AtLeast)}";

    /// <inheritdoc/>
    public override Frame Of(Frame known) => Chosen(known).Rows;

    internal override Refit Fit(ITrainer trainer, Frame known, DateTime at)
    {
        var (rows, because) = Chosen(known);
        return Trained(trainer, rows, at) with { Because = because };
    }

    /// <summary>The rows, and why these.</summary>
    (Frame Rows, string Because) Chosen(Frame known)
    {
        var starts = known.Starts;
        var level = Levels(known, starts);
        var (after, found) = (0, (ChangePointResult?)null);
        var first = "no break";
        while (level.Length - after >= ChangePoint.MinimumCount && !Moments.IsConstant(level.AsSpan(after)))
        {
            var test = ChangePoint.Test(level.AsSpan(after));
            if (found is null) first = $"no break (p = {Format.Fixed(test.PValue, 3)})";
            if (test.PValue > Level) break;
            (found, after) = (test, after + test.Index);
        }
        if (found is null) return (known, $"{first}: everything known");
        var kept = TradeOff(level.AsSpan(after - found.Index), found.Index).BestFromBefore();
        var start = Math.Max(0, Math.Min(after - kept, level.Length - AtLeast));
        return (known.Rows(starts[start]..), $"break of {Format.Time(known.Time[starts[after]])} (p = {Format.Fixed(found.PValue, 3)}), {Format.Count(after - start)} points from before it kept");
    }

    static BreakTradeOff TradeOff(ReadOnlySpan<double> level, int index)
    {
        ReadOnlySpan<double> before = level[..index], after = level[index..];
        var noise = Moments.StandardDeviation(after);
        return noise > 0 ? new(index, after.Length, (Moments.Mean(before) - Moments.Mean(after)) / noise, Moments.StandardDeviation(before) / noise) : new(0, after.Length, 0, 1);
    }

    /// <summary>Mean target of each point in time.</summary>
    static double[] Levels(Frame known, int[] starts)
    {
        var target = known[known.Schema.Target ?? throw new ArgumentException("The schema names no target, so there is no level that could break.", nameof(known))];
        var row = Enumerable.Range(0, known.Count).FirstOrDefault(i => !double.IsFinite(target[i]), -1);
        if (row >= 0) throw new ArgumentException($"Row {row} ({known.KeyText(row)}): '{target.Name}' is missing, NaN or infinite. Leave such rows out.", nameof(known));
        return [.. Enumerable.Range(0, starts.Length - 1).Select(t => Moments.Mean(target.Span[starts[t]..starts[t + 1]]))];
    }
}
