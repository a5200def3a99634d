using FsCheck;
using FsCheck.Fluent;
using ModelOpsLab.Data;
using ModelOpsLab.Monitoring;
using ModelOpsLab.Reporting;
using ModelOpsLab.Tests.Registry;

namespace ModelOpsLab.Tests.Monitoring;

/// <summary>What holds of every policy and every stream: both are drawn, with faults of the stream and acts of people among the readings.</summary>
public sealed class AlertLawTests
{
    static readonly MarketCalendar Market = new() { Zone = "America/New_York", Opens = new(9, 30), Closes = new(16, 0) };
    static readonly string[] Metrics = ["a", "b", "c"], Columns = ["", "x", "y/z"];
    static readonly string[] Names = ["r0", "r1", "r2", "r3", "r4"];

    sealed record Case(AlertPolicy Policy, IReadOnlyList<Func<AlertEngine, IReadOnlyList<AlertTransition>>> Steps, IReadOnlyList<(DateTime At, Measurement[] Measurements)?> Readings);

    /// <summary>A case from a seed, by a generator of its own, so that a failure is one number.</summary>
    static Case Draw(int seed)
    {
        var draw = new ModelOpsLab.Statistics.DeterministicRandom((ulong)seed);
        int Below(int n) => (int)(draw.NextDouble() * n);
        bool Now(double share) => draw.NextDouble() < share;
        TimeSpan Minutes(int most) => TimeSpan.FromMinutes(Below(most));
        AlertRule Rule(int i)
        {
            var (bad, enter, gap) = (Now(0.7) ? Side.Above : Side.Below, 4 + Below(4), Below(3));
            var sign = bad == Side.Above ? 1 : -1;
            var burn = Now(0.15);
            var rule = new AlertRule
            {
                Name = Names[i], Metric = Metrics[Below(3)], Of = Now(0.8) ? "*" : Columns[Below(3)], Bad = bad, Enter = burn ? 1 : sign * enter, Exit = Now(0.7) ? burn ? 0.5 : sign * (enter - gap) : null,
                For = Now(0.5) ? Minutes(60) : default, KeepFiringFor = Now(0.4) ? Minutes(60) : default, Clock = Now(0.3) ? AlertClock.Market : AlertClock.Stream, MinimumCount = 1 + Below(3),
                Severity = Now(0.3) ? Severity.Critical : Severity.Warning, StaleAfter = Now(0.5) ? TimeSpan.FromMinutes(1 + Below(200)) : null, DependsOn = [.. Enumerable.Range(0, i).Where(_ => Now(0.2)).Select(d => Names[d])],
                Escalation = Now(0.3) ? [new() { After = TimeSpan.FromMinutes(5), To = "risk" }, new() { After = TimeSpan.FromMinutes(60), To = "head", Severity = Severity.Critical }] : null,
                BurnRate = burn ? new() { Budget = 20, Period = TimeSpan.FromDays(1), Windows = [new() { Long = TimeSpan.FromHours(2), Short = TimeSpan.FromMinutes(20), Factor = 2 }] } : null, Because = "drawn",
            };
            return rule.Severity == Severity.Warning && !burn && Now(0.5) ? rule with { Critical = sign * (enter + 1), CriticalExit = Now(0.5) ? sign * enter : null } : rule;
        }
        var policy = new AlertPolicy
        {
            Rules = [.. Enumerable.Range(0, 1 + Below(5)).Select(Rule)],
            Silences = Now(0.4) ? [new() { Name = "night", OutsideMarket = true, UpTo = Now(0.5) ? Severity.Warning : Severity.Critical, Because = "drawn" }] : [],
            Escalation = Now(0.3) ? [new() { After = TimeSpan.FromMinutes(30), To = "desk" }] : null,
        };
        Assert.Empty(policy.Problems());
        List<Func<AlertEngine, IReadOnlyList<AlertTransition>>> steps = [];
        List<(DateTime, Measurement[])?> readings = [];
        var (at, levels) = (new DateTime(2020, 3, 6, 12, 0, 0, DateTimeKind.Utc), new double[9]);
        for (var i = 0; i < 60; i++)
        {
            at += Now(0.05) ? TimeSpan.FromHours(Below(80)) : TimeSpan.FromMinutes(Below(15));
            if (Now(0.1))
            {
                var (act, choice, when) = (Below(3), draw.NextDouble(), at);
                var (key, until) = (Now(0.3) ? "m" : $"m/{policy.Rules[Below(policy.Rules.Count)].Name}", when.AddMinutes(1 + Below(100)));
                steps.Add(act switch
                {
                    0 => engine => engine.Standing.Where(s => s.To == AlertState.Firing).ToArray() is { Length: > 0 } firing && firing[(int)(choice * firing.Length)] is var chosen ? engine.Acknowledge(chosen.Key, "anna", when) : [],
                    1 => engine => engine.Silence(key, "ben", when, until > when ? until : when.AddMinutes(1), "drawn"),
                    _ => engine => engine.Silences.Count > 0 ? engine.Unsilence(engine.Silences[0].Key, "ben") : [],
                });
                readings.Add(null);
                continue;
            }
            for (var k = 0; k < 9; k++) levels[k] = Math.Clamp(levels[k] + Below(7) - 3, -9, 9);
            var time = Now(0.05) ? at.AddMinutes(-Below(30)) : at;
            Measurement[] measured = [.. Enumerable.Range(0, 9).Where(_ => Now(0.85)).Select(k => (Now(0.08) ? Measurement.Missing(Metrics[k / 3], "drawn") : new Measurement(Metrics[k / 3], Now(0.01) ? double.PositiveInfinity : levels[k])) with { Of = Columns[k % 3], Count = 1 + Below(4) })];
            steps.Add(engine => engine.Advance(time, measured));
            readings.Add((time, measured));
        }
        return new(policy, steps, readings);
    }

