using ModelOpsLab.Data;

namespace ModelOpsLab.Trading;

/// <summary>What a loss budget is made of: per session, or per session and asset, what was held, moved and paid, and what the account says of each session.</summary>
/// <remarks>All arrays have one number a row. Positions, costs and slippage are fractions of capital, so that rows of one session add up to its return.</remarks>
public sealed record BudgetRows
{
    /// <summary>Session of each row, not descending; the rows of one session are its assets.</summary>
    public required IReadOnlyList<DateTime> Dates { get; init; }
    /// <summary>Position held during the session; NaN where it is unknown.</summary>
    public required IReadOnlyList<double> Position { get; init; }
    /// <summary>Return of the asset in the session; NaN where it is unknown.</summary>
    public required IReadOnlyList<double> Return { get; init; }
    /// <summary>Cost paid in the session, not negative for a cost; NaN counts as none and is left to the residual.</summary>
    public required IReadOnlyList<double> Cost { get; init; }
    /// <summary>Slippage paid in the session, where fills were recorded; null where none were.</summary>
    public IReadOnlyList<double>? Slippage { get; init; }
    /// <summary>Position that the policy asked for, where it is known apart from the one held; null where they are one.</summary>
    public IReadOnlyList<double>? Intended { get; init; }
    /// <summary>Return of each session by the account, net of everything.</summary>
    public required ReturnSeries Account { get; init; }

    /// <summary>The rows of a frame by the roles of its schema: target as the return of the asset, and the return of the account by session.</summary>
    /// <param name="rows">One row a session, or a panel.</param>
    /// <param name="position">Column of the position.</param>
    /// <param name="cost">Column of the cost.</param>
    /// <param name="account">Return of each session; that of the frame where null.</param>
    /// <exception cref="KeyNotFoundException">The schema names no target or return, or a column is absent.</exception>
    public static BudgetRows Of(Frame rows, string position = "position", string cost = "cost", ReturnSeries? account = null) => new()
    {
        Dates = rows.Time,
        Position = rows[position].Span.ToArray(),
        Return = rows[rows.Schema.Target ?? throw new KeyNotFoundException("The schema names no target column: set Schema.Target.")].Span.ToArray(),
        Cost = rows[cost].Span.ToArray(),
        Account = account ?? ReturnSeries.Of(rows),
    };
}
