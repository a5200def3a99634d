using ModelOpsLab.Data;
using ModelOpsLab.Models;
using ModelOpsLab.Reporting;
using ModelOpsLab.Retraining;
using ModelOpsLab.Statistics;
using ModelOpsLab.Tests.Oracles;
using ModelOpsLab.Tests.Statistics;

namespace ModelOpsLab.Tests.Retraining;

public sealed class PromotionGateTests
{
    static readonly PromotionGate LossOnly = new() { Stability = StabilityLimits.None };

    [Fact]
    public void Tests_of_real_losses_equal_the_reference()
    {
        var real = VolatilityForecasts.Real();
        foreach (var c in VolatilityForecasts.Oracle.GetProperty("promotion_gate").GetProperty("cases").EnumerateArray())
        {
            var n = c.GetProperty("n").GetInt32();
            LossSeries champion = Series(c.Text("champion")!, VolatilityForecasts.Losses(real, c.Text("champion")!, n)), challenger = Series(c.Text("challenger")!, VolatilityForecasts.Losses(real, c.Text("challenger")!, n));
            var single = (LossOnly with { MinimumPoints = 60 }).Judge(champion, challenger);
            var standing = (LossOnly with { MinimumPoints = 60, Look = PromotionLook.Standing }).Judge(champion, challenger);
            OracleFile.Near(c.Number("mean_diff"), single.Measured("loss_saved").Value, 1e-9, "saved");
            OracleFile.Near(c.GetProperty("ewc").Number("p_one_sided"), single.Measured("promotion_p_value").Value, 1e-9, "p");
            OracleFile.Near(c.GetProperty("asymptotic_cs_one_sided_95").Number("lower"), standing.Measured("loss_saved_bound").Value, 1e-9, "bound");
            Assert.Equal((PromotionDecision.Keep, PromotionDecision.Keep), (single.Decision, standing.Decision));
        }
    }

    [Fact]
    public void The_bound_of_one_look_is_above_zero_exactly_where_p_is_below_alpha()
    {
        for (var seed = 1ul; seed <= 60; seed++)
        {
            var (champion, challenger) = Pair(120, 0.25, seed);
            var report = LossOnly.Judge(champion, challenger);
            Assert.Equal(report.Measured("promotion_p_value").Value <= 0.05, report.Measured("loss_saved").Interval!.Low > 0);
            Assert.Equal(report.Measured("promotion_p_value").Value <= 0.05, report.Decision == PromotionDecision.Deploy);
        }
    }

    [Fact]
    public void A_better_and_stable_challenger_is_deployed()
    {
        var (champion, challenger) = Pair(260, 0.5);
        var report = new PromotionGate().Judge(champion, challenger, Evidence());
        Assert.Equal(PromotionDecision.Deploy, report.Decision);
        Assert.Equal(Severity.Healthy, report.Severity);
        Assert.Empty(report.Failed);
        Assert.Equal(PromotionDecision.Deploy, (new PromotionGate { Look = PromotionLook.Standing }).Judge(champion, challenger, Evidence()).Decision);
    }

    [Fact]
    public void Two_that_cannot_be_told_apart_leave_the_champion()
    {
        var (champion, challenger) = Pair(260, 0, seed: 3);
        var report = new PromotionGate().Judge(champion, challenger, Evidence());
        Assert.Equal(PromotionDecision.Keep, report.Decision);
        Assert.Equal(Severity.Unknown, report.Severity);
        Assert.Contains("could not separate", report.Conclusion, StringComparison.Ordinal);
    }

