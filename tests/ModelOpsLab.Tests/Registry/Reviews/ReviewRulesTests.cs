using FsCheck;
using FsCheck.Fluent;
using ModelOpsLab.Registry;
using ModelOpsLab.Reporting;
using ModelOpsLab.Reviews;

namespace ModelOpsLab.Tests.Registry;

public class ReviewRulesTests
{
    static string[] Problems(string rules) => Assert.Throws<InvalidDataException>(() => ReviewDefinition.Parse($$"""{ "rules": [ {{rules}} ] }""")).Message.Split("; ");

    const string Otherwise = """{ "name": "otherwise", "decision": "keep", "because": "nothing" }""";

    [Fact]
    public void The_default_rules_are_sound_and_read_back_from_their_own_JSON()
    {
        Assert.Empty(ReviewRules.Problems(ReviewRules.Default));
        var read = ReviewDefinition.Parse(JsonFormat.Write(new ReviewDefinition { Rules = ReviewRules.Default }));
        Assert.Equal(JsonFormat.Write(ReviewRules.Default), JsonFormat.Write(read.RulesInForce));
    }

    [Theory]
    [InlineData("""{ "name": "a", "all": [ { "metric": "max_drawdwn", "below": -0.1 } ], "decision": "stop", "because": "b" }""", "Did you mean 'max_drawdown'?")]
    [InlineData("""{ "name": "a", "all": [ { "report": "input-drfit", "severity": "critical" } ], "decision": "stop", "because": "b" }""", "Did you mean 'input-drift'?")]
    [InlineData("""{ "name": "a", "all": [ { "gate": "deploi" } ], "decision": "retrain", "because": "b" }""", "Did you mean 'deploy'?")]
    [InlineData("""{ "name": "a", "all": [ { "metric": "pnl" } ], "decision": "stop", "because": "b" }""", "pnl is compared with nothing")]
    [InlineData("""{ "name": "a", "all": [ { "metric": "pnl", "above": 1, "below": 0 } ], "decision": "stop", "because": "b" }""", "can never hold")]
    [InlineData("""{ "name": "a", "all": [ { "metric": "sessions", "above": 20 }, { "metric": "sessions", "below": 10 } ], "decision": "stop", "because": "b" }""", "contradicts itself: sessions above 20, and sessions below 10")]
    [InlineData("""{ "name": "a", "all": [ { "gate": "deploy" } ], "any": [ { "gate": "keep" } ], "decision": "stop", "because": "b" }""", "none of 'any' can hold with 'all'")]
    [InlineData("""{ "name": "a", "all": [ { "metric": "pnl", "gate": "keep", "above": 0 } ], "decision": "stop", "because": "b" }""", "exactly one of metric, severity and gate")]
    [InlineData("""{ "name": "a", "all": [ { "severity": "critical" } ], "decision": "stop", "because": "b" }""", "a severity is that of a report")]
    [InlineData("""{ "name": "a", "all": [ { "report": "stability", "severity": "healthy" } ], "decision": "stop", "because": "b" }""", "asks for warning or critical")]
    [InlineData("""{ "name": "a", "all": [ { "metric": "sessions", "of": "x", "above": 1 } ], "decision": "stop", "because": "b" }""", "of the whole model")]
    [InlineData("""{ "name": "A rule", "all": [ { "metric": "pnl", "below": 0 } ], "decision": "stop", "because": "b" }""", "is no name of a rule")]
    [InlineData("""{ "name": "a", "all": [ { "metric": "pnl", "below": 0 } ], "decision": "stop", "because": " " }""", "says no because")]
    public void What_can_not_hold_is_told_when_it_is_loaded(string rule, string expected) =>
        Assert.Contains(Problems(rule + "," + Otherwise), p => p.Contains(expected, StringComparison.Ordinal));

