using ModelOpsLab.Registry;
using ModelOpsLab.Reporting;

namespace ModelOpsLab.Reviews;

/// <summary>Whether the expected gain of an action came: its metric, measured again, against the target.</summary>
/// <param name="Came">Whether it came; null where that cannot be measured.</param>
/// <param name="Now">The measurement now; null where there is none.</param>
/// <param name="Because">Why it cannot be measured; null where it can.</param>
public sealed record GainFinding(bool? Came, Measurement? Now, string? Because)
{
    /// <summary>Measures again.</summary>
    /// <param name="action">The action.</param>
    /// <param name="now">What the review of now measured.</param>
    public static GainFinding Of(TrackedAction action, IReadOnlyList<ReviewFact> now)
    {
        if (action.Action.Gain is not { } gain) return new(null, null, action.Action.NoGain ?? "no gain was expected in a number");
        var found = now.FirstOrDefault(f => f.Measurement.Metric == gain.Metric && f.Measurement.Of == gain.Of && (gain.Report.Length == 0 || f.Report == gain.Report))?.Measurement;
        var name = gain.Of.Length == 0 ? gain.Metric : $"{gain.Metric} of {gain.Of}";
        return found is null ? new(null, null, $"{name} is not measured by this review")
            : !found.Exists ? new(null, found, $"{name}: {found.Because}")
            : new(gain.IsMetBy(found.Value), found, null);
    }
}
