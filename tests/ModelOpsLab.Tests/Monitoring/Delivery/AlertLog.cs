using System.Diagnostics;
using ModelOpsLab.Monitoring;
using ModelOpsLab.Reporting;

namespace ModelOpsLab.Tests.Monitoring;

/// <summary>Transitions of alerts in memory, and the places of channels: what a store is to delivery.</summary>
sealed class AlertLog
{
    readonly Lock _gate = new();
    readonly List<AlertTransition> _transitions = [];
    readonly Dictionary<string, long> _next = [];

    public const string Model = "spx-momentum";
    public static DateTime Start { get; } = new(2020, 2, 24, 14, 30, 0, DateTimeKind.Utc);

    /// <summary>Called before the source is read or a place is kept: throws where the store is to fail.</summary>
    public Action Trouble { get; set; } = () => { };

    public DeliverySource Source => new(Read, channel => { lock (_gate) return _next.GetValueOrDefault(channel); }, (channel, next) =>
    {
        Trouble();
        lock (_gate) _next[channel] = next;
    });

    public IReadOnlyList<AlertTransition> All { get { lock (_gate) return [.. _transitions]; } }

    public long Next(string channel) { lock (_gate) return _next.GetValueOrDefault(channel); }

    public void Forget(string channel) { lock (_gate) _next[channel] = 1; }

    /// <summary>Appends with the numbers that come next; returns the last.</summary>
    public long Add(params IEnumerable<AlertTransition> transitions)
    {
        lock (_gate)
        {
            foreach (var transition in transitions) _transitions.Add(transition with { Number = _transitions.Count + 1 });
            return _transitions.Count;
        }
    }

    IReadOnlyList<AlertTransition> Read(long after, int most)
    {
        Trouble();
        lock (_gate) return [.. _transitions.Skip((int)after).Take(most)];
    }

    public static AlertTransition Pending(string rule) => Step(rule, AlertState.Inactive, AlertState.Pending);
    public static AlertTransition Firing(string rule, string of = "", Severity severity = Severity.Critical, string? muted = null, DateTime? at = null) =>
        Step(rule, AlertState.Pending, AlertState.Firing, of, severity, muted, at) with { FiringSince = at ?? Start };
    public static AlertTransition Changed(string rule, string of = "", Severity severity = Severity.Critical, string? muted = null, DateTime? since = null) =>
        Step(rule, AlertState.Firing, AlertState.Firing, of, severity, muted, (since ?? Start).AddMinutes(10)) with { FiringSince = since ?? Start };
    public static AlertTransition Resolved(string rule, string of = "", Severity severity = Severity.Critical, string? muted = null, DateTime? since = null) =>
        Step(rule, AlertState.Firing, AlertState.Resolved, of, severity, muted, (since ?? Start).AddHours(1)) with { FiringSince = since ?? Start };

    static AlertTransition Step(string rule, AlertState from, AlertState to, string of = "", Severity severity = Severity.Critical, string? muted = null, DateTime? at = null) => new()
    {
        Number = 0,
        At = at ?? Start,
        Model = Model,
        Rule = rule,
        Of = of,
        From = from,
        To = to,
        Severity = severity,
        Evidence = new("max_drawdown", -0.12) { Of = of, Count = 250, Unit = "%" },
        Because = "drawdown of 12 % is beyond the limit of 10 %",
        Owner = "desk-7",
        Runbook = "https://runbooks.invalid/drawdown",
        Group = "risk",
        Muted = muted,
    };

    /// <summary>Waits until something holds; fails after 20 seconds, with what was to be seen.</summary>
    public static void Eventually(Func<bool> holds, Func<string> seen)
    {
        var since = Stopwatch.StartNew();
        while (!holds())
        {
            if (since.Elapsed.TotalSeconds > 20) Assert.Fail($"It did not come to hold within 20 s: {seen()}");
            Thread.Sleep(10);
        }
    }
}
