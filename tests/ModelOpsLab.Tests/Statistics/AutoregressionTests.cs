using ModelOpsLab.Statistics;
using ModelOpsLab.Tests.Oracles;

namespace ModelOpsLab.Tests.Statistics;

public class AutoregressionTests
{
    static double[] Series(string name) => OracleFile.Read("drift.json").GetProperty("datasets").Numbers("series/" + name);

    /// <summary>SciPy 1.10: <c>a = solve_toeplitz(g[:p], g[1:]); g[0] - a @ g[1:]</c>, g the autocovariances with divisor n.</summary>
    [Theory]
    [InlineData("ar1_0.6_200", 1.0001526767502908, new[] { 0.6354589019471331 })]
    [InlineData("ar1_0.6_200", 0.9827625319133597, new[] { 0.6342079880437345, 0.08605379160765406, -0.1318386435278701 })]
    [InlineData("ar1_0.95_300", 1.1624980223217065, new[] { 1.0347537237864466, -0.10714919617459906, 0.047040961837462834 })]
    [InlineData("garch_returns_400", 6.612711451502788e-05, new[] { -0.023147337818865035, 0.06730015020735328, -0.009746968319832903 })]
    public void Coefficients_solve_the_Yule_Walker_equations(string name, double noise, double[] coefficients)
    {
        var fitted = Autoregression.OfOrder(Series(name), coefficients.Length);
        OracleFile.Near(noise, fitted.NoiseVariance, 1e-9, "noise variance");
        for (var k = 0; k < coefficients.Length; k++) Assert.Equal(coefficients[k], fitted.Coefficients[k], 1e-10);
    }

    [Theory] // the smallest of n·ln(noise) + 2p over 0 to 10, by the same script
    [InlineData("ar1_0.6_200", 1)]
    [InlineData("ar1_0.95_300", 4)]
    [InlineData("garch_returns_400", 0)]
    public void The_order_is_Akaikes(string name, int order) => Assert.Equal(order, Autoregression.Fit(Series(name)).Order);

    [Fact]
    public void Innovations_are_what_the_past_does_not_foretell()
    {
        var model = new Autoregression(10, [0.5, -0.25], 1);
        Assert.Equal([13 - 10 - 0.5 * 2 + 0.25 * 4, 10 - 10 - 0.5 * 3 + 0.25 * 2], model.Innovations([14, 12, 13, 10]));
        Assert.Empty(model.Innovations([14, 12]));
        Assert.Throws<ArgumentException>(() => model.Innovation([14, 12]));
    }

    [Fact]
    public void Innovations_of_a_persistent_series_do_not_depend_on_each_other()
    {
        var series = new double[4_000];
        var random = new DeterministicRandom(3);
        for (var i = 1; i < series.Length; i++) series[i] = 0.95 * series[i - 1] + random.NextNormal();
        var left = Autoregression.Fit(series).Innovations(series);
        Assert.InRange(Moments.AutocorrelationAt(left, 1), -0.05, 0.05);
        Assert.True(LjungBox.Test(left, 10).PValue > 0.01);
    }

    [Fact]
    public void A_constant_or_too_short_series_is_refused()
    {
        Assert.Throws<ArgumentException>(() => Autoregression.Fit(new double[50]));
        Assert.Throws<ArgumentException>(() => Autoregression.Fit([1, 2, 3, 4]));
        Assert.Throws<ArgumentOutOfRangeException>(() => Autoregression.Fit([1, 2, 3, 4], -1));
    }
}
