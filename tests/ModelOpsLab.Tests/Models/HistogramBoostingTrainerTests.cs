using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using ModelOpsLab.Data;
using ModelOpsLab.Models;
using ModelOpsLab.Statistics;
using ModelOpsLab.Tests.Oracles;

namespace ModelOpsLab.Tests.Models;

public sealed class HistogramBoostingTrainerTests
{
    static readonly JsonElement Oracle = OracleFile.Read("boosting.json");

    [Fact]
    public void One_tree_at_full_rate_is_scikit_learn_s_decision_tree()
    {
        var (x, y, w) = Data(Oracle.GetProperty("trees"));
        foreach (var test in Oracle.GetProperty("trees").GetProperty("cart").EnumerateArray())
        {
            var weights = test.GetProperty("weights").GetBoolean() ? w : null;
            var depth = test.GetProperty("max_depth").GetInt32();
            var model = (BoostedTrees)new HistogramBoostingTrainer { Trees = 1, LearningRate = 1, Leaves = 1 << depth, MaximumDepth = depth, MinimumLeafRows = test.GetProperty("min_samples_leaf").GetInt32() }.Train(Rows(x, y, weights));
            var theirs = test.GetProperty("nodes").EnumerateArray().ToArray();
            Same(theirs, 0, model.Ensemble[0].Nodes.ToArray(), 0, (their, ours) =>
            {
                if (ours.IsLeaf) OracleFile.Near(their.Number("v"), model.Baseline + ours.Number, 1e-9, "mean of a leaf");
                // Their threshold lies between neighbours in the node, ours between neighbours in all rows: the same rows go left.
                else Assert.DoesNotContain(x[ours.Feature], v => v > Math.Min(ours.Number, their.Number("t")) && v <= Math.Max(ours.Number, their.Number("t")) && Math.Abs(their.Number("t") - ours.Number) > 0.5);
            });
            foreach (var (expected, ours) in test.Numbers("pred_first20").Zip(model.Predict(Rows(x, y, weights)))) OracleFile.Near(expected, ours, 1e-9, "prediction");
        }
    }

    [Fact]
    public void Trees_are_scikit_learn_s_node_by_node()
    {
        var (x, y, w) = Data(Oracle.GetProperty("trees"));
        foreach (var test in Oracle.GetProperty("trees").GetProperty("hist_gbm").EnumerateArray())
        {
            var p = test.GetProperty("params");
            var rows = Rows(x, y, test.GetProperty("weights").GetBoolean() ? w : null);
            var model = (BoostedTrees)new HistogramBoostingTrainer { Trees = p.GetProperty("max_iter").GetInt32(), Leaves = p.GetProperty("max_leaf_nodes").GetInt32(), MinimumLeafRows = p.GetProperty("min_samples_leaf").GetInt32(), L2 = p.Number("l2_regularization") }.Train(rows);
            OracleFile.Near(test.Number("baseline"), model.Baseline, 1e-7, "baseline");
            if (test.TryGetProperty("trees", out var trees)) SameTrees(trees, model, 5);
            var predicted = model.Predict(rows);
            foreach (var (expected, ours) in test.Numbers("pred_first30").Zip(predicted)) OracleFile.Near(expected, ours, 1e-4, "prediction");
            OracleFile.Near(test.Number("train_rmse"), Math.Sqrt(predicted.Zip(y, (a, b) => (a - b) * (a - b)).Average()), 1e-4, "error on the rows trained on");
        }
    }

    [Fact]
    public void Probabilities_are_scikit_learn_s()
    {
        var (x, _, w) = Data(Oracle.GetProperty("trees"));
        var test = Oracle.GetProperty("trees").GetProperty("hist_gbm_logloss");
        var rows = Rows(x, test.Numbers("t"), w);
        var model = (BoostedTrees)new HistogramBoostingTrainer { Loss = BoostingLoss.Log, Trees = 10, Leaves = 6, MinimumLeafRows = 20, L2 = 1 }.Train(rows);
        OracleFile.Near(test.Number("baseline_logit"), model.Baseline, 1e-6, "baseline");
        foreach (var (expected, ours) in test.Numbers("prob_first30").Zip(model.Predict(rows))) OracleFile.Near(expected, ours, 1e-4, "probability");
    }

