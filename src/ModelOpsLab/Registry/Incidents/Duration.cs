using System.Globalization;

namespace ModelOpsLab.Registry;

/// <summary>Lengths of time as people say them.</summary>
static class Duration
{
    /// <summary>The two largest units: <c>2 d 3 h</c>, <c>4 min 10 s</c>, <c>0.25 s</c>.</summary>
    public static string Of(TimeSpan exact) => TimeSpan.FromMilliseconds(10 * Math.Round(exact.TotalMilliseconds / 10)) switch // an event is a tick later than the one before it
    {
        { Ticks: < 0 } => "-" + Of(exact.Negate()),
        { TotalMinutes: < 1 } time => string.Create(CultureInfo.InvariantCulture, $"{Math.Round(time.TotalSeconds, 2)} s"),
        { TotalHours: < 1 } time => Two(time.Minutes, "min", time.Seconds, "s"),
        { TotalDays: < 1 } time => Two(time.Hours, "h", time.Minutes, "min"),
        var time => Two(time.Days, "d", time.Hours, "h"),
    };

    static string Two(int large, string unit, int small, string smaller) => small == 0 ? string.Create(CultureInfo.InvariantCulture, $"{large} {unit}") : string.Create(CultureInfo.InvariantCulture, $"{large} {unit} {small} {smaller}");
}
