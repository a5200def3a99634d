namespace ModelOpsLab.Registry;

/// <summary>How often something is done, and how many days after its period it may still be done in time.</summary>
public sealed record ProcedureDefinition
{
    const int MostMonths = 120, MostDays = 366;

    /// <summary>Calendar months of a period; the first begins with the month in which the model first went live, or with the next where that was after the 15th.</summary>
    public required int EveryMonths { get; init => field = value is >= 1 and <= MostMonths ? value : throw new ArgumentOutOfRangeException(nameof(EveryMonths), value, $"everyMonths is {value}: 1 to {MostMonths}."); }

    /// <summary>Days after the end of a period in which it is still in time. Default 10.</summary>
    public int WithinDays { get; init => field = value is >= 0 and <= MostDays ? value : throw new ArgumentOutOfRangeException(nameof(WithinDays), value, $"withinDays is {value}: 0 to {MostDays}."); } = 10;
}
