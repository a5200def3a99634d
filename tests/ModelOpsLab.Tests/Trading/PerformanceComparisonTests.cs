using ModelOpsLab.Reporting;
using ModelOpsLab.Statistics;
using ModelOpsLab.Trading;
using static ModelOpsLab.Tests.Trading.PerformanceOracle;
using static ModelOpsLab.Tests.Trading.ReturnSeriesTests;

namespace ModelOpsLab.Tests.Trading;

public class PerformanceComparisonTests
{
    static readonly DateTime Monday = new(2024, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    static ReturnSeries Noise(ulong seed, int count, double mean = 0, int from = 0, double deviation = 0.01)
    {
        DeterministicRandom random = new(seed);
        return ReturnSeries.Of([.. Enumerable.Range(from, count).Select(i => Monday.AddDays(i))], [.. Enumerable.Range(0, count).Select(_ => mean + deviation * random.NextNormal())]);
    }

    static ReturnSeries Plus(ReturnSeries returns, ulong seed, double mean, double deviation)
    {
        DeterministicRandom random = new(seed);
        return ReturnSeries.Of(returns.Dates, [.. returns.Values.ToArray().Select(v => v + mean + deviation * random.NextNormal())]);
    }

    [Fact]
    public void A_leveraged_copy_of_the_benchmark_has_its_beta_and_no_alpha()
    {
        var benchmark = Noise(1, 250, 0.001);
        var twice = BenchmarkComparison.Of(ReturnSeries.Of(benchmark.Dates, [.. benchmark.Values.ToArray().Select(v => 2 * v)]), benchmark);
        Assert.Equal(2, twice.Beta.Value, 1e-12);
        Assert.Equal(0, twice.Alpha.Value, 1e-12);
        Assert.Equal(1, twice.RSquared.Value, 1e-12);
        Assert.Contains("to the last digit", twice.AlphaT.Because, StringComparison.Ordinal);
        Assert.InRange(twice.UpCapture.Value, 1.9, 2.1);
    }

    [Fact]
    public void The_benchmark_itself_captures_all_and_has_no_information_ratio()
    {
        var benchmark = Noise(1, 60);
        var same = BenchmarkComparison.Of(benchmark, benchmark);
        Assert.Equal((1, 1, 0, 0), (same.UpCapture.Value, same.DownCapture.Value, same.TrackingError.Value, same.BattingAverage.Value));
        Assert.Contains("no tracking error", same.InformationRatio.Because, StringComparison.Ordinal);
    }

    [Fact]
    public void A_benchmark_on_other_dates_is_compared_on_the_common_ones_and_the_rest_is_counted()
    {
        var (returns, benchmark) = (Noise(1, 100), Noise(2, 100, from: 40));
        var comparison = BenchmarkComparison.Of(returns, benchmark);
        Assert.Equal((60, 40, 40), (comparison.Count, comparison.WithoutBenchmark, comparison.BenchmarkOnly));
        Assert.Equal(comparison.Measurements, BenchmarkComparison.Of(returns.After(Monday.AddDays(39)), benchmark).Measurements);
    }

    [Fact]
    public void No_common_date_one_date_and_periods_of_another_length_say_so_in_every_number()
    {
        var returns = Noise(1, 50);
        Assert.All(BenchmarkComparison.Of(returns, Noise(2, 50, from: 50)).Measurements, m => Assert.Contains("no date in common", m.Because, StringComparison.Ordinal));
        Assert.Contains("there is one", BenchmarkComparison.Of(returns, Noise(2, 50, from: 49)).Beta.Because, StringComparison.Ordinal);
        var months = ReturnSeries.Of(returns.Dates, returns.Values, TradingCalendar.Monthly);
        Assert.All(BenchmarkComparison.Of(returns, months).Measurements, m => Assert.Contains("not of the same length", m.Because, StringComparison.Ordinal));
        Assert.Contains("not of the same length", PairedSharpeDifference.Of(returns, months).Difference.Because, StringComparison.Ordinal);
        Assert.All(BenchmarkComparison.Of(returns, ReturnSeries.Of(returns.Dates, [.. returns.Values[..49], double.PositiveInfinity])).Measurements, m => Assert.Contains("infinite", m.Because, StringComparison.Ordinal));
    }

    [Fact]
    public void A_benchmark_that_never_falls_or_never_moves_leaves_what_can_be_said()
    {
        var rising = BenchmarkComparison.Of(Daily(0.01, -0.02, 0.03), Daily(0.001, 0.002, 0.003));
        Assert.True(rising.UpCapture.Exists);
        Assert.Contains("never fell", rising.DownCapture.Because, StringComparison.Ordinal);
        Assert.Contains("equal up to rounding", BenchmarkComparison.Of(Daily(0.01, -0.02, 0.03), Daily(0.001, 0.001, 0.001)).Beta.Because, StringComparison.Ordinal);
        Assert.Contains("everything was lost", BenchmarkComparison.Of(Daily(0.01, -1, 0.03), Daily(0.001, 0.002, 0.003)).UpCapture.Because, StringComparison.Ordinal);
    }

    [Fact]
    public void A_risk_free_series_is_subtracted_date_by_date_and_a_date_without_a_rate_is_left_out()
    {
        var excess = Daily(0.01, 0.02, 0.03).Above(Daily(0.001, 0.002));
        Assert.Equal([0.01 - 0.001, 0.02 - 0.002], excess.Values.ToArray());
        Assert.Equal(1, excess.Dropped);
    }

    [Fact]
    public void The_better_challenger_leads_and_equal_ones_do_not()
    {
        var champion = Noise(1, 750);
        var comparison = ModelComparison.Of(new("champion", champion),
            [new("better", Plus(champion, 2, 0.002, 0.001)), new("equal", Plus(champion, 3, 0, 0.001)), new("worse", Plus(champion, 4, -0.002, 0.001))], [new("last year", Noise(5, 250, from: -300))]);
        Assert.Equal(["better"], comparison.Leaders.Select(r => r.Name));
        Assert.Equal(["worse"], comparison.Rows.Where(r => r.Trails).Select(r => r.Name));
        Assert.Equal(4, comparison.Rows.Count(r => r.AdjustedPValue.Exists));
        Assert.All(comparison.Rows.Where(r => r.AdjustedPValue.Exists), r => Assert.True(r.AdjustedPValue.Value >= r.PValue));
        Assert.Contains("not yet", comparison.ToString(), StringComparison.Ordinal);
        Assert.Contains("Holm", comparison.Conventions, StringComparison.Ordinal);
    }

    [Fact]
    public void A_difference_equals_the_test_of_the_pair_on_the_dates_that_all_have()
    {
        var (champion, a, b) = (Noise(1, 200), Noise(2, 200, from: 20), Noise(3, 200, from: -30));
        var comparison = ModelComparison.Of(new("champion", champion), [new("a", a), new("b", b)]);
        Assert.Equal((150, Monday.AddDays(20), Monday.AddDays(169)), (comparison.Count, comparison.From, comparison.To));
        var common = champion.After(Monday.AddDays(19));
        var pair = PairedSharpeDifference.Of(a, ReturnSeries.Of([.. common.Dates.Take(150)], common.Values[..150]));
        Assert.Equal(pair.Difference.Value, comparison.Rows[1].Difference.Value);
        Assert.Equal((50, 50, 50), (comparison.Rows[0].LeftOut, comparison.Rows[1].LeftOut, comparison.Rows[2].LeftOut));
    }

    [Fact]
    public void A_series_that_cannot_be_compared_keeps_its_line_and_costs_the_others_no_date()
    {
        var champion = Noise(1, 200);
        var comparison = ModelComparison.Of(new("champion", champion),
            [new("elsewhere", Noise(2, 100, from: 500)), new("one date", Noise(3, 1, from: 5)), new("monthly", ReturnSeries.Of(champion.Dates, Noise(4, 200).Values, TradingCalendar.Monthly)),
             new("infinite", ReturnSeries.Of(champion.Dates, [.. champion.Values[..199], double.PositiveInfinity])), new("good", Noise(5, 200))]);
        Assert.Equal(200, comparison.Count);
        Assert.Equal(["elsewhere", "one date", "monthly", "infinite"], comparison.Rows.Skip(1).Where(r => !r.Difference.Exists).Select(r => r.Name));
        Assert.All(comparison.Rows.Skip(1).Where(r => !r.Difference.Exists), r => Assert.NotEmpty(r.AdjustedPValue.Because!));
        Assert.Equal(comparison.Rows[5].PValue, comparison.Rows[5].AdjustedPValue.Value);
        Assert.Throws<ArgumentException>(() => ModelComparison.Of(new("a", champion), [new("a", champion)]));
        Assert.Throws<ArgumentException>(() => ModelComparison.Of(new("", champion), []));
    }

    [Fact]
    public void Ten_equal_challengers_seldom_give_a_leader()
    {
        var wrong = 0;
        for (ulong run = 0; run < 40; run++)
        {
            var champion = Noise(100 * run + 1, 250);
            if (ModelComparison.Of(new("champion", champion), [.. Enumerable.Range(0, 10).Select(k => new NamedReturns($"c{k}", Plus(champion, 100 * run + 2 + (ulong)k, 0, 0.005)))]).Leaders.Count > 0) wrong++;
        }
        Assert.InRange(wrong, 0, 5);
    }

    [Fact]
    public void Real_benchmarks_on_another_calendar_are_compared_where_a_peer_raises()
    {
        var oracle = Real();
        var comparison = BenchmarkComparison.Of(oracle.Returns("wti_d"), oracle.Returns("brent_d"));
        Assert.True(comparison.WithoutBenchmark > 0);
        Assert.All(comparison.Measurements, m => Assert.True(m.Exists, m.ToString()));
    }

    [Fact]
    public void Every_answer_shows_itself_with_its_conventions()
    {
        var returns = Noise(1, 100);
        DateTime[] dates = [.. returns.Dates.Take(99)];
        foreach (var (answer, words) in new (IRenderable, string[])[]
        {
            (PerformanceSummary.Of(returns), ["omega ratio", "undefined: the number of trials is not declared", "Acerbi"]),
            (BenchmarkComparison.Of(returns, Noise(2, 100)), ["information ratio", "100 common dates", "not annualised"]),
            (ModelComparison.Of(new("champion", returns), [new("other", Noise(2, 100))]), ["other", "Ledoit and Wolf"]),
            (PredictionPanel.Of([.. dates.Select((_, i) => dates[i / 3])], returns.Values[..99], Noise(2, 99).Values), ["mean rank correlation", "33 dates"]),
            (PredictionDecay.Of(returns.Values, Noise(2, 100).Values, 5), ["5 ahead", "half life"]),
        })
            Assert.All(words, word => Assert.Contains(word, PlainTextWriter.Write(answer.ToDocument()), StringComparison.Ordinal));
    }

    [Fact]
    public void The_declared_number_of_trials_is_read_from_the_definition_and_a_senseless_one_is_refused()
    {
        Assert.Null(new ModelOpsLab.Registry.BacktestDefinition().Trials);
        Assert.Equal(12, new ModelOpsLab.Registry.BacktestDefinition { Trials = 12 }.Trials);
        Assert.Throws<ArgumentOutOfRangeException>(() => new ModelOpsLab.Registry.BacktestDefinition { Trials = 0 });
    }
}
