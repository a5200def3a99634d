using System.Globalization;
using ModelOpsLab.Data;

namespace ModelOpsLab.Models;

/// <summary>
/// Gradient boosting of regression trees on binned features: each tree is fitted to the slopes of the loss at the predictions so far, and its leaves add the learning rate times a Newton step.
/// Weights are the schema's weight column, 1 where there is none; rows of weight 0 are left out.
/// </summary>
/// <remarks>
/// Friedman (2001); histograms, growth at the best leaf and second-order gains as in LightGBM (Ke et al., 2017). Trees and thresholds are those of scikit-learn 1.2.1's HistGradientBoosting at the same settings.
/// There is no chance in it: no sampling of rows or features, no early stopping, and sums that do not depend on their order, so that the model is the same bit for bit whatever the number of threads.
/// A quantile's leaves add the quantile of what is left of their rows. Bins come from the rows trained on.
/// </remarks>
public sealed record HistogramBoostingTrainer : ITrainer
{
    /// <summary>What is made small, and so what is predicted.</summary>
    public BoostingLoss Loss { get; init; }

    /// <summary>The quantile of <see cref="BoostingLoss.Quantile"/>, between 0 and 1; other losses do not read it.</summary>
    public double Quantile { get; init => field = value is > 0 and < 1 ? value : throw new ArgumentOutOfRangeException(nameof(Quantile), value, "A quantile lies between 0 and 1, both excluded."); } = 0.5;

    /// <summary>How many trees at most: there are fewer where no split is left that helps. At least 1.</summary>
    public int Trees { get; init => field = AtLeast(nameof(Trees), value, 1); } = 100;

    /// <summary>Share of each step that is taken, above 0 and at most 1.</summary>
    public double LearningRate { get; init => field = value is > 0 and <= 1 ? value : throw new ArgumentOutOfRangeException(nameof(LearningRate), value, "A learning rate lies above 0 and is at most 1."); } = 0.1;

    /// <summary>How many leaves a tree has at most; at least 2.</summary>
    public int Leaves { get; init => field = AtLeast(nameof(Leaves), value, 2); } = 31;

    /// <summary>How many splits at most lead to a leaf; null for no limit.</summary>
    public int? MaximumDepth { get; init => field = value is { } depth ? AtLeast(nameof(MaximumDepth), depth, 1) : null; }

    /// <summary>How many rows a leaf has at least; training needs twice as many.</summary>
    public int MinimumLeafRows { get; init => field = AtLeast(nameof(MinimumLeafRows), value, 1); } = 20;

    /// <summary>Added to the sum of weights, or of p (1 − p) with the log loss, in every leaf and gain; 0 or more.</summary>
    public double L2 { get; init => field = value >= 0 && double.IsFinite(value) ? value : throw new ArgumentOutOfRangeException(nameof(L2), value, "The penalty l2 is a finite number, 0 or more."); }

    /// <summary>How many bins a feature has at most, 2 to 255.</summary>
    public int Bins { get; init => field = value is >= 2 and <= 255 ? value : throw new ArgumentOutOfRangeException(nameof(Bins), value, "A feature has 2 to 255 bins."); } = 255;

    /// <summary>How many threads work at most; null for as many as the machine has processors. The model does not depend on it.</summary>
    public int? Threads { get; init => field = value is { } threads ? AtLeast(nameof(Threads), threads, 1) : null; }

    /// <inheritdoc/>
    public string Name => string.Create(CultureInfo.InvariantCulture,
        $"boosting({(Loss == BoostingLoss.Quantile ? $"quantile {Quantile:R}" : Loss.ToString().ToLowerInvariant())}, {Trees} trees, rate {LearningRate:R}, {Leaves} leaves{(MaximumDepth is { } depth ? $", depth {depth}" : "")}, {MinimumLeafRows} rows a leaf{(L2 > 0 ? $", l2 {L2:R}" : "")}{(Bins < 255 ? $", {Bins} bins" : "")})");

    /// <inheritdoc/>
    public bool UsesWeights => true;

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">Also: with the log loss, a target that is not 0 or 1, or only one of them; a target or weight beyond 1e60.</exception>
    public IModel Train(Frame training)
    {
        var rows = TrainingRows.Of(training, atLeast: 2 * MinimumLeafRows);
        if (!Enum.IsDefined(Loss)) throw new ArgumentException($"There is no loss {(int)Loss}.", nameof(training));
        BoostingGradients.Require(Loss, training, rows);
        if (rows.Weights is { } weights && weights.Contains(0))
        {
            int[] kept = [.. Enumerable.Range(0, rows.Count).Where(i => weights[i] > 0)];
            if (kept.Length < 2 * MinimumLeafRows) throw new ArgumentException($"Training needs at least {2 * MinimumLeafRows} rows whose weight '{training.Schema.Weight}' is not 0; the frame has {kept.Length}.", nameof(training));
            return Train(training.Take(kept));
        }
        var threads = Threads ?? Environment.ProcessorCount;
        var gradients = new BoostingGradients(Loss, Quantile, rows.Target, rows.Weights);
        var grower = new TreeGrower(this, FeatureBins.Of(rows.Features, Bins, threads), gradients, threads);
        List<TreeNode[]> trees = [];
        while (trees.Count < Trees)
        {
            gradients.Update();
            if (grower.Grow() is not { } tree) break;
            trees.Add(tree);
        }
        return new BoostedTrees(rows.Names, Loss, gradients.Baseline, trees);
    }

    static int AtLeast(string name, int value, int least) => value >= least ? value : throw new ArgumentOutOfRangeException(name, value, $"It is at least {least.ToString(CultureInfo.InvariantCulture)}.");
}
