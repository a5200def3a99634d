namespace ModelOpsLab.Trading;

/// <summary>How a prediction becomes a position.</summary>
public enum PositionSizing
{
    /// <summary>Only the sign of the prediction counts.</summary>
    Sign,
    /// <summary>The prediction over <see cref="PaperTradingPolicy.PredictionScale"/>, cut at −1 and 1.</summary>
    Proportional,
}

/// <summary>The rules of paper trading: what risk to hold for a prediction, and what moving costs.</summary>
/// <remarks>Position = signal × min(<see cref="MaximumLeverage"/>, <see cref="VolatilityTarget"/> / (forecast volatility · √P)), a fraction of capital.</remarks>
public sealed record PaperTradingPolicy
{
    /// <summary>Annual volatility a full signal is sized to, a fraction; 0.10 by default.</summary>
    public double VolatilityTarget { get; init => field = Positive(value, nameof(VolatilityTarget)); } = 0.10;

    /// <summary>Largest size of the position over capital; 1 by default.</summary>
    public double MaximumLeverage { get; init => field = Positive(value, nameof(MaximumLeverage)); } = 1;

    /// <summary>Cost of one unit of turnover, a fraction: 0.0001 is one basis point, the default.</summary>
    public double CostPerTurnover { get; init => field = NotNegative(value, nameof(CostPerTurnover)); } = 0.0001;

    /// <summary>How the prediction becomes a signal; its sign by default.</summary>
    public PositionSizing Sizing { get; init; } = PositionSizing.Sign;

    /// <summary>Prediction that makes a full signal under <see cref="PositionSizing.Proportional"/>: its standard deviation in training, say. 1 by default.</summary>
    public double PredictionScale { get; init => field = Positive(value, nameof(PredictionScale)); } = 1;

    /// <summary>A change of position of this size or less is not traded, unless it closes or turns the position; 0 by default.</summary>
    public double NoTradeBand { get; init => field = NotNegative(value, nameof(NoTradeBand)); }

    /// <summary>What annualises the forecast volatility; 252 sessions by default.</summary>
    public TradingCalendar Calendar { get; init; } = TradingCalendar.Daily;

    /// <summary>The position for one row, before the no-trade band; 0 where the prediction or the volatility is missing or the volatility is not positive.</summary>
    /// <param name="prediction">Of the session's return.</param>
    /// <param name="volatility">Forecast for the session, per period, not annual.</param>
    public double Position(double prediction, double volatility)
    {
        if (!double.IsFinite(prediction) || !(double.IsFinite(volatility) && volatility > 0)) return 0;
        var signal = Sizing == PositionSizing.Sign ? Math.Sign(prediction) : Math.Clamp(prediction / PredictionScale, -1, 1);
        return signal * Math.Min(MaximumLeverage, VolatilityTarget / (volatility * Math.Sqrt(Calendar.PeriodsPerYear)));
    }

    /// <summary>The position held for a row, after the no-trade band: a smaller change than that is not traded unless it closes or turns the position.</summary>
    /// <param name="prediction">Of the session's return.</param>
    /// <param name="volatility">Forecast for the session, per period, not annual.</param>
    /// <param name="before">Position held before the row.</param>
    public double Held(double prediction, double volatility, double before)
    {
        var wanted = Position(prediction, volatility);
        return Math.Sign(wanted) != Math.Sign(before) || Math.Abs(wanted - before) > NoTradeBand ? wanted : before;
    }

    static double Positive(double value, string name) => double.IsFinite(value) && value > 0
        ? value : throw new ArgumentOutOfRangeException(name, value, $"{name} must be a positive number.");

    static double NotNegative(double value, string name) => double.IsFinite(value) && value >= 0
        ? value : throw new ArgumentOutOfRangeException(name, value, $"{name} must be zero or a positive number.");
}
