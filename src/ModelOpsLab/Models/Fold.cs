using ModelOpsLab.Data;

namespace ModelOpsLab.Models;

/// <summary>One fold of a split: positions of the rows to train on and to test on, ascending, as <c>frame.Take</c> takes them.</summary>
/// <param name="Train">Rows to train on, at least one.</param>
/// <param name="Test">Rows to test on, at least one; none of them is trained on.</param>
public record Fold(IReadOnlyList<int> Train, IReadOnlyList<int> Test)
{
    /// <summary>Rows that would be trained on, were their target not known too late, or a gap not asked for.</summary>
    public IReadOnlyList<int> Purged { get; init; } = [];

    /// <summary>Rows left out after a test because they follow it too closely.</summary>
    public IReadOnlyList<int> Embargoed { get; init; } = [];

    /// <summary>The whole numbers from one up to, not with, another.</summary>
    internal static int[] Rows(int start, int end)
    {
        var rows = new int[Math.Max(0, end - start)];
        for (var i = 0; i < rows.Length; i++) rows[i] = start + i;
        return rows;
    }

    /// <summary>A fold that trains before it tests: of a window, the rows whose target is known before the first test, proved so.</summary>
    /// <param name="labels">When targets are known.</param>
    /// <param name="window">First row of the training window and row after its last.</param>
    /// <param name="test">First row of the test and row after its last.</param>
    /// <param name="purge">Whether rows whose target is known too late are left out; else they are refused.</param>
    /// <exception cref="ArgumentException">A target is known too late and is not purged, or no row is left.</exception>
    internal static Fold Forward(LabelTimes labels, (int Start, int End) window, (int Start, int End) test, bool purge)
    {
        var known = Rows(window.Start, window.End);
        if (purge)
        {
            var first = labels.Predicted[test.Start];
            known = Array.FindAll(known, r => labels.Known[r] < first);
            if (known.Length == 0) throw Empty(labels, test.Start);
        }
        labels.Require(known, test.Start);
        var kept = known.ToHashSet();
        return new(known, Rows(test.Start, test.End)) { Purged = Array.FindAll(Rows(window.Start, test.Start), r => !kept.Contains(r)) };
    }

    internal static ArgumentException Empty(LabelTimes labels, int test) =>
        new($"The fold whose test starts at row {test} ({Reporting.Format.Time(labels.Predicted[test])}) has no row left to train on: every one is within the gap or the embargo, or its target is known too late. Give more rows, fewer folds, or a smaller gap.");
}

/// <summary>Makes folds of a frame's rows.</summary>
public interface ISplit
{
    /// <summary>The folds of a frame, none with a target in training that would not be known. In a panel, rows of one time are never on both sides.</summary>
    /// <exception cref="ArgumentException">There are too few rows, or a fold would leak or have nothing to train on: the message says which.</exception>
    IReadOnlyList<Fold> Split(Frame frame);
}