    [Fact]
    public void A_worse_challenger_is_said_to_be_worse()
    {
        var (champion, challenger) = Pair(260, -0.5);
        var report = new PromotionGate().Judge(champion, challenger);
        Assert.Equal(PromotionDecision.Keep, report.Decision);
        Assert.Contains("loses more", report.Conclusion, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(PromotionLook.Single, 39, "1 more")]
    [InlineData(PromotionLook.Standing, 120, "6 more")]
    public void Too_few_points_decide_nothing_and_say_how_many_more(PromotionLook look, int points, string more)
    {
        var (champion, challenger) = Pair(points, 3);
        var report = new PromotionGate { Look = look }.Judge(champion, challenger, Evidence());
        Assert.Equal(PromotionDecision.Keep, report.Decision);
        Assert.Contains(more, report.Conclusion, StringComparison.Ordinal);
    }

    // mlflow #12213: the check of a candidate against the baseline compared the model with itself, and no test noticed.
    [Fact]
    public void A_model_compared_with_itself_is_found()
    {
        var (champion, _) = Pair(260, 0);
        var report = new PromotionGate().Judge(champion, LossSeries.Of("challenger", champion.Time, champion.Losses), Evidence());
        Assert.Equal(PromotionDecision.KeepAndInvestigate, report.Decision);
        Assert.Equal(["distinct_differences"], report.Failed);
        Assert.Contains("the same model?", report.Conclusion, StringComparison.Ordinal);
        Assert.Equal(Severity.Warning, report.Severity);
        Assert.Contains("compared with itself", Assert.Throws<ArgumentException>(() => new PromotionGate().Judge(champion, champion)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Losses_that_differ_by_the_same_number_are_no_proof()
    {
        var (champion, _) = Pair(260, 0);
        var report = LossOnly.Judge(champion, LossSeries.Of("challenger", champion.Time, [.. champion.Losses.Select(l => l - 0.5)]));
        Assert.Equal(PromotionDecision.KeepAndInvestigate, report.Decision);
        Assert.False(report.Measured("promotion_p_value").Exists);
    }

    [Fact]
    public void Other_dates_or_rows_are_refused_with_the_first_one_named()
    {
        var (champion, challenger) = Pair(60, 0);
        var later = LossSeries.Of("challenger", [.. challenger.Time.Select((t, i) => i < 7 ? t : t.AddDays(1))], challenger.Losses);
        var shorter = LossSeries.Of("challenger", [.. challenger.Time.SkipLast(1)], [.. challenger.Losses.SkipLast(1)]);
        Assert.Contains("Point 7 of 'champion' is 2020-01-08, of 'challenger' 2020-01-09", Assert.Throws<ArgumentException>(() => new PromotionGate().Judge(champion, later)).Message, StringComparison.Ordinal);
        Assert.Contains("'champion' has 60 points in time, 'challenger' 59", Assert.Throws<ArgumentException>(() => new PromotionGate().Judge(champion, shorter)).Message, StringComparison.Ordinal);
        var panel = Panel(3);
        double[] all = [.. Enumerable.Repeat(0.1, 6)], half = [0.1, 0.1, 0.1, double.NaN, 0.1, 0.1];
        Assert.Contains("'champion' has 2 rows at 2020-01-02, 'challenger' 1", Assert.Throws<ArgumentException>(() =>
            new PromotionGate().Judge(LossSeries.SquaredErrors("champion", panel, all), LossSeries.SquaredErrors("challenger", panel, half))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_rows_of_one_time_make_one_point()
    {
        var losses = LossSeries.SquaredErrors("model", Panel(3), [1, 2, 3, double.NaN, 5, 6]);
        Assert.Equal(3, losses.Time.Count);
        Assert.Equal([2, 1, 2], losses.Rows);
        Assert.Equal([(1.0 + 4) / 2, 9, (25.0 + 36) / 2], losses.Losses);
    }

    [Fact]
    public void A_loss_that_is_not_a_number_is_refused() => Assert.Contains("at 2020-01-02 is", Assert.Throws<ArgumentException>(() =>
        LossSeries.Of("model", Days(3), [1, double.NaN, 2])).Message, StringComparison.Ordinal);

    // On elec2 a model that only repeats the last label beats most published ones.
    [Fact]
    public void A_challenger_that_loses_to_no_change_is_not_deployed()
    {
        var (champion, challenger) = Pair(260, 0.5);
        var baseline = LossSeries.Of("no change", champion.Time, [.. challenger.Losses.Select(l => l - 0.2)]);
        var report = new PromotionGate().Judge(champion, challenger, Evidence(), baseline);
        Assert.Equal(PromotionDecision.KeepAndInvestigate, report.Decision);
        Assert.Equal(["loss_saved_against_baseline"], report.Failed);
        Assert.Contains("beats the champion and loses to 'no change'", report.Conclusion, StringComparison.Ordinal);
    }

    public static TheoryData<string> Parts => ["coefficient_sign_agreement", "coefficient_change", "importance_rank_correlation", "prediction_correlation", "turnover_increase", "worst_fold_excess", "folds_won"];

    [Theory, MemberData(nameof(Parts))]
    public void Each_part_of_the_stability_gate_can_stop_a_better_challenger(string part)
    {
        var (champion, challenger) = part switch
        {
            "worst_fold_excess" => Pair(260, 0.9, fold: -0.9),
            "folds_won" => Pair(260, -0.3, fold: 60),
            _ => Pair(260, 0.5),
        };
        var limits = part == "folds_won" ? new StabilityLimits { WorstFold = null } : new();
        var report = new PromotionGate { Stability = limits, Alpha = part == "folds_won" ? 0.4 : 0.05 }.Judge(champion, challenger, Evidence(part));
        Assert.Equal(PromotionDecision.KeepAndInvestigate, report.Decision);
        Assert.Contains(part, report.Failed);
        Assert.Equal(Severity.Warning, report.Severity);
        Assert.Single(report.Failed);
    }

    [Fact]
    public void What_was_asked_for_and_not_shown_fails()
    {
        var (champion, challenger) = Pair(260, 0.5);
        var report = new PromotionGate().Judge(champion, challenger);
        Assert.Equal(PromotionDecision.KeepAndInvestigate, report.Decision);
        Assert.Equal(["coefficient_sign_agreement", "coefficient_change", "importance_rank_correlation", "prediction_correlation", "turnover_increase"], report.Failed);
        Assert.Equal(PromotionDecision.Deploy, LossOnly.Judge(champion, challenger).Decision);
    }

    [Fact]
    public void Models_without_coefficients_are_judged_by_their_importance()
    {
        var (champion, challenger) = Pair(260, 0.5);
        var frame = Panel(20);
        double[] one = [.. Enumerable.Range(0, 40).Select(i => i % 3 - 1.0)];
        IModel[] models = [new FunctionModel(["a", "b"], _ => 0), new FunctionModel(["a", "b"], _ => 0)];
        StabilityEvidence Shown(Func<IModel, IReadOnlyList<FeatureImportance>>? importance) => StabilityEvidence.Of(frame, one, one, models, importance);
        var told = new PromotionGate().Judge(champion, challenger, Shown(_ => [new("b", 2), new("a", 1)]));
        Assert.Equal(PromotionDecision.Deploy, told.Decision);
        Assert.Contains("no coefficients", told.Measured("coefficient_change").Because, StringComparison.Ordinal);
        Assert.Equal(["importance_rank_correlation"], new PromotionGate().Judge(champion, challenger, Shown(null)).Failed);
    }

    [Fact]
    public void Turnover_is_counted_asset_by_asset()
    {
        // Two assets, one always long and one that turns at each step: a change of 0 and of 2.
        var evidence = StabilityEvidence.Of(Panel(3), [1, 1, 1, 1, 1, 1], [1, -1, 1, 1, 1, -1], []);
        Assert.Equal((0, 1), (evidence.ChampionTurnover, evidence.ChallengerTurnover));
    }

    [Fact]
    public void A_report_goes_through_JSON_and_says_the_same()
    {
        var (champion, challenger) = Pair(260, 0.5);
        var report = new PromotionGate { Look = PromotionLook.Standing }.Judge(champion, challenger, Evidence("turnover_increase"));
        Assert.Equal(new Document([.. report.ToDocument().Blocks.Where(b => b is not Verdict)]).ToString(), new Document([.. ReportJson.Read(ReportJson.Write(report)).ToDocument().Blocks.Where(b => b is not Verdict)]).ToString());
    }

    [Fact]
    public void A_verdict_reads_well()
    {
        var (champion, challenger) = Pair(260, 0.5);
        var report = new PromotionGate { Look = PromotionLook.Standing }.Judge(champion, challenger, Evidence("turnover_increase"), LossSeries.Of("no change", champion.Time, [.. champion.Losses.Select(l => l + 0.1)]));
        Snapshot.Verify(report.ToString());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.5)]
    [InlineData(double.NaN)]
    public void An_error_probability_out_of_range_is_refused(double alpha) => Assert.Throws<ArgumentOutOfRangeException>(() => new PromotionGate { Alpha = alpha });

    // The whole campaign is the command false-promotions of the benchmarks.
    [Fact]
    public void An_equal_challenger_is_rarely_promoted_and_a_better_one_often_is()
    {
        const int runs = 400;
        int single = 0, looks = 0, power = 0;
        var sequence = new AsymptoticConfidenceSequence();
        for (var run = 0; run < runs; run++)
        {
            var noise = Autoregressive(126 + 51 * 5, 0.3, new DeterministicRandom((ulong)run + 1));
            if (EqualWeightedCosine.Test(noise.AsSpan(..250)).PValue <= 0.05) single++;
            // A mean that is added moves the bounds by as much and does not change their width.
            var highest = Enumerable.Range(0, 52).Max(look => sequence.After(noise.AsSpan(..(126 + 5 * look))).Lower);
            if (highest > 0) looks++;
            if (highest > -0.15) power++;
        }
        Assert.InRange(single, 1, 0.07 * runs);
        Assert.InRange(looks, 1, 0.06 * runs);
        Assert.InRange(power, 0.42 * runs, 0.6 * runs);
    }

    static double[] Autoregressive(int n, double phi, DeterministicRandom random)
    {
        var series = new double[n];
        var last = random.NextNormal();
        for (var t = 0; t < n; t++) series[t] = last = phi * last + Math.Sqrt(1 - phi * phi) * random.NextNormal();
        return series;
    }

    /// <summary>Losses of which the challenger saves so much a point, in units of the difference's deviation; in the last fold another number, where given.</summary>
    static (LossSeries Champion, LossSeries Challenger) Pair(int n, double saved, ulong seed = 7, double? fold = null)
    {
        var random = new DeterministicRandom(seed);
        double[] champion = [.. Enumerable.Range(0, n).Select(_ => 5 + random.NextNormal())];
        double[] challenger = [.. champion.Select((l, i) => l - (i >= n * 4 / 5 && fold is { } f ? f : saved) - random.NextNormal())];
        return (Series("champion", champion), Series("challenger", challenger));
    }

    static LossSeries Series(string name, double[] losses) => LossSeries.Of(name, Days(losses.Length), losses);

    static DateTime[] Days(int n) => [.. Enumerable.Range(0, n).Select(i => new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc).AddDays(i))];

    /// <summary>A stable challenger, or one that is not in one part.</summary>
    static StabilityEvidence Evidence(string broken = "")
    {
        var frame = Panel(50);
        var random = new DeterministicRandom(11);
        double[] champion = [.. Enumerable.Range(0, 100).Select(_ => 2 + random.NextNormal() / 4)];
        double[] challenger = [.. champion.Select(p => broken switch
        {
            "prediction_correlation" => 2 + random.NextNormal() / 4,
            "turnover_increase" => p - 1.9,
            _ => p + random.NextNormal() / 10,
        })];
        double[][] coefficients = broken switch
        {
            "coefficient_sign_agreement" => [[1, 0.95, 0.2], [1, -0.9, 0.2], [1, 0.95, 0.2], [1, -0.9, 0.2]],
            "coefficient_change" => [[1, 0.5, 0.2], [1, 0.5, 0.2], [-0.1, 0.05, 0.01], [1, 0.5, 0.2], [1, 0.5, 0.2], [1, 0.5, 0.2]],
            "importance_rank_correlation" => [[1, 0.8, 0.6], [0.6, 0.8, 1], [1, 0.8, 0.6], [0.6, 0.8, 1]],
            _ => [[1, 0.5, 0.2], [1.1, 0.4, 0.2], [0.9, 0.5, 0.3], [1, 0.6, 0.2]],
        };
        return StabilityEvidence.Of(frame, champion, challenger, coefficients.Select(c => new LinearModel(["a", "b", "c"], 0, c, [1, 1, 1])));
    }

    /// <summary>Two assets a day, the target always zero.</summary>
    static Frame Panel(int days) => Frame.Of(
        new Schema { Timestamp = "date", Asset = "asset", Target = "y", Columns = new Dictionary<string, ColumnRule> { ["date"] = new() { Type = ColumnType.Date } } },
        Column.Dates("date", [.. Enumerable.Range(0, 2 * days).Select(i => new DateOnly(2020, 1, 1).AddDays(i / 2))]),
        Column.Texts("asset", [.. Enumerable.Range(0, 2 * days).Select(i => i % 2 == 0 ? "A" : "B")]),
        Column.Numbers("y", new double[2 * days]));
}
