using System.Globalization;
using ModelOpsLab.Data;
using ModelOpsLab.Reporting;
using ModelOpsLab.Statistics;

namespace ModelOpsLab.Drift;

/// <summary>The context of every row of a reference and a period: weekday, hour, month or volatility tercile.</summary>
/// <param name="Name">What is matched, in words.</param>
/// <param name="Labels">Name of each context.</param>
/// <param name="Reference">Context of each reference row; −1 where it is not known.</param>
/// <param name="Current">The same of the period.</param>
sealed record RowContexts(string Name, string[] Labels, int[] Reference, int[] Current)
{
    /// <summary>Returns of the trailing volatility: a month of trading.</summary>
    const int Trailing = 20;

    /// <summary>Null where nothing is to be matched.</summary>
    /// <exception cref="ArgumentException">No column of returns is named, it is not there, or it does not hold numbers enough.</exception>
    public static RowContexts? Of(Frame reference, Frame current, DriftOptions options)
    {
        RowContexts By(string name, string[] labels, Func<DateTime, int> context) => new(name, labels, [.. reference.Time.Select(context)], [.. current.Time.Select(context)]);
        return options.Match switch
        {
            ReferenceMatch.None => null,
            ReferenceMatch.Weekday => By("weekday", Enum.GetNames<DayOfWeek>(), t => (int)t.DayOfWeek),
            ReferenceMatch.TimeOfDay => By("hour of the day", [.. Enumerable.Range(0, 24).Select(h => h.ToString("00':00 UTC'", CultureInfo.InvariantCulture))], t => t.Hour),
            ReferenceMatch.Month => By("month of the year", CultureInfo.InvariantCulture.DateTimeFormat.MonthNames[..12], t => t.Month - 1),
            _ => ByVolatility(reference, current, options.MatchColumn ?? current.Schema.Return
                ?? throw new ArgumentException("There is no column of returns to take the volatility from: name one (MatchColumn, or --match-column), or the return in the schema.", nameof(options))),
        };
    }

    /// <summary>Why values cannot be matched: a context of the period with too few reference values, or none known; null where they can.</summary>
    public string? Refusal(ReadOnlySpan<long> current, ReadOnlySpan<long> reference, int fewest)
    {
        long matched = 0;
        for (var c = 0; c < Labels.Length; c++)
        {
            matched += current[c];
            if (current[c] > 0 && reference[c] < fewest) return $"not matched: the reference has {reference[c]} values of {Labels[c]}, {fewest} needed";
        }
        return matched >= fewest ? null : $"not matched: the {Name} is known of {matched} values of the period, {fewest} needed";
    }

    /// <summary>The mix of the period and how many reference rows stand for each context.</summary>
    public string Mix()
    {
        var known = Current.Where(c => c >= 0).ToArray();
        var parts = known.GroupBy(c => c).OrderBy(g => g.Key).Select(g => $"{Labels[g.Key]} {Format.Count(g.Count())} rows ({Format.Count(Reference.Count(r => r == g.Key))} in the reference)");
        var unknown = Current.Length - known.Length;
        return $"{string.Join(", ", parts)}{(unknown > 0 ? $"; of {Format.Count(unknown)} rows it is not known and they are left out" : "")}";
    }

    static RowContexts ByVolatility(Frame reference, Frame current, string column)
    {
        foreach (var frame in (Frame[])[reference, current])
            if (!frame.Has(column) || !frame[column].IsNumeric) throw new ArgumentException($"Column '{column}', whose volatility is to match, is {(frame.Has(column) ? "not of numbers" : "not there")} in the {(frame == reference ? "reference" : "period")}. Name a column of returns that the schema lists.");
        var last = new Dictionary<string, Queue<double>>(StringComparer.Ordinal);
        double[] before = Volatility(reference, column, last), now = Volatility(current, column, last);
        var known = before.Where(double.IsFinite).Order().ToArray();
        if (known.Length < 3) throw new ArgumentException($"Column '{column}' of the reference has fewer than {Trailing + 2} numbers: no volatility, no terciles.");
        double low = RobustScale.QuantileSorted(known, 1 / 3.0), high = RobustScale.QuantileSorted(known, 2 / 3.0);
        int Tercile(double v) => double.IsNaN(v) ? -1 : v <= low ? 0 : v <= high ? 1 : 2;
        return new($"volatility tercile of {column}", ["low volatility", "middle volatility", "high volatility"], Array.ConvertAll(before, Tercile), Array.ConvertAll(now, Tercile));
    }

    /// <summary>Root mean square of the last returns of the row's asset; NaN before there are enough. Missing ones are left out. The period goes on where the reference ends.</summary>
    static double[] Volatility(Frame frame, string column, Dictionary<string, Queue<double>> last)
    {
        var assets = frame.Has(frame.Schema.Asset) ? frame[frame.Schema.Asset!].Strings : null;
        var volatility = new double[frame.Count];
        var values = frame[column].Span;
        for (var row = 0; row < volatility.Length; row++)
        {
            var asset = assets?[row] ?? "";
            if (!last.TryGetValue(asset, out var trailing)) last.Add(asset, trailing = new(Trailing + 1));
            if (double.IsFinite(values[row])) trailing.Enqueue(values[row]);
            if (trailing.Count > Trailing) trailing.Dequeue();
            volatility[row] = trailing.Count < Trailing ? double.NaN : Math.Sqrt(trailing.Sum(r => r * r) / Trailing);
        }
        return volatility;
    }
}
