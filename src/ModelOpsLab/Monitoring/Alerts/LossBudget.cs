using ModelOpsLab.Reporting;

namespace ModelOpsLab.Monitoring;

/// <summary>Losses of one rule and one column, asset or host, summed over the windows of its burn rate.</summary>
sealed record LossBudget
{
    const int Slots = 48;

    public required string Rule { get; init; }
    public required string Of { get; init; }
    /// <summary>The clock whose ticks the slots are of.</summary>
    public required AlertClock Clock { get; init; }
    public required IReadOnlyList<LossWindow> Windows { get; init; }

    public static LossBudget For(AlertRule rule, string of) => new()
    {
        Rule = rule.Name, Of = of, Clock = rule.Clock,
        Windows = [.. rule.BurnRate!.Windows.SelectMany(w => new[] { w.Long, w.Short }).Distinct().Select(w => new LossWindow { Length = w.Ticks })],
    };

    /// <summary>Whether it was kept for the same windows.</summary>
    public bool Fits(AlertRule rule) => rule.BurnRate is not null && rule.Clock == Clock && For(rule, Of).Windows.Select(w => w.Length).SequenceEqual(Windows.Select(w => w.Length));

    /// <summary>Whether nothing was lost or gained within any window.</summary>
    public bool IsEmpty => Windows.All(w => w.Amounts.Count == 0);

    /// <summary>Takes up an amount; zero only lets time pass.</summary>
    public void Add(long now, double loss)
    {
        foreach (var window in Windows) window.Add(now, loss);
    }

    /// <summary>How fast the worst pair burns, over its factor, and which it is.</summary>
    public (double Rate, BurnWindows Pair, double Long, double Short) Rate(BurnRate budget)
    {
        var worst = (Rate: double.NegativeInfinity, Pair: budget.Windows[0], Long: 0.0, Short: 0.0);
        foreach (var pair in budget.Windows)
        {
            var (slow, fast) = (Burn(pair.Long), Burn(pair.Short));
            if (Math.Min(slow, fast) / pair.Factor is var rate && rate > worst.Rate) worst = (rate, pair, slow, fast);
        }
        return worst;

        double Burn(TimeSpan window) => Windows.First(w => w.Length == window.Ticks).Loss / budget.Budget * (budget.Period / window);
    }

    /// <summary>Amounts of one window by slots of a 48th of its length; only those that are not zero.</summary>
    internal sealed record LossWindow
    {
        public required long Length { get; init; }
        public List<LossSlot> Amounts { get; init; } = [];

        public double Loss => Amounts.Sum(a => a.Loss);

        public void Add(long now, double loss)
        {
            var slot = now / Math.Max(1, Length / Slots);
            Amounts.RemoveAll(a => a.Slot <= slot - Slots);
            if (loss == 0) return;
            if (Amounts.Count > 0 && Amounts[^1].Slot == slot) Amounts[^1] = new(slot, Amounts[^1].Loss + loss);
            else Amounts.Add(new(slot, loss));
        }
    }

    internal sealed record LossSlot(long Slot, double Loss);
}
