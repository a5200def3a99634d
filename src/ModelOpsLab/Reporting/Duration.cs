using System.Globalization;

namespace ModelOpsLab.Reporting;

/// <summary>Lengths of time as people write them: <c>90m</c>, <c>2d</c>, <c>1h30m</c>.</summary>
public static class Duration
{
    static readonly (string Unit, long Ticks)[] Units =
    [
        ("w", 7 * TimeSpan.TicksPerDay), ("d", TimeSpan.TicksPerDay), ("h", TimeSpan.TicksPerHour), ("m", TimeSpan.TicksPerMinute), ("s", TimeSpan.TicksPerSecond), ("ms", TimeSpan.TicksPerMillisecond),
    ];

    /// <summary>The length that a text stands for: whole numbers, each with its unit (w, d, h, m, s, ms), longest unit first and each once. Zero is <c>0s</c>.</summary>
    /// <exception cref="FormatException">It is none: the message says what is.</exception>
    public static TimeSpan Parse(string text)
    {
        long ticks = 0;
        var (at, from) = (0, 0);
        while (at < text.Length || at == 0)
        {
            var digits = at;
            while (at < text.Length && char.IsAsciiDigit(text[at])) at++;
            var unit = at;
            while (at < text.Length && char.IsAsciiLetterLower(text[at])) at++;
            var place = Array.FindIndex(Units, from, u => text.AsSpan(unit, at - unit).SequenceEqual(u.Unit));
            if (unit == digits || place < 0 || !long.TryParse(text.AsSpan(digits, unit - digits), NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number > (TimeSpan.MaxValue.Ticks - ticks) / Units[place].Ticks)
                throw new FormatException($"'{(text.Length <= 40 ? text : text[..37] + "...")}' is no length of time. Write whole numbers with their units w, d, h, m, s, ms, the longest first: \"90m\", \"2d\", \"1h30m\".");
            ticks += number * Units[place].Ticks;
            from = place + 1;
        }
        return new(ticks);
    }

    /// <summary>The length as <see cref="Parse"/> reads it, in days and shorter units: 90 minutes are <c>1h30m</c>. What is shorter than a millisecond is not written.</summary>
    public static string Text(TimeSpan length)
    {
        if (length < TimeSpan.Zero) return "-" + Text(length == TimeSpan.MinValue ? TimeSpan.MaxValue : -length);
        var rest = length.Ticks;
        var text = "";
        foreach (var (unit, ticks) in Units.AsSpan(1))
        {
            if (rest / ticks is > 0 and var number) text += number.ToString(CultureInfo.InvariantCulture) + unit;
            rest %= ticks;
        }
        return text.Length > 0 ? text : "0s";
    }

    /// <summary>What keeps a length from being one of a rule; null for nothing.</summary>
    internal static string? Problem(TimeSpan length) =>
        length < TimeSpan.Zero ? $"is {Text(length)}; a length of time is not negative"
        : length.Ticks % TimeSpan.TicksPerMillisecond != 0 ? "has a part of a millisecond"
        : length > TimeSpan.FromDays(36_525) ? $"is {Text(length)}; at most a hundred years"
        : null;
}
