using ModelOpsLab.Reporting;

namespace ModelOpsLab.Trading;

/// <summary>One state of the market: what the strategy earned in it in the reference, and how much of the period it was.</summary>
/// <param name="Kind">Volatility, trend or drawdown.</param>
/// <param name="Level">0 to 3 from the lowest value to the highest: three thirds of the reference, with its most stressed twentieth apart (highest volatility, lowest trend, deepest drawdown).</param>
/// <param name="From">Lowest value, not included: a fraction, of volatility a year; minus infinity where it is open.</param>
/// <param name="To">Highest value, included; infinity where it is open.</param>
/// <param name="Sessions">Sessions of the reference in it.</param>
/// <param name="Visits">How often the reference entered it.</param>
/// <param name="Mean">Mean profit and loss of a session in it, a fraction of capital, with its HAC interval: <c>regime_pnl</c>; or that it is too rare.</param>
/// <param name="PeriodSessions">Sessions of the period in it.</param>
/// <param name="PeriodMean">Mean profit and loss of those: <c>regime_pnl</c>.</param>
public sealed record RegimeState(RegimeKind Kind, int Level, double From, double To, int Sessions, int Visits, Measurement Mean, int PeriodSessions, Measurement PeriodMean)
{
    /// <summary>The state in words: <c>volatility: extreme</c>.</summary>
    public string Name(Language language) => Kind switch
    {
        RegimeKind.Volatility => language.Say("volatility: ", "volatilité : ") + (Level switch { 0 => language.Say("low", "faible"), 1 => language.Say("middle", "moyenne"), 2 => language.Say("high", "élevée"), _ => language.Say("extreme", "extrême") }),
        RegimeKind.Trend => language.Say("trend: ", "tendance : ") + (Level switch { 0 => language.Say("falling hard", "forte baisse"), 1 => language.Say("falling", "baisse"), 2 => language.Say("middle", "moyenne"), _ => language.Say("rising", "hausse") }),
        _ => language.Say("drawdown: ", "repli : ") + (Level switch { 0 => language.Say("extreme", "extrême"), 1 => language.Say("deep", "profond"), 2 => language.Say("middle", "moyen"), _ => language.Say("near the high", "près du sommet") }),
    };
}
