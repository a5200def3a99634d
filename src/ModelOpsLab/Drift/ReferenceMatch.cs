namespace ModelOpsLab.Drift;

/// <summary>Context of a row by which a period is matched with the reference, so that only what the context does not explain counts as drift.</summary>
public enum ReferenceMatch
{
    /// <summary>None: the period is compared with all of the reference.</summary>
    None,

    /// <summary>Day of the week, UTC.</summary>
    Weekday,

    /// <summary>Hour of the day, UTC.</summary>
    TimeOfDay,

    /// <summary>Month of the year, UTC.</summary>
    Month,

    /// <summary>Third of the reference in which the trailing volatility of the row lies: root mean square of the last 20 returns of the same asset, this row's included.</summary>
    VolatilityTercile,
}
