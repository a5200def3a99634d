using ModelOpsLab.Data;
using ModelOpsLab.Reporting;
using ModelOpsLab.Statistics;
using ModelOpsLab.Trading;

namespace ModelOpsLab.Reviews;

/// <summary>Where the model could be improved: each opportunity with its evidence, and what was looked at without finding one.</summary>
/// <remarks>
/// <para>Decay: hit rate, rank correlation and profit per unit of risk of each live month fall (Mann-Kendall with the variance of an autoregression, one-sided) while the period's inputs are within limits. Of a panel
/// the first two are the share of sessions whose rank correlation across assets is positive, and its mean over sessions.</para>
/// <para>Residuals: the errors of the last sessions depend on an input, the prediction or earlier errors (HAC t), and in the second half of the sessions the slope of the first half improves on the model's own
/// prediction. Of a panel, within sessions across assets.</para>
/// <para>Structural change: the level of the market's daily move, of the error or of the profit changed within the last sessions (<see cref="ChangePoint"/>).</para>
/// <para>Challenger: its Sharpe ratio on the same dates is higher.</para>
/// <para>Under each criterion p-values are corrected for all its tests (Holm, 1979); 5 % counts as found. The four criteria are looked at apart: a page without any opportunity shows one in about 5 of 100 for each.</para>
/// </remarks>
[TypeFormatterSource(typeof(DocumentFormatterSource))]
public sealed class Opportunities : IRenderable
{
    const double Level = 0.05;
    const int FewestMonths = 8, Simulations = 199;

    Opportunities(IReadOnlyList<Opportunity> found, IReadOnlyList<OpportunityLook> looks, int sessions) => (Found, Looks, Sessions) = (found, looks, sessions);

