using ModelOpsLab.Registry;
using ModelOpsLab.Reporting;
using ModelOpsLab.Reviews;
using ModelOpsLab.Tests.Live;

namespace ModelOpsLab.Tests.Reviews;

public class ReviewVerdictTests(DemonstrationWorkspace demonstration) : IClassFixture<DemonstrationWorkspace>
{
    static ReviewFacts Facts(Severity performance = Severity.Healthy, Severity drift = Severity.Healthy, Severity data = Severity.Healthy, Severity predictions = Severity.Healthy, string? gate = null, params IEnumerable<Measurement> measured) => new()
    {
        Severities = new Dictionary<string, Severity> { ["trading-performance"] = performance, ["input-drift"] = drift, ["data-quality"] = data, ["predictions"] = predictions, ["residuals"] = Severity.Healthy, ["stability"] = Severity.Healthy },
        Measured = [.. measured.Concat([new("sessions", 21)]).DistinctBy(m => m.Metric).Select(m => new ReviewFact(m, "odds"))], Gate = gate,
    };

    static Measurement Odds(double p) => new("edge_odds_below_floor", p) { Unit = "%" };
    static Measurement Lead(double low) => new("earlier_version_lead", low + 0.5) { Interval = new(low, low + 1) };

    static ReviewVerdict Decide(ReviewFacts facts) => ReviewVerdict.Of(ReviewRules.Default, facts);

    [Fact]
    public void Calm_is_kept() => Assert.Equal((Decision.Keep, "otherwise"), (Decide(Facts()).Decision, Decide(Facts()).Decided!.Rule.Name));

    [Fact]
    public void Unsound_data_decide_nothing_however_bad_the_rest() => Assert.Equal(Decision.Undecided, Decide(Facts(Severity.Critical, Severity.Critical, Severity.Critical)).Decision);

    [Fact]
    public void Few_sessions_are_not_enough_and_their_number_is_said()
    {
        var verdict = Decide(Facts(Severity.Critical, measured: new Measurement("sessions", 4)));
        Assert.Equal((Decision.NotEnoughData, 6, Severity.Unknown), (verdict.Decision, verdict.SessionsNeeded, verdict.Severity));
        Assert.Equal("Données insuffisantes : encore 6 séances", verdict.HeadlineIn(Language.French));
    }

    [Fact]
    public void A_critical_loss_stops_and_a_better_earlier_version_goes_before()
    {
        Assert.Equal(Decision.Stop, Decide(Facts(Severity.Critical)).Decision);
        Assert.Equal(Decision.Stop, Decide(Facts(Severity.Critical, measured: Lead(-0.1))).Decision); // better, and not shown to be
        Assert.Equal(Decision.RollBack, Decide(Facts(Severity.Critical, measured: Lead(0.1))).Decision);
        Assert.Equal(Decision.RollBack, Decide(Facts(measured: [Lead(0.1), Odds(0.85)])).Decision);
        Assert.Equal(Decision.Keep, Decide(Facts(measured: [Lead(0.1), Odds(0.5)])).Decision); // better, and no harm is done
    }

    [Fact]
    public void A_crossed_risk_limit_halves_the_risk_while_the_edge_is_not_shown()
    {
        Assert.Equal(Decision.Reduce, Decide(Facts(Severity.Warning, measured: Odds(0.5))).Decision);
        Assert.Equal(Decision.Watch, Decide(Facts(Severity.Warning, measured: Odds(0.1))).Decision);
        Assert.Equal(Decision.Watch, Decide(Facts(Severity.Warning)).Decision);
        Assert.Equal(Decision.Retrain, Decide(Facts(Severity.Warning, Severity.Critical, measured: Odds(0.5))).Decision);
    }

    [Fact]
    public void An_edge_shown_to_be_gone_stops_without_any_loss_limit() => Assert.Equal(Decision.Stop, Decide(Facts(measured: Odds(0.96))).Decision);

    [Fact]
    public void A_challenger_that_passed_the_gate_asks_for_the_new_model() => Assert.Equal(Decision.Retrain, Decide(Facts(gate: "deploy")).Decision);

    [Fact]
    public void An_open_incident_is_watched() => Assert.Equal(Decision.Watch, Decide(Facts(measured: new Measurement("open_incidents", 1))).Decision);

