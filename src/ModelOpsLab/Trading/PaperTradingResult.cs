using ModelOpsLab.Reporting;

namespace ModelOpsLab.Trading;

/// <summary>Positions, returns and costs of paper trading, one of each a row.</summary>
/// <param name="Policy">The rules that were applied.</param>
/// <param name="Dates">Session of each row; the same for all assets of a panel.</param>
/// <param name="Position">Held during the session, a fraction of capital.</param>
/// <param name="Gross">Position × return of the session; NaN where the return is missing.</param>
/// <param name="Cost">Cost of moving to the position, a fraction of capital, not negative.</param>
/// <param name="Net">Gross less cost; NaN where the return is missing.</param>
/// <param name="Turnover">Size of the change of position.</param>
public sealed record PaperTradingResult(PaperTradingPolicy Policy, IReadOnlyList<DateTime> Dates, double[] Position, double[] Gross, double[] Cost, double[] Net, double[] Turnover)
{
    /// <summary>Asset of each row of a panel; null where there is one asset.</summary>
    public IReadOnlyList<string>? Assets { get; init; }
    /// <summary>Return of the asset in each session, as given.</summary>
    public required double[] AssetReturn { get; init; }
    /// <summary>Rows without a finite prediction: the position is 0.</summary>
    public int MissingPredictions { get; init; }
    /// <summary>Rows with a prediction but without a positive forecast volatility: the position is 0.</summary>
    public int MissingVolatilities { get; init; }
    /// <summary>Rows without a realised return: they are in no return series.</summary>
    public int MissingReturns { get; init; }

    /// <summary>The net returns of the book as a series, in a panel the sum over the assets of each session; sessions without a return are dropped and counted.</summary>
    /// <remarks>A session in which a held asset has no return has none either: the part that is known is not the book's return.</remarks>
    public ReturnSeries Returns
    {
        get
        {
            if (Assets is null) return ReturnSeries.Of(Dates, Net, Policy.Calendar);
            List<DateTime> sessions = [];
            List<double> totals = [];
            for (var row = 0; row < Net.Length; row++)
            {
                if (row == 0 || Dates[row] != Dates[row - 1])
                {
                    sessions.Add(Dates[row]);
                    totals.Add(0);
                }
                totals[^1] += Position[row] == 0 ? -Cost[row] : Net[row];
            }
            return ReturnSeries.Of(sessions, [.. totals], Policy.Calendar);
        }
    }

    /// <summary>The round trips of an asset, net of costs: of a panel the one that is named, of one asset all, under the name given.</summary>
    /// <exception cref="KeyNotFoundException">The panel has no such asset.</exception>
    public IReadOnlyList<Trade> Trades(string asset)
    {
        if (Assets is null) return Trading.Trades.FromPositions(Dates, asset, Position, AssetReturn, Cost);
        int[] rows = [.. Enumerable.Range(0, Dates.Count).Where(row => Assets[row] == asset)];
        if (rows.Length == 0) throw new KeyNotFoundException($"No asset '{asset}' was traded. There are: {string.Join(", ", Assets.Distinct().Order(StringComparer.Ordinal))}.");
        double[] Of(double[] values) => Array.ConvertAll(rows, row => values[row]);
        return Trading.Trades.FromPositions(Array.ConvertAll(rows, row => Dates[row]), asset, Of(Position), Of(AssetReturn), Of(Cost));
    }

    /// <summary>Turnover a year, in multiples of capital: <c>turnover</c>.</summary>
    public Measurement TurnoverPerYear => Measure("turnover", Sum(Turnover) / Policy.Calendar.Years(Math.Max(1, Sessions)), "a year");

    /// <summary>Sum of the costs over all rows, a fraction of capital: <c>cost</c>.</summary>
    public Measurement TotalCost => Measure("cost", Sum(Cost), "%");

    /// <summary>Share of sessions with a position: <c>time_in_market</c>.</summary>
    public Measurement TimeInMarket => Measure("time_in_market", Dates.Count == 0 ? 0 : (double)InMarket / Sessions, "%");

    /// <summary>Every number above.</summary>
    public IReadOnlyList<Measurement> Measurements => [TurnoverPerYear, TotalCost, TimeInMarket];

    int InMarket => Assets is null ? Position.Count(p => p != 0) : Dates.Where((_, row) => Position[row] != 0).Distinct().Count();

    int Sessions => Assets is null ? Dates.Count : Dates.Distinct().Count();

    Measurement Measure(string metric, double value, string unit) =>
        (Dates.Count > 0 ? new Measurement(metric, value) : Measurement.Missing(metric, "there are no rows")) with { Count = Sessions, Unit = unit };

    static double Sum(double[] values)
    {
        double sum = 0;
        foreach (var v in values) sum += v;
        return sum;
    }
}
