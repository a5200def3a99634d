using FsCheck;
using FsCheck.Fluent;
using ModelOpsLab.Statistics;

namespace ModelOpsLab.Tests.Statistics;

public class ForecastComparisonTests
{
    [Fact]
    public void A_cosine_test_by_hand()
    {
        // Mean 2.5, one term: sqrt(2/4) sum (x - 2.5) cos(pi (t - 1/2) / 4) for 1, 2, 3, 4.
        var transform = Math.Sqrt(0.5) * (-1.5 * Math.Cos(Math.PI / 8) - 0.5 * Math.Cos(3 * Math.PI / 8) + 0.5 * Math.Cos(5 * Math.PI / 8) + 1.5 * Math.Cos(7 * Math.PI / 8));
        var result = EqualWeightedCosine.Test([1, 2, 3, 4]);
        Assert.Equal(1, result.DegreesOfFreedom);
        Assert.Equal(2.5 / Math.Abs(transform) * 2, result.T, 1e-12);
        // Student with one degree of freedom is Cauchy.
        Assert.Equal(0.5 - Math.Atan(result.T) / Math.PI, result.PValue, 1e-12);
    }

    // R's dm.test falls back to horizon 1 too, and its result does not say so.
    [Fact]
    public void A_variance_that_is_not_positive_is_said_and_not_hidden()
    {
        double[] first = [2, 0, 2, 0, 2, 0, 2, 0, 3], second = new double[9];
        var found = DieboldMariano.Test(first, second, horizon: 2);
        Assert.Equal(1, found.HorizonUsed);
        Assert.StartsWith("the variance at horizon 2 is not positive", found.Because, StringComparison.Ordinal);
        Assert.Equal(DieboldMariano.Test(first, second).Statistic, found.Statistic);
        Assert.Null(DieboldMariano.Test(first, second, 2, LongRunKernel.Bartlett).Because);
    }

    [Fact]
    public void Swapping_the_two_forecasts_turns_every_test_around() => Prop.ForAll(
        Gen.Choose(0, 1_000_000).ToArbitrary(), Gen.Choose(10, 200).ToArbitrary(), Gen.Choose(1, 5).ToArbitrary(), (seed, n, h) =>
        {
            var random = new DeterministicRandom((ulong)seed);
            double[] a = Noise(random, n), b = Noise(random, n), saved = [.. a.Zip(b, (x, y) => x - y)], lost = [.. saved.Select(x => -x)];
            var (there, back) = (DieboldMariano.Test(a, b, h, LongRunKernel.Bartlett), DieboldMariano.Test(b, a, h, LongRunKernel.Bartlett));
            Assert.Equal(there.Statistic, -back.Statistic, 1e-9);
            Assert.Equal(there.PSecondBetter, back.PFirstBetter, 1e-9);
            Assert.Equal(GiacominiWhite.Test(a, b).Statistic, GiacominiWhite.Test(b, a).Statistic, 1e-6);
            var (up, down) = (EqualWeightedCosine.Test(saved), EqualWeightedCosine.Test(lost));
            Assert.Equal(1, up.PValue + down.PValue, 1e-9);
            var (bounds, mirrored) = (new AsymptoticConfidenceSequence().After(saved), new AsymptoticConfidenceSequence().After(lost));
            Assert.Equal(bounds.Lower, -mirrored.Upper, 1e-12);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void The_unit_of_the_loss_does_not_matter() => Prop.ForAll(
        Gen.Choose(0, 1_000_000).ToArbitrary(), Gen.Choose(-8, 8).ToArbitrary(), (seed, exponent) =>
        {
            var random = new DeterministicRandom((ulong)seed);
            double[] a = Noise(random, 60), b = Noise(random, 60);
            var unit = Math.Pow(10, exponent);
            double[] A = [.. a.Select(x => x * unit)], B = [.. b.Select(x => x * unit)];
            Assert.Equal(DieboldMariano.Test(a, b).Statistic, DieboldMariano.Test(A, B).Statistic, 1e-6);
            Assert.Equal(EqualWeightedCosine.Test(a).T, EqualWeightedCosine.Test(A).T, 1e-6);
            Assert.Equal(GiacominiWhite.Test(a, b).Statistic, GiacominiWhite.Test(A, B).Statistic, 1e-6);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Looking_later_says_what_a_look_at_that_time_said()
    {
        var series = Noise(new(3), 40);
        var sequence = new AsymptoticConfidenceSequence();
        var looks = sequence.Through(series, 20);
        Assert.Equal(21, looks.Count);
        Assert.Equal(sequence.After(series.AsSpan(..20)), looks[0]);
        Assert.Equal(sequence.After(series), looks[^1]);
    }

    [Fact]
    public void A_smaller_error_probability_makes_wider_bounds() =>
        Assert.True(new AsymptoticConfidenceSequence { Alpha = 0.01 }.After(Noise(new(5), 100)).HalfWidth > new AsymptoticConfidenceSequence().After(Noise(new(5), 100)).HalfWidth);

    [Fact]
    public void What_cannot_be_tested_is_refused_with_the_reason()
    {
        double[] ones = [1, 1, 1, 1, 1], noise = Noise(new(1), 5);
        Assert.Contains("All 5 values equal 0", Assert.Throws<ArgumentException>(() => DieboldMariano.Test(noise, noise)).Message, StringComparison.Ordinal);
        Assert.Contains("All 5 values equal", Assert.Throws<ArgumentException>(() => EqualWeightedCosine.Test(ones)).Message, StringComparison.Ordinal);
        Assert.Contains("All 5 values equal", Assert.Throws<ArgumentException>(() => GiacominiWhite.Test(noise, noise)).Message, StringComparison.Ordinal);
        Assert.Contains("no error to measure by", Assert.Throws<ArgumentException>(() => ClarkWest.Test(noise, ones, ones)).Message, StringComparison.Ordinal);
        Assert.Contains("[2] is NaN", Assert.Throws<ArgumentException>(() => DieboldMariano.Test([1, 2, double.NaN, 4, 5], ones)).Message, StringComparison.Ordinal);
        Assert.Contains("Pairs need equal lengths", Assert.Throws<ArgumentException>(() => DieboldMariano.Test([1, 2], ones)).Message, StringComparison.Ordinal);
        Assert.Contains("6 are needed", Assert.Throws<ArgumentException>(() => DieboldMariano.Test(noise, ones, horizon: 6)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => EqualWeightedCosine.Test(noise, terms: 5));
        Assert.Throws<ArgumentOutOfRangeException>(() => new AsymptoticConfidenceSequence { Alpha = 0.5 });
    }

    static double[] Noise(DeterministicRandom random, int n) => [.. Enumerable.Range(0, n).Select(_ => random.NextNormal())];
}
