namespace ModelOpsLab.Monitoring;

/// <summary>Where an alert stands.</summary>
public enum AlertState
{
    /// <summary>Its condition does not hold.</summary>
    Inactive,
    /// <summary>Its condition holds, not yet for as long as the rule asks.</summary>
    Pending,
    /// <summary>It has been raised.</summary>
    Firing,
    /// <summary>It was raised, and its condition has ended.</summary>
    Resolved,
}