    [Theory]
    [InlineData("""{ "name": "a", "all": [ { "metric": "pnl", "below": 0 } ], "desision": "stop", "because": "b" }""", "Did you mean 'decision'?")]
    [InlineData("""{ "name": "a", "all": [ { "metric": "pnl", "below": 0 } ], "decision": "halt", "because": "b" }""", "It can be: keep, watch, retrain, stop")]
    public void A_typo_in_a_member_or_a_decision_is_told_with_its_line(string rule, string expected) =>
        Assert.Contains(expected, Assert.Throws<InvalidDataException>(() => ReviewDefinition.Parse($$"""{ "rules": [ {{rule}} ] }""")).Message, StringComparison.Ordinal);

    [Fact]
    public void All_that_is_wrong_is_told_at_once()
    {
        var problems = Problems("""{ "name": "a", "all": [ { "metric": "pnll", "below": 0 } ], "decision": "stop", "because": "b" }, { "name": "a", "all": [ { "gate": "no" } ], "decision": "stop", "because": "b" }""");
        Assert.Contains(problems, p => p.Contains("'pnl'", StringComparison.Ordinal));
        Assert.Contains(problems, p => p.Contains("no gate says 'no'", StringComparison.Ordinal));
        Assert.Contains(problems, p => p.Contains("two rules are called 'a'", StringComparison.Ordinal));
        Assert.Contains(problems, p => p.Contains("end with a rule without conditions", StringComparison.Ordinal));
    }

    [Fact]
    public void Two_rules_of_the_same_conditions_and_another_decision_contradict_each_other() =>
        Assert.Contains(Problems("""{ "name": "a", "all": [ { "metric": "pnl", "below": 0 } ], "decision": "stop", "because": "b" }, { "name": "c", "all": [ { "metric": "pnl", "below": 0 } ], "decision": "retrain", "because": "b" }, """ + Otherwise),
            p => p.Contains("'a' and 'c' contradict each other", StringComparison.Ordinal));

    [Theory]
    [InlineData("""{ "metric": "pnl", "below": 0 }""", """{ "metric": "pnl", "below": -1 }""")]
    [InlineData("""{ "metric": "drift_q", "below": 0.1 }""", """{ "metric": "drift_q", "of": "momentum", "below": 0.05 }""")]
    [InlineData("""{ "report": "stability", "severity": "warning" }""", """{ "report": "stability", "severity": "critical" }""")]
    public void A_rule_that_an_earlier_one_always_goes_before_is_never_reached(string first, string second) =>
        Assert.Contains(Problems($$"""{ "name": "wide", "all": [ {{first}} ], "decision": "stop", "because": "b" }, { "name": "narrow", "all": [ {{second}} ], "decision": "retrain", "because": "b" }, {{Otherwise}}"""),
            p => p.Contains("'narrow' is never reached", StringComparison.Ordinal));

    [Fact]
    public void A_rule_behind_one_without_conditions_is_never_reached() =>
        Assert.Contains(Problems(Otherwise + """, { "name": "late", "all": [ { "gate": "keep" } ], "decision": "stop", "because": "b" }"""), p => p.Contains("'late' is never reached", StringComparison.Ordinal));

    static readonly Gen<ReviewCondition> Conditions = Gen.OneOf(
        from metric in Gen.Elements("pnl", "sessions") from level in Gen.Choose(-2, 2) from above in Gen.Elements(true, false) select new ReviewCondition { Metric = metric, Above = above ? level : null, Below = above ? null : level },
        from report in Gen.Elements("stability", "residuals") from severity in Gen.Elements(Severity.Warning, Severity.Critical) select new ReviewCondition { Report = report, Severity = severity },
        from gate in Gen.Elements("deploy", "keep") select new ReviewCondition { Gate = gate });

    static readonly Gen<ReviewRule> Rules = from all in Conditions.ListOf(2) from any in Gen.Choose(0, 2).SelectMany(n => Conditions.ListOf(n)) from drop in Gen.Choose(0, 1)
        select new ReviewRule { Name = "r", All = [.. all.Take(2 - drop)], Any = [.. any], Decision = Decision.Stop, Because = "a test" };

