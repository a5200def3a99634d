using ModelOpsLab.Reporting;

namespace ModelOpsLab.Live;

/// <summary>What is done about a check that fails before training or prediction.</summary>
public enum CheckPolicy
{
    /// <summary>The failed check is reported and work goes on.</summary>
    Warn,
    /// <summary>A critical check stops the work with an exception that holds its text.</summary>
    Refuse,
}

static class CheckPolicyRule
{
    /// <summary>Stops where the policy refuses and a check is critical.</summary>
    public static void Apply(this CheckPolicy policy, string what, IReadOnlyList<Report> checks)
    {
        if (policy == CheckPolicy.Refuse && checks.FirstOrDefault(c => c.Severity == Severity.Critical) is { } failed)
            throw new InvalidDataException($"{what}: {failed.Title.ToLowerInvariant()} is critical. {failed.Alerts[0].Message}. Correct the data, or choose the policy Warn to go on knowingly.");
    }
}
