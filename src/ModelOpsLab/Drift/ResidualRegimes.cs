using System.Globalization;
using ModelOpsLab.Reporting;
using ModelOpsLab.Statistics;

namespace ModelOpsLab.Drift;

/// <summary>Errors by regime: thirds of the reference's volatility, days of the week, months of the year. Each group of a period is compared with the same group of the reference.</summary>
sealed class ResidualRegimes
{
    readonly Residuals _before;
    readonly double _low, _high;
    readonly int _atLeast;
    readonly Dictionary<string, int[]> _reference;
    readonly Dictionary<string, int> _times;

    public ResidualRegimes(Residuals before, int atLeast)
    {
        (_before, _atLeast) = (before, atLeast);
        double[] known = [.. before.Volatility.Where(double.IsFinite)];
        (_low, _high) = known.Length == 0 ? (double.NaN, double.NaN) : (RobustScale.Quantile(known, 1.0 / 3), RobustScale.Quantile(known, 2.0 / 3));
        _reference = Groups(before);
        _times = _reference.ToDictionary(g => g.Key, g => before.TimesOf(g.Value));
    }

    /// <summary>Error of each group that has enough rows on both sides, in the order volatility, weekdays, months.</summary>
    public IReadOnlyList<RegimeError> Of(Residuals rows) =>
    [
        .. from g in Groups(rows)
           where rows.TimesOf(g.Value) >= _atLeast && _reference.TryGetValue(g.Key, out var past) && _times[g.Key] >= _atLeast
           let reference = MeanSquare(_before, _reference[g.Key])
           where reference > 0
           select new RegimeError(g.Key, g.Value.Length, ErrorRatio.Of(rows, g.Value, reference)),
    ];

    /// <summary>The group whose error grew most; NaN where no group has enough rows.</summary>
    /// <param name="rows">A period, or a past window.</param>
    /// <param name="own">Where a past window lies in the reference, which is then taken without it, as it is without the period.</param>
    public (string Group, double Ratio) Worst(Residuals rows, Range? own = null)
    {
        var worst = ("its regime", double.NaN);
        foreach (var (name, members) in Groups(rows))
        {
            if (rows.TimesOf(members) < _atLeast || !_reference.TryGetValue(name, out var past)) continue;
            var (start, end) = own is { } range ? (First(past, range.Start.Value), First(past, range.End.Value)) : (0, 0);
            if (_times[name] - _before.TimesOf(past.AsSpan(start..end)) < _atLeast) continue;
            var ratio = Math.Sqrt(MeanSquare(rows, members) / MeanSquare(_before, past.AsSpan(..start), past.AsSpan(end..)));
            if (!double.IsNaN(ratio) && !(ratio <= worst.Item2)) worst = (name, ratio);
        }
        return worst;
    }

    Dictionary<string, int[]> Groups(Residuals rows)
    {
        var groups = new SortedDictionary<(int Kind, int Order), (string Name, List<int> Rows)>();
        for (var i = 0; i < rows.Values.Length; i++)
        {
            var v = rows.Volatility[i];
            if (double.IsFinite(v) && double.IsFinite(_low)) Add((0, v <= _low ? 0 : v <= _high ? 1 : 2), v <= _low ? "low volatility" : v <= _high ? "middle volatility" : "high volatility", i);
            var time = rows.Frame.Time[i];
            Add((1, (int)time.DayOfWeek), CultureInfo.InvariantCulture.DateTimeFormat.GetDayName(time.DayOfWeek), i);
            Add((2, time.Month), CultureInfo.InvariantCulture.DateTimeFormat.GetMonthName(time.Month), i);
        }
        // A calendar month under review is all of one month: that group would only repeat the whole.
        return groups.Values.Where(g => g.Rows.Count < rows.Values.Length || g.Name.EndsWith("volatility", StringComparison.Ordinal)).ToDictionary(g => g.Name, g => g.Rows.ToArray());

        void Add((int, int) key, string name, int row)
        {
            if (!groups.TryGetValue(key, out var group)) groups[key] = group = (name, []);
            group.Rows.Add(row);
        }
    }

    /// <summary>Place of the first member that is not before a row.</summary>
    static int First(int[] members, int row)
    {
        var place = Array.BinarySearch(members, row);
        return place < 0 ? ~place : place;
    }

    static double MeanSquare(Residuals rows, ReadOnlySpan<int> members, ReadOnlySpan<int> more = default)
    {
        var sum = 0.0;
        foreach (var i in members) sum += rows.Values[i] * rows.Values[i];
        foreach (var i in more) sum += rows.Values[i] * rows.Values[i];
        return sum / (members.Length + more.Length);
    }
}

/// <summary>Error of one group of rows over that of the same group in the reference.</summary>
sealed record RegimeError(string Group, int Count, ErrorRatio Ratio);

/// <summary>Root mean squared error over a reference's, with a 95 % interval from the Newey-West error of the squares, in a panel that of Driscoll and Kraay.</summary>
sealed record ErrorRatio(double Value, Interval Interval)
{
    public static ErrorRatio Of(Residuals rows, int[] members, double referenceMeanSquare)
    {
        double[] squares = Array.ConvertAll(members, i => rows.Values[i] * rows.Values[i]);
        var mean = Moments.Mean(squares);
        var value = Math.Sqrt(mean / referenceMeanSquare);
        var times = rows.TimesOf(members);
        if (mean == 0 || times < 3) return new(value, new(0, double.PositiveInfinity, 0.95, "too few rows"));
        var lags = NeweyWest.DefaultLags(times);
        // Half the error of the logarithm of the mean square: the root of it is in between.
        var half = TailProbability.NormalPoint95 * rows.MeanStandardError(squares, members) / mean / 2;
        return new(value, new(value * Math.Exp(-half), value * Math.Exp(half), 0.95, $"HAC{(rows.IsPanel ? " over sessions" : "")}, {lags} lag{(lags == 1 ? "" : "s")}"));
    }
}
