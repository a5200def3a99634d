using System.Globalization;

namespace ModelOpsLab.Registry;

/// <summary>Lengths of time as people say them.</summary>
static class Duration
{
    /// <summary>The two largest units: <c>2 d 3 h</c>, <c>4 min 10 s</c>, <c>0.25 s</c>.</summary>
    public static string Of(TimeSpan time) => time switch
    {
        { Ticks: < 0 } => "-" + Of(time.Negate()),
        { TotalMinutes: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{Math.Round(time.TotalSeconds, 2)} s"),
        { TotalHours: < 1 } => Two(time.Minutes, "min", time.Seconds, "s"),
        { TotalDays: < 1 } => Two(time.Hours, "h", time.Minutes, "min"),
        _ => Two(time.Days, "d", time.Hours, "h"),
    };

    static string Two(int large, string unit, int small, string smaller) => small == 0 ? string.Create(CultureInfo.InvariantCulture, $"{large} {unit}") : string.Create(CultureInfo.InvariantCulture, $"{large} {unit} {small} {smaller}");
}
