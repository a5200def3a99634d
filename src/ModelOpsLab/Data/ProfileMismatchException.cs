namespace ModelOpsLab.Data;

/// <summary>Two profiles do not describe the same columns in the same way, so that they cannot be merged.</summary>
public sealed class ProfileMismatchException(string column, string message) : ArgumentException(message)
{
    /// <summary>The first column that differs; empty where it is not a column.</summary>
    public string Column { get; } = column;
}
