namespace ModelOpsLab.Monitoring;

/// <summary>How long the stretches of a series are.</summary>
public enum Resolution
{
    /// <summary>A minute.</summary>
    Minute,
    /// <summary>An hour, UTC.</summary>
    Hour,
    /// <summary>A day, UTC.</summary>
    Day,
}