    static void ForAll(Action<Case> law, int tests = 60, int campaign = 400) => Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed => law(Draw(seed)))
        .Check(Config.QuickThrowOnFailure.WithMaxTest(Campaign.Size("ALERTS", tests, campaign)));

    [Fact]
    public void Transitions_of_a_key_form_a_legal_path() => ForAll(c =>
    {
        var engine = new AlertEngine("m", c.Policy, Market);
        List<AlertTransition> all = [];
        foreach (var step in c.Steps) all.AddRange(step(engine));
        Assert.Equal(Enumerable.Range(1, all.Count).Select(n => (long)n), all.Select(t => t.Number));
        for (var i = 1; i < all.Count; i++) Assert.True(all[i].At >= all[i - 1].At);
        foreach (var path in all.GroupBy(t => t.Key))
        {
            AlertTransition? last = null;
            foreach (var t in path)
            {
                Assert.Equal(last is { Stands: true } ? last.To : AlertState.Inactive, t.From);
                Assert.Contains((t.From, t.To), new[] { (AlertState.Inactive, AlertState.Pending), (AlertState.Inactive, AlertState.Firing), (AlertState.Pending, AlertState.Firing), (AlertState.Pending, AlertState.Inactive), (AlertState.Firing, AlertState.Firing), (AlertState.Firing, AlertState.Resolved) });
                Assert.Equal(t.From == AlertState.Firing || t.To == AlertState.Firing, t.FiringSince is not null);
                if (t.From == t.To) Assert.NotEqual((last!.Severity, last.Muted, last.AcknowledgedBy, last.EscalatedTo, last.Evidence.Exists), (t.Severity, t.Muted, t.AcknowledgedBy, t.EscalatedTo, t.Evidence.Exists));
                Assert.NotEmpty(t.Because);
                last = t;
            }
        }
    });

    [Fact]
    public void What_stands_is_what_the_transitions_leave() => ForAll(c =>
    {
        var engine = new AlertEngine("m", c.Policy, Market);
        List<AlertTransition> all = [];
        foreach (var step in c.Steps)
        {
            all.AddRange(step(engine));
            Assert.Equal(AlertTransition.Standing(all), engine.Standing);
            foreach (var firing in engine.Standing.Where(s => s.To == AlertState.Firing))
                if (c.Policy.Rules.Single(r => r.Name == firing.Rule).DependsOn.Any(d => engine.Standing.Any(s => s.Rule == d && s.To == AlertState.Firing))) Assert.NotNull(firing.Muted);
        }
    });

    [Fact]
    public void Save_and_restore_at_any_point_change_nothing() => ForAll(c =>
    {
        var (whole, split) = (new AlertEngine("m", c.Policy, Market), new AlertEngine("m", c.Policy, Market));
        foreach (var step in c.Steps)
        {
            split = AlertEngine.Restore("m", c.Policy, Market, split.Save());
            Assert.Equal(step(whole).Select(t => JsonFormat.Write(t)), step(split).Select(t => JsonFormat.Write(t)));
            Assert.Equal(whole.Save(), split.Save());
        }
    }, 30, 200);

    [Fact]
    public void No_alert_is_resolved_and_begins_again_within_its_exit_band() => ForAll(c =>
    {
        var engine = new AlertEngine("m", c.Policy, Market);
        foreach (var (step, reading) in c.Steps.Zip(c.Readings))
            foreach (var t in step(engine))
            {
                var rule = c.Policy.Rules.Single(r => r.Name == t.Rule);
                var sign = rule.Rising ? 1 : -1;
                if (t.From == AlertState.Inactive) Assert.True(sign * t.Evidence.Value > sign * rule.Enter);
                if (t.To == AlertState.Resolved) Assert.True(sign * t.Evidence.Value <= sign * (rule.Exit ?? rule.Enter));
                if (t.To == AlertState.Resolved || t.From == AlertState.Inactive) // and only a measurement of this reading does either
                    Assert.Contains(reading!.Value.Measurements, m => m.Metric == rule.Metric && m.Of == t.Of && m.Exists && m.Count >= rule.MinimumCount);
            }
    });

    [Fact]
    public void Who_was_told_that_an_alert_fires_is_told_that_it_ended_and_nobody_else() => ForAll(c =>
    {
        var engine = new AlertEngine("m", c.Policy, Market);
        HashSet<string> told = [];
        foreach (var step in c.Steps)
            foreach (var t in step(engine))
            {
                if (t.To == AlertState.Firing && t.Muted is null) told.Add(t.Key);
                if (t.To == AlertState.Resolved) Assert.Equal(told.Remove(t.Key), t.Muted is null);
            }
    });

    [Fact]
    public void The_order_of_measurements_does_not_matter() => ForAll(c =>
    {
        var (a, b) = (new AlertEngine("m", c.Policy, Market), new AlertEngine("m", c.Policy, Market));
        foreach (var reading in c.Readings.OfType<(DateTime At, Measurement[] Measurements)>())
            Assert.Equal(a.Advance(reading.At, reading.Measurements), b.Advance(reading.At, [.. reading.Measurements.Reverse()]));
    });

    /// <summary>The rule read off the whole past at once: the condition by its band, then how long it has held and how long it has ended.</summary>
    [Fact]
    public void A_rule_by_itself_does_what_its_words_say() => Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed =>
    {
        var draw = new ModelOpsLab.Statistics.DeterministicRandom((ulong)seed);
        var (hold, keep, exit) = ((int)(draw.NextDouble() * 5), (int)(draw.NextDouble() * 5), 10 - (int)(draw.NextDouble() * 4));
        double[] values = [.. Enumerable.Range(0, 80).Select(_ => 6 + Math.Floor(draw.NextDouble() * 8))];
        var run = new AlertRun(AlertRun.Policy(AlertRun.Rule(exit: exit, minutes: hold, keep: keep)));
        var fires = false;
        for (var i = 0; i < values.Length; i++)
        {
            run.At(i, AlertRun.Of("loss", values[i]));
            // it holds at i where the last value outside of the band, or the first ever, lay beyond enter
            bool Holds(int at) => Enumerable.Range(0, at + 1).Reverse().Select(k => values[k] > 10 ? 1 : values[k] <= exit ? 0 : -1).FirstOrDefault(s => s >= 0, 0) == 1;
            var held = Enumerable.Range(0, i + 1).Reverse().TakeWhile(Holds).Count();
            var ended = Enumerable.Range(0, i + 1).Reverse().TakeWhile(k => values[k] <= exit).Count();
            fires = fires ? ended == 0 || ended - 1 < keep : held > hold;
            Assert.Equal(fires, run.Engine.Standing.Any(s => s.To == AlertState.Firing));
        }
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(100));
}
