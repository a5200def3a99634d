using ModelOpsLab.Data;
using ModelOpsLab.Monitoring;
using ModelOpsLab.Registry;
using ModelOpsLab.Reporting;

namespace ModelOpsLab.Live;

/// <summary>When people are told of a model: the rules of <c>modelops.json</c>, over those that follow from the limits of monitoring.</summary>
public static class DeclaredAlerts
{
    /// <summary>What may page: harm to money, and an input that is not there. Everything else opens a ticket, however far it is from normal.</summary>
    static readonly string[] Harm =
    [
        "performance_q", "loss_excess", "max_drawdown", "drawdown_live_excess", "loss_evidence", "error_evidence", "slippage_excess", "cost_excess",
        "column_absent", "wrong_type", "no_values", "required_missing", "jump_reach", "input_stale", "disk_free", "memory_share", "host_unreachable",
    ];

    /// <summary>While these fire, the data are not what the others are measured from: no other tells.</summary>
    static readonly string[] Feed = ["input-stale", "column-absent", "no-values"];

    /// <summary>A ticket that says of a loss what its page says louder.</summary>
    const string Ticket = "performance-q", Page = "loss-excess";

    /// <summary>The policy that holds for a model, and its market.</summary>
    /// <param name="workspace">Where it is declared.</param>
    /// <param name="model">Its declaration.</param>
    /// <param name="thresholds">Limits of monitoring that hold for it.</param>
    public static (AlertPolicy Policy, MarketCalendar Calendar) Of(Workspace workspace, ModelDefinition model, IReadOnlyList<Threshold> thresholds)
    {
        var declared = workspace.AlertsOf(model);
        string[] names = [.. thresholds.Select(NameOf).Except(declared.Without)];
        var policy = declared.Defaults ? declared.Over(new() { Rules = [.. thresholds.Select(t => RuleOf(t, model.Card.Owner ?? "", names))] }) with { Without = [] } : declared; // what is left out was checked when the file was read
        return (policy, workspace.CalendarOf(model));
    }

    /// <summary>Names of the rules that hold for a model.</summary>
    /// <param name="workspace">Where it is declared.</param>
    /// <param name="model">Its declaration.</param>
    public static IReadOnlyList<string> RulesOf(Workspace workspace, ModelDefinition model) =>
        [.. Of(workspace, model, LimitsOf(StreamLimits.Of(new() { Thresholds = model.Thresholds }))).Policy.Rules.Select(r => r.Name)];

    /// <summary>Limits of a stream with those of its input and of the machine; an owner's limit on one of these metrics goes before.</summary>
    internal static IReadOnlyList<Threshold> LimitsOf(IReadOnlyList<Threshold> stream) =>
        [.. stream.Append(Threshold.Above("input_faults", 0, null, "lines of the input that could not be read, or not all of them")).Concat(SystemResources.Limits).DistinctBy(t => (t.Metric, t.Bad))];

    static string NameOf(Threshold threshold) => DefaultAlertRules.NameOf(threshold.Metric);

    /// <summary>A limit as a rule. An alert ends where the value is back past the limit's exit level; where it has none, a fifth better than the limit, and a probability at twice it: what hovers about a limit does not flap.</summary>
    static AlertRule RuleOf(Threshold t, string owner, string[] names)
    {
        var pages = Harm.Contains(t.Metric, StringComparer.Ordinal);
        var (enter, critical) = (t.Warning ?? t.Critical!.Value, pages && t.Warning is not null ? t.Critical : null);
        return new()
        {
            Name = NameOf(t),
            Metric = t.Metric,
            Bad = t.Bad,
            Enter = enter,
            Exit = (t.Warning is null ? t.CriticalExit : t.WarningExit) ?? Better(enter, t),
            Critical = critical,
            CriticalExit = critical is { } c ? t.CriticalExit ?? Better(c, t) : null,
            MinimumCount = t.MinimumCount,
            Severity = pages && t.Warning is null ? Severity.Critical : Severity.Warning,
            Owner = owner,
            DependsOn = [.. Feed.Append(NameOf(t) == Ticket ? Page : "").Intersect(names).Where(_ => !Feed.Contains(NameOf(t)) && SystemResources.Limits.All(l => l.Metric != t.Metric))],
            Because = t.Because,
        };
    }

    static double Better(double level, Threshold t) => t.Metric.EndsWith("_q", StringComparison.Ordinal) ? Math.Min(1, 2 * level) : level - (t.Bad == Side.Above ? 1 : -1) * Math.Abs(level) / 5;
}
