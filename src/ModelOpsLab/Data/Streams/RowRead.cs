namespace ModelOpsLab.Data;

/// <summary>What <see cref="RowStream.Read"/> found.</summary>
public enum RowRead
{
    /// <summary>A row: it stands in <see cref="RowStream.Row"/>.</summary>
    Row,
    /// <summary>A line that could not be read, or not all of it: <see cref="RowStream.Fault"/> says why.</summary>
    Fault,
    /// <summary>Nothing now; more may come: <see cref="RowStream.WaitAsync"/>.</summary>
    Idle,
    /// <summary>Nothing more will come.</summary>
    End,
}
