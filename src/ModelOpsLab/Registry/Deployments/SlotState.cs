namespace ModelOpsLab.Registry;

/// <summary>Whether the version in a slot trades; the lower, the less it does.</summary>
public enum SlotState
{
    /// <summary>The fallback is served. It stays so until the slot is armed again.</summary>
    Halted,
    /// <summary>The model predicts, and positions may only become smaller.</summary>
    ReduceOnly,
    /// <summary>The model trades.</summary>
    Active,
}
