namespace ModelOpsLab.Trading;

/// <summary>The averages that the profit and loss of some sessions is the product of.</summary>
/// <remarks>
/// With n covered rows in S sessions, m = mean |w|, d = w / m, b and B the means of d and r over the rows of a session, the gross profit and loss is exactly
/// S · (n/S) · m · (d̄·r̄ + β·σ(B) + γ·σ(r − B)), β = cov(b, B)/σ(B), γ = cov(d − b, r − B)/σ(r − B): standing exposure, timing and selection (Lo, 2008).
/// </remarks>
readonly record struct BudgetFactors
{
    /// <summary>S.</summary>
    public required int Sessions { get; init; }
    /// <summary>n / S.</summary>
    public required double Coverage { get; init; }
    /// <summary>m; NaN without a covered row.</summary>
    public required double Size { get; init; }
    /// <summary>r̄, σ(B) and σ(r − B); null without a covered row.</summary>
    public required MarketFactors? Market { get; init; }
    /// <summary>d̄, β and γ, NaN where the market did not move so that they are not seen; null without a covered row.</summary>
    public required SignalFactors? Signal { get; init; }
    public double Account { get; init; }
    public double Cost { get; init; }
    public double Slippage { get; init; }
    /// <summary>What positions that differ from those asked for made or lost against them.</summary>
    public double Overridden { get; init; }
    /// <summary>The same of positions that were asked for and not held at all.</summary>
    public double Missed { get; init; }
    /// <summary>What the account says beyond position × return less costs.</summary>
    public double Residual { get; init; }

    public static BudgetFactors Of(int sessions, List<(double Position, double Return, int Session)> rows)
    {
        var n = rows.Count;
        if (n == 0) return new() { Sessions = sessions, Coverage = 0, Size = double.NaN, Market = null, Signal = null };
        double size = 0, meanD = 0, meanR = 0;
        foreach (var row in rows) (size, meanD, meanR) = (size + Math.Abs(row.Position) / n, meanD + row.Position / n, meanR + row.Return / n);
        double bb = 0, bd = 0, ww = 0, wd = 0;
        for (int from = 0, to; from < n; from = to)
        {
            double d = 0, r = 0;
            for (to = from; to < n && rows[to].Session == rows[from].Session; to++) (d, r) = (d + rows[to].Position, r + rows[to].Return);
            (d, r) = (d / (to - from), r / (to - from));
            bb += (to - from) * (r - meanR) * (r - meanR) / n;
            bd += (to - from) * (d - meanD) * (r - meanR) / n;
            for (var i = from; to - from > 1 && i < to; i++)
            {
                ww += (rows[i].Return - r) * (rows[i].Return - r) / n;
                wd += (rows[i].Position - d) * (rows[i].Return - r) / n;
            }
        }
        var market = new MarketFactors(meanR, Math.Sqrt(bb), Math.Sqrt(ww));
        return new()
        {
            Sessions = sessions, Coverage = sessions == 0 ? 0 : (double)n / sessions, Size = size, Market = market,
            Signal = new(meanD / size, market.Between == 0 ? double.NaN : bd / size / market.Between, market.Within == 0 ? double.NaN : wd / size / market.Within),
        };
    }
}

/// <summary>How the market moved: mean return of a row, deviation of the sessions' means, deviation of the assets within a session.</summary>
readonly record struct MarketFactors(double Mean, double Between, double Within);

/// <summary>How positions of unit size went with it: mean exposure, timing and selection.</summary>
readonly record struct SignalFactors(double Exposure, double Timing, double Selection)
{
    /// <summary>Gross profit and loss of a row of unit size.</summary>
    public double Earns(MarketFactors market) => Exposure * market.Mean + Timing * market.Between + Selection * market.Within;

    /// <summary>These, with another's where they are not seen.</summary>
    public SignalFactors Or(SignalFactors other) => new(Exposure, double.IsNaN(Timing) ? other.Timing : Timing, double.IsNaN(Selection) ? other.Selection : Selection);
}
