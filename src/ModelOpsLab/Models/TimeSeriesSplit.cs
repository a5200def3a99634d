using ModelOpsLab.Data;

namespace ModelOpsLab.Models;

/// <summary>
/// Folds for time-ordered rows: each is trained on rows before the ones it is tested on, and the tests follow one another to the last row.
/// </summary>
/// <remarks>The folds of scikit-learn's TimeSeriesSplit (1.2.1). A negative gap or an empty training window, which that accepts, is refused: the one trains on test rows, the other on nothing.</remarks>
public sealed record TimeSeriesSplit : ISplit
{
    /// <summary>Number of folds, at least 2.</summary>
    public int Folds { get; init => field = value >= 2 ? value : throw new ArgumentOutOfRangeException(nameof(Folds), value, "A time series split needs at least 2 folds."); } = 5;

    /// <summary>Rows left out between training and test, at least 0: as many as the target looks ahead.</summary>
    public int Gap { get; init => field = value >= 0 ? value : throw new ArgumentOutOfRangeException(nameof(Gap), value, "A gap is 0 or more rows; a negative one would train on rows of the test."); }

    /// <summary>Rows of a test; null for rows / (folds + 1).</summary>
    public int? TestSize { get; init => field = value is null or >= 1 ? value : throw new ArgumentOutOfRangeException(nameof(TestSize), value, "A test needs at least 1 row."); }

    /// <summary>Most rows of a training window, the newest; null for all.</summary>
    public int? MaxTrainSize { get; init => field = value is null or >= 1 ? value : throw new ArgumentOutOfRangeException(nameof(MaxTrainSize), value, "A training window needs at least 1 row; null is for no limit."); }

    /// <summary>Whether rows of a training window whose target is not known before the test are left out; where not, such a fold is refused.</summary>
    public bool Purge { get; init; }

    /// <summary>The folds of so many rows.</summary>
    /// <exception cref="ArgumentException">There are too few: the message says how many are needed.</exception>
    public IReadOnlyList<Fold> Split(int rows) =>
        [.. Bounds(rows).Select(f => new Fold(Fold.Rows(f.TrainStart, f.TrainEnd), Fold.Rows(f.TestStart, f.TestEnd)) { Purged = Fold.Rows(f.TrainEnd, f.TestStart) })];

    /// <summary>The folds of a frame. In a panel all sizes count points in time, so that rows of one time are never on both sides.</summary>
    /// <exception cref="ArgumentException">There are too few rows, or points in time; or a target to train on is not known before the test, and rows are not purged: the row is named.</exception>
    public IReadOnlyList<Fold> Split(Frame frame)
    {
        var starts = frame.Starts;
        var labels = LabelTimes.Of(frame);
        return [.. Bounds(starts.Length - 1).Select(f => Fold.Forward(labels, (starts[f.TrainStart], starts[f.TrainEnd]), (starts[f.TestStart], starts[f.TestEnd]), Purge))];
    }

    IEnumerable<(int TrainStart, int TrainEnd, int TestStart, int TestEnd)> Bounds(int rows)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(rows);
        var test = TestSize ?? rows / (Folds + 1);
        var needed = Math.Max(Folds + 1L, 1L + Gap + (long)Folds * Math.Max(1, test));
        if (rows < needed)
            throw new ArgumentException($"One fold needs 1 train + {Gap} gap + {Math.Max(1, test)} test rows; {Folds} folds need {needed} rows, and there are {rows}.", nameof(rows));
        return Enumerable.Range(0, Folds).Select(k =>
        {
            var start = rows - (Folds - k) * test;
            var end = start - Gap;
            return (MaxTrainSize is { } most && most < end ? end - most : 0, end, start, start + test);
        });
    }
}
