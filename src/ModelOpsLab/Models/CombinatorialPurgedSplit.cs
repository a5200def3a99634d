using ModelOpsLab.Data;

namespace ModelOpsLab.Models;

/// <summary>
/// Every choice of so many test blocks out of all, in the order of the blocks; training rows whose label touches a test are left out as in <see cref="PurgedKFold"/>.
/// The tests recombine to several backtests of all rows: <see cref="CombinatorialFold.Parts"/> says which part of a fold belongs to which.
/// </summary>
/// <remarks>López de Prado (2018), chapter 12. Blocks are balanced and cover every row, where skfolio (c06db84) leaves rows at the end in every training set and in no test.</remarks>
public sealed record CombinatorialPurgedSplit : ISplit
{
    const int MostFolds = 100_000;

    /// <summary>Number of blocks, at least 3.</summary>
    public int Folds { get; init => field = value >= 3 ? value : throw new ArgumentOutOfRangeException(nameof(Folds), value, "A combinatorial split needs at least 3 blocks."); } = 10;

    /// <summary>Blocks of each test, at least 1 and fewer than <see cref="Folds"/>.</summary>
    public int TestFolds { get; init => field = value >= 1 ? value : throw new ArgumentOutOfRangeException(nameof(TestFolds), value, "A test needs at least 1 block."); } = 2;

    /// <inheritdoc cref="PurgedKFold.Gap"/>
    public int Gap { get; init => field = value >= 0 ? value : throw new ArgumentOutOfRangeException(nameof(Gap), value, "A gap is 0 or more points in time."); }

    /// <inheritdoc cref="PurgedKFold.Embargo"/>
    public TimeSpan Embargo { get; init => field = value >= TimeSpan.Zero ? value : throw new ArgumentOutOfRangeException(nameof(Embargo), value, "An embargo is not negative."); }

    /// <inheritdoc cref="PurgedKFold.EmbargoPoints"/>
    public int EmbargoPoints { get; init => field = value >= 0 ? value : throw new ArgumentOutOfRangeException(nameof(EmbargoPoints), value, "An embargo is 0 or more points in time."); }

    /// <summary>Backtests that the tests recombine to: in how many folds each block is tested.</summary>
    public int Paths => (int)Choices(Folds - 1, TestFolds - 1);

    /// <inheritdoc cref="ISplit.Split"/>
    public IReadOnlyList<CombinatorialFold> Split(Frame frame)
    {
        if (TestFolds >= Folds) throw new ArgumentException($"{TestFolds} of {Folds} blocks in a test leave none to train on.");
        if (Choices(Folds, TestFolds) is > MostFolds and var many) throw new ArgumentException($"{TestFolds} of {Folds} blocks can be chosen in {many:0} ways; {MostFolds} are the most. Use fewer blocks.");
        var folds = new PurgedFolds(frame, Folds, Gap, EmbargoPoints, Embargo);
        var tested = new int[Folds];
        return
        [
            .. Chosen(Folds, TestFolds).Select(blocks =>
            {
                PathPart[] parts = Array.ConvertAll(blocks, b => new PathPart(tested[b]++, folds.Rows(b).Start, folds.Rows(b).End));
                var fold = folds.Fold(blocks);
                return new CombinatorialFold(fold.Train, fold.Test, parts) { Purged = fold.Purged, Embargoed = fold.Embargoed };
            }),
        ];
    }

    IReadOnlyList<Fold> ISplit.Split(Frame frame) => Split(frame);

    /// <summary>All ascending choices, in lexicographic order.</summary>
    static IEnumerable<int[]> Chosen(int of, int count)
    {
        var chosen = Fold.Rows(0, count);
        while (true)
        {
            yield return [.. chosen];
            var i = count - 1;
            while (i >= 0 && chosen[i] == of - count + i) i--;
            if (i < 0) yield break;
            chosen[i]++;
            for (var j = i + 1; j < count; j++) chosen[j] = chosen[j - 1] + 1;
        }
    }

    static double Choices(int of, int count)
    {
        var result = 1.0;
        for (var i = 1; i <= Math.Min(count, of - count); i++) result = result * (of - Math.Min(count, of - count) + i) / i;
        return Math.Round(result);
    }
}

/// <summary>A fold of a combinatorial split.</summary>
/// <param name="Train">Rows to train on.</param>
/// <param name="Test">Rows of all its test blocks.</param>
/// <param name="Parts">The test blocks, ascending, each a part of one backtest.</param>
public sealed record CombinatorialFold(IReadOnlyList<int> Train, IReadOnlyList<int> Test, IReadOnlyList<PathPart> Parts) : Fold(Train, Test);

/// <summary>A stretch of rows of one backtest.</summary>
/// <param name="Path">Number of the backtest, from 0.</param>
/// <param name="Start">First row.</param>
/// <param name="End">Row after the last.</param>
public sealed record PathPart(int Path, int Start, int End);
