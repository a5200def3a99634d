namespace ModelOpsLab.Monitoring;

/// <summary>How long the stretches of a series are.</summary>
public enum Resolution
{
    /// <summary>A minute; or several that make up an hour, where a monitor reads off that often: they are known by the minute in which they begin.</summary>
    Minute,
    /// <summary>An hour, UTC; or several that make up a day, known by the hour in which they begin.</summary>
    Hour,
    /// <summary>A day, UTC.</summary>
    Day,
}
