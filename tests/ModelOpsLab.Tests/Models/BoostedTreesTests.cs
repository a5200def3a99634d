using ModelOpsLab.Data;
using ModelOpsLab.Models;
using ModelOpsLab.Statistics;

namespace ModelOpsLab.Tests.Models;

public sealed class BoostedTreesTests
{
    [Fact]
    public void Model_comes_back_from_json_bit_for_bit()
    {
        foreach (var loss in Enum.GetValues<BoostingLoss>())
        {
            var rows = HistogramBoostingTrainerTests.Sample(500, 4, loss == BoostingLoss.Log, weighted: true);
            var model = (BoostedTrees)new HistogramBoostingTrainer { Loss = loss, Trees = 12 }.Train(rows);
            var back = (BoostedTrees)ModelJson.Read(ModelJson.Write(model));
            Assert.Equal((loss, 12), (back.Loss, back.Trees));
            Assert.Equal(Bits(model.Predict(rows)), Bits(back.Predict(rows)));
            Assert.Equal(model.Importance, back.Importance);
            Assert.Equal(ModelJson.Write(model), ModelJson.Write(back));
        }
    }

    [Fact]
    public void Frame_is_predicted_as_its_rows_are_bit_for_bit()
    {
        var rows = HistogramBoostingTrainerTests.Sample(777, 5, truth: true, weighted: false);
        IModel model = new HistogramBoostingTrainer { Loss = BoostingLoss.Log, Trees = 30 }.Train(rows.Rows(..400));
        var holes = rows.With("x2", [.. rows["x2"].Select((v, i) => i % 50 == 3 ? double.NaN : v)]);
        var row = new double[5];
        double[] single = [.. Enumerable.Range(0, 777).Select(i =>
        {
            for (var c = 0; c < 5; c++) row[c] = holes[$"x{c}"][i];
            return model.Predict(row);
        })];
        Assert.Equal(Bits(single), Bits(model.Predict(holes)));
        Assert.Equal(16, single.Count(double.IsNaN));
        Assert.All(single, p => Assert.True(double.IsNaN(p) || p is > 0 and < 1));
    }

