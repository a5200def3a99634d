using System.Globalization;
using System.Text.RegularExpressions;

namespace ModelOpsLab.Reporting;

/// <summary>Numbers, dates and intervals inside a text, from how <see cref="Format"/> writes them to how another language does.</summary>
static class WrittenNumbers
{
    static readonly Regex
        Interval = new(@"\[(?<low>[-+−∞–\d](?:[^\[\],]|,(?=\d))*), (?<high>[-+−∞–\d](?:[^\[\],]|,(?=\d))*)\]", RegexOptions.CultureInvariant),
        Parts = new(@"(?<date>\b\d{4}-\d\d-\d\d(?:T\d\d:\d\d:\d\d(?:\.\d+)?Z)?(?![\w-]))|(?<![\w.])(?<number>(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?(?:e[+-]\d+)?)(?!\w|\.\d|-\d)", RegexOptions.CultureInvariant),
        Space = new(@"(?<=[<>≥≤±=]) (?=[-+−∞\d])| (?=%)", RegexOptions.CultureInvariant);

    /// <summary>Whether a text has no words: numbers, signs, dates, hashes, and names with a digit or an underscore in them.</summary>
    public static bool AreAll(string text)
    {
        var (letters, names, from) = (false, false, 0);
        for (var i = 0; i <= text.Length; i++)
        {
            if (i < text.Length && (char.IsLetterOrDigit(text[i]) || text[i] is '_' or '-'))
            {
                letters |= char.IsLetter(text[i]);
                names |= char.IsDigit(text[i]) || text[i] == '_';
                continue;
            }
            if (letters && !names && !text.AsSpan(from, i - from).SequenceEqual("NaN")) return false;
            (letters, names, from) = (false, false, i + 1);
        }
        return true;
    }

    /// <summary>The text with its numbers and dates as the language writes them; parts of names and versions stay.</summary>
    public static string In(string text, Language language)
    {
        if (!text.Any(c => char.IsDigit(c) || c is '%' or '∞')) return text;
        text = Interval.Replace(text, "[${low}\u202F; ${high}]");
        text = Parts.Replace(text, m => m.Groups["date"].Success && DateTime.TryParse(m.Value, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal | DateTimeStyles.AssumeUniversal, out var time) ? language.Time(time)
            : m.Groups["number"].Success ? language.Written(m.Value) : m.Value);
        return Space.Replace(text, "\u00A0");
    }
}
