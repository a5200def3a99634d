using ModelOpsLab.Data;
using ModelOpsLab.Reporting;

namespace ModelOpsLab.Tests.Reporting;

public sealed class AlertPolicyTests
{
    const string Whole = """
        {
          "rules": [
            {
              "name": "drawdown", "metric": "max_drawdown", "bad": "below", "enter": -0.05, "exit": -0.04, "critical": -0.15, "criticalExit": -0.12, "minimumCount": 20,
              "for": "2d", "keepFiringFor": "1d12h", "clock": "market", "staleAfter": "3d", "severity": "warning", "owner": "desk", "runbook": "https://desk.invalid/drawdown", "group": "risk",
              "dependsOn": ["feed"], "escalation": [{ "after": "30m", "to": "risk" }, { "after": "4h", "to": "head of trading", "severity": "critical" }], "because": "the mandate"
            },
            { "name": "feed", "metric": "input_stale", "of": "", "enter": 1, "severity": "critical", "because": "the longest gap of the reference" },
            {
              "name": "burn", "metric": "return", "bad": "below", "enter": 1, "severity": "critical", "because": "the yearly risk budget",
              "burnRate": { "budget": 0.02, "period": "30d", "windows": [{ "long": "1h", "short": "5m", "factor": 14.4 }] }
            }
          ],
          "silences": [
            { "name": "night", "outsideMarket": true, "upTo": "warning", "because": "nobody trades" },
            { "name": "upkeep", "rules": ["feed"], "of": "eurusd", "weekly": [{ "days": ["saturday", "sunday"], "from": "22:00", "to": "02:30" }, { "days": ["friday"] }], "because": "upkeep" },
            { "name": "year-end", "days": [{ "from": "2019-12-24", "to": "2020-01-01" }], "because": "holidays" }
          ],
          "escalation": [{ "after": "1h", "to": "desk" }],
          "calendar": "nyse",
          "staleAfter": "2d"
        }
        """;

    static AlertPolicy Parse(string json) => JsonFile.Parse<AlertPolicy>(json, "modelops.json");

    static AlertRule Rule(string name, params string[] dependsOn) => new() { Name = name, Metric = "psi", Enter = 1, Severity = Severity.Warning, DependsOn = dependsOn, Because = "for the test" };

    [Fact]
    public void A_policy_reads_from_JSON_and_back()
    {
        var policy = Parse(Whole);
        Assert.Empty(policy.Problems());
        var drawdown = policy.Rules[0];
        Assert.Equal((TimeSpan.FromDays(2), TimeSpan.FromHours(36), AlertClock.Market, TimeSpan.FromDays(3), -0.15), (drawdown.For, drawdown.KeepFiringFor, drawdown.Clock, drawdown.StaleAfter!.Value, drawdown.Critical!.Value));
        Assert.Equal((TimeSpan.FromMinutes(30), "risk", null), (drawdown.Escalation![0].After, drawdown.Escalation[0].To, drawdown.Escalation[0].Severity));
        Assert.Equal((14.4, TimeSpan.FromMinutes(5)), (policy.Rules[2].BurnRate!.Windows[0].Factor, policy.Rules[2].BurnRate!.Windows[0].Short));
        Assert.Equal((new TimeOnly(22, 0), new TimeOnly(2, 30), null), (policy.Silences[1].Weekly[0].From!.Value, policy.Silences[1].Weekly[0].To!.Value, policy.Silences[1].Weekly[1].From));
        var written = JsonFormat.Write(policy);
        Assert.Equal(written, JsonFormat.Write(Parse(written)));
        Assert.Contains("\"keepFiringFor\": \"1d12h\"", written, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"for\": \"2d\"", "\"for\": \"2 days\"", "rules[0].for: '2 days' is no length of time. Write whole numbers with their units w, d, h, m, s, ms, the longest first: \"90m\", \"2d\", \"1h30m\".")]
    [InlineData("\"for\": \"2d\"", "\"for\": 7200", "rules[0].for: A length of time is a text such as \"90m\"")]
    [InlineData("\"staleAfter\": \"3d\"", "\"staleAfter\": \"-3d\"", "rules[0].staleAfter: '-3d' is no length of time")]
    [InlineData("\"from\": \"22:00\"", "\"from\": \"24:00\"", "silences[1].weekly[0].from: A time of the day is a text from \"00:00\" to \"23:59\"")]
    [InlineData("\"clock\": \"market\"", "\"clock\": \"marked\"", "rules[0].clock is \"marked\". Did you mean 'market'? It can be: stream, market.")]
    [InlineData("\"keepFiringFor\"", "\"keepFiring\"", "'keepFiring' is not known here. Did you mean 'keepFiringFor'? Known are: name, metric")]
    [InlineData("\"outsideMarket\"", "\"outside\"", "'outside' is not known here.")]
    [InlineData("\"budget\": 0.02, ", "", "budget")]
    [InlineData("[\"saturday\", \"sunday\"]", "[\"saturday\", \"sonntag\"]", "sonntag")]
    public void A_mistake_in_the_file_is_told_with_its_place(string right, string wrong, string message)
    {
        Assert.Contains(right, Whole, StringComparison.Ordinal);
        var told = Assert.Throws<InvalidDataException>(() => Parse(Whole.Replace(right, wrong, StringComparison.Ordinal))).Message;
        Assert.StartsWith("modelops.json, line ", told, StringComparison.Ordinal);
        Assert.Contains(message, told, StringComparison.Ordinal);
    }

