using ModelOpsLab.Drift;
using ModelOpsLab.Reporting;
using ModelOpsLab.Trading;

namespace ModelOpsLab.Reviews;

/// <summary>What kind of cause stands behind a shortfall.</summary>
public enum CauseKind
{
    /// <summary>An input that drifted, through the model.</summary>
    Input,
    /// <summary>Sessions whose data have a finding.</summary>
    Data,
    /// <summary>The mix of market states.</summary>
    Regime,
    /// <summary>Costs and slippage of a unit of position.</summary>
    Cost,
}

/// <summary>Something wrong with data that one session was decided on or is measured by.</summary>
/// <param name="Session">The session.</param>
/// <param name="Text">What is wrong, in the language of the page; findings of one text are one cause.</param>
/// <param name="Evidence">Id of the table that shows it.</param>
public sealed record DataFinding(DateOnly Session, string Text, string Evidence);

/// <summary>What the account earned in one session, a fraction of capital.</summary>
public sealed record SessionReturn(DateOnly Session, double Return);

/// <summary>One cause with what it explains.</summary>
/// <param name="Kind">Its kind.</param>
/// <param name="Name">Which input or finding; empty where the kind says all.</param>
/// <param name="Amount">What it added to the profit and loss, a fraction of capital, with an interval where one exists; or why that is not known.</param>
/// <param name="Evidence">Id of the table that shows it.</param>
public sealed record ShortfallCause(CauseKind Kind, string Name, Measurement Amount, string Evidence)
{
    /// <summary>Whether the amount is a loss beyond doubt: its interval lies below zero. False where there is no interval.</summary>
    public bool IsCertainLoss => Amount is { Exists: true, Interval.High: < 0 };
}

/// <summary>What may explain that a period earned less than the backtest led to expect, ranked by how much of it each explains.</summary>
/// <remarks>
/// The amounts answer different questions and overlap (a regime drives inputs, a data fault falls on wild sessions): they are never added. What adds up is the <see cref="LossBudget"/>. A data finding's
/// amount is what the account earned in its sessions less as many average sessions of the backtest; it says what happened there, not that the fault did it.
/// </remarks>
[TypeFormatterSource(typeof(DocumentFormatterSource))]
public sealed class ShortfallCauses : IRenderable
{
    const int WorstCount = 3;

    readonly int _quiet;

    ShortfallCauses(LossBudget budget, ReturnSeries period, IReadOnlyList<ShortfallCause> causes, int quiet)
    {
        (Shortfall, Causes, _quiet) = (budget.Difference, causes, quiet);
        Leading = budget.Terms.Where(t => t.Amount.Exists).MinBy(t => t.Amount.Value);
        if (period.Because is null) Worst = [.. period.Dates.Zip(period.Values.ToArray()).OrderBy(d => d.Second).ThenBy(d => d.First).Take(WorstCount).Where(d => d.Second < 0).OrderBy(d => d.First).Select(d => new SessionReturn(DateOnly.FromDateTime(d.First), d.Second))];
    }

    /// <summary>Ranks the causes of one period.</summary>
    /// <param name="budget">Its loss budget.</param>
    /// <param name="period">Returns of the account in it.</param>
    /// <param name="regimes">Its states; null where they were not looked at.</param>
    /// <param name="drift">Its input drift: only inputs that drifted are causes.</param>
    /// <param name="inputs">The shift of each input.</param>
    /// <param name="findings">What is wrong with its data.</param>
    public static ShortfallCauses Of(LossBudget budget, ReturnSeries period, RegimeTable? regimes, DriftReport drift, IReadOnlyList<InputShift> inputs, IReadOnlyList<DataFinding> findings)
    {
        HashSet<string> drifted = [.. drift.Features.Where(f => f.Severity >= Severity.Warning).Select(f => f.Feature)];
        List<ShortfallCause> causes =
        [
            .. inputs.Where(i => drifted.Contains(i.Input)).Select(i => new ShortfallCause(CauseKind.Input, i.Input, i.Amount, "input-drift")),
            .. findings.GroupBy(f => f.Text).Select(g => Data(g, budget, period)),
            new(CauseKind.Cost, "", Cost(budget), "loss-budget"),
        ];
        if (regimes is not null) causes.Add(new(CauseKind.Regime, "", regimes.Effect, "regimes"));
        return new(budget, period, [.. causes.OrderBy(c => c.Amount.Exists ? 0 : 1).ThenBy(c => c.Amount.Exists ? c.Amount.Value : 0).ThenBy(c => c.Kind).ThenBy(c => c.Name, StringComparer.Ordinal)], inputs.Count(i => !drifted.Contains(i.Input)));
    }

