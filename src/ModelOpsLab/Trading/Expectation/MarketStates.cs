using ModelOpsLab.Statistics;

namespace ModelOpsLab.Trading;

/// <summary>What a <see cref="RegimeState"/> is a state of.</summary>
public enum RegimeKind
{
    /// <summary>Standard deviation of the market's last returns.</summary>
    Volatility,
    /// <summary>Compounded return of the market over the last sessions.</summary>
    Trend,
    /// <summary>How far the market stands under its high.</summary>
    Drawdown,
}

/// <summary>The market's trailing volatility, trend and drawdown as they were known before a session: nothing of the session itself.</summary>
sealed class MarketStates
{
    readonly ReturnSeries _market;
    readonly double[] _wealth;
    readonly RegimeOptions _options;

    public MarketStates(ReturnSeries market, RegimeOptions options)
    {
        (_market, _options) = (market, options);
        _wealth = new double[market.Count + 1];
        _wealth[0] = 1;
        for (var i = 0; i < market.Count; i++) _wealth[i + 1] = _wealth[i] * (1 + market.Values[i]);
    }

    /// <summary>Returns that must be known before the first session that has states.</summary>
    int Needed => Math.Max(_options.VolatilityWindow, Math.Max(_options.TrendWindow, _options.HighWindow));

    /// <summary>The value of each kind before each session; null where the market's history is too short, has stopped, or was lost whole.</summary>
    public double[]?[] Before(IReadOnlyList<DateTime> sessions)
    {
        var stale = TimeSpan.FromDays(3 * _market.Calendar.DaysPerPeriod + 7);
        var states = new double[]?[sessions.Count];
        var known = 0;
        for (var s = 0; s < states.Length; s++)
        {
            while (known < _market.Count && _market.Dates[known] < sessions[s]) known++;
            if (known >= Needed && sessions[s] - _market.Dates[known - 1] <= stale && _wealth[known] > 0) states[s] = At(known);
        }
        return states;
    }

    /// <summary>The values where so many returns are known.</summary>
    double[] At(int known)
    {
        var high = _wealth[known];
        for (var i = known - _options.HighWindow; i < known; i++) high = Math.Max(high, _wealth[i]);
        return
        [
            Moments.StandardDeviation(_market.Values[(known - _options.VolatilityWindow)..known]) * Math.Sqrt(_market.Calendar.PeriodsPerYear),
            _wealth[known] / _wealth[known - _options.TrendWindow] - 1,
            _wealth[known] / high - 1,
        ];
    }
}
