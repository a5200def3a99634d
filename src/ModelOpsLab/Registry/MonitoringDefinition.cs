namespace ModelOpsLab.Registry;

/// <summary>How the live stream of a model is read off, in <c>modelops.json</c>: <c>"monitoring": {"every": "00:05:00", "window": 78}</c>. What it does not say is as by default.</summary>
/// <remarks>Times are written as <c>hours:minutes:seconds</c>, with days before a point: <c>1.00:00:00</c>.</remarks>
public sealed record MonitoringDefinition
{
    /// <summary>Time between two readings: minutes that make up an hour, or hours that make up a day, UTC. Default a day.</summary>
    public TimeSpan? Every { get; init => field = value is null || IsKept(value.Value) ? value : throw new ArgumentOutOfRangeException(nameof(Every), value, $"monitoring.every is {value}: readings are kept by minutes that make up an hour, or by hours that make up a day, as in \"00:01:00\", \"00:15:00\", \"01:00:00\", \"1.00:00:00\"."); }
    /// <summary>How many of them are judged together, those in which nothing came left out; from 1 to 10,000. Default 21.</summary>
    public int? Window { get; init => field = value is null or (>= 1 and <= 10_000) ? value : throw new ArgumentOutOfRangeException(nameof(Window), value, $"monitoring.window is {value}: 1 to 10,000 stretches are judged together."); }
    /// <summary>How long after its end a stretch waits for rows when none comes. Default zero.</summary>
    public TimeSpan? Lateness { get; init => field = NotNegative(value, "lateness"); }
    /// <summary>How far a row's time may lie beyond that of its arrival before its clock is held to be wrong. Default a minute.</summary>
    public TimeSpan? FutureTolerance { get; init => field = NotNegative(value, "futureTolerance"); }
    /// <summary>Whether a value is an outlier beside those of the same hour of day, UTC; values that follow closely on the value before are judged by their changes all the same. Default no.</summary>
    public bool? Seasonal { get; init; }
    /// <summary>Stretches between false alarms of the evidence metrics, at least, on average. Default 1,000.</summary>
    public double? AverageRunLength { get; init => field = value is null || (value > 1 && double.IsFinite(value.Value)) ? value : throw new ArgumentOutOfRangeException(nameof(AverageRunLength), value, FormattableString.Invariant($"monitoring.averageRunLength is {value}: a run length is more than 1.")); }

    static bool IsKept(TimeSpan every) => every.Ticks > 0 && every.Ticks % TimeSpan.TicksPerMinute == 0 && TimeSpan.TicksPerDay % every.Ticks == 0 && (every.Ticks % TimeSpan.TicksPerHour == 0 || TimeSpan.TicksPerHour % every.Ticks == 0);

    static TimeSpan? NotNegative(TimeSpan? value, string name) => !(value < TimeSpan.Zero) ? value : throw new ArgumentOutOfRangeException(name, value, $"monitoring.{name} is {value}: a time is not negative.");
}
