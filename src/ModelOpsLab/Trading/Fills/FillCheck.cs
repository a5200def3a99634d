using ModelOpsLab.Reporting;

namespace ModelOpsLab.Trading;

/// <summary>Sorts fills into those that can be used and findings.</summary>
sealed class FillCheck(IReadOnlyCollection<string> negativePrices)
{
    /// <summary>Beyond it a decimal would lose the cents.</summary>
    const decimal LargestTurnover = 1e15m;

    /// <summary>The largest price, so that no amount overflows.</summary>
    internal const decimal LargestPrice = 1e12m;

    /// <summary>So many groups of fills that look alike, and lines of one, are named.</summary>
    const int MostNamed = 5;

    readonly HashSet<string> _negative = new(negativePrices, StringComparer.Ordinal);
    readonly List<Fill> _kept = [];
    readonly List<TradeFinding> _findings = [];
    readonly Dictionary<string, Fill> _byId = new(StringComparer.Ordinal);
    readonly Dictionary<(string Strategy, string Asset), (DateTime From, long Line)> _unknownFrom = [];
    readonly Dictionary<string, decimal> _multipliers = new(StringComparer.Ordinal);
    readonly Tally _disorder = new(), _unclaimed = new(), _free = new();
    int _given;
    DateTime _latest = DateTime.MinValue;

    public void Add(Fill fill)
    {
        if (fill.Line == 0) fill = fill with { Line = _given + 1 };
        if (fill.Quantity == 0)
        {
            _given++;
            Find(fill.Fee == 0 ? TradeFindingKind.ZeroQuantity : TradeFindingKind.FeeAlone, fill, $"{Place(fill)}: the quantity is 0. It is left out{(fill.Fee == 0 ? "" : $", and its fee of {fill.Fee} is in no number")}.");
            return;
        }
        if (fill.Price < 0 && !_negative.Contains(fill.Asset)) { Refuse(fill, TradeFindingKind.NegativePrice, $"the price is {fill.Price}, and {fill.Asset} is not declared to have negative prices"); return; }
        if (fill.Multiplier <= 0) { Refuse(fill, TradeFindingKind.NotANumber, $"a point of price is worth {fill.Multiplier}, which must be more than 0"); return; }
        if (_multipliers.TryGetValue(fill.Asset, out var usual) && usual != fill.Multiplier) { Refuse(fill, TradeFindingKind.NotANumber, $"a point of price is worth {fill.Multiplier}, and {usual} before"); return; }
        _multipliers[fill.Asset] = fill.Multiplier;
        if (IsTooLarge(fill)) { Refuse(fill, TradeFindingKind.NotANumber, $"{fill.Quantity} at {fill.Price} is beyond what is kept to the cent"); return; }
        _given++;
        if (fill.Id.Length > 0 && !_byId.TryAdd(fill.Id, fill)) { Repeated(fill, _byId[fill.Id]); return; }
        if (fill.Time < _latest) _disorder.Add(fill);
        else _latest = fill.Time;
        if (fill.Strategy.Length == 0) _unclaimed.Add(fill);
        _kept.Add(fill);
    }

    /// <summary>A fill that cannot be used: from its time on the position is unknown.</summary>
    public void Refuse(Fill fill, TradeFindingKind kind, string problem)
    {
        _given++;
        if (fill.Line == 0) fill = fill with { Line = _given };
        Find(kind, fill, $"{Place(fill)}: {problem}. Correct the line: from it on the position is not known.");
        Unknown(fill);
    }

    /// <summary>A fill whose fee is not stated.</summary>
    public void Free(Fill fill) => _free.Add(fill);

    public FillBook Book()
    {
        if (_disorder.Count > 0) Find(TradeFindingKind.OutOfOrder, _disorder.First!, $"{Fills(_disorder.Count)} stand after later ones, the first on line {Format.Count(_disorder.First!.Line)}. All were put in order of time.");
        if (_free.Count > 0) Find(TradeFindingKind.NoFee, _free.First!, $"{Fills(_free.Count)} state no fee, the first on line {Format.Count(_free.First!.Line)}. They count as free.");
        if (_unclaimed.Count > 0 && _unclaimed.Count < _kept.Count) Find(TradeFindingKind.Unclaimed, _unclaimed.First!, $"{Fills(_unclaimed.Count)} name no strategy, the first on line {Format.Count(_unclaimed.First!.Line)}. They are kept under no name.");
        var used = _unknownFrom.Count == 0 ? _kept : [.. _kept.Where(f => !LeftOut(f))];
        if (used.Count < _kept.Count)
            foreach (var left in _kept.Where(LeftOut).GroupBy(f => (f.Strategy, f.Asset)))
            {
                var line = _unknownFrom[left.Key].Line;
                Find(TradeFindingKind.LeftOut, left.First(), $"{Name(left.First())}: {Fills(left.Count())} from {Format.Time(left.Min(f => f.Time))} on are left out, because the position is not known since line {Format.Count(line)}.");
            }
        foreach (var mixed in used.GroupBy(f => (f.Strategy, f.Asset)).Where(g => g.Select(f => f.Currency).Distinct().Skip(1).Any()))
            Find(TradeFindingKind.MixedCurrencies, mixed.First(), $"{Name(mixed.First())} is traded in {string.Join(" and ", mixed.Select(f => f.Currency).Distinct().Order(StringComparer.Ordinal))}: each is a position of its own, and their amounts are never added.");
        if (_disorder.Count > 0) used = [.. used.OrderBy(f => f.Time)];
        Alike(used);
        return new(used, [.. _findings.OrderBy(f => f.Line)], _given, _unknownFrom.ToDictionary(u => u.Key, u => u.Value.From));
    }

