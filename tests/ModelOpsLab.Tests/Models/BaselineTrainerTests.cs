using ModelOpsLab.Data;
using ModelOpsLab.Models;

namespace ModelOpsLab.Tests.Models;

public sealed class BaselineTrainerTests
{
    [Fact]
    public void Ewma_is_the_recursion_of_its_decay()
    {
        double[] y = [.. Enumerable.Range(0, 300).Select(i => Math.Sin(i))];
        var decay = Math.Pow(0.5, 1 / 7.0);
        double mean = 0, weight = 0;
        foreach (var v in y) (mean, weight) = (mean * decay + v, weight * decay + 1);
        Assert.Equal(mean / weight, Value(new EwmaTrainer { HalfLife = 7 }, y), 1e-13);
        Assert.Equal(y.Average(), Value(new EwmaTrainer { HalfLife = 1e15 }, y), 1e-12);
        Assert.Equal("ewma(half-life 7)", new EwmaTrainer { HalfLife = 7 }.Name);
    }

    [Fact]
    public void Ewma_of_a_panel_ages_by_time_and_takes_rows_of_one_time_alike()
    {
        var panel = Frame.ParseCsv("time,asset,y\n2020-01-01,a,1\n2020-01-01,b,3\n2020-01-02,a,5\n2020-01-02,b,9\n", new() { Timestamp = "time", Asset = "asset", Target = "y" });
        Assert.Equal((0.5 * (1 + 3) + 5 + 9) / 3, ((ConstantModel)new EwmaTrainer { HalfLife = 1 }.Train(panel)).Value, 1e-15);
    }

    [Fact]
    public void Ewma_of_weights_that_have_vanished_is_refused()
    {
        double[] y = new double[3000], weights = new double[3000];
        weights[0] = 1;
        Assert.Contains("too old for a half-life of 1", Assert.Throws<ArgumentException>(() => Value(new EwmaTrainer { HalfLife = 1 }, y, weights)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => new EwmaTrainer { HalfLife = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new EwmaTrainer { HalfLife = double.NaN });
    }

    [Theory]
    [InlineData(new double[] { 0, 1, 1 }, 1)]
    [InlineData(new double[] { 0, 1, 0 }, 0)]
    [InlineData(new double[] { -1, 1 }, 0)]
    [InlineData(new double[] { 1, -1, -1, 1, -1 }, -1)]
    [InlineData(new double[] { 0.02, -0.05, 0.01 }, 0.01)]
    [InlineData(new double[] { 4 }, 4)]
    public void Majority_is_the_median(double[] y, double expected) => Assert.Equal(expected, Value(new MajorityTrainer(), y));

    [Fact]
    public void Majority_counts_weights()
    {
        Assert.Equal(-1, Value(new MajorityTrainer(), [1, 1, -1], [1, 1, 3]));
        Assert.Equal(1, Value(new MajorityTrainer(), [1, 1, -1], [1, 1, 0]));
        Assert.Equal(0, Value(new MajorityTrainer(), [1, 1, -1], [0.5, 0.5, 1]));
    }

    [Fact]
    public void Missing_target_is_refused_by_every_baseline_that_reads_it()
    {
        foreach (var trainer in new ITrainer[] { new EwmaTrainer(), new MajorityTrainer(), new ExpandingMeanTrainer() })
        {
            Assert.Contains("'y' is NaN", Assert.Throws<ArgumentException>(() => Value(trainer, [1, double.NaN])).Message, StringComparison.Ordinal);
            Assert.Contains("at least 1 rows", Assert.Throws<ArgumentException>(() => Value(trainer, [])).Message, StringComparison.Ordinal);
        }
    }

    static double Value(ITrainer trainer, double[] y, double[]? weights = null) => ((ConstantModel)trainer.Train(RidgeTrainerTests.Rows([], y, weights))).Value;
}
