using ModelOpsLab.Reporting;

namespace ModelOpsLab.Trading;

/// <summary>Positions, returns and costs of paper trading, one of each a row.</summary>
/// <param name="Policy">The rules that were applied.</param>
/// <param name="Dates">Session of each row.</param>
/// <param name="Position">Held during the session, a fraction of capital.</param>
/// <param name="Gross">Position × return of the session; NaN where the return is missing.</param>
/// <param name="Cost">Cost of moving to the position, a fraction of capital, not negative.</param>
/// <param name="Net">Gross less cost; NaN where the return is missing.</param>
/// <param name="Turnover">Size of the change of position.</param>
public sealed record PaperTradingResult(PaperTradingPolicy Policy, IReadOnlyList<DateTime> Dates, double[] Position, double[] Gross, double[] Cost, double[] Net, double[] Turnover)
{
    /// <summary>Return of the asset in each session, as given.</summary>
    public required double[] AssetReturn { get; init; }
    /// <summary>Rows without a finite prediction: the position is 0.</summary>
    public int MissingPredictions { get; init; }
    /// <summary>Rows with a prediction but without a positive forecast volatility: the position is 0.</summary>
    public int MissingVolatilities { get; init; }
    /// <summary>Rows without a realised return: they are in no return series.</summary>
    public int MissingReturns { get; init; }

    /// <summary>The net returns as a series; rows without a return are dropped and counted.</summary>
    public ReturnSeries Returns => ReturnSeries.Of(Dates, Net, Policy.Calendar);

    /// <summary>The round trips, net of costs.</summary>
    public IReadOnlyList<Trade> Trades(string asset) => Trading.Trades.FromPositions(Dates, asset, Position, AssetReturn, Cost);

    /// <summary>Turnover a year, in multiples of capital: <c>turnover</c>.</summary>
    public Measurement TurnoverPerYear => Measure("turnover", Sum(Turnover) / Policy.Calendar.Years(Math.Max(1, Dates.Count)), "a year");

    /// <summary>Sum of the costs over all rows, a fraction of capital: <c>cost</c>.</summary>
    public Measurement TotalCost => Measure("cost", Sum(Cost), "%");

    /// <summary>Share of rows with a position: <c>time_in_market</c>.</summary>
    public Measurement TimeInMarket => Measure("time_in_market", Dates.Count == 0 ? 0 : (double)Position.Count(p => p != 0) / Dates.Count, "%");

    /// <summary>Every number above.</summary>
    public IReadOnlyList<Measurement> Measurements => [TurnoverPerYear, TotalCost, TimeInMarket];

    Measurement Measure(string metric, double value, string unit) =>
        (Dates.Count > 0 ? new Measurement(metric, value) : Measurement.Missing(metric, "there are no rows")) with { Count = Dates.Count, Unit = unit };

    static double Sum(double[] values)
    {
        double sum = 0;
        foreach (var v in values) sum += v;
        return sum;
    }
}