    /// <summary>Happened less expected, from the budget.</summary>
    public Measurement Shortfall { get; }

    /// <summary>The causes, the largest loss first; gains below, unknown amounts last.</summary>
    public IReadOnlyList<ShortfallCause> Causes { get; }

    /// <summary>The term of the loss budget that took most; null where there is no budget.</summary>
    public BudgetTerm? Leading { get; }

    /// <summary>The three sessions that lost most, in time order, each with its return; fewer where fewer lost.</summary>
    public IReadOnlyList<SessionReturn> Worst { get; } = [];

    /// <summary>Share of the shortfall that a cause explains by itself; NaN where there is no shortfall or no amount. Shares overlap: do not add them.</summary>
    public double Share(ShortfallCause cause) => Shortfall is { Exists: true, Value: < 0 } && cause.Amount.Exists ? cause.Amount.Value / Shortfall.Value : double.NaN;

    /// <summary>The causes as a table under one sentence, with the conventions.</summary>
    public Document ToDocument(Language language)
    {
        var exist = Causes.Where(c => c.Amount.Exists).ToArray();
        var width = 100 * exist.Select(c => Math.Max(Math.Abs(c.Amount.Value), c.Amount.Interval is { } i ? Math.Max(Math.Abs(i.Low), Math.Abs(i.High)) : 0)).DefaultIfEmpty(0).Max();
        return new(
            new Paragraph(Sentence(language)),
            new Table([language.Say("cause", "cause"), new(language.Say("amount", "montant"), Align.Right), language.Say("95 % interval, in %", "intervalle à 95 %, en %"), new(language.Say("of the shortfall", "part de l’écart"), Align.Right), language.Say("evidence", "preuve")],
                [.. Causes.Select(c => (IReadOnlyList<Cell>)[
                    Name(c, language), c.Amount.Exists ? language.Percent(c.Amount.Value, 2) : "–",
                    c.Amount is { Exists: true, Interval: { } i } && width > 0 ? new IntervalCell(100 * i.Low, 100 * c.Amount.Value, 100 * i.High, 0, -width, width) : c.Amount.Exists ? "–" : c.Amount.Because!,
                    double.IsNaN(Share(c)) || c.Amount.Value >= 0 ? "–" : language.Percent(Share(c), 0), new TextCell(c.Evidence, "#" + c.Evidence)])], Id: "causes"),
            new Note(language.Say(
                $"Each amount is by itself, against the backtest; amounts of different kinds overlap and do not add up (the loss budget does). Inputs: profit before costs with the period’s input less that with stretches of the reference in its place, with the range of the draws; {language.Count(_quiet)} without drift left out. Data: what the account earned in the sessions that a finding reached, less as many average sessions. Regime: expected given the states less as many average sessions (HAC). Cost: costs and slippage of a unit of position beyond the backtest’s.",
                $"Chaque montant est pris isolément, face au backtest ; les montants de natures différentes se recouvrent et ne s’additionnent pas (la décomposition de la perte, si). Entrées : résultat avant coûts avec l’entrée de la période, moins celui obtenu avec des fenêtres de la référence à sa place, et l’étendue des tirages ; {language.Count(_quiet)} sans dérive omises. Données : résultat du compte sur les séances que l’anomalie a touchées, moins autant de séances moyennes. Régime : attendu vu les régimes, moins autant de séances moyennes (HAC). Coûts : coûts et glissement par unité de position au-delà du backtest.")));
    }

