namespace ModelOpsLab.Registry;

/// <summary>What a review recommends, and what a committee decides.</summary>
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
    /// <summary>Data that cannot be relied on: they are corrected before anything is decided.</summary>
    Undecided,
    /// <summary>Risk is beyond its limit while the edge is not shown: trade smaller.</summary>
    Reduce,
    /// <summary>An earlier version is shown to be better on the same dates: go back to it.</summary>
    RollBack,
    /// <summary>Too few sessions to say; a verdict says how many more are needed.</summary>
    NotEnoughData,
}
