using System.Globalization;
using System.Text.RegularExpressions;

namespace ModelOpsLab.Reporting;

/// <summary>Numbers, dates and intervals inside a text, from how <see cref="Format"/> writes them to how another language does.</summary>
static partial class WrittenNumbers
{
    /// <summary>Whether a text has no words: numbers, signs, dates, hashes, and names with a digit or an underscore in them.</summary>
    public static bool AreAll(string text) => Tokens().Matches(text).All(t => t.Value is "NaN" || t.Value.Any(c => char.IsDigit(c) || c == '_'));

    /// <summary>The text with its numbers and dates as the language writes them; parts of names and versions stay.</summary>
    public static string In(string text, Language language)
    {
        if (!text.Any(c => char.IsDigit(c) || c is '%' or '∞')) return text;
        text = Interval().Replace(text, "[${low}\u202F; ${high}]");
        text = Parts().Replace(text, m => m.Groups["date"].Success && DateTime.TryParse(m.Value, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal | DateTimeStyles.AssumeUniversal, out var time) ? language.Time(time)
            : m.Groups["number"].Success ? language.Written(m.Value) : m.Value);
        return Space().Replace(text, "\u00A0");
    }

    [GeneratedRegex(@"[\w-]*\p{L}[\w-]*", RegexOptions.CultureInvariant)]
    private static partial Regex Tokens();

    [GeneratedRegex(@"\[(?<low>[-+−∞–\d](?:[^\[\],]|,(?=\d))*), (?<high>[-+−∞–\d](?:[^\[\],]|,(?=\d))*)\]", RegexOptions.CultureInvariant)]
    private static partial Regex Interval();

    [GeneratedRegex(@"(?<date>\b\d{4}-\d\d-\d\d(?:T\d\d:\d\d:\d\d(?:\.\d+)?Z)?(?![\w-]))|(?<![\w.])(?<number>(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?(?:e[+-]\d+)?)(?!\w|\.\d|-\d)", RegexOptions.CultureInvariant)]
    private static partial Regex Parts();

    [GeneratedRegex(@"(?<=[<>≥≤±=]) (?=[-+−∞\d])| (?=%)", RegexOptions.CultureInvariant)]
    private static partial Regex Space();
}