    void Repeated(Fill fill, Fill first)
    {
        var lines = $"lines {Format.Count(first.Line)} and {Format.Count(fill.Line)}";
        if (fill with { Line = first.Line } == first)
            Find(TradeFindingKind.DuplicateFill, fill, $"{Place(fill)}: it stands on line {Format.Count(first.Line)} already, identifier '{fill.Id}'. It is counted once.");
        else if (fill with { Line = first.Line, Strategy = first.Strategy } == first)
            Find(TradeFindingKind.ClaimedTwice, fill, $"{Place(fill)}: '{first.Strategy}' and '{fill.Strategy}' both claim '{fill.Id}', {lines}. Neither gets it: say whose it is.");
        else Find(TradeFindingKind.ConflictingFills, fill, $"{Place(fill)}: '{fill.Id}' is two different fills, {lines}. Neither is used: remove the wrong one.");
        if (_findings[^1].Kind == TradeFindingKind.DuplicateFill) return;
        Unknown(first);
        Unknown(fill);
    }

    /// <summary>Tells of fills without an identifier that agree in everything but their line: whether one stands twice or two were done cannot be seen, so that all stay.</summary>
    void Alike(IReadOnlyList<Fill> inTime)
    {
        List<Fill[]> alike = [];
        for (int first = 0, next; first < inTime.Count; first = next)
        {
            for (next = first + 1; next < inTime.Count && inTime[next].Time == inTime[first].Time;) next++;
            if (next > first + 1) alike.AddRange(inTime.Skip(first).Take(next - first).Where(f => f.Id.Length == 0).GroupBy(f => f with { Line = 0 }).Select(g => g.ToArray()).Where(g => g.Length > 1));
        }
        if (alike.Count == 0) return;
        var named = string.Join("; ", alike.Take(MostNamed).Select(g => $"lines {string.Join(", ", g.SkipLast(1).Take(MostNamed).Select(f => Format.Count(f.Line)))}{(g.Length > MostNamed + 1 ? ", …" : "")} and {Format.Count(g[^1].Line)}, {Name(g[0])}"));
        Find(TradeFindingKind.AlikeFills, alike[0][0], $"{Fills(alike.Sum(g => g.Length))} without an identifier agree with another in everything: {named}{(alike.Count > MostNamed ? $"; and {Format.Count(alike.Count - MostNamed)} more such groups" : "")}. All are kept, because an order may be filled in equal parts. If a line was written twice, remove it.");
    }

    bool LeftOut(Fill fill) => _unknownFrom.TryGetValue((fill.Strategy, fill.Asset), out var since) && fill.Time >= since.From;

    void Unknown(Fill fill)
    {
        var key = (fill.Strategy, fill.Asset);
        if (!_unknownFrom.TryGetValue(key, out var since) || fill.Time < since.From) _unknownFrom[key] = (fill.Time, fill.Line);
    }

    void Find(TradeFindingKind kind, Fill fill, string text) =>
        _findings.Add(new(kind, text) { Line = fill.Line, Id = fill.Id, Asset = fill.Asset, Strategy = fill.Strategy });

    static bool IsTooLarge(Fill fill)
    {
        var (quantity, price) = ((double)Math.Abs(fill.Quantity), (double)Math.Max(Math.Abs(fill.Price), Math.Abs(fill.ExpectedPrice ?? 0)));
        return price >= (double)LargestPrice || !(quantity * Math.Max(1, price) * Math.Max(1, (double)Math.Abs(fill.Multiplier)) < (double)LargestTurnover) || Math.Abs(fill.Fee) >= LargestTurnover;
    }

    static string Place(Fill fill) => $"Line {Format.Count(fill.Line)}, {Name(fill)}";

    static string Name(Fill fill) => fill.Strategy.Length == 0 ? fill.Asset : $"{fill.Asset} of {fill.Strategy}";

    static string Fills(int count) => count == 1 ? "1 fill" : Format.Count(count) + " fills";

    sealed class Tally
    {
        public int Count { get; private set; }
        public Fill? First { get; private set; }

        public void Add(Fill fill) => (Count, First) = (Count + 1, First ?? fill);
    }
}
