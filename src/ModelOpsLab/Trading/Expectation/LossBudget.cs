using ModelOpsLab.Data;
using ModelOpsLab.Reporting;
using ModelOpsLab.Statistics;

namespace ModelOpsLab.Trading;

/// <summary>A cause in a <see cref="LossBudget"/>, in the order of its table.</summary>
public enum BudgetCause
{
    /// <summary>The market drifted or swung otherwise than in the backtest.</summary>
    Market,
    /// <summary>Positions stood otherwise to what came: exposure, timing, selection.</summary>
    Signal,
    /// <summary>Positions were larger or smaller.</summary>
    Sizing,
    /// <summary>Rows without a position, for want of a prediction or otherwise, and trades that were missed.</summary>
    Coverage,
    /// <summary>A unit of position cost more or less.</summary>
    Costs,
    /// <summary>A unit of position slipped more or less.</summary>
    Slippage,
    /// <summary>What the account says beyond positions, returns and costs.</summary>
    Unexplained,
}

/// <summary>One term of a <see cref="LossBudget"/>.</summary>
/// <param name="Cause">What changed.</param>
/// <param name="Amount">What it added to the profit and loss, a fraction of capital; or why it is not known, and then it counts as nothing in the sum.</param>
/// <param name="Usual">Where 95 % of stretches of the backtest as long as the period lie, each judged against the whole backtest; null where there are too few.</param>
public sealed record BudgetTerm(BudgetCause Cause, Measurement Amount, Interval? Usual);

/// <summary>Profit and loss of a period less what the backtest led to expect, split in causes that add up exactly.</summary>
/// <remarks>
/// <para>Expected is sessions × mean account return of a backtest session. With ν covered rows a session, m mean size of a position, d = position / m, the sums of a stretch of S sessions are the product
/// V = S · ν · m · (d̄·r̄ + β·σ(B) + γ·σ(r − B) − c − l) plus a residual. r is the return of the asset, B its mean over the session's assets, β and γ what unit positions earned a unit of σ: timing across
/// sessions and selection across assets (the active and passive parts of Lo, 2008); c and l are cost and slippage of a covered row of unit size. A row is covered where its return is known and
/// a position was asked for: one without a prediction, or of a model that was stopped or abstained, is not.</para>
/// <para>Coverage (ν), market (r̄, σ), signal (d̄, β, γ) and sizing (m) share the difference of V at the backtest's c and l by Shapley's value (1953; as a decomposition, Shorrocks, 2013): the mean over all
/// orders in which the period's averages can take the place of the backtest's, so that no order is preferred, and an average that did not change has no share. An average the period does not show (no
/// covered row, a market that did not move) is taken from the backtest. Costs and slippage are then what units cost beyond the backtest at the period's own coverage and size. Where the position
/// asked for is known apart, ν, m and d are those of the positions asked for; what was held instead adds (held − asked) · r to sizing, or to coverage where nothing was held. Unexplained is the
/// account's return less position · return less cost less slippage, against the same in the backtest.</para>
/// <para>All are sums of simple returns of sessions: they add up, and are not compounded.</para>
/// </remarks>
[TypeFormatterSource(typeof(DocumentFormatterSource))]
public sealed class LossBudget : IRenderable
{
    /// <summary>Stretches of the backtest behind a usual range, at least.</summary>
    const int FewestWindows = 20;

    /// <summary>Amounts of capital below this are what adding leaves.</summary>
    const double Rounding = 1e-12;

    LossBudget(int sessions, int leftOut, int backtest, Measurement expected, Measurement happened, IReadOnlyList<BudgetTerm> terms, int windows) =>
        (Sessions, LeftOut, BacktestSessions, Expected, Happened, Terms, Windows) = (sessions, leftOut, backtest, expected, happened, terms, windows);

    /// <summary>The budget of some rows of a track record against its backtest.</summary>
    /// <exception cref="KeyNotFoundException">A role or column is absent.</exception>
    public static LossBudget Of(TrackRecord record, Frame period) =>
        Of(BudgetRows.Of(period, record.Position, record.Cost, ReturnSeries.Of(period, record.Calendar)), BudgetRows.Of(record.Backtest, record.Position, record.Cost, ReturnSeries.Of(record.Backtest, record.Calendar)));

