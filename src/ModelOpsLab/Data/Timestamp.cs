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

    /// <summary>
    /// Reads ISO 8601: <c>2020-03-09T13:30:00Z</c>, an offset (<c>+01:00</c>) in place of the Z, a blank in place of the T, up to nine decimals of a second, seconds left out,
    /// or a day alone, which is its midnight in UTC.
    /// </summary>
    /// <param name="text">The text, without blanks around it.</param>
    /// <param name="nanoseconds">Nanoseconds since 1970-01-01 UTC.</param>
    /// <returns>Null where the text was read, otherwise what is wrong with it: "has no zone".</returns>
    public static string? TryParse(ReadOnlySpan<char> text, out long nanoseconds)
    {
        nanoseconds = 0;
        if (TryParseDay(text.Length > 10 ? text[..10] : text, out var day) is { } bad) return bad;
        if (day.Year is < 1678 or > 2261) return "lies outside 1678 to 2261, which is all that nanoseconds in 64 bits hold";
        var seconds = (day.DayNumber - DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber) * 86_400L;
        long fraction = 0;
        if (text.Length > 10)
        {
            if (text[10] is not ('T' or 't' or ' ')) return Shape;
            var zone = text[11..].IndexOfAny("Zz+-");
            if (zone < 0) return "has no zone: end it with Z or an offset such as +01:00";
            if (!TryParseClock(text.Slice(11, zone), out var clock, out fraction) || !TryParseOffset(text[(11 + zone)..], out var offset)) return Shape;
            seconds += clock - offset;
        }
        nanoseconds = seconds * 1_000_000_000 + fraction;
        return null;
    }

    /// <summary>Reads a day, <c>yyyy-MM-dd</c> and nothing else.</summary>
    /// <returns>Null where the text was read, otherwise what is wrong with it.</returns>
    public static string? TryParseDay(ReadOnlySpan<char> text, out DateOnly day)
    {
        day = default;
        if (text.Length != 10 || text[4] != '-' || text[7] != '-' || !Digits(text[..4], out var year) || !Digits(text[5..7], out var month) || !Digits(text[8..], out var number))
            return "is not a date: write yyyy-MM-dd";
        if (year < 1 || month is < 1 or > 12 || number < 1 || number > DateTime.DaysInMonth(year, month)) return "is not a day of the calendar: correct it";
        day = new(year, month, number);
        return null;
    }

    const string Shape = "is not a time: write it like 2020-03-09T13:30:00Z";

    static bool TryParseClock(ReadOnlySpan<char> text, out long seconds, out long nanoseconds)
    {
        (seconds, nanoseconds) = (0, 0);
        if (text.Length < 5 || text[2] != ':' || !Digits(text[..2], out var hour) || !Digits(text[3..5], out var minute)) return false;
        var second = 0;
        if (text.Length > 5 && (text.Length < 8 || text[5] != ':' || !Digits(text[6..8], out second))) return false;
        if (text.Length > 8)
        {
            var decimals = text[9..];
            if (text[8] != '.' || decimals.Length is < 1 or > 9 || !Digits(decimals, out var value)) return false;
            nanoseconds = value * (long)Math.Pow(10, 9 - decimals.Length);
        }
        seconds = hour * 3600L + minute * 60 + second;
        return hour < 24 && minute < 60 && second < 60;
    }

    static bool TryParseOffset(ReadOnlySpan<char> text, out long seconds)
    {
        seconds = 0;
        if (text is "Z" or "z") return true;
        if (text.Length < 3 || !Digits(text[1..3], out var hours)) return false;
        var rest = text.Length == 6 && text[3] == ':' ? text[4..] : text[3..];
        var minutes = 0;
        if (rest.Length > 0 && (rest.Length != 2 || !Digits(rest, out minutes)) || hours > 18 || minutes > 59) return false;
        seconds = (text[0] == '-' ? -1 : 1) * (hours * 3600L + minutes * 60);
        return true;
    }

    static bool Digits(ReadOnlySpan<char> text, out int value) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value);
}
