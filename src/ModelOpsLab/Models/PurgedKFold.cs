using ModelOpsLab.Data;

namespace ModelOpsLab.Models;

/// <summary>
/// Folds that test every row once, in contiguous blocks, and train on all others, before and after, whose label interval does not touch that of the test.
/// A model is judged on rows older than some it was trained on: fit for choosing settings, not for a backtest.
/// </summary>
/// <remarks>López de Prado (2018), chapter 7, with closed intervals and balanced folds: the first rows % folds of them have one point in time more.</remarks>
public sealed record PurgedKFold : ISplit
{
    /// <summary>Number of folds, at least 2.</summary>
    public int Folds { get; init => field = value >= 2 ? value : throw new ArgumentOutOfRangeException(nameof(Folds), value, "A k-fold needs at least 2 folds."); } = 5;

    /// <summary>Points in time left out on either side of a test besides, at least 0: for labels that look further than the frame says.</summary>
    public int Gap { get; init => field = value >= 0 ? value : throw new ArgumentOutOfRangeException(nameof(Gap), value, "A gap is 0 or more points in time."); }

    /// <summary>How long after a test's last known target no row is trained on, at least 0: for features that look back into the test.</summary>
    public TimeSpan Embargo { get; init => field = value >= TimeSpan.Zero ? value : throw new ArgumentOutOfRangeException(nameof(Embargo), value, "An embargo is not negative."); }

    /// <summary>The same as points in time after the test and its gap, at least 0.</summary>
    public int EmbargoPoints { get; init => field = value >= 0 ? value : throw new ArgumentOutOfRangeException(nameof(EmbargoPoints), value, "An embargo is 0 or more points in time."); }

    /// <inheritdoc/>
    public IReadOnlyList<Fold> Split(Frame frame)
    {
        var folds = new PurgedFolds(frame, Folds, Gap, EmbargoPoints, Embargo);
        return [.. Enumerable.Range(0, Folds).Select(k => folds.Fold([k]))];
    }
}

/// <summary>Balanced blocks of points in time, and what may be trained on when some of them are the test.</summary>
sealed class PurgedFolds
{
    readonly LabelTimes _labels;
    readonly int[] _starts;
    readonly int[] _bounds;
    readonly int _gap, _embargoPoints;
    readonly TimeSpan _embargo;

    public PurgedFolds(Frame frame, int folds, int gap, int embargoPoints, TimeSpan embargo)
    {
        (_labels, _starts, _gap, _embargoPoints, _embargo) = (LabelTimes.Of(frame), frame.Starts, gap, embargoPoints, embargo);
        var points = _starts.Length - 1;
        if (points < folds) throw new ArgumentException($"{folds} folds need as many points in time, and there are {points}. Give more rows, or fewer folds.", nameof(frame));
        _bounds = [.. Enumerable.Range(0, folds + 1).Select(k => k * (points / folds) + Math.Min(k, points % folds))];
    }

    /// <summary>Rows of one block.</summary>
    public (int Start, int End) Rows(int block) => (_starts[_bounds[block]], _starts[_bounds[block + 1]]);

    /// <summary>The fold that tests the given blocks, ascending.</summary>
    public Fold Fold(int[] blocks)
    {
        var stretches = Stretches(blocks).Select(s => (From: _bounds[s.First], To: _bounds[s.Last + 1]))
            .Select(s => (s.From, s.To, First: _labels.Predicted[_starts[s.From]], Last: _labels.LastKnown(_starts[s.From], _starts[s.To]))).ToArray();
        List<int> train = [], test = [], purged = [], embargoed = [];
        for (var point = 0; point < _starts.Length - 1; point++)
            for (var row = _starts[point]; row < _starts[point + 1]; row++)
                (stretches.Max(s => Use(point, row, s.From, s.To, s.First, s.Last)) switch { 0 => train, 1 => embargoed, 2 => purged, _ => test }).Add(row);
        if (train.Count == 0) throw Models.Fold.Empty(_labels, test[0]);
        _labels.RequireApart(train, test, _embargo);
        return new(train, test) { Purged = purged, Embargoed = embargoed };
    }

    /// <summary>What a test makes of a row: 3 tested, 2 purged, 1 embargoed, 0 free to be trained on.</summary>
    int Use(int point, int row, int from, int to, DateTime first, DateTime last) =>
        point >= from && point < to ? 3
        : (point >= from - _gap && point < to + _gap) || (_labels.Known[row] >= first && _labels.Predicted[row] <= last) ? 2
        : point >= to && (point < to + _gap + _embargoPoints || _labels.Predicted[row] <= last + _embargo) ? 1
        : 0;

    /// <summary>Blocks next to one another are one test.</summary>
    static IEnumerable<(int First, int Last)> Stretches(int[] blocks)
    {
        for (int i = 0, j; i < blocks.Length; i = j)
        {
            for (j = i + 1; j < blocks.Length && blocks[j] == blocks[j - 1] + 1;) j++;
            yield return (blocks[i], blocks[j - 1]);
        }
    }
}
