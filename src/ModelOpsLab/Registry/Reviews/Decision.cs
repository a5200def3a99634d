using ModelOpsLab.Reporting;

namespace ModelOpsLab.Reviews;

/// <summary>What a review recommends.</summary>
public enum Decision
{
    /// <summary>Nothing that matters has changed.</summary>
    Keep,
    /// <summary>Keep, and look again before the next review.</summary>
    Watch,
    /// <summary>The model meets a world it was not trained on, or errs as it never did.</summary>
    Retrain,
    /// <summary>It loses more than it ever should.</summary>
    Stop,
    /// <summary>Too little data to say, or data that cannot be relied on.</summary>
    Undecided,
}

/// <summary>A decision, the severity it is shown with, and the reasons in the order they weighed.</summary>
public sealed record ReviewVerdict(Decision Decision, Severity Severity, IReadOnlyList<Point> Reasons)
{
    /// <summary>The decision in words.</summary>
    public string Headline => Decision switch
    {
        Decision.Keep => "Keep",
        Decision.Watch => "Keep, and watch",
        Decision.Retrain => "Retrain",
        Decision.Stop => "Stop",
        _ when Severity == Severity.Critical => "Not decided: correct the data first",
        _ => "Not enough data to decide",
    };
}
