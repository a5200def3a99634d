using ModelOpsLab.Statistics;

namespace ModelOpsLab.Tests.Statistics;

public class KolmogorovDistributionTests
{
    [Fact]
    public void The_distribution_equals_the_value_Marsaglia_Tsang_and_Wang_print()
        => Assert.Equal(1 - 0.628479615456504275298526328, KolmogorovDistribution.UpperTail(10, 0.274), 1e-13);

    [Theory] // Miller (1956), two-sided 5 %
    [InlineData(10, 0.40925)]
    [InlineData(20, 0.29408)]
    [InlineData(100, 0.13403)]
    public void Critical_values_equal_the_printed_table(int n, double critical)
        => Assert.Equal(0.05, KolmogorovDistribution.UpperTail(n, critical), 2e-5);

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(140)]
    [InlineData(141)]
    [InlineData(3_000)]
    [InlineData(100_000)]
    [InlineData(500_000)]
    public void The_tail_falls_with_the_statistic_across_all_formulas(int n)
    {
        var previous = 1.0;
        for (var z = 0.05; z < 6; z += n > 10_000 ? 0.25 : 0.05)
        {
            var tail = KolmogorovDistribution.UpperTail(n, z / Math.Sqrt(n));
            Assert.InRange(tail, 0, previous + 1e-12);
            previous = tail;
        }
    }

    [Theory]
    [InlineData(0.5)]
    [InlineData(0.8)]
    [InlineData(1.36)]
    [InlineData(2)]
    [InlineData(4)]
    public void Large_samples_approach_the_limit_law(double z)
    {
        const int n = 500_000;
        // The leading correction moves z by 1/(6√n); the next is of order z⁴/n.
        var limit = KolmogorovDistribution.LimitUpperTail(z + 1 / (6 * Math.Sqrt(n)));
        Assert.Equal(limit, KolmogorovDistribution.UpperTail(n, z / Math.Sqrt(n)), 1e-3 * limit);
    }

    [Fact]
    public void Exact_and_asymptotic_p_values_meet_where_the_method_changes()
    {
        var random = new DeterministicRandom(2);
        double[] x = [.. Enumerable.Range(0, 9_000).Select(_ => random.NextNormal())], y = [.. Enumerable.Range(0, 10_000).Select(_ => random.NextNormal() + 0.02)];
        double exact = KolmogorovSmirnov.Test(x, y, KolmogorovSmirnovMethod.Exact).PValue, asymptotic = KolmogorovSmirnov.Test(x, y, KolmogorovSmirnovMethod.Asymptotic).PValue;

        Assert.Equal(exact, KolmogorovSmirnov.Test(x, y).PValue);
        Assert.Equal(exact, asymptotic, 0.02 * exact);
    }
}