    /// <inheritdoc/>
    public Document ToDocument() => ToDocument(Language.English);

    /// <inheritdoc/>
    public override string ToString() => PlainTextWriter.Write(ToDocument());

    string Sentence(Language language)
    {
        if (!Shortfall.Exists) return language.Say($"There is no shortfall to explain: {Shortfall.Because}.", $"Pas d’écart à expliquer : {Shortfall.Because}.");
        var amount = language.Percent(Math.Abs(Shortfall.Value), 2);
        if (Shortfall.Value >= 0) return language.Say($"The period earned {amount} more than the backtest led to expect: there is no shortfall to explain.", $"La période a rapporté {amount} de plus que ce que le backtest laissait attendre : pas d’écart à expliquer.");
        var certain = Causes.Where(c => c.IsCertainLoss).Select(c => Name(c, language)).ToArray();
        var worst = Worst.Sum(w => w.Return);
        return language.Say($"The period earned {amount} less than the backtest led to expect. ", $"La période a rapporté {amount} de moins que ce que le backtest laissait attendre. ")
            + (Leading is { Amount.Value: < 0 } l ? language.Say($"The largest part stands under {LossBudget.Name(l.Cause, language)} in the loss budget ({language.Percent(l.Amount.Value, 2)}). ", $"La plus grande part figure sous « {LossBudget.Name(l.Cause, language)} » dans la décomposition de la perte ({language.Percent(l.Amount.Value, 2)}). ") : "")
            + (Worst.Count > 1 ? language.Say($"The {Worst.Count} worst sessions, {Days(language)}, lost {language.Percent(-worst, 2)} together. ", $"Les {Worst.Count} pires séances, {Days(language)}, ont perdu ensemble {language.Percent(-worst, 2)}. ") : "")
            + (certain.Length == 0 ? language.Say("No cause looked at below is a loss beyond doubt: what is left is chance, or a signal that no longer holds.", "Aucune cause examinée ci-dessous n’est une perte hors de doute : restent le hasard, ou un signal qui ne tient plus.")
                : language.Say($"Losses beyond doubt at 95 %: {string.Join(", ", certain)}.", $"Pertes hors de doute à 95 % : {string.Join(", ", certain)}."));
    }

    string Days(Language language) => string.Join(", ", Worst.Select(w => language.Date(w.Session)));

    static string Name(ShortfallCause cause, Language language) => cause.Kind switch
    {
        CauseKind.Input => language.Say($"drift of {cause.Name}", $"dérive de {cause.Name}"),
        CauseKind.Data => language.Say($"data: {cause.Name}", $"données : {cause.Name}"),
        CauseKind.Regime => language.Say("mix of market regimes", "régimes de marché"),
        _ => language.Say("costs and slippage", "coûts et glissement"),
    };

    static Measurement Cost(LossBudget budget) => budget[BudgetCause.Costs].Amount is not { Exists: true } costs ? budget[BudgetCause.Costs].Amount
        : new Measurement("pnl_from_costs", costs.Value + (budget[BudgetCause.Slippage].Amount is { Exists: true } slipped ? slipped.Value : 0)) with { Count = costs.Count, Unit = "%" };

    static ShortfallCause Data(IGrouping<string, DataFinding> found, LossBudget budget, ReturnSeries period)
    {
        HashSet<DateOnly> days = [.. found.Select(f => f.Session)];
        double sum = 0;
        var count = 0;
        for (var t = 0; t < period.Count; t++)
            if (days.Contains(DateOnly.FromDateTime(period.Dates[t]))) (sum, count) = (sum + period.Values[t], count + 1);
        var amount = count == 0 ? Measurement.Missing("pnl_from_data", "the account has no return in those sessions")
            : !budget.Expected.Exists ? Measurement.Missing("pnl_from_data", budget.Expected.Because!)
            : new Measurement("pnl_from_data", sum - count * budget.Expected.Value / budget.Sessions);
        return new(CauseKind.Data, found.Key, amount with { Of = found.Key, Count = count, Unit = "%" }, found.First().Evidence);
    }
}