    [Fact]
    public void Contradictions_are_all_told_at_once()
    {
        var policy = new AlertPolicy
        {
            Rules =
            [
                Rule("a") with { Exit = 2 }, Rule("a"), Rule("Über") with { Because = "", Metric = "" }, Rule("low") with { Bad = Side.Below, Exit = 0.5 }, Rule("levels") with { Critical = 0.5 },
                Rule("exits") with { Exit = 0.9, Critical = 2, CriticalExit = 0.5 }, Rule("page") with { Severity = Severity.Critical, Critical = 2 }, Rule("none") with { Severity = Severity.Healthy, MinimumCount = 0, Enter = double.NaN },
                Rule("time") with { For = TimeSpan.FromMinutes(-5), StaleAfter = TimeSpan.Zero, KeepFiringFor = new(1) }, Rule("half") with { CriticalExit = 1 },
                Rule("burn") with { BurnRate = new() { Budget = 0, Windows = [new() { Long = TimeSpan.FromMinutes(5), Short = TimeSpan.FromHours(1), Factor = -1 }, new() { Long = TimeSpan.FromDays(60), Short = TimeSpan.FromHours(1), Factor = 1 }] } },
                Rule("steps") with { Escalation = [new() { After = TimeSpan.FromHours(1), To = "" }, new() { After = TimeSpan.FromHours(1), To = "b", Severity = Severity.Unknown }] },
            ],
            Silences =
            [
                new() { Name = "never", Because = "" }, new() { Name = "never", Rules = ["b"], OutsideMarket = true, Because = "x" }, new() { Name = "days", Days = [new() { From = new(2020, 1, 2), To = new(2020, 1, 1) }], Because = "x" },
                new() { Name = "week", Weekly = [new() { Days = [], From = new(1, 0) }, new() { Days = [DayOfWeek.Monday], From = new(1, 0), To = new(1, 0) }], UpTo = Severity.Healthy, Because = "x" },
            ],
            Without = ["ghost"], StaleAfter = TimeSpan.Zero, Escalation = [new() { After = TimeSpan.FromDays(99_999), To = "b" }],
        };
        var problems = string.Join("\n", policy.Problems());
        foreach (var part in new[]
        {
            "there are 2 rules 'a'", "rule 'a': exit 2 lies beyond enter 1, so the alert would end before it begins", "rule 'Über': a name is 1 to 64", "rule 'Über' has no metric", "rule 'Über' has no 'because'", "rule 'low': exit 0.5 lies beyond enter 1",
            "rule 'levels': enter 1 lies beyond critical 0.5", "rule 'exits': exit 0.9 lies beyond criticalExit 0.5", "rule 'page' is critical from the start", "rule 'none': severity is warning (a ticket) or critical (a page)", "rule 'none': minimumCount is 0", "rule 'none': enter is –",
            "rule 'time': for is -5m; a length of time is not negative", "rule 'time': staleAfter is zero", "rule 'time': keepFiringFor has a part of a millisecond", "rule 'half' has a criticalExit and no critical level",
            "rule 'burn': the budget of its burn rate is 0", "rule 'burn': the windows 5m and 1h of its burn rate: the long one is longer", "factor is -1", "the windows 60d and 1h of its burn rate: longer than the period, 30d",
            "rule 'steps': escalation step 1 does not say to whom", "rule 'steps': escalation step 2 comes after 1h, not later", "rule 'steps': escalation step 2: severity is warning or critical",
            "there are 2 silences 'never'", "silence 'never' never holds", "silence 'never' names the rule 'b', which is not there. There are: a, a, Über", "silence 'days': days from 2020-01-02 to 2020-01-01 end before they begin",
            "silence 'week': hours of the week without a day", "silence 'week': hours of the week need both from and to", "silence 'week': hours of the week end when they begin", "silence 'week': upTo is warning or critical",
            "'ghost' is left out, but all models have no rule or silence of that name", "staleAfter is zero", "escalation step 1: after is 99999d; at most a hundred years",
        })
            Assert.Contains(part, problems, StringComparison.Ordinal);
    }

