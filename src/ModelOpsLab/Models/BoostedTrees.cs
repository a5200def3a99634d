using System.Runtime.InteropServices;
using ModelOpsLab.Data;
using ModelOpsLab.Reporting;

namespace ModelOpsLab.Models;

/// <summary>A sum of regression trees, made by <see cref="HistogramBoostingTrainer"/>.</summary>
/// <remarks>A feature at or below a split's threshold goes left, so that an infinite one is as good as a very large one; a NaN gives NaN, even of a feature that no split reads.</remarks>
[TypeFormatterSource(typeof(DocumentFormatterSource))]
public sealed class BoostedTrees : IModel, IRenderable
{
    const int Block = 128;
    readonly BoostedTree[] _trees;

    /// <exception cref="ArgumentException">A feature stands twice, a number is not finite, or a tree is none: it is named.</exception>
    internal BoostedTrees(IReadOnlyList<string> features, BoostingLoss loss, double baseline, IReadOnlyList<TreeNode[]> trees)
    {
        if (features.GroupBy(f => f, StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1) is { } twice) throw new ArgumentException($"Feature '{twice.Key}' stands twice.", nameof(features));
        if (!double.IsFinite(baseline)) throw new ArgumentException($"The baseline is {FormattableString.Invariant($"{baseline}")}.", nameof(baseline));
        (Features, Loss, Baseline, _trees) = ([.. features], loss, baseline, new BoostedTree[trees.Count]);
        for (var t = 0; t < _trees.Length; t++)
        {
            try
            {
                _trees[t] = new(trees[t], features.Count);
            }
            catch (ArgumentException e)
            {
                throw new ArgumentException($"Tree {t} is no tree: {e.Message}.", nameof(trees), e);
            }
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> Features { get; }

    /// <summary>What it was trained to make small: a probability is predicted after <see cref="BoostingLoss.Log"/>, a number on the target's scale otherwise.</summary>
    public BoostingLoss Loss { get; }

    /// <summary>What is predicted before the first tree: the mean, log odds or quantile of the targets trained on.</summary>
    public double Baseline { get; }

    /// <summary>Number of trees: fewer than asked for where no split was left that helps.</summary>
    public int Trees => _trees.Length;

    /// <summary>Share of each feature in all that the splits took from the loss, 0 to 1; largest first, then in the order of the features. All 0 where there is no split (Friedman, 2001).</summary>
    public IReadOnlyList<FeatureImportance> Importance
    {
        get
        {
            var gains = new double[Features.Count];
            foreach (var tree in _trees)
                foreach (var node in tree.Nodes)
                    if (!node.IsLeaf) gains[node.Feature] += node.Gain;
            var total = 0.0;
            foreach (var gain in gains) total += gain;
            return [.. Features.Select((f, i) => new FeatureImportance(f, total > 0 ? gains[i] / total : 0)).OrderByDescending(i => i.Value)];
        }
    }

    internal IReadOnlyList<BoostedTree> Ensemble => _trees;

    /// <inheritdoc/>
    public double Predict(ReadOnlySpan<double> row)
    {
        this.Require(row);
        foreach (var value in row)
            if (double.IsNaN(value)) return double.NaN;
        ref var first = ref MemoryMarshal.GetReference(row);
        var sum = Baseline;
        foreach (var tree in _trees) sum += tree.At(ref first);
        return Prediction(sum);
    }

    /// <summary>All rows of columns, block by block and in it tree by tree, which stays in the cache; bit for bit what a row at a time gives.</summary>
    internal double[] PredictAll(Column[] columns, int rows)
    {
        var width = columns.Length;
        var predictions = new double[rows];
        var block = new double[Math.Max(1, Block * width)];
        for (var start = 0; start < rows; start += Block)
        {
            var sums = predictions.AsSpan(start, Math.Min(Block, rows - start));
            sums.Fill(Baseline);
            for (var c = 0; c < width; c++)
            {
                var values = columns[c].Span.Slice(start, sums.Length);
                for (var i = 0; i < values.Length; i++)
                {
                    block[i * width + c] = values[i];
                    if (double.IsNaN(values[i])) sums[i] = double.NaN;
                }
            }
            foreach (var tree in _trees)
                for (var i = 0; i < sums.Length; i++) sums[i] += tree.At(ref block[i * width]);
            for (var i = 0; i < sums.Length; i++) sums[i] = Prediction(sums[i]);
        }
        return predictions;
    }

    double Prediction(double sum) => Loss == BoostingLoss.Log && !double.IsNaN(sum) ? BoostingGradients.Probability(sum) : sum;

    /// <inheritdoc/>
    public Document ToDocument() => new(
        new Paragraph($"{Format.Count(Trees)} trees with {Format.Count(_trees.Sum(t => t.Leaves))} leaves, {Loss.ToString().ToLowerInvariant()} loss, baseline {Format.Number(Baseline)}."),
        new Table(["Feature", new("Importance", Align.Right)], [.. Importance.Select(i => (IReadOnlyList<Cell>)[i.Feature, Format.Number(i.Value)])]),
        new Note("Importance: the feature's share in what all splits took from the loss on the rows trained on."));

    /// <inheritdoc/>
    public override string ToString() => PlainTextWriter.Write(ToDocument());
}
