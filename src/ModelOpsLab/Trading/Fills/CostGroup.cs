using ModelOpsLab.Reporting;
using ModelOpsLab.Statistics;

namespace ModelOpsLab.Trading;

/// <summary>The costs of some fills: a key by which was not cut is null.</summary>
public sealed class CostGroup
{
    const double BasisPoints = 1e4;

    readonly IReadOnlyList<RoundTrip> _trips;

    internal CostGroup(IReadOnlyList<Fill> fills, IReadOnlyList<RoundTrip> trips, double? expectedRate)
    {
        Fills = fills.Count;
        Fill[] priced = [.. fills.Where(f => f.ExpectedPrice is not null)];
        WithExpectedPrice = priced.Length;
        double[] turnover = [.. fills.Select(f => (double)f.Turnover)], fees = [.. fills.Select(f => (double)f.Fee)];
        double[] pricedTurnover = [.. priced.Select(f => (double)f.Turnover)], slippage = [.. priced.Select(f => (double)f.Slippage!.Value)], cost = [.. priced.Select(f => (double)(f.Fee + f.Slippage!.Value))];
        var unpriced = priced.Length > 0 ? null : "no fill has an expected price";
        var unexpected = expectedRate is null ? "no cost was expected" : null;
        var currency = fills[0].Currency;
        Turnover = new("turnover_amount", (double)fills.Sum(f => f.Turnover)) { Unit = currency, Count = Fills };
        Fees = new("fees", (double)fills.Sum(f => f.Fee)) { Unit = currency, Count = Fills };
        FeeRate = Rate("fee_rate", null, fees, turnover);
        Slippage = Missing("slippage", unpriced, priced.Length) ?? new Measurement("slippage", (double)priced.Sum(f => f.Slippage!.Value)) { Unit = currency, Count = priced.Length };
        SlippagePerFill = Mean("slippage_per_fill", unpriced, slippage, currency);
        SlippageRate = Rate("slippage_rate", unpriced, slippage, pricedTurnover);
        RealisedRate = Rate("cost_rate", unpriced, cost, pricedTurnover);
        ExpectedRate = Missing("expected_cost_rate", unexpected, Fills) ?? new Measurement("expected_cost_rate", BasisPoints * expectedRate!.Value) { Unit = "bp", Count = Fills };
        Excess = Rate("excess_cost_rate", unexpected ?? unpriced, [.. cost.Zip(pricedTurnover, (c, t) => c - (expectedRate ?? 0) * t)], pricedTurnover);
        ExcessPerFill = Mean("excess_cost_per_fill", unexpected ?? unpriced, [.. cost.Zip(pricedTurnover, (c, t) => c - (expectedRate ?? 0) * t)], currency);
        _trips = trips;
    }

    /// <summary>Asset.</summary>
    public string? Asset { get; internal init; }
    /// <summary>Strategy.</summary>
    public string? Strategy { get; internal init; }
    /// <summary>Long where bought, short where sold.</summary>
    public TradeSide? Side { get; internal init; }
    /// <summary>Currency of the amounts.</summary>
    public string Currency { get; internal init; } = "";
    /// <summary>Number of fills.</summary>
    public int Fills { get; }
    /// <summary>Fills whose price at the decision is known.</summary>
    public int WithExpectedPrice { get; }

    /// <summary>What changed hands.</summary>
    public Measurement Turnover { get; }
    /// <summary>Sum of the fees.</summary>
    public Measurement Fees { get; }
    /// <summary>Fees over turnover, in basis points.</summary>
    public Measurement FeeRate { get; }
    /// <summary>Sum of what was paid beyond the expected prices; negative where trading was better than expected.</summary>
    public Measurement Slippage { get; }
    /// <summary>Mean slippage of a fill.</summary>
    public Measurement SlippagePerFill { get; }
    /// <summary>Slippage over turnover, in basis points.</summary>
    public Measurement SlippageRate { get; }
    /// <summary>Fees and slippage over turnover, in basis points, of the fills that have an expected price.</summary>
    public Measurement RealisedRate { get; }
    /// <summary>The cost that was expected, in basis points of turnover.</summary>
    public Measurement ExpectedRate { get; }
    /// <summary>Realised less expected cost over turnover, in basis points, paired fill by fill.</summary>
    public Measurement Excess { get; }
    /// <summary>Mean of realised less expected cost of a fill.</summary>
    public Measurement ExcessPerFill { get; }

    /// <summary>The rate of fees at which the closed round trips would have earned nothing: profit before fees over turnover, in basis points.</summary>
    public Measurement BreakEven => Rate("break_even_cost_rate", Side is not null ? "a round trip is both bought and sold" : _trips.Count == 0 ? "no round trip is closed" : null,
        [.. _trips.Select(t => (double)t.Gross!.Value)], [.. _trips.Select(t => (double)(Math.Abs(t.EntryValue) + Math.Abs(t.ExitValue)))]);

    /// <summary>Every number above.</summary>
    public IReadOnlyList<Measurement> Measurements =>
        [.. new[] { Turnover, Fees, FeeRate, Slippage, SlippagePerFill, SlippageRate, RealisedRate, ExpectedRate, Excess, ExcessPerFill, BreakEven }.Select(m => m with { Of = Name == "all" ? "" : Name })];

    /// <summary>The keys, for people: <c>AAA, reversal, bought, EUR</c>.</summary>
    internal string Name => string.Join(", ", new[] { Asset, Strategy, Side switch { TradeSide.Long => "bought", TradeSide.Short => "sold", _ => null }, Currency }.Where(n => n is { Length: > 0 })) is { Length: > 0 } name ? name : "all";

    static Measurement Rate(string metric, string? because, double[] cost, double[] turnover)
    {
        var total = turnover.Sum();
        if (Missing(metric, because ?? (total > 0 ? null : "the turnover is zero"), cost.Length) is { } missing) return missing;
        var rate = cost.Sum() / total;
        var half = cost.Length < 2 ? 0 : TailProbability.NormalPoint95 * NeweyWest.MeanStandardError([.. cost.Zip(turnover, (c, t) => c - rate * t)]) * cost.Length / total;
        return new(metric, BasisPoints * rate) { Unit = "bp", Count = cost.Length, Interval = Around(BasisPoints * rate, BasisPoints * half, cost.Length) };
    }

    static Measurement Mean(string metric, string? because, double[] values, string unit)
    {
        if (Missing(metric, because, values.Length) is { } missing) return missing;
        var mean = Moments.Mean(values);
        var half = values.Length < 2 ? 0 : TailProbability.NormalPoint95 * NeweyWest.MeanStandardError(values);
        return new(metric, mean) { Unit = unit, Count = values.Length, Interval = Around(mean, half, values.Length) };
    }

    static Interval? Around(double value, double half, int count) => half > 0 ? new(value - half, value + half, 0.95, Hac.Method(NeweyWest.DefaultLags(count))) : null;

    static Measurement? Missing(string metric, string? because, int count) => because is null ? null : Measurement.Missing(metric, because) with { Count = count };
}