    /// <summary>The budget of a period against a backtest.</summary>
    /// <exception cref="ArgumentException">Lengths differ, dates descend, or a number is infinite: the message names the row.</exception>
    public static LossBudget Of(BudgetRows period, BudgetRows backtest)
    {
        BudgetSessions live = new(period, "The period"), past = new(backtest, "The backtest");
        var whole = past.Factors(0, past.Count);
        var because = live.Count == 0 ? "the account knows no session of the period" : past.Count < 2 ? $"the backtest has {Format.Count(past.Count)} sessions, two are needed"
            : whole.Coverage == 0 ? "the backtest holds no position" : null;
        if (because is not null)
            return new(live.Count, live.LeftOut, past.Count, Missing("expected_pnl"), live.Count == 0 ? Missing("pnl_sum") : Amount("pnl_sum", live.Factors(0, live.Count).Account), [.. Enum.GetValues<BudgetCause>().Select(c => new BudgetTerm(c, Missing(Metric(c)), null))], 0);

        var now = live.Factors(0, live.Count);
        var terms = Split(now, whole);
        var windows = Windowed(past, whole, live.Count);
        return new(live.Count, live.LeftOut, past.Count, Expectation(past.Account, live.Count), Amount("pnl_sum", now.Account),
            [.. Enum.GetValues<BudgetCause>().Select(c => new BudgetTerm(c, c == BudgetCause.Slippage && period.Slippage is null ? Measurement.Missing(Metric(c), "no fills are recorded: slippage, if any, is in the residual") with { Unit = "%" } : Amount(Metric(c), terms[(int)c]), Usual(windows, (int)c)))], windows.Count);

        Measurement Missing(string metric) => Measurement.Missing(metric, because!) with { Count = live.Count, Unit = "%" };
        Measurement Amount(string metric, double value) => new Measurement(metric, value) with { Count = live.Count, Unit = "%" };
    }

    /// <summary>Sessions of the period that the account knows.</summary>
    public int Sessions { get; }
    /// <summary>Sessions of the period that the account does not know: they are in no number.</summary>
    public int LeftOut { get; }
    /// <summary>Sessions of the backtest.</summary>
    public int BacktestSessions { get; }
    /// <summary>Stretches of the backtest behind the usual ranges; 0 where there are none.</summary>
    public int Windows { get; }
    /// <summary>What the backtest led to expect, with the range where 95 % of such periods lie: <c>expected_pnl</c>.</summary>
    public Measurement Expected { get; }
    /// <summary>What the account earned: <c>pnl_sum</c>.</summary>
    public Measurement Happened { get; }
    /// <summary>The causes, one of each, in the order of <see cref="BudgetCause"/>; those that are known add up to happened less expected.</summary>
    public IReadOnlyList<BudgetTerm> Terms { get; }
    /// <summary>Happened less expected: <c>pnl_against_backtest</c>.</summary>
    public Measurement Difference => Expected.Exists && Happened.Exists
        ? new Measurement("pnl_against_backtest", Happened.Value - Expected.Value) with { Count = Sessions, Unit = "%" }
        : Measurement.Missing("pnl_against_backtest", (Expected.Because ?? Happened.Because)!) with { Count = Sessions, Unit = "%" };

    /// <summary>The term of a cause.</summary>
    public BudgetTerm this[BudgetCause cause] => Terms[(int)cause];

    /// <summary>From expected to happened, one bar a cause.</summary>
    public BarChart Chart(Language language) => new()
    {
        Title = language.Say("From what the backtest led to expect to what happened", "De ce que le backtest laissait attendre à ce qui est arrivé"),
        Labels = [language.Say("expected", "attendu"), .. Terms.Where(t => t.Amount.Exists).Select(t => Name(t.Cause, language)), language.Say("happened", "réalisé")],
        Values = Expected.Exists ? [Expected.Value, .. Terms.Where(t => t.Amount.Exists).Select(t => t.Amount.Value), Happened.Value] : [],
        Y = new("", AxisFormat.Percent),
        Caption = language.Say("Returns of the sessions added up, not compounded. Each bar between the first and the last is what one cause added; they add up to the last less the first.", "Rendements des séances additionnés, non composés. Chaque barre entre la première et la dernière est l’apport d’une cause ; leur somme est la dernière moins la première."),
    };

