using System.Globalization;

namespace ModelOpsLab.Data;

/// <summary>Conversions of instants: nanoseconds since 1970-01-01 UTC, as <c>mol-th1</c> hashes them.</summary>
public static class Timestamp
{
    /// <summary>Nanoseconds since 1970-01-01 of a UTC time.</summary>
    public static long FromDateTime(DateTime utc) => checked((utc.Ticks - DateTime.UnixEpoch.Ticks) * 100);

    /// <summary>The time in UTC, cut to 100 ns.</summary>
    public static DateTime ToDateTime(long nanoseconds) => DateTime.UnixEpoch.AddTicks(nanoseconds / 100 - (nanoseconds % 100 < 0 ? 1 : 0));

    /// <summary>ISO 8601, UTC, without trailing zeros: <c>2020-03-09T13:30:00Z</c>.</summary>
    public static string ToText(long nanoseconds)
    {
        var time = ToDateTime(nanoseconds);
        var fraction = ((nanoseconds % 1_000_000_000 + 1_000_000_000) % 1_000_000_000).ToString("000000000", CultureInfo.InvariantCulture).TrimEnd('0');
        return time.ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture) + (fraction.Length > 0 ? "." + fraction : "") + "Z";
    }
}