    [Fact]
    public void All_rules_that_fired_are_listed_with_the_values_that_made_them_so()
    {
        var verdict = Decide(Facts(Severity.Critical, Severity.Critical, measured: [Odds(0.4), Measurement.Missing("earlier_version_lead", "there is no earlier version to go back to")]));
        Assert.Equal(["loss-limit", "unknown-world", "risk-without-edge", "out-of-the-ordinary", "otherwise"], verdict.Fired.Select(f => f.Rule.Name));
        Assert.Contains("edge_odds_below_floor is 40.00 %", verdict.Fired.Single(f => f.Rule.Name == "risk-without-edge").Because, StringComparison.Ordinal);
        Assert.Equal("there is no earlier version to go back to", verdict.Rules.Single(r => r.Rule.Name == "earlier-version-better") is { Fires: null } unknown ? unknown.Because[(unknown.Because.LastIndexOf(": ", StringComparison.Ordinal) + 2)..] : "");
        Assert.Equal("trading-performance", verdict.Decided!.Held.Single().Evidence);
        Assert.Contains("decided", verdict.RulesIn(Language.English).ToString(), StringComparison.Ordinal);
        Assert.Contains("a décidé", verdict.RulesIn(Language.French).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void What_was_not_measured_never_fires_and_is_told()
    {
        var finding = RuleFinding.Of(new() { Name = "a", All = [new() { Metric = "pnl", Below = 0 }], Decision = Decision.Stop, Because = "a test" }, Facts());
        Assert.Equal((null, "pnl was not measured"), (finding.Fires, finding.Because));
        Assert.False(RuleFinding.Of(new() { Name = "a", All = [new() { Metric = "pnl", Below = 0 }, new() { Report = "stability", Severity = Severity.Warning }], Decision = Decision.Stop, Because = "a test" }, Facts()).Fires);
    }

    [Fact]
    public void A_condition_on_something_that_was_not_measured_is_refused_with_the_nearest_name()
    {
        var facts = Facts(measured: new Measurement("drift_q", 0.2) { Of = "momentum_5d" });
        var rule = new ReviewRule { Name = "a", All = [new() { Metric = "drift_q", Of = "momentum_d5", Below = 0.05 }], Decision = Decision.Retrain, Because = "a test" };
        Assert.Contains("Did you mean 'momentum_5d'?", Assert.Throws<InvalidDataException>(() => RuleFinding.Of(rule, facts)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_headline_is_read_back_in_both_languages()
    {
        foreach (var decision in Enum.GetValues<Decision>())
            foreach (var language in new[] { Language.English, Language.French })
                foreach (var more in new int?[] { null, 1, 1200 })
                    Assert.Equal(decision, ReviewVerdict.DecisionOf(new ReviewVerdict(decision, Severity.Warning, []) { SessionsNeeded = more }.HeadlineIn(language)));
        Assert.Null(ReviewVerdict.DecisionOf("Something else"));
    }

    /// <summary>A metric that is renamed or added must be renamed or added where rules are checked.</summary>
    [Fact]
    public void Rules_may_name_what_a_review_measures_and_nothing_else()
    {
        string[] measured = [.. new[] { "2019-05", "2020-03" }.SelectMany(month => MonthlyReview.Of(demonstration.Record, ReviewPeriod.Month(month)).Facts.Measured).Select(f => f.Measurement.Metric).Distinct()];
        Assert.Empty(measured.Except(ReviewMetrics.Names));
        string[] fromOutside = ["challenger_lead", "critical_alerts", "critical_incidents", "earlier_version_lead", "open_incidents"];
        Assert.Empty(ReviewMetrics.Names.Except(measured).Except(fromOutside));
        Assert.Equal(ReviewMetrics.Reports, MonthlyReview.Of(demonstration.Record, 2019, 5).ReportsByName.Keys);
    }

    [Fact]
    public void A_review_in_French_has_its_reasons_in_French()
    {
        var verdict = MonthlyReview.Of(demonstration.Record, ReviewPeriod.Month("2020-03"), ReviewOptions.Of(demonstration.Model.Definition, demonstration.Workspace)).VerdictIn(Language.French);
        Assert.Equal("Réentraîner", verdict.HeadlineIn(Language.French));
        Assert.StartsWith("Le modèle reçoit des entrées hors de son apprentissage", verdict.Reasons[0].Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Rules_of_the_owner_decide_in_place_of_the_defaults()
    {
        var options = ReviewOptions.Of(demonstration.Model.Definition) with { Review = ReviewDefinition.Parse("""{ "rules": [ { "name": "old", "all": [ { "metric": "months_since_training", "above": 11 } ], "decision": "retrain", "because": "the mandate asks for a new training each year" }, { "name": "otherwise", "decision": "keep", "because": "nothing" } ] }""") };
        var verdict = MonthlyReview.Of(demonstration.Record, ReviewPeriod.Month("2019-12"), options).Verdict;
        Assert.Equal((Decision.Retrain, "months_since_training is 12"), (verdict.Decision, verdict.Decided!.Because));
    }
}
