using ModelOpsLab.Data;

namespace ModelOpsLab.Models;

/// <summary>Folds that walk through time: each is trained on the periods before its test, and the tests follow one another.</summary>
/// <remarks>
/// The folds of skfolio's WalkForward, by rows and by calendar, but that a gap shortens the training window and never the test, and that rows whose target
/// is not known before the first prediction are left out of training (López de Prado, 2018, chapter 7). Rows before the first complete period are trained on where windows expand, and not otherwise.
/// </remarks>
public sealed record WalkForwardSplit : ISplit
{
    /// <summary>What sizes count. Months, quarters, days, spans and given periods end where the next begins, so that the last one is not complete.</summary>
    public SplitPeriods Periods { get; init; } = SplitPeriods.Points;

    /// <summary>Periods of a training window, at least 1; of the first one, where windows expand. Null where <see cref="TrainMonths"/> says it.</summary>
    public int? TrainSize { get; init => field = value is null or >= 1 ? value : throw new ArgumentOutOfRangeException(nameof(TrainSize), value, "A training window needs at least 1 period."); }

    /// <summary>Calendar months of a training window, counted back from the start of the test, at least 1. It starts at the last row at or before that time, so that the months are covered.</summary>
    public int? TrainMonths { get; init => field = value is null or >= 1 ? value : throw new ArgumentOutOfRangeException(nameof(TrainMonths), value, "A training window needs at least 1 month."); }

    /// <summary>Periods of a test, at least 1.</summary>
    public int TestSize { get; init => field = value >= 1 ? value : throw new ArgumentOutOfRangeException(nameof(TestSize), value, "A test needs at least 1 period."); } = 1;

    /// <summary>Points in time left out between training and test, at least 0. Where periods are points, windows keep their size and start earlier by the gap.</summary>
    public int Gap { get; init => field = value >= 0 ? value : throw new ArgumentOutOfRangeException(nameof(Gap), value, "A gap is 0 or more points in time; a negative one would train on rows of the test."); }

    /// <summary>Whether training starts at the first row, always.</summary>
    public bool Expanding { get; init; }

    /// <summary>Whether a last test is kept that is shorter than the others.</summary>
    public bool PartialTest { get; init; }

    /// <summary>Whether a period that starts between two rows starts at the earlier one: where a row is a price, and the period's first return is from the price before it.</summary>
    public bool StartsAtPreviousRow { get; init; }

    /// <inheritdoc/>
    public IReadOnlyList<Fold> Split(Frame frame)
    {
        if (TrainSize is null == TrainMonths is null) throw new ArgumentException("A walk-forward split needs TrainSize, in periods, or TrainMonths: one of the two.");
        var starts = frame.Starts;
        var labels = LabelTimes.Of(frame);
        DateTime[] points = [.. starts[..^1].Select(r => frame.Time[r])];
        var folds = (Periods == SplitPeriods.Points && TrainSize is { } size ? ByPoints(size, points.Length) : ByPeriods(points))
            .Select(f => Fold.Forward(labels, (starts[f.Train], Math.Max(starts[f.Train], starts[f.Test - Math.Min(Gap, f.Test)])), (starts[f.Test], starts[f.End]), purge: true)).ToArray();
        if (folds.Length > 0) return folds;
        var train = TrainSize is { } periods ? $"{periods} {Periods}" : $"{TrainMonths} months";
        throw new ArgumentException($"One fold needs {train} to train on, a gap of {Gap} points in time and {TestSize} {Periods} to test on; the frame has {points.Length} points in time{(points.Length == 0 ? "" : $", {Reporting.Format.Time(points[0])} to {Reporting.Format.Time(points[^1])}")}, which is not enough for one.", nameof(frame));
    }

    IEnumerable<(int Train, int Test, int End)> ByPoints(int size, int count)
    {
        for (var test = (long)size + Gap; test < count; test += TestSize)
            if (test + TestSize <= count || PartialTest)
                yield return (Expanding ? 0 : (int)(test - Gap - size), (int)test, (int)Math.Min(test + TestSize, count));
    }

    IEnumerable<(int Train, int Test, int End)> ByPeriods(DateTime[] points)
    {
        var bounds = Periods.Boundaries(points, StartsAtPreviousRow);
        for (long i = TrainSize ?? 0; i < bounds.Length; i += TestSize)
        {
            var (time, test) = bounds[i];
            if (test >= points.Length || (i + TestSize >= bounds.Length && !PartialTest)) yield break;
            var train = TrainSize is { } size ? bounds[i - size].Point : At(points, time.AddMonths(-TrainMonths!.Value));
            if (train < 0)
            {
                i += 1 - TestSize; // the months are not covered yet: the next period may be the first test
                continue;
            }
            yield return (Expanding ? 0 : train, test, i + TestSize < bounds.Length ? bounds[i + TestSize].Point : points.Length);
        }
    }

    /// <summary>The last point at or before a time, -1 where there is none.</summary>
    static int At(DateTime[] points, DateTime time) => Array.BinarySearch(points, time) is var at && at >= 0 ? at : ~at - 1;
}
