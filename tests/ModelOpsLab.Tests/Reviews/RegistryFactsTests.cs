using ModelOpsLab.Registry;
using ModelOpsLab.Reporting;
using ModelOpsLab.Reviews;
using ModelOpsLab.Statistics;
using ModelOpsLab.Tests.Registry;
using ModelOpsLab.Trading;

namespace ModelOpsLab.Tests.Reviews;

public class RegistryFactsTests
{
    static readonly ReviewPeriod January = ReviewPeriod.Month("2020-01"), February = ReviewPeriod.Month("2020-02");

    static ReturnSeries Drawn(ulong seed, double annual, double beside = 0, int first = 0, int count = 500)
    {
        DeterministicRandom common = new(99), own = new(seed);
        var values = Enumerable.Range(0, first + count).Select(_ => 0.01 * (beside * common.NextNormal() + Math.Sqrt(1 - beside * beside) * own.NextNormal() + annual / Math.Sqrt(252))).ToArray();
        return ReturnSeries.Of([.. Enumerable.Range(first, count).Select(i => new DateTime(2000, 1, 3, 0, 0, 0, DateTimeKind.Utc).AddDays(i))], values.AsSpan(first));
    }

    [Fact]
    public void Incidents_that_stand_and_critical_alerts_of_the_period_are_counted()
    {
        using var workspace = new RegistryWorkspace();
        var incidents = workspace.Registry.Incidents;
        incidents.Raise(new(Severity.Critical, new("max_drawdown", -0.2) { Count = 9 }, Threshold.Below("max_drawdown", null, -0.15, "a test")), null, "alpha", "monitor", at: new(2020, 1, 20, 9, 0, 0, TimeSpan.Zero));
        incidents.Open("something else", Severity.Warning, "anna", model: "alpha");
        incidents.Open("of another", Severity.Critical, "anna", model: "beta");
        Assert.Equal([2.0, 1, 1], Values(January));
        workspace.Clock.Now = new(2020, 2, 10, 9, 0, 0, TimeSpan.Zero);
        incidents.Own("inc-0001", "ben", "ben");
        incidents.Close("inc-0001", "over", "ben");
        Assert.Equal([2.0, 1, 1], Values(January)); // what came later does not count
        Assert.Equal([1.0, 0, 0], Values(February));

        double[] Values(ReviewPeriod period) => [.. RegistryFacts.Of(workspace.Registry, "alpha", period).Select(f => f.Measurement.Value)];
    }

    [Fact]
    public void The_newest_answer_of_the_gate_is_known_from_its_event_on()
    {
        using var workspace = new RegistryWorkspace();
        void Decided(string decision, DateTimeOffset at) => workspace.Registry.Ledger.Append(LedgerEntry.Of("experiment.decided", "anna", new { Model = "alpha", Decision = decision }) with { EffectiveAt = at });
        Decided("keep", new(2020, 1, 5, 0, 0, 0, TimeSpan.Zero));
        Decided("deploy", new(2020, 2, 5, 0, 0, 0, TimeSpan.Zero));
        Assert.Equal((null, "keep", "deploy"), (RegistryFacts.GateOf(workspace.Registry, "alpha", ReviewPeriod.Month("2019-12")), RegistryFacts.GateOf(workspace.Registry, "alpha", January), RegistryFacts.GateOf(workspace.Registry, "alpha", February)));
        Assert.Contains(ReviewMetrics.GateAnswers, a => a == "deploy");
    }

    [Fact]
    public void The_lead_of_the_best_earlier_version_has_an_interval_widened_for_how_many_were_tried()
    {
        var live = Drawn(1, -0.5, 0.95);
        Dictionary<string, ReturnSeries> one = new() { ["1"] = Drawn(2, 2.5, 0.95) }, three = new() { ["1"] = one["1"], ["2"] = Drawn(3, -0.5, 0.95), ["3"] = Drawn(4, -1, 0.95) };
        Measurement single = RegistryFacts.EarlierVersionLead(live, one).Measurement, several = RegistryFacts.EarlierVersionLead(live, three).Measurement;
        Assert.Equal(PairedSharpeDifference.Of(one["1"], live).Difference.Value, single.Value);
        Assert.Equal(single.Value, several.Value);
        Assert.True(single.Interval!.Low > 0 && several.Interval!.Low < single.Interval.Low);
        Assert.StartsWith("1; HAC", several.Interval!.Method, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_an_earlier_version_or_common_dates_there_is_no_lead_and_the_reason_is_said()
    {
        Assert.Equal("there is no earlier version to go back to", RegistryFacts.EarlierVersionLead(Drawn(1, 0), new Dictionary<string, ReturnSeries>()).Measurement.Because);
        Assert.Contains("common dates", RegistryFacts.ChallengerLead(Drawn(1, 0, count: 50), new Dictionary<string, ReturnSeries> { ["a"] = Drawn(2, 0, first: 49, count: 50) }).Measurement.Because, StringComparison.Ordinal);
    }

    [Fact]
    public void Answers_of_the_gate_are_those_that_experiments_record() =>
        Assert.Equal(Enum.GetValues<ModelOpsLab.Retraining.PromotionDecision>().Select(d => d.ToString().ToLowerInvariant()), ReviewMetrics.GateAnswers);
}