    /// <summary>The budget as a table, bars and the conventions.</summary>
    public Document ToDocument(Language language)
    {
        if (Expected.Because is { } because) return new(new Paragraph(language.Say($"No loss budget: {because}.", $"Pas de décomposition de la perte : {because}.")));
        var width = Terms.Select(t => Math.Max(Math.Abs(t.Amount.Exists ? t.Amount.Value : 0), t.Usual is { } u ? Math.Max(Math.Abs(u.Low), Math.Abs(u.High)) : 0)).Max();
        return new(
            new Table([language.Say("cause", "cause"), new(language.Say("amount", "montant"), Align.Right), language.Say("beside the usual range, in %", "face à l’habituel, en %"), language.Say("judged", "jugement")],
                [
                    [language.Say("expected", "attendu"), language.Percent(Expected.Value, 2), Expected.Interval is { } e ? language.Say($"{language.Percent(e.Low, 2)} to {language.Percent(e.High, 2)}", $"{language.Percent(e.Low, 2)} à {language.Percent(e.High, 2)}") : "–", ""],
                    .. Terms.Select(t => (IReadOnlyList<Cell>)[Name(t.Cause, language), t.Amount.Exists ? language.Percent(t.Amount.Value, 2) : "–", Drawn(t, width), Judged(t, language)]),
                    [language.Say("happened", "réalisé"), language.Percent(Happened.Value, 2), "", Expected.Interval is { } r ? r.Contains(Happened.Value) ? language.Say("within the range", "dans l’intervalle") : language.Say("outside the range", "hors de l’intervalle") : ""],
                ], Id: "loss-budget"),
            Chart(language),
            new Note(Convention(language)));
    }

    /// <inheritdoc/>
    public Document ToDocument() => ToDocument(Language.English);

    /// <inheritdoc/>
    public override string ToString() => PlainTextWriter.Write(ToDocument());

    string Convention(Language language) => language.Say(
        $"Sums of simple returns of {language.Count(Sessions)} sessions after costs{Left(", {0} left out for want of an account return")}, not compounded; expected: sessions times the mean of {language.Count(BacktestSessions)} backtest sessions, with the range of 95 % of such periods (HAC). Market, signal, sizing and coverage by Shapley’s value over their averages; costs and slippage are of a unit of position, at the period’s own size. Usual: 95 % of {language.Count(Windows)} stretches of the backtest as long as the period. Exact sum; “–”: not known, counted as nothing.",
        $"Sommes des rendements simples de {language.Count(Sessions)} séances, après coûts{Left(" ({0} écartées, sans rendement de compte)")}, sans capitalisation ; attendu : nombre de séances fois la moyenne de {language.Count(BacktestSessions)} séances de backtest, avec l’intervalle de 95 % de telles périodes (HAC). Marché, signal, taille et couverture par la valeur de Shapley sur leurs moyennes ; coûts et glissement par unité de position, à la taille de la période. Habituel : 95 % de {language.Count(Windows)} fenêtres du backtest aussi longues que la période. Somme exacte ; « – » : inconnu, compté pour rien.");

    string Left(string text) => LeftOut == 0 ? "" : text.Replace("{0}", Format.Count(LeftOut), StringComparison.Ordinal);

    static Cell Drawn(BudgetTerm term, double width) => term is { Amount.Exists: true, Usual: { } usual } && width > 0 ? new IntervalCell(100 * usual.Low, 100 * term.Amount.Value, 100 * usual.High, 0, -100 * width, 100 * width) : "–";

    static string Judged(BudgetTerm term, Language language) => !term.Amount.Exists ? language.Say("not known", "inconnu") : term.Usual is not { } usual ? "–"
        : usual.Contains(term.Amount.Value) ? language.Say("as usual", "habituel") : language.Say("out of the ordinary", "inhabituel");

