using ModelOpsLab.Statistics;
using ModelOpsLab.Tests.Data;
using ModelOpsLab.Tests.Oracles;

namespace ModelOpsLab.Tests.Statistics;

public class IsotonicRegressionTests
{
    [Fact]
    public void It_predicts_as_scikit_learn_does()
    {
        foreach (var c in OracleFile.Read("isotonic.json").GetProperty("cases").EnumerateArray())
        {
            var curve = IsotonicRegression.Fit(c.Numbers("x"), c.Numbers("y"));
            foreach (var (asked, expected) in c.Numbers("ask").Zip(c.Numbers("predicted")))
                Assert.Equal(expected, curve.Predict(asked), 1e-12);
        }
    }

    [Fact]
    public void It_never_falls_and_keeps_the_mean()
    {
        double[] x = MadeUpFrame.Autoregression(1, 500), y = MadeUpFrame.Autoregression(2, 500);
        var curve = IsotonicRegression.Fit(x, y);
        double[] fitted = [.. x.Select(curve.Predict)];
        Assert.Equal(fitted.Order(), x.Order().Select(curve.Predict));
        Assert.Equal(y.Average(), fitted.Average(), 1e-12);
    }

    [Fact]
    public void What_cannot_be_fitted_is_refused()
    {
        Assert.Throws<ArgumentException>(() => IsotonicRegression.Fit([], []));
        Assert.Throws<ArgumentException>(() => IsotonicRegression.Fit([1, 2], [1]));
        Assert.Throws<ArgumentException>(() => IsotonicRegression.Fit([1, double.NaN], [1, 2]));
        Assert.Throws<ArgumentException>(() => IsotonicRegression.Fit([1], [1]).Predict(double.NaN));
    }
}
