using ModelOpsLab.Data;
using ModelOpsLab.Monitoring;
using ModelOpsLab.Reporting;
using ModelOpsLab.Trading;

namespace ModelOpsLab.Reviews;

/// <summary>The faults of a period's market data as causes: each with the sessions that it reached.</summary>
/// <remarks>
/// A fault of the price reaches the session whose return is made from it and the next, whose return is too and whose position was decided on it; one of another column that features read, the next alone;
/// one of all rows, such as a gap, the first session after it. From the next session on it reaches each for as long as an input of the model stands where it never was (<c>outlier_reach</c> and
/// <c>jump_reach</c> of the inputs), as that of a long window does. A column that nothing reads explains nothing, and is left out. Faults of one column on the same days are one cause. A fault before the
/// period is one of the review before.
/// </remarks>
static class DataFindings
{
    const int MostNamed = 3;

    /// <summary>The findings of a review, in the words of its page.</summary>
    public static IReadOnlyList<DataFinding> Of(MonthlyReview review)
    {
        var (record, language) = (review.Record, review.Options.Language);
        DataFault[] faults = [.. review.DataQuality.Faults.Where(f => f.Days.Count > 0 && (f.Column.Length == 0 || record.Read.Count == 0 || record.Read.Contains(f.Column)))];
        if (faults.Length == 0) return [];
        var moved = Moved(review);
        return
        [
            .. from fault in faults
               group fault by (fault.Column, Days: string.Join(' ', fault.Days), Assets: string.Join('\n', fault.Assets)) into same
               let text = Text(same.Key.Column, [.. same.Select(f => Kind(f.Alert.Evidence.Metric, language)).Distinct()], same.First(), language)
               from session in Reached(same.First(), record, moved).Distinct()
               select new DataFinding(session, text, "data-quality"),
        ];
    }

    /// <summary>Days on which an input of the model stood where it never was.</summary>
    static HashSet<DateOnly> Moved(MonthlyReview review) =>
    [
        .. new RealTimeMonitor(review.Record.Reference) { Options = review.Options.Monitoring }.MonitorDataQuality(review.Rows).Faults
            .Where(f => f.Alert.Evidence.Metric is "outlier_reach" or "jump_reach" && review.Rows.Schema.Features.Contains(f.Column)).SelectMany(f => f.Days),
    ];

    static IEnumerable<DateOnly> Reached(DataFault fault, TrackRecord record, HashSet<DateOnly> moved)
    {
        var itself = fault.Column.Length == 0 || record.Read.Count == 0 || fault.Column == record.Read[0];
        foreach (var day in fault.Days)
        {
            if (itself) yield return day;
            if (fault.Column.Length == 0) continue;
            var later = record.Raw.Since(day.AddDays(1));
            for (var t = 0; t < later.TimeCount; t++)
            {
                var session = DateOnly.FromDateTime(later.Time[later.Starts[t]]);
                if (t > 0 && !moved.Contains(session)) break;
                yield return session;
            }
        }
    }

    static string Text(string column, string[] kinds, DataFault fault, Language language)
    {
        var of = fault.Assets.Count is 0 or > MostNamed || column.Length == 0 ? column : language.Say($"{column} of {string.Join(", ", fault.Assets)}", $"{column} de {string.Join(", ", fault.Assets)}");
        var days = fault.Days.Count <= MostNamed ? language.Say("on ", "le ") + string.Join(", ", fault.Days.Select(language.Date))
            : language.Say($"on {language.Count(fault.Days.Count)} days from {language.Date(fault.Days[0])} to {language.Date(fault.Days[^1])}", $"sur {language.Count(fault.Days.Count)} jours du {language.Date(fault.Days[0])} au {language.Date(fault.Days[^1])}");
        return $"{(of.Length == 0 ? "" : of + ", ")}{string.Join(", ", kinds)} {days}";
    }

    static string Kind(string metric, Language language) => metric switch
    {
        "missing_share" or "missing_excess" or "required_missing" or "no_values" or "column_absent" => language.Say("missing", "valeur manquante"),
        "not_finite" => language.Say("no finite number", "nombre non fini"),
        "out_of_range" => language.Say("outside its range", "hors de ses bornes"),
        "not_allowed" => language.Say("a category that is not allowed", "catégorie non admise"),
        "wrong_type" => language.Say("of another type", "d’un autre type"),
        "longest_run" or "frozen_excess" or "unchanged_share" or "unchanged_excess" or "constant_column" => language.Say("frozen", "valeur figée"),
        "largest_gap" or "gap_excess" => language.Say("gap before the session", "trou avant la séance"),
        _ => language.Say("outlier", "valeur aberrante"),
    };
}