    static readonly Gen<ReviewFacts> AllFacts = from pnl in Gen.Choose(-3, 3) from sessions in Gen.Choose(-3, 3) from stability in Gen.Elements(Enum.GetValues<Severity>()) from residuals in Gen.Elements(Enum.GetValues<Severity>()) from gate in Gen.Elements<string?>("deploy", "keep", null)
        select new ReviewFacts
        {
            Severities = new Dictionary<string, Severity> { ["stability"] = stability, ["residuals"] = residuals }, Gate = gate,
            Measured = [new(pnl == 3 ? Measurement.Missing("pnl", "a test") : new("pnl", pnl), "trading-performance"), new(new("sessions", sessions), "")],
        };

    [Fact]
    public void A_rule_that_is_told_never_to_be_reached_never_decides_whatever_is_found()
    {
        var told = 0;
        Prop.ForAll(Gen.Zip(Gen.Zip(Rules, Rules), AllFacts.ListOf(40)).ToArbitrary(), drawn =>
        {
            var ((first, second), facts) = drawn;
            if (!second.Implies(first)) return true;
            told++;
            return facts.All(f => RuleFinding.Of(second, f).Fires != true || RuleFinding.Of(first, f).Fires == true);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2_000));
        Assert.True(told >= 20, $"{told} of 2,000 pairs were told");
    }

    [Fact]
    public void A_rule_that_is_told_to_contradict_itself_never_fires()
    {
        var told = 0;
        Prop.ForAll(Gen.Zip(Rules, AllFacts.ListOf(40)).ToArbitrary(), drawn =>
        {
            if (!drawn.Item1.Problems().Any(p => p.Contains("contradicts itself", StringComparison.Ordinal))) return true;
            told++;
            return drawn.Item2.All(f => RuleFinding.Of(drawn.Item1, f).Fires != true);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2_000));
        Assert.True(told >= 20, $"{told} of 2,000 rules were told");
    }

    [Fact]
    public void A_model_says_over_its_workspace_member_by_member()
    {
        using var workspace = new RegistryWorkspace(beside: """ "review": { "floor": 0.3, "haircut": 0.4, "signedBy": ["desk"] }, """);
        var model = workspace.Registry.Workspace.Model("alpha");
        Assert.Equal((0.3, 0.4), (workspace.Registry.Workspace.ReviewOf(model).Floor, workspace.Registry.Workspace.ReviewOf(model).Haircut));
        var own = workspace.Registry.Workspace.ReviewOf(model with { Review = new() { Floor = 0.5 } });
        Assert.Equal((0.5, 0.4), (own.Floor, own.Haircut));
        Assert.Equal(["desk"], own.Signatures);
        Assert.Same(ReviewRules.Default, own.RulesInForce);
    }

    [Fact]
    public void A_workspace_with_rules_that_can_not_hold_is_refused() =>
        Assert.Contains("Did you mean 'pnl'?", Assert.Throws<InvalidDataException>(() => new RegistryWorkspace(beside: """ "review": { "rules": [ { "name": "a", "all": [ { "metric": "pnll", "below": 0 } ], "decision": "stop", "because": "b" } ] }, """)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("""{ "haircut": 1.5 }""", "A haircut is between 0 and 1")]
    [InlineData("""{ "level": 0.5 }""", "between 0.5 and 1")]
    [InlineData("""{ "rules": [] }""", "leave 'rules' out for the defaults")]
    [InlineData("""{ "signedBy": [] }""", "signedBy is empty")]
    public void A_value_out_of_its_range_is_refused(string json, string expected) =>
        Assert.Contains(expected, Assert.ThrowsAny<Exception>(() => ReviewDefinition.Parse(json)).Message, StringComparison.Ordinal);
}
