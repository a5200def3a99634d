using ModelOpsLab.Reporting;
using ModelOpsLab.Statistics;
using ModelOpsLab.Trading;

namespace ModelOpsLab.Tests.Trading;

public class PredictionDecayTests
{
    static readonly DateTime Monday = new(2024, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    [Theory, InlineData(0.7), InlineData(3), InlineData(25)]
    public void A_curve_that_halves_has_that_half_life(double half)
    {
        int[] horizons = [1, 2, 3, 5, 10, 20];
        var decay = PredictionDecay.Of(horizons, [.. horizons.Select(h => new Measurement("rank", 0.2 * Math.Pow(2, -h / half)))]);
        Assert.Equal(half, decay.HalfLife.Value, 0.01 * half);
    }

    [Fact]
    public void A_signal_that_fades_in_the_data_shows_its_half_life()
    {
        // The outcome is what is left, after k periods, of a signal with autocorrelation 0.9, and noise: half of it is gone after ln 0.5 / ln 0.9 = 6.6 periods.
        DeterministicRandom random = new(7);
        var signal = new double[6_000];
        var outcome = new double[signal.Length];
        for (var t = 0; t < signal.Length; t++)
        {
            signal[t] = (t == 0 ? 0 : 0.9 * signal[t - 1]) + random.NextNormal();
            outcome[t] = signal[t] + random.NextNormal();
        }
        Assert.Equal(6.6, PredictionDecay.Of(signal, outcome, 25).HalfLife.Value, 1.5);
    }

    [Fact]
    public void Noise_a_constant_curve_and_too_few_horizons_have_no_half_life_and_say_why()
    {
        DeterministicRandom random = new(3);
        double[] noise = [.. Enumerable.Range(0, 300).Select(_ => random.NextNormal())], other = [.. Enumerable.Range(0, 300).Select(_ => random.NextNormal())];
        Assert.Contains("cannot be told from zero", PredictionDecay.Of(noise, other, 10).HalfLife.Because, StringComparison.Ordinal);
        Assert.Contains("does not fade", PredictionDecay.Of([1, 2, 3], [new("r", 0.1), new("r", 0.1), new("r", 0.1)]).HalfLife.Because, StringComparison.Ordinal);
        Assert.Contains("needs correlations at 3", PredictionDecay.Of([1, 2], [new("r", 0.1), new("r", 0.1)]).HalfLife.Because, StringComparison.Ordinal);
        Assert.Contains("constant", PredictionDecay.Of(new double[50], noise.AsSpan(0, 50), 5).Correlations[0].Because, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => PredictionDecay.Of([2, 1], [new("r", 0.1), new("r", 0.1)]));
    }

    [Fact]
    public void A_break_of_skill_is_dated()
    {
        DeterministicRandom random = new(11);
        double[] prediction = [.. Enumerable.Range(0, 500).Select(_ => random.NextNormal())];
        double[] outcome = [.. prediction.Select((p, t) => (t < 300 ? 1 : -0.2) * p + random.NextNormal())];
        DateTime[] dates = [.. Enumerable.Range(0, 500).Select(i => Monday.AddDays(i))];
        var shift = PredictionShift.Of(dates, prediction, outcome);
        Assert.True(shift.IsShift);
        Assert.InRange((shift.LastBefore!.Value - Monday).Days, 270, 330);
        Assert.True(shift.Before.Value > shift.After.Value + 0.3);
    }

    [Fact]
    public void Skill_that_holds_is_hardly_ever_called_broken_autocorrelated_or_not()
    {
        var alarms = 0;
        for (ulong seed = 1; seed <= 100; seed++)
        {
            DeterministicRandom random = new(seed);
            var level = 0.0;
            double[] series = [.. Enumerable.Range(0, 250).Select(_ => level = 0.3 * level + random.NextNormal())];
            if (PredictionShift.Of([.. series.Select((_, i) => Monday.AddDays(i))], series).IsShift) alarms++;
        }
        Assert.InRange(alarms, 0, 12);
    }

    [Fact]
    public void Few_dates_and_a_constant_side_are_not_tested_and_say_why()
    {
        DateTime[] dates = [.. Enumerable.Range(0, 30).Select(i => Monday.AddDays(i))];
        double[] rising = [.. Enumerable.Range(0, 30).Select(i => (double)i)];
        Assert.Contains("the prediction is constant", PredictionShift.Of(dates, new double[30], rising).PValue.Because, StringComparison.Ordinal);
        Assert.Contains("needs 20 dates", PredictionShift.Of(dates.AsSpan(0, 5).ToArray(), rising.AsSpan(0, 5)).PValue.Because, StringComparison.Ordinal);
        Assert.Null(PredictionShift.Of([], []).LastBefore);
    }
}
