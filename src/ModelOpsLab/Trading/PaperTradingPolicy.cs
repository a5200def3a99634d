namespace ModelOpsLab.Trading;

/// <summary>How a prediction becomes a position.</summary>
public enum PositionSizing
{
    /// <summary>Only the sign of the prediction counts.</summary>
    Sign,
    /// <summary>The prediction over <see cref="PaperTradingPolicy.PredictionScale"/>, cut at −1 and 1.</summary>
    Proportional,
    /// <summary>Of a panel: each prediction less the mean of its session, over the sum of the sizes of those differences. What is bought is sold of other assets.</summary>
    CrossSection,
}

/// <summary>The rules of paper trading: what risk to hold for a prediction, and what moving costs.</summary>
/// <remarks>
/// Position = signal × min(<see cref="MaximumLeverage"/>, <see cref="VolatilityTarget"/> / (forecast volatility · √P)), a fraction of capital. Across assets the signals of a session are weights w
/// whose sizes add up to 1, and their forecast volatility is √Σ(wᵢσᵢ)², as if assets moved each for itself. A book that buys as
/// much as it sells of assets that rise and fall together risks less than that, and so stays somewhat below its target.
/// </remarks>
public sealed record PaperTradingPolicy
{
    /// <summary>Predictions that differ from their mean by no more than this share of the largest are equal to it, but for rounding.</summary>
    const double Rounding = 1e-12;

    /// <summary>Annual volatility a full signal is sized to, a fraction; 0.10 by default.</summary>
    public double VolatilityTarget { get; init => field = Positive(value, nameof(VolatilityTarget)); } = 0.10;

    /// <summary>Largest size of the position over capital, of a book across assets the sum of its sizes; 1 by default.</summary>
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
    /// <exception cref="InvalidOperationException">The policy sizes across assets: one alone has no position.</exception>
    public double Position(double prediction, double volatility)
    {
        if (Sizing == PositionSizing.CrossSection) throw new InvalidOperationException("A policy that sizes across assets has no position for one of them alone: run the panel, or choose sign or proportional.");
        if (!IsSized(prediction, volatility)) return 0;
        var signal = Sizing == PositionSizing.Sign ? Math.Sign(prediction) : Math.Clamp(prediction / PredictionScale, -1, 1);
        return signal * Leverage(volatility);
    }

    /// <summary>The positions of one session across assets, before the no-trade band: 0 for an asset without a prediction or a volatility, and for all where fewer than two have both or all predictions are equal.</summary>
    internal double[] Positions(ReadOnlySpan<double> prediction, ReadOnlySpan<double> volatility)
    {
        var positions = new double[prediction.Length];
        double largest = 0, mean = 0, gross = 0, variance = 0;
        var count = 0;
        for (var i = 0; i < positions.Length; i++)
        {
            if (!IsSized(prediction[i], volatility[i])) continue;
            largest = Math.Max(largest, Math.Abs(prediction[i]));
            count++;
        }
        if (count < 2 || largest == 0) return positions;
        var unit = -Math.ILogB(largest); // a power of two: predictions as large as a number can be have a sum
        for (var i = 0; i < positions.Length; i++)
            if (IsSized(prediction[i], volatility[i])) mean += Math.ScaleB(prediction[i], unit);
        mean /= count;
        for (var i = 0; i < positions.Length; i++)
        {
            if (!IsSized(prediction[i], volatility[i])) continue;
            var difference = Math.ScaleB(prediction[i], unit) - mean;
            if (Math.Abs(difference) <= Rounding) continue;
            positions[i] = difference;
            gross += Math.Abs(difference);
        }
        if (gross == 0) return positions;
        for (var i = 0; i < positions.Length; i++)
        {
            positions[i] /= gross;
            if (positions[i] != 0) variance += positions[i] * positions[i] * volatility[i] * volatility[i];
        }
        var leverage = Leverage(Math.Sqrt(variance));
        for (var i = 0; i < positions.Length; i++) positions[i] *= leverage;
        return positions;
    }

    static bool IsSized(double prediction, double volatility) => double.IsFinite(prediction) && double.IsFinite(volatility) && volatility > 0;

    double Leverage(double volatility) => Math.Min(MaximumLeverage, VolatilityTarget / (volatility * Math.Sqrt(Calendar.PeriodsPerYear)));

    /// <summary>The position held for a row, after the no-trade band: a smaller change than that is not traded unless it closes or turns the position.</summary>
    /// <param name="prediction">Of the session's return.</param>
    /// <param name="volatility">Forecast for the session, per period, not annual.</param>
    /// <param name="before">Position held before the row.</param>
    public double Held(double prediction, double volatility, double before) => Traded(Position(prediction, volatility), before);

    /// <summary>The position held where one is wanted: that before where the change lies in the no-trade band.</summary>
    internal double Traded(double wanted, double before) => Math.Sign(wanted) != Math.Sign(before) || Math.Abs(wanted - before) > NoTradeBand ? wanted : before;

    static double Positive(double value, string name) => double.IsFinite(value) && value > 0
        ? value : throw new ArgumentOutOfRangeException(name, value, $"{name} must be a positive number.");

    static double NotNegative(double value, string name) => double.IsFinite(value) && value >= 0
        ? value : throw new ArgumentOutOfRangeException(name, value, $"{name} must be zero or a positive number.");
}
