namespace ModelOpsLab.Trading;

/// <summary>Adds the rows of a cube cell by cell.</summary>
static class CubeSums
{
    /// <summary>Beyond it cells are looked up instead of counted off.</summary>
    const long MostSlots = 1 << 18;

    public static IReadOnlyList<ProfitAndLossCell> Of(CubeRows rows, CalendarPeriod period, Cut cut)
    {
        if (rows.Rows.Count == 0) return [];
        var span = rows.Span;
        var (first, last) = (int.MaxValue, int.MinValue);
        foreach (ref readonly var row in span) (first, last) = (Math.Min(first, row.Day), Math.Max(last, row.Day));
        var (periodOf, starts) = Periods(period, first, last);
        long assets = cut.HasFlag(Cut.Asset) ? rows.Assets.Count : 1, strategies = cut.HasFlag(Cut.Strategy) ? rows.Strategies.Count : 1;
        long sides = cut.HasFlag(Cut.Side) ? 3 : 1, currencies = rows.Currencies.Count;
        // A key that is not asked for has the weight 0, and so no part in the slot.
        long currencyWeight = 1, sideWeight = sides > 1 ? currencies : 0, strategyWeight = cut.HasFlag(Cut.Strategy) ? currencies * sides : 0;
        long assetWeight = cut.HasFlag(Cut.Asset) ? currencies * sides * strategies : 0, periodWeight = currencies * sides * strategies * assets;
        var slots = periodWeight * starts.Count;
        List<(long Slot, Sum Sum)> found = [];
        if (slots <= MostSlots)
        {
            var sums = new Sum[slots];
            foreach (ref readonly var row in span) sums[Slot(in row)].Add(in row);
            for (var slot = 0; slot < sums.Length; slot++)
                if (sums[slot].Count + sums[slot].Missing > 0) found.Add((slot, sums[slot]));
        }
        else
        {
            Dictionary<long, int> places = [];
            List<Sum> sums = [];
            foreach (ref readonly var row in span)
            {
                var slot = Slot(in row);
                if (!places.TryGetValue(slot, out var place)) { places.Add(slot, place = sums.Count); sums.Add(default); }
                System.Runtime.InteropServices.CollectionsMarshal.AsSpan(sums)[place].Add(in row);
            }
            found.AddRange(places.Select(p => (p.Key, sums[p.Value])));
        }
        return [.. found.Select(f => Cell(f.Slot, f.Sum)).OrderBy(c => c.Period).ThenBy(c => c.Asset, StringComparer.Ordinal)
            .ThenBy(c => c.Strategy, StringComparer.Ordinal).ThenBy(c => c.Side is null).ThenBy(c => c.Side).ThenBy(c => c.Currency, StringComparer.Ordinal)];

        long Slot(in CubeRow row) => periodOf[row.Day - first] * periodWeight + row.Asset * assetWeight + row.Strategy * strategyWeight + row.Side * sideWeight + row.Currency * currencyWeight;

        ProfitAndLossCell Cell(long slot, Sum sum)
        {
            var (p, rest) = Math.DivRem(slot, periodWeight);
            var (a, inAsset) = Math.DivRem(rest, currencies * sides * strategies);
            var (s, inStrategy) = Math.DivRem(inAsset, currencies * sides);
            var (d, c) = Math.DivRem(inStrategy, currencies);
            return new(period == CalendarPeriod.Whole ? null : starts[(int)p], cut.HasFlag(Cut.Asset) ? rows.Assets.Names[(int)a] : null, cut.HasFlag(Cut.Strategy) ? rows.Strategies.Names[(int)s] : null,
                cut.HasFlag(Cut.Side) && d != CubeRows.NoSide ? (TradeSide)d : null, rows.Currencies.Names[(int)c], ExactAmount.Value(sum.Value), ExactAmount.Value(sum.Cost), sum.Count, sum.Missing);
        }
    }

    /// <summary>The period of each day from the first to the last, and where each begins.</summary>
    static (int[] Of, IReadOnlyList<DateOnly> Starts) Periods(CalendarPeriod period, int first, int last)
    {
        var of = new int[last - first + 1];
        List<DateOnly> starts = [];
        for (var day = first; day <= last; day++)
        {
            var start = period.Start(DateOnly.FromDayNumber(day));
            if (starts.Count == 0 || starts[^1] != start) starts.Add(start);
            of[day - first] = starts.Count - 1;
        }
        return (of, starts);
    }

    struct Sum
    {
        public Int128 Value, Cost;
        public int Count, Missing;

        public void Add(in CubeRow row)
        {
            if (row.Missing) { Missing++; return; }
            checked
            {
                Value += row.Value;
                Cost += row.Cost;
            }
            Count++;
        }
    }
}