    /// <summary>Looks at a record as it is known at its end.</summary>
    /// <param name="record">The track record.</param>
    /// <param name="drift">Severity of the period's input drift: decay counts only where the inputs have not moved.</param>
    /// <param name="challengers">Models that were run beside it; empty for none.</param>
    /// <param name="sessions">Last sessions whose errors and levels are looked at, at least 60; a year by default.</param>
    /// <exception cref="KeyNotFoundException">The schema names no prediction, target or return.</exception>
    public static Opportunities Of(TrackRecord record, Severity drift, IReadOnlyList<ChallengerLead> challengers, int sessions = 250)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(sessions, UnusedInformation.MinimumSessions);
        var schema = record.Rows.Schema;
        var known = record.Rows.Complete(schema.Prediction ?? throw new KeyNotFoundException("The schema names no prediction column: set Schema.Prediction."), schema.Target ?? throw new KeyNotFoundException("The schema names no target column: set Schema.Target."));
        var days = known.Time.Distinct().ToArray();
        var recent = days.Length == 0 ? known : known.Since(days[Math.Max(0, days.Length - sessions)]);
        List<Opportunity> found = [];
        OpportunityLook[] looks = [Decay(record, drift, found), Residuals(recent, found), Changes(recent, record.Calendar, found), Challengers(challengers, found)];
        return new(found, looks, Math.Min(sessions, days.Length));
    }

    /// <summary>The opportunities, by criterion, the smallest p-value first.</summary>
    public IReadOnlyList<Opportunity> Found { get; }
    /// <summary>What was looked at, one a criterion.</summary>
    public IReadOnlyList<OpportunityLook> Looks { get; }
    /// <summary>Last sessions whose errors and levels were looked at.</summary>
    public int Sessions { get; }

    /// <summary>The opportunities as a table, then what was looked at.</summary>
    public Document ToDocument(Language language)
    {
        List<Block> blocks = [];
        if (Found.Count == 0) blocks.Add(new Paragraph(language.Say("None found.", "Aucune trouvée.")));
        else
            blocks.Add(new Table([language.Say("criterion", "critère"), language.Say("what was seen", "constat"), new(language.Say("p, corrected", "p corrigée"), Align.Right), language.Say("evidence", "preuve")],
                [.. Found.Select(o => (IReadOnlyList<Cell>)[Name(o.Kind, language), language.Say(o.English, o.French), language.Probability(o.PValue), new TextCell(o.Evidence, "#" + o.Evidence)])], Id: "opportunities"));
        blocks.Add(new Table([language.Say("looked at", "examiné"), new(language.Say("tests", "tests"), Align.Right), new(language.Say("smallest p, corrected", "plus petite p corrigée"), Align.Right), new(language.Say("found", "trouvé"), Align.Right)],
            [.. Looks.Select(l => (IReadOnlyList<Cell>)[Name(l.Kind, language), language.Count(l.Tests), l.Because is null ? language.Probability(l.Smallest) : l.Because, language.Count(Found.Count(o => o.Kind == l.Kind))])], Id: "opportunities-looked-at"));
        blocks.Add(new Note(language.Say(
            $"Errors and levels of the last {language.Count(Sessions)} sessions, metrics of the live months. p-values are corrected for all tests of a criterion (Holm); {language.Percent(Level, 0)} counts as found. Residuals must also improve on the model’s own prediction in the second half of those sessions.",
            $"Erreurs et niveaux des {language.Count(Sessions)} dernières séances, métriques des mois réels. Les p sont corrigées de tous les tests d’un critère (Holm) ; {language.Percent(Level, 0)} vaut constat. Les résidus doivent aussi améliorer la prédiction du modèle sur la seconde moitié de ces séances.")));
        return new([.. blocks]);
    }

    /// <inheritdoc/>
    public Document ToDocument() => ToDocument(Language.English);

    /// <inheritdoc/>
    public override string ToString() => PlainTextWriter.Write(ToDocument());

    static string Name(OpportunityKind kind, Language language) => kind switch
    {
        OpportunityKind.Decay => language.Say("decay without drift", "dégradation sans dérive"),
        OpportunityKind.Residuals => language.Say("unused information in the errors", "information inexploitée dans les erreurs"),
        OpportunityKind.StructuralChange => language.Say("structural change", "changement structurel"),
        _ => language.Say("a challenger that leads", "un challenger en tête"),
    };

    /// <summary>Adds what is found at the level after Holm's correction, and tells what was looked at.</summary>
    static OpportunityLook Judge(OpportunityKind kind, IReadOnlyList<(double P, Func<double, Opportunity?> Make)> tests, List<Opportunity> found, string because)
    {
        if (tests.Count == 0) return new(kind, 0, double.NaN, because);
        var adjusted = FamilywiseError.Holm([.. tests.Select(t => t.P)]);
        found.AddRange(tests.Zip(adjusted).Where(t => t.Second < Level).OrderBy(t => t.Second).Select(t => t.First.Make(t.Second)).OfType<Opportunity>());
        return new(kind, tests.Count, adjusted.Min(), null);
    }

    /// <summary>Hit rate and rank correlation; of a panel across the assets of each session: the share of sessions with a positive rank correlation, and their mean.</summary>
    static (Measurement Hits, Measurement Ranks) Predicted(Frame rows)
    {
        ReadOnlySpan<double> said = rows[rows.Schema.Prediction!].Span, came = rows[rows.Schema.Target!].Span;
        if (rows.TimeCount < rows.Count)
        {
            var panel = PredictionPanel.Of(rows.Time, said, came);
            return (panel.PositiveShare, panel.MeanRankCorrelation);
        }
        var quality = PredictionQuality.Of(said, came);
        return (quality.HitRate, quality.RankCorrelation);
    }

    static OpportunityLook Decay(TrackRecord record, Severity drift, List<Opportunity> found)
    {
        if (drift >= Severity.Warning) return new(OpportunityKind.Decay, 0, double.NaN, "the inputs have drifted");
        var months = record.Live.Months().Select(m => (Predicted: Predicted(m), Returns: ReturnSeries.Of(m, record.Calendar))).ToArray();
        if (months.Length < FewestMonths) return new(OpportunityKind.Decay, 0, double.NaN, $"{Format.Count(months.Length)} live months; {FewestMonths} are needed");
        var isPanel = record.Live.TimeCount < record.Live.Count;
        List<(double, Func<double, Opportunity?>)> tests = [];
        foreach (var (name, french, evidence, values) in new (string, string, string, Measurement[])[]
        {
            (isPanel ? "share of sessions that rank right" : "hit rate", isPanel ? "part des séances bien classées" : "taux de réussite", "prediction-quality", [.. months.Select(m => m.Predicted.Hits)]),
            ("rank correlation", "corrélation de rang", "prediction-quality", [.. months.Select(m => m.Predicted.Ranks)]),
            ("Sharpe ratio", "ratio de Sharpe", "past-periods", [.. months.Select(m => SharpeRatio.Of(m.Returns))]),
        })
        {
            double[] series = [.. values.Where(v => v.Exists).Select(v => v.Value)];
            if (series.Length < FewestMonths) continue;
            var trend = MannKendall.TestAutoregressive(series);
            var slope = TheilSen.Slope(series);
            tests.Add((trend.Z < 0 ? trend.PValue / 2 : 1 - trend.PValue / 2, p => new(OpportunityKind.Decay, name, new("metric_trend", slope) { Of = name, Count = series.Length, Unit = "a month" }, p,
                $"{name} falls by {Format.Number(-slope)} a month over {Format.Count(series.Length)} live months, inputs within limits", $"{french} en baisse de {Language.French.Number(-slope)} par mois sur {Format.Count(series.Length)} mois réels, entrées dans les limites", evidence)));
        }
        return Judge(OpportunityKind.Decay, tests, found, "no metric exists in enough live months");
    }

    static OpportunityLook Residuals(Frame recent, List<Opportunity> found) => Judge(OpportunityKind.Residuals,
        [.. UnusedInformation.Of(recent).Select(u => (u.PValue, (Func<double, Opportunity?>)(p => !(u.OutOfSample > 0) ? null : new(OpportunityKind.Residuals, u.Name, new("residual_t", u.T) { Of = u.Name, Count = u.Count }, p,
            $"the error depends on {u.Name} (t {Format.Fixed(u.T, 1)}, out of sample R² {Format.Percent(u.OutOfSample)})", $"erreur liée à : {u.French} (t {Language.French.Fixed(u.T, 1)}, R² hors échantillon {Language.French.Percent(u.OutOfSample)})", "residuals"))))],
        found, $"fewer than {UnusedInformation.MinimumSessions} sessions with errors that vary");

    static OpportunityLook Changes(Frame recent, TradingCalendar calendar, List<Opportunity> found)
    {
        var returns = recent.Has(recent.Schema.Return) ? ReturnSeries.Of(recent, calendar) : null;
        var days = new List<DateTime>();
        List<double> moves = [], errors = [];
        double[] target = recent[recent.Schema.Target!].Span.ToArray(), prediction = recent[recent.Schema.Prediction!].Span.ToArray();
        for (int from = 0, to; from < recent.Count; from = to)
        {
            double move = 0, error = 0;
            for (to = from; to < recent.Count && recent.Time[to] == recent.Time[from]; to++) (move, error) = (move + Math.Abs(target[to]), error + Math.Abs(target[to] - prediction[to]));
            days.Add(recent.Time[from]);
            moves.Add(move / (to - from));
            errors.Add(error / (to - from));
        }
        List<(double, Func<double, Opportunity?>)> tests = [];
        foreach (var (name, french, evidence, when, values) in new (string, string, string, IReadOnlyList<DateTime>, double[])[]
        {
            ("size of the market’s daily move", "amplitude quotidienne du marché", "input-drift", days, [.. moves]),
            ("size of the error", "amplitude de l’erreur", "residuals", days, [.. errors]),
            ("return of the model", "rendement du modèle", "performance", returns?.Dates ?? [], returns is { Because: null } r ? r.Values.ToArray() : []),
        })
        {
            if (values.Length < ChangePoint.MinimumCount || Moments.IsConstant(values)) continue;
            var change = ChangePoint.Test(values, Simulations);
            string Day(int i, Language language) => language.Date(DateOnly.FromDateTime(when[Math.Min(i, when.Count - 1)]));
            tests.Add((change.PValue, p => new(OpportunityKind.StructuralChange, name, new("change_of_mean", change.After - change.Before) { Of = name, Count = values.Length, Unit = "%" }, p,
                $"{name} changed on {Day(change.Index, Language.English)} ({Day(change.Low, Language.English)} to {Day(change.High, Language.English)}): mean {Format.Percent(change.Before, 2)} before, {Format.Percent(change.After, 2)} after",
                 $"{french} : changement le {Day(change.Index, Language.French)} (du {Day(change.Low, Language.French)} au {Day(change.High, Language.French)}), moyenne {Language.French.Percent(change.Before, 2)} avant, {Language.French.Percent(change.After, 2)} après", evidence)));
        }
        return Judge(OpportunityKind.StructuralChange, tests, found, $"fewer than {ChangePoint.MinimumCount} sessions");
    }

    static OpportunityLook Challengers(IReadOnlyList<ChallengerLead> challengers, List<Opportunity> found) => Judge(OpportunityKind.Challenger,
        [.. challengers.Where(c => c.Difference.Exists && !double.IsNaN(c.PValue)).Select(c => (c.PValue, (Func<double, Opportunity?>)(p => c.Difference.Value <= 0 ? null : new(OpportunityKind.Challenger, c.Name, c.Difference, p,
            $"{c.Name} leads by a Sharpe ratio of {Format.Fixed(c.Difference.Value, 2)} on the same dates", $"{c.Name} mène de {Language.French.Fixed(c.Difference.Value, 2)} de ratio de Sharpe aux mêmes dates", c.Evidence))))],
        found, challengers.Count == 0 ? "no challenger was run" : "no challenger can be compared");
}
