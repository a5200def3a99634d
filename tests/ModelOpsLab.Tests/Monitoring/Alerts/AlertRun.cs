using ModelOpsLab.Data;
using ModelOpsLab.Monitoring;
using ModelOpsLab.Reporting;

namespace ModelOpsLab.Tests.Monitoring;

/// <summary>An engine that is fed minute by minute, or as a test says.</summary>
sealed class AlertRun(AlertPolicy policy, MarketCalendar? calendar = null)
{
    public static readonly DateTime Start = new(2020, 3, 2, 0, 0, 0, DateTimeKind.Utc);

    public AlertEngine Engine { get; private set; } = new("m", policy, calendar);
    public List<AlertTransition> All { get; } = [];

    public static AlertRule Rule(string name = "loss", string metric = "loss", double enter = 10, double? exit = null, int minutes = 0, int keep = 0, Severity severity = Severity.Warning) => new()
    {
        Name = name, Metric = metric, Enter = enter, Exit = exit, For = TimeSpan.FromMinutes(minutes), KeepFiringFor = TimeSpan.FromMinutes(keep), Severity = severity, Because = "for the test",
    };

    public static AlertPolicy Policy(params AlertRule[] rules) => new() { Rules = rules };

    public static Measurement Of(string metric, double value, string of = "", long count = 10) =>
        (double.IsNaN(value) ? Measurement.Missing(metric, "no rows") : new Measurement(metric, value)) with { Of = of, Count = count };

    public IReadOnlyList<AlertTransition> At(DateTime at, params Measurement[] measurements) => Kept(Engine.Advance(at, measurements));

    public IReadOnlyList<AlertTransition> At(double minute, params Measurement[] measurements) => At(Start.AddMinutes(minute), measurements);

    /// <summary>One value a minute of the metric <c>loss</c>, NaN for none; the steps as <c>minute:From>To</c>.</summary>
    public string Losses(params double[] values)
    {
        for (var i = 0; i < values.Length; i++) At(i, Of("loss", values[i]));
        return Steps;
    }

    public string Steps => string.Join(" ", All.Select(t => FormattableString.Invariant($"{(t.At - Start).TotalMinutes}:{t.From}>{t.To}")));

    public IReadOnlyList<AlertTransition> Kept(IReadOnlyList<AlertTransition> transitions)
    {
        All.AddRange(transitions);
        return transitions;
    }

    public void Restart(AlertPolicy? other = null, MarketCalendar? market = null) => Engine = AlertEngine.Restore("m", other ?? policy, market ?? calendar, Engine.Save());
}
