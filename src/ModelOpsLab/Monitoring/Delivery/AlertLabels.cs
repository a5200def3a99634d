using System.Globalization;
using System.Text;
using ModelOpsLab.Reporting;

namespace ModelOpsLab.Monitoring;

/// <summary>Labels and annotations of an alert, as Prometheus and Alertmanager name them. Labels say which alert it is; a label without value is left out.</summary>
static class AlertLabels
{
    /// <summary>alertname, model, of, severity, owner, group, escalated_to: in the order of their names. An escalation is an alert of its own, so that it can be routed to others.</summary>
    public static SortedDictionary<string, string> Of(AlertTransition transition)
    {
        var labels = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["alertname"] = transition.Rule,
            ["model"] = transition.Model,
            ["severity"] = transition.Severity.ToString().ToLower(CultureInfo.InvariantCulture),
            ["group"] = ChannelSender.GroupOf(transition),
        };
        if (transition.Of.Length > 0) labels["of"] = transition.Of;
        if (transition.Owner.Length > 0) labels["owner"] = transition.Owner;
        if (transition.EscalatedTo is { Length: > 0 } other) labels["escalated_to"] = other;
        return labels;
    }

    /// <summary>Why, the number that is the evidence, and where it is written what to do.</summary>
    public static SortedDictionary<string, string> Annotations(AlertTransition transition)
    {
        var annotations = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["summary"] = transition.Because,
            ["metric"] = transition.Evidence.Metric,
            ["value"] = transition.Evidence.Text,
            ["count"] = transition.Evidence.Count.ToString(CultureInfo.InvariantCulture),
            ["transition"] = transition.Number.ToString(CultureInfo.InvariantCulture),
        };
        if (transition.Runbook.Length > 0) annotations["runbook_url"] = transition.Runbook;
        if (transition.AcknowledgedBy is { Length: > 0 } by) annotations["acknowledged_by"] = by;
        if (transition.Muted is { } muted) annotations["muted"] = muted;
        return annotations;
    }

    /// <summary>Alertmanager's own name of an alert: the 64-bit FNV-1a hash of names and values, each ended by a byte 255, in hexadecimal.</summary>
    public static string Fingerprint(SortedDictionary<string, string> labels)
    {
        var hash = 14695981039346656037UL;
        foreach (var text in labels.SelectMany(l => new[] { l.Key, l.Value }))
            foreach (var b in Encoding.UTF8.GetBytes(text).Append((byte)255)) hash = (hash ^ b) * 1099511628211UL;
        return hash.ToString("x16", CultureInfo.InvariantCulture);
    }

    /// <summary>A time as RFC 3339 has it; year 1 where there is none.</summary>
    public static string Time(DateTime? time) => (time ?? default).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