    [Fact]
    public void Continuous_features_few_bins_quantiles_and_log_odds_are_scikit_learn_s_node_by_node()
    {
        var data = Oracle.GetProperty("continuous");
        var (x, y, w) = Data(data);
        foreach (var test in data.GetProperty("cases").EnumerateArray())
        {
            var loss = Enum.Parse<BoostingLoss>(test.Text("loss")!, ignoreCase: true);
            var trainer = new HistogramBoostingTrainer
            {
                Loss = loss, Quantile = test.Number("quantile"), Trees = test.GetProperty("max_iter").GetInt32(), Leaves = test.GetProperty("leaves").GetInt32(), MinimumLeafRows = test.GetProperty("min_leaf").GetInt32(),
                LearningRate = test.Number("rate"), L2 = test.Number("l2"), Bins = test.GetProperty("bins").GetInt32(), MaximumDepth = test.GetProperty("depth") is { ValueKind: JsonValueKind.Number } depth ? depth.GetInt32() : null,
            };
            var model = (BoostedTrees)trainer.Train(Rows(x, loss == BoostingLoss.Log ? [.. y.Select(v => v > 0.4 ? 1.0 : 0)] : y, test.GetProperty("weights").GetBoolean() ? w : null));
            OracleFile.Near(test.Number("baseline"), model.Baseline, 1e-6, $"{test.Text("name")}, baseline");
            SameTrees(test.GetProperty("trees"), model, test.GetProperty("max_iter").GetInt32());
            var ours = model.Predict(Rows(x, y, null));
            foreach (var (expected, sum) in test.Numbers("raw").Zip(loss == BoostingLoss.Log ? ours.Select(p => Math.Log(p / (1 - p))) : ours)) Assert.Equal(expected, sum, 1e-4);
        }
    }

    [Fact]
    public void Same_rows_give_the_same_bits_on_any_number_of_threads()
    {
        foreach (var loss in Enum.GetValues<BoostingLoss>())
            foreach (var weighted in new[] { false, true })
            {
                var rows = Sample(3_000, 11, loss == BoostingLoss.Log, weighted);
                string[] models = [.. new int?[] { 1, 2, 3, 8, null }.Select(threads => ModelJson.Write(new HistogramBoostingTrainer { Loss = loss, Quantile = 0.3, Trees = 8, Threads = threads }.Train(rows)))];
                Assert.All(models, m => Assert.Equal(models[0], m));
            }
    }

    [Fact]
    public void Weight_of_two_is_the_row_twice_and_of_none_no_row()
    {
        foreach (var loss in Enum.GetValues<BoostingLoss>())
        {
            var all = Sample(240, 4, loss == BoostingLoss.Log, weighted: false);
            int[] times = [.. Enumerable.Range(0, 240).Select(i => i % 3)];
            int[] repeated = [.. Enumerable.Range(0, 240).SelectMany(i => Enumerable.Repeat(i, times[i]))];
            var trainer = new HistogramBoostingTrainer { Loss = loss, Quantile = 0.35, Trees = 5, MinimumLeafRows = 1, Leaves = 6 };
            var weighted = trainer.Train(Rows(Columns(all), all["y"].Span.ToArray(), [.. times.Select(t => (double)t)]));
            var twice = trainer.Train(Rows([.. Columns(all).Select(c => repeated.Select(i => c[i]).ToArray())], [.. repeated.Select(i => all["y"][i])], null));
            foreach (var (a, b) in weighted.Predict(all).Zip(twice.Predict(all))) Assert.Equal(a, b, 1e-9);
        }
    }

    [Fact]
    public void Weights_in_another_unit_give_the_same_model()
    {
        var rows = Sample(400, 3, truth: false, weighted: true);
        var trainer = new HistogramBoostingTrainer { Trees = 10 };
        foreach (var factor in new[] { Math.ScaleB(1, -40), Math.ScaleB(1, 40) })
            Assert.Equal(trainer.Train(rows).Predict(rows), trainer.Train(rows.With("w", [.. rows["w"].Select(w => w * factor)])).Predict(rows));
    }