    [Fact]
    public void Prediction_allocates_nothing()
    {
        var rows = HistogramBoostingTrainerTests.Sample(300, 3, truth: false, weighted: false);
        var model = new HistogramBoostingTrainer { Trees = 20 }.Train(rows);
        double[] row = [0.1, 0.2, 0.3];
        var sum = model.Predict(row);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1_000; i++) sum += model.Predict(row);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.True(double.IsFinite(sum));
    }

    [Fact]
    public void Infinite_feature_goes_to_its_side_and_a_row_of_another_length_is_refused()
    {
        var rows = HistogramBoostingTrainerTests.Sample(300, 2, truth: false, weighted: false);
        var model = new HistogramBoostingTrainer { Trees = 20 }.Train(rows);
        Assert.Equal(model.Predict([1e300, -1e300]), model.Predict([double.PositiveInfinity, double.NegativeInfinity]));
        Assert.Equal(double.NaN, model.Predict([double.NaN, 1]));
        Assert.Throws<ArgumentException>(() => model.Predict([1.0]));
    }

    [Fact]
    public void A_thousand_trees_of_31_leaves_come_back()
    {
        var random = new DeterministicRandom(3);
        BoostedTrees model = new(["a", "b"], BoostingLoss.Squared, 0.5, [.. Enumerable.Range(0, 1_000).Select(_ => Enumerable.Range(0, 61).Select(i => i % 2 == 0 && i < 60 ? new TreeNode(i / 2 % 2, i + 1, 1_000, random.NextDouble(), random.NextDouble()) : new TreeNode(-1, 0, 20, random.NextDouble(), 0)).ToArray())]);
        var json = ModelJson.Write(model);
        Assert.InRange(json.Length, 1 << 20, 8 << 20);
        Assert.Equal(model.Predict([0.3, 0.8]), ModelJson.Read(json).Predict([0.3, 0.8]));
    }

    [Theory]
    [InlineData("[0, -1, -1]", "[1, 2, 3]", "[1, 0, 0]", "[1, 0, 0]", "[9, 4, 5]", null)]
    [InlineData("[0, -1, -1]", "[1, 2, 3]", "[0, 0, 0]", "[1, 0, 0]", "[9, 4, 5]", "node 0 has the children 0 and 1")]
    [InlineData("[0, 0, -1]", "[1, 2, 3]", "[1, 0, 0]", "[1, 0, 0]", "[9, 4, 5]", "node 1 has the children 0 and 1")]
    [InlineData("[0, -1, -1]", "[1, 2, 3]", "[2, 0, 0]", "[1, 0, 0]", "[9, 4, 5]", "node 0 has the children 2 and 3")]
    [InlineData("[0, -1, -1]", "[1, 2, 3]", "[2147483647, 0, 0]", "[1, 0, 0]", "[9, 4, 5]", "node 0 has the children 2147483647 and 2147483648")]
    [InlineData("[0, -1, -1]", "[1, 2, 3]", "[-1, 0, 0]", "[1, 0, 0]", "[9, 4, 5]", "node 0 has the children -1 and 0")]
    [InlineData("[0, -1, -1, -1, -1]", "[1, 2, 3, 4, 5]", "[1, 0, 0, 0, 0]", "[1, 0, 0, 0, 0]", "[9, 4, 5, 1, 1]", "it has 5 nodes, of which 3 hang together")]
    [InlineData("[0, 0, 0, -1, -1]", "[1, 2, 3, 4, 5]", "[1, 3, 3, 0, 0]", "[1, 0, 0, 0, 0]", "[9, 4, 5, 1, 1]", "node 3 or the next has two parents")]
    [InlineData("[0, 0, -1, -1, -1]", "[1, 2, 3, 4, 5]", "[2, 2, 0, 0, 0]", "[1, 0, 0, 0, 0]", "[9, 4, 5, 1, 1]", "node 2 or the next has two parents")]
    [InlineData("[1, -1, -1]", "[1, 2, 3]", "[1, 0, 0]", "[1, 0, 0]", "[9, 4, 5]", "node 0 splits by feature 1 of 1")]
    [InlineData("[-2, -1, -1]", "[1, 2, 3]", "[1, 0, 0]", "[1, 0, 0]", "[9, 4, 5]", "node 0 splits by feature -2 of 1")]
    [InlineData("[0, -1, -1]", "[\"NaN\", 2, 3]", "[1, 0, 0]", "[1, 0, 0]", "[9, 4, 5]", "node 0 has the number NaN")]
    [InlineData("[0, -1, -1]", "[1, 2, 1e999]", "[1, 0, 0]", "[1, 0, 0]", "[9, 4, 5]", "node 2 has the number Infinity")]
    [InlineData("[0, -1, -1]", "[1, 2, 3]", "[1, 0, 0]", "[-1, 0, 0]", "[9, 4, 5]", "node 0 has the gain -1")]
    [InlineData("[0, -1, -1]", "[1, 2, 3]", "[1, 0, 0]", "[1, 0, 0]", "[9, -4, 5]", "node 1 has -4 rows")]
    [InlineData("[0, -1, -1]", "[1, 2, 3]", "[1, 0, 1]", "[1, 0, 0]", "[9, 4, 5]", "node 2 is a leaf and has a child")]
    [InlineData("[0.5, -1, -1]", "[1, 2, 3]", "[1, 0, 0]", "[1, 0, 0]", "[9, 4, 5]", "feature 0.5 is no whole number")]
    [InlineData("[0, -1, -1]", "[1, 2, 3]", "[1, 0, 0]", "[1, 0, 0]", "[1e300, 4, 5]", "rows 1E+300 is no whole number")]
    [InlineData("[0, -1, -1]", "[1, 2]", "[1, 0, 0]", "[1, 0, 0]", "[9, 4, 5]", "3 features, 2 numbers")]
    [InlineData("[]", "[]", "[]", "[]", "[]", "it has no node")]
    public void Tree_that_is_none_is_refused(string feature, string number, string left, string gain, string rows, string? problem)
    {
        var json = $$"""{"kind": "boosted-trees", "features": ["a"], "loss": "squared", "baseline": 0.5, "trees": [{"feature": {{feature}}, "number": {{number}}, "left": {{left}}, "gain": {{gain}}, "rows": {{rows}}}]}""";
        if (problem is null) Assert.Equal((2.5, 3.5), (ModelJson.Read(json).Predict([1.0]), ModelJson.Read(json).Predict([1.5])));
        else Assert.Matches($"^m.json: Tree 0.*{System.Text.RegularExpressions.Regex.Escape(problem)}", Assert.Throws<InvalidDataException>(() => ModelJson.Read(json, "m.json")).Message);
    }

    [Theory]
    [InlineData("""{"kind": "boosted-trees", "features": ["a", "a"], "loss": "squared", "baseline": 0.5, "trees": []}""", "Feature 'a' stands twice.")]
    [InlineData("""{"kind": "boosted-trees", "features": ["a"], "loss": "squared", "baseline": "NaN", "trees": []}""", "The baseline is NaN.")]
    [InlineData("""{"kind": "boosted-trees", "features": ["a"], "loss": "cubic", "baseline": 0, "trees": []}""", "cubic")]
    [InlineData("""{"kind": "boosted-trees", "features": ["a"], "loss": 1, "baseline": 0, "trees": []}""", "loss is 1")]
    [InlineData("""{"kind": "boosted-trees", "features": ["a"], "loss": "squared", "baseline": 0, "trees": [null]}""", "an item of a list is null")]
    [InlineData("""{"kind": "boosted-trees", "features": ["a"], "loss": "squared", "baseline": 0, "trees": [{"feature": []}]}""", "a value is missing")]
    public void File_that_is_no_model_is_refused(string json, string problem) =>
        Assert.Contains(problem, Assert.Throws<InvalidDataException>(() => ModelJson.Read(json, "m.json")).Message, StringComparison.Ordinal);

    static long[] Bits(double[] values) => Array.ConvertAll(values, BitConverter.DoubleToInt64Bits);
}
