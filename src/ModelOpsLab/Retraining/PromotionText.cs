using ModelOpsLab.Reporting;

namespace ModelOpsLab.Retraining;

/// <summary>The verdict of a gate in words, a picture and a table.</summary>
sealed record PromotionText(
    PromotionGate Gate, string Champion, string Challenger, string? Baseline, int Points, IReadOnlyList<Measurement> Measurements, PromotionDecision Decision, IReadOnlyList<string> Failed)
{
    /// <summary>A picture has no more points than it has places for.</summary>
    const int MostPoints = 400;

    static readonly (string Metric, string Part)[] Parts =
    [
        ("distinct_differences", "the comparison itself"),
        ("loss_saved_against_baseline", "the baseline"),
        ("coefficient_sign_agreement", "sign of the coefficients"),
        ("coefficient_change", "size of the coefficients"),
        ("importance_rank_correlation", "order of importance"),
        ("prediction_correlation", "agreement with the champion"),
        ("turnover_increase", "turnover"),
        ("worst_fold_excess", "worst fold"),
        ("folds_won", "share of folds won"),
    ];

    public string Conclusion(bool better, bool worse, string? because)
    {
        var evidence = $"{Format.Count(Points)} points in time, {Evidence}";
        var conclusion = Decision switch
        {
            PromotionDecision.Deploy => $"Deploy '{Challenger}': it loses less than '{Champion}' ({evidence}), and every part of the gate holds.",
            PromotionDecision.KeepAndInvestigate when Failed.Contains("distinct_differences") =>
                $"Keep '{Champion}' and investigate: the losses of '{Challenger}' differ from it by the same number, {Format.Number(Of("loss_saved").Value)}, at every point. {(Of("loss_saved").Value == 0 ? "Is it the same model?" : "Are both the same loss of the same rows?")}",
            PromotionDecision.KeepAndInvestigate => $"Keep '{Champion}' and investigate: '{Challenger}' loses less ({evidence}), but the gate failed on {string.Join(", ", Failed.Select(Part))}.",
            _ when because is not null => $"Keep '{Champion}': too little to judge '{Challenger}' by; {because}.",
            _ when worse => $"Keep '{Champion}': '{Challenger}' loses more ({evidence}).",
            _ => $"Keep '{Champion}': {Format.Count(Points)} points in time could not separate '{Challenger}' from it ({Evidence}).",
        };
        return conclusion + BaselineSentence(better);
    }

    string Evidence => Gate.Look == PromotionLook.Single && Of("promotion_p_value") is { Exists: true } p ? $"one planned look, p = {Format.Probability(p.Value)}"
        : Gate.Look == PromotionLook.Standing && Of("loss_saved_bound") is { Exists: true } bound ? $"standing challenger, at least {Format.Number(bound.Value)} saved a point"
        : "not tested";

    string BaselineSentence(bool better)
    {
        if (Baseline is null || !(Of("loss_saved_against_baseline").Value < 0)) return "";
        return better ? $" It beats the champion and loses to '{Baseline}'."
            : Measurements.Single(m => m.Metric == "loss" && m.Of == Champion).Value > Measurements.Single(m => m.Metric == "loss" && m.Of == Baseline).Value
            ? $" Both lose to '{Baseline}'." : $" It loses to '{Baseline}'.";
    }

    public IEnumerable<Block> Body(IReadOnlyList<DateTime> time, double[] saved, IReadOnlyList<Threshold> limits)
    {
        yield return Picture(Axis.Days(time), saved);
        yield return new Table(
            ["Model", new("Mean loss", Align.Right)],
            [.. Measurements.Where(m => m.Metric == "loss").Select(m => (IReadOnlyList<Cell>)[m.Of, m.Text])], Id: "losses");
        yield return new Table(
            ["Part of the stability gate", new("Value", Align.Right), new("Fails", Align.Right), "Result"],
            [.. Parts.Skip(2).Select(p => Row(p.Part, Of(p.Metric), limits.SingleOrDefault(l => l.Metric == p.Metric)))], Id: "stability");
        yield return new Note(
            $"Losses are means over the rows of each point in time; saved: champion less challenger. {(Gate.Look == PromotionLook.Single
                ? "One planned look: equally weighted cosine test (Lazarus, Lewis, Stock and Watson, 2018), one-sided"
                : $"Standing challenger: asymptotic confidence sequence (Waudby-Smith and others, 2021), one-sided, tuned for {Format.Count(Gate.TunedFor)} points")}, "
            + $"{Format.Percent(Gate.Alpha)} false promotions. Folds: {Format.Count(Gate.Stability.Folds)} stretches of equal length. Limits of stability are house rules.");
    }

    static IReadOnlyList<Cell> Row(string part, Measurement measured, Threshold? limit) =>
    [
        part, measured.Text, limit?.Limit(Severity.Warning) ?? "",
        limit is null ? "not asked for" : PromotionGate.DoesNotApply(measured) ? "does not apply" : limit.Judge(measured) switch { Severity.Healthy => "holds", Severity.Unknown => "not shown", _ => "fails" },
    ];

    LineChart Picture(double[] days, double[] saved)
    {
        var n = saved.Length;
        var cumulated = new double[n];
        double sum = 0;
        for (var i = 0; i < n; i++) cumulated[i] = sum += saved[i];
        int[] shown = [.. Enumerable.Range(0, n).Where(i => i % Math.Max(1, n / MostPoints) == 0 || i == n - 1)];
        var looks = shown.Where(i => i + 1 >= Gate.MinimumPoints).Select(i => (Day: days[i], After: Gate.Sequence.After(saved.AsSpan(..(i + 1))))).ToArray();
        double[] at = Array.ConvertAll(shown, i => days[i]);
        return new()
        {
            Title = $"Loss that '{Challenger}' saves against '{Champion}', cumulated",
            Caption = $"The band is the confidence sequence of the sum, from {Format.Count(Gate.MinimumPoints)} points on: a standing challenger is better from where the whole band is above zero, however often one looks. Each side at {Format.Percent(1 - Gate.Alpha)}.",
            Id = "saved",
            Y = new("cumulated loss saved"),
            Series = [new("no difference", at, new double[at.Length], SeriesRole.Limit), new(Challenger, at, Array.ConvertAll(shown, i => cumulated[i]))],
            Bands = looks.Length == 0 ? [] :
                [new("confidence sequence", [.. looks.Select(l => l.Day)], [.. looks.Select(l => l.After.Lower * l.After.Count)], [.. looks.Select(l => l.After.Upper * l.After.Count)])],
        };
    }

    Measurement Of(string metric) => Measurements.Single(m => m.Metric == metric);

    static string Part(string metric) => Parts.Single(p => p.Metric == metric).Part;
}
