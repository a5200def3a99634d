namespace ModelOpsLab.Trading;

/// <summary>How a <see cref="BacktestFan"/> is drawn.</summary>
public sealed record FanOptions
{
    /// <summary>Resampled paths, at least 100; 10,000 by default. With fewer than some 1,000 the band of 95 % all along is the furthest paths themselves, and left more often than it says.</summary>
    public int Paths { get; init => field = value >= 100 ? value : throw new ArgumentOutOfRangeException(nameof(Paths), value, "At least 100 paths."); } = 10_000;

    /// <summary>Mean block in sessions, at least 1. Null, the default: 1.5 times what suits the backtest (Politis and White, 2004), the longer of that of its returns and that of their sizes, whose clusters a path must keep; at most a fifth of the backtest.</summary>
    public double? MeanBlock { get; init => field = value is null or >= 1 and < double.PositiveInfinity ? value : throw new ArgumentOutOfRangeException(nameof(MeanBlock), value, "At least one session."); }

    /// <summary>Fixes the draws.</summary>
    public ulong Seed { get; init; } = 20190401;
}