    internal static string Name(BudgetCause cause, Language language) => cause switch
    {
        BudgetCause.Market => language.Say("market", "marché"),
        BudgetCause.Signal => language.Say("signal", "signal"),
        BudgetCause.Sizing => language.Say("sizing", "taille des positions"),
        BudgetCause.Coverage => language.Say("coverage", "couverture"),
        BudgetCause.Costs => language.Say("costs", "coûts"),
        BudgetCause.Slippage => language.Say("slippage", "glissement"),
        _ => language.Say("unexplained", "inexpliqué"),
    };

    static string Metric(BudgetCause cause) => "pnl_from_" + cause.ToString().ToLowerInvariant();

    /// <summary>Sessions × mean, with the range of a sum of so many: its own noise and the error of the mean, both from the long-run variance.</summary>
    static Measurement Expectation(double[] account, int sessions)
    {
        double mean = Moments.Mean(account), error = NeweyWest.MeanStandardError(account), expected = sessions * mean;
        var half = TailProbability.NormalPoint95 * error * Math.Sqrt((double)sessions * account.Length + (double)sessions * sessions);
        return new Measurement("expected_pnl", expected) with { Count = account.Length, Unit = "%", Interval = half > 0 ? new(expected - half, expected + half, 0.95, Hac.Method(NeweyWest.DefaultLags(account.Length))) : null };
    }

    /// <summary>The terms of some sessions against the averages of the backtest, which holds positions.</summary>
    internal static double[] Split(BudgetFactors now, BudgetFactors whole)
    {
        var s = (double)now.Sessions;
        var share = s / whole.Sessions;
        double unit = whole.Sessions * whole.Coverage * whole.Size, cost = whole.Cost / unit, slippage = whole.Slippage / unit;
        MarketFactors[] market = [whole.Market!.Value, now.Market ?? whole.Market.Value];
        SignalFactors[] signal = [whole.Signal!.Value.Or(default), now.Signal?.Or(whole.Signal.Value.Or(default)) ?? whole.Signal.Value.Or(default)];
        double[] size = [whole.Size, double.IsNaN(now.Size) ? whole.Size : now.Size], coverage = [whole.Coverage, now.Coverage];
        // Bits of a coalition: 1 market, 2 signal, 4 sizing, 8 coverage are the period's.
        var value = new double[16];
        for (var c = 0; c < 16; c++) value[c] = s * coverage[c >> 3 & 1] * size[c >> 2 & 1] * (signal[c >> 1 & 1].Earns(market[c & 1]) - cost - slippage);
        var terms = new double[7];
        for (var player = 0; player < 4; player++) terms[player] = Shapley(value, player);
        terms[(int)BudgetCause.Sizing] += now.Overridden - share * whole.Overridden;
        terms[(int)BudgetCause.Coverage] += now.Missed - share * whole.Missed;
        var units = s * coverage[1] * size[1];
        terms[(int)BudgetCause.Costs] = units * cost - now.Cost;
        terms[(int)BudgetCause.Slippage] = units * slippage - now.Slippage;
        terms[(int)BudgetCause.Unexplained] = now.Residual - share * whole.Residual;
        return terms;
    }

    /// <summary>Mean over all orders of what a player adds, of four players.</summary>
    static double Shapley(double[] value, int player)
    {
        double sum = 0;
        for (var c = 0; c < value.Length; c++)
            if ((c >> player & 1) == 0) sum += (value[c | 1 << player] - value[c]) * (int.PopCount(c) is 0 or 3 ? 6 : 2) / 24;
        return sum;
    }

    /// <summary>The terms of stretches of the backtest as long as the period, without overlap, the last ending with it.</summary>
    static List<double[]> Windowed(BudgetSessions past, BudgetFactors whole, int length)
    {
        if (past.Count / length < FewestWindows) return [];
        List<double[]> windows = [];
        for (var to = past.Count; to >= length; to -= length) windows.Add(Split(past.Factors(to - length, to), whole));
        return windows;
    }

    static Interval? Usual(List<double[]> windows, int cause)
    {
        if (windows.Count == 0) return null;
        double[] sorted = [.. windows.Select(w => w[cause]).Order()];
        return sorted[^1] - sorted[0] < Rounding ? null : new(RobustScale.QuantileSorted(sorted, 0.025), RobustScale.QuantileSorted(sorted, 0.975), 0.95, $"{Format.Count(windows.Count)} stretches of the backtest");
    }
}