    [Fact]
    public void A_runbook_with_a_password_is_refused_and_not_repeated()
    {
        var problem = Assert.Single(new AlertPolicy { Rules = [Rule("a") with { Runbook = "https://anna:hunter2@desk.invalid/x" }] }.Problems());
        Assert.Equal("rule 'a': its runbook holds a user name or password; leave them out", problem);
        Assert.Empty(new AlertPolicy { Rules = [Rule("a") with { Runbook = "https://desk.invalid/x?to=a@b" }, Rule("b") with { Runbook = "page 7 of the handbook" }] }.Problems());
    }

    [Fact]
    public void Dependencies_that_are_unknown_or_run_in_a_circle_are_told()
    {
        Assert.Equal("rule 'a' depends on 'b', which is not there. There are: a", Assert.Single(new AlertPolicy { Rules = [Rule("a", "b")] }.Problems()));
        Assert.Equal("rules depend on each other in a circle: b on c on b", Assert.Single(new AlertPolicy { Rules = [Rule("a", "b"), Rule("b", "c"), Rule("c", "d", "b"), Rule("d")] }.Problems()));
        Assert.Equal("rules depend on each other in a circle: a on a", Assert.Single(new AlertPolicy { Rules = [Rule("a", "a")] }.Problems()));
        Assert.Equal(["d", "c", "b", "a"], new AlertPolicy { Rules = [Rule("a", "b", "d"), Rule("b", "c"), Rule("c", "d"), Rule("d")] }.Ordered().Select(r => r.Name));
    }

    [Fact]
    public void The_policy_of_a_model_goes_over_that_of_all()
    {
        AlertPolicy all = new() { Rules = [Rule("a"), Rule("b"), Rule("c")], Silences = [new() { Name = "night", OutsideMarket = true, Because = "x" }], Calendar = "nyse", StaleAfter = TimeSpan.FromDays(2), Escalation = [] };
        var merged = new AlertPolicy { Rules = [Rule("b") with { Enter = 7 }, Rule("d")], Without = ["c", "night", "typo"], StaleAfter = TimeSpan.FromDays(9) }.Over(all);
        Assert.Equal(["a 1", "b 7", "d 1"], merged.Rules.Select(r => FormattableString.Invariant($"{r.Name} {r.Enter}")));
        Assert.Empty(merged.Silences);
        Assert.Equal(("nyse", TimeSpan.FromDays(9)), (merged.Calendar, merged.StaleAfter!.Value));
        Assert.Equal("'typo' is left out, but all models have no rule or silence of that name", Assert.Single(merged.Problems()));
        Assert.Equal(JsonFormat.Write(all), JsonFormat.Write(new AlertPolicy().Over(all)));
    }
}