    [Fact]
    public void What_grows_in_a_feature_may_be_stretched_without_changing_a_prediction() => Prop.ForAll(Gen.Choose(-30, 30).ToArbitrary(), exponent =>
    {
        var rows = Sample(200, 3, truth: false, weighted: false);
        var stretched = rows.With("x1", [.. rows["x1"].Select(v => Math.ScaleB(v, exponent))]);
        var trainer = new HistogramBoostingTrainer { Trees = 5 };
        return trainer.Train(rows).Predict(rows).SequenceEqual(trainer.Train(stretched).Predict(stretched));
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Error_on_the_rows_trained_on_falls_with_every_tree()
    {
        foreach (var loss in Enum.GetValues<BoostingLoss>())
        {
            var rows = Sample(500, 4, loss == BoostingLoss.Log, weighted: false);
            double[] losses = [.. new[] { 1, 2, 5, 20 }.Select(trees => rows["y"].Zip(new HistogramBoostingTrainer { Loss = loss, Quantile = 0.8, Trees = trees }.Train(rows).Predict(rows), (y, p) => loss switch
            {
                BoostingLoss.Log => -Math.Log(y == 1 ? p : 1 - p),
                BoostingLoss.Quantile => y > p ? 0.8 * (y - p) : 0.2 * (p - y),
                _ => (y - p) * (y - p),
            }).Average())];
            for (var i = 1; i < losses.Length; i++) Assert.True(losses[i] < losses[i - 1], $"{loss}: {losses[i]} after {losses[i - 1]}");
        }
    }

    [Fact]
    public void Quantile_leaves_that_share_of_the_targets_below()
    {
        var rows = Sample(2_000, 3, truth: false, weighted: false);
        foreach (var quantile in new[] { 0.1, 0.5, 0.9 })
        {
            var predicted = new HistogramBoostingTrainer { Loss = BoostingLoss.Quantile, Quantile = quantile, Trees = 60 }.Train(rows).Predict(rows);
            Assert.Equal(quantile, rows["y"].Zip(predicted, (y, p) => y < p ? 1.0 : 0).Average(), 0.04);
        }
    }

    [Fact]
    public void Importance_goes_to_the_features_that_tell()
    {
        var rows = Sample(1_000, 5, truth: false, weighted: false); // x0 and x4 make the target
        var model = (BoostedTrees)new HistogramBoostingTrainer { Trees = 20 }.Train(rows);
        Assert.Equal(["x0", "x4"], model.Importance.Take(2).Select(i => i.Feature).Order());
        Assert.True(model.Importance[1].Value > 5 * model.Importance[2].Value);
        Assert.Equal(1, model.Importance.Sum(i => i.Value), 1e-12);
        Assert.Contains("20 trees with", model.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Constant_target_is_its_own_prediction_without_a_tree()
    {
        var rows = Sample(100, 3, truth: false, weighted: true).With("y", [.. Enumerable.Repeat(0.1, 100)]);
        foreach (var loss in new[] { BoostingLoss.Squared, BoostingLoss.Quantile })
        {
            var model = (BoostedTrees)new HistogramBoostingTrainer { Loss = loss }.Train(rows);
            Assert.Equal((0, 0.1), (model.Trees, model.Baseline));
            Assert.All(model.Importance, i => Assert.Equal(0, i.Value));
        }
    }

    [Fact]
    public void Constant_and_doubled_features_and_none_are_no_trouble()
    {
        var rows = Sample(200, 2, truth: false, weighted: false);
        var (x, y) = (Columns(rows), rows["y"].Span.ToArray());
        var trainer = new HistogramBoostingTrainer { Trees = 5 };
        var predicted = trainer.Train(rows).Predict(rows);
        Assert.Equal(predicted, trainer.Train(Rows([x[0], x[1], x[1], new double[200]], y, null)).Predict(Rows([x[0], x[1], x[1], new double[200]], y, null)));
        Assert.Equal(0, ((BoostedTrees)trainer.Train(Rows([], y, null))).Trees);
    }

    [Fact]
    public void Outlier_of_a_million_does_not_blur_the_other_targets()
    {
        var rows = Sample(400, 2, truth: false, weighted: false);
        double[] y = [.. rows["x0"].Select(v => v > 0 ? 1.0 : -1)];
        y[7] = 1e6;
        var predicted = new HistogramBoostingTrainer { Trees = 1, LearningRate = 1, Leaves = 400, MinimumLeafRows = 1 }.Train(rows.With("y", y)).Predict(rows);
        foreach (var (expected, ours) in y.Zip(predicted)) Assert.Equal(expected, ours, 1e-6);
    }

    [Fact]
    public void Bins_do_not_part_equal_values_and_keep_numbers_at_the_end_of_the_range_apart()
    {
        Assert.Equal([double.MaxValue / -4, double.MaxValue / 4, double.MaxValue * 0.75], FeatureBins.Edges([double.MaxValue, 0, double.MaxValue / -2, double.MaxValue / 2], 255));
        Assert.Equal([1.0], FeatureBins.Edges([Math.BitIncrement(1), 1, 1, 1], 255));
        Assert.Empty(FeatureBins.Edges([3, 3, 3], 255));
        Assert.Empty(FeatureBins.Edges([0.0, -0.0], 255));
        Assert.All(FeatureBins.Edges([.. Enumerable.Range(0, 1_000).Select(i => i < 900 ? 0.0 : i)], 20), e => Assert.True(e < 999));
    }

    [Fact]
    public void Row_that_cannot_be_learned_from_is_refused_by_row_and_column()
    {
        var rows = Sample(100, 2, truth: true, weighted: true);
        Assert.StartsWith("Row 4 (1970-01-05): 'x1' is NaN.", Refusal(new(), With("x1", 4, double.NaN)), StringComparison.Ordinal);
        Assert.StartsWith("Row 5 (1970-01-06): 'y' is infinite.", Refusal(new(), With("y", 5, double.PositiveInfinity)), StringComparison.Ordinal);
        Assert.StartsWith("Row 6 (1970-01-07): the weight 'w' is negative.", Refusal(new(), With("w", 6, -1)), StringComparison.Ordinal);
        Assert.StartsWith("Row 7 (1970-01-08): the target 'y' is 0.5; with the log loss a target is 0 or 1.", Refusal(new() { Loss = BoostingLoss.Log }, With("y", 7, 0.5)), StringComparison.Ordinal);
        Assert.StartsWith("Row 8 (1970-01-09): the target 'y' is 1E+200, beyond 1e60", Refusal(new(), With("y", 8, 1e200)), StringComparison.Ordinal);
        Assert.StartsWith("Every target 'y' is 1: nothing tells 0 from 1.", Refusal(new() { Loss = BoostingLoss.Log }, rows.With("y", [.. Enumerable.Repeat(1.0, 100)])), StringComparison.Ordinal);
        Assert.StartsWith("Every target 'y' is 0: nothing tells 0 from 1.", Refusal(new() { Loss = BoostingLoss.Log }, rows.With("w", [.. rows["y"].Select(y => 1 - y)])), StringComparison.Ordinal);
        Assert.StartsWith("Training needs at least 40 rows; the frame has 39.", Refusal(new(), rows.Rows(..39)), StringComparison.Ordinal);
        Assert.StartsWith("Training needs at least 40 rows whose weight 'w' is not 0; the frame has 39.", Refusal(new(), rows.With("w", [.. Enumerable.Range(0, 100).Select(i => i < 39 ? 1.0 : 0)])), StringComparison.Ordinal);

        Frame With(string column, int row, double value)
        {
            var values = rows[column].Span.ToArray();
            values[row] = value;
            return rows.With(column, values);
        }

        static string Refusal(HistogramBoostingTrainer trainer, Frame rows) => Assert.Throws<ArgumentException>(() => trainer.Train(rows)).Message;
    }

    [Fact]
    public void Setting_that_is_none_is_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new HistogramBoostingTrainer { Trees = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new HistogramBoostingTrainer { Leaves = 1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new HistogramBoostingTrainer { MinimumLeafRows = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new HistogramBoostingTrainer { MaximumDepth = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new HistogramBoostingTrainer { Threads = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new HistogramBoostingTrainer { Bins = 256 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new HistogramBoostingTrainer { LearningRate = double.NaN });
        Assert.Throws<ArgumentOutOfRangeException>(() => new HistogramBoostingTrainer { L2 = -1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new HistogramBoostingTrainer { Quantile = 1 });
        Assert.Equal("boosting(quantile 0.1, 50 trees, rate 0.1, 31 leaves, depth 4, 20 rows a leaf, l2 2)", new HistogramBoostingTrainer { Loss = BoostingLoss.Quantile, Quantile = 0.1, Trees = 50, MaximumDepth = 4, L2 = 2, Threads = 3 }.Name);
    }

    static void SameTrees(JsonElement theirs, BoostedTrees ours, int count)
    {
        Assert.Equal((count, count), (theirs.GetArrayLength(), ours.Trees));
        for (var t = 0; t < count; t++)
        {
            var nodes = ours.Ensemble[t].Nodes.ToArray();
            Same([.. theirs[t].EnumerateArray()], 0, nodes, 0, (their, node) =>
            {
                Assert.Equal(their.GetProperty("leaf").GetBoolean(), node.IsLeaf);
                if (node.IsLeaf) Assert.Equal(their.Number("v"), node.Number, 1e-4 * Math.Abs(their.Number("v")) + 1e-7);
                else
                {
                    OracleFile.Near(their.Number("t"), node.Number, 1e-12, "threshold");
                    // Their root's gain leaves out what the root has without the split.
                    if (node != nodes[0]) OracleFile.Near(their.Number("gain"), node.Gain, 1e-4, "gain");
                }
            });
        }
    }

    /// <summary>The same tree, whatever the order of the nodes: features and rows are compared here, the rest by the caller.</summary>
    static void Same(JsonElement[] theirs, int their, TreeNode[] ours, int our, Action<JsonElement, TreeNode> compare)
    {
        var (node, mine) = (theirs[their], ours[our]);
        Assert.Equal(node.GetProperty("n").GetInt32(), mine.Rows);
        Assert.Equal(node.TryGetProperty("leaf", out var leaf) ? leaf.GetBoolean() : node.GetProperty("f").GetInt32() < 0, mine.IsLeaf);
        compare(node, mine);
        if (mine.IsLeaf) return;
        Assert.Equal(node.GetProperty("f").GetInt32(), mine.Feature);
        Same(theirs, node.GetProperty("l").GetInt32(), ours, mine.Left, compare);
        Same(theirs, node.GetProperty("r").GetInt32(), ours, mine.Left + 1, compare);
    }

    static (double[][] X, double[] Y, double[] W) Data(JsonElement data)
    {
        var rows = data.GetProperty("X").EnumerateArray().Select(r => r.Numbers()).ToArray();
        return ([.. Enumerable.Range(0, rows[0].Length).Select(j => rows.Select(r => r[j]).ToArray())], data.Numbers("y"), data.Numbers("w"));
    }

    static double[][] Columns(Frame rows) => [.. rows.Schema.Features.Select(f => rows[f].Span.ToArray())];

    internal static Frame Sample(int rows, int features, bool truth, bool weighted)
    {
        var random = new DeterministicRandom(5);
        double[][] x = [.. Enumerable.Range(0, features).Select(_ => Enumerable.Range(0, rows).Select(_ => random.NextNormal()).ToArray())];
        double[] y = [.. Enumerable.Range(0, rows).Select(i => Math.Sin(2 * x[0][i]) + x[^1][i] * x[^1][i] + 0.3 * random.NextNormal())];
        return Rows(x, truth ? [.. y.Select(v => v > 1 ? 1.0 : 0)] : y, weighted ? [.. y.Select(_ => 0.5 + random.NextDouble())] : null);
    }

    static Frame Rows(double[][] x, double[] y, double[]? weights) => RidgeTrainerTests.Rows(x, y, weights);
}
