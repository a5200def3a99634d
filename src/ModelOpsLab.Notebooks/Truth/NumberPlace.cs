using System.Text.RegularExpressions;

namespace ModelOpsLab.Notebooks;

/// <summary>Whether a number in a text stands under a column's name, or in the line or table row of a metric.</summary>
static partial class NumberPlace
{
    public static bool IsAbout(string mimeType, string text, int at, int length, string name) =>
        mimeType == MimeBundle.Html ? InHtml(text, at, name) : InText(text, at, length, name);

    /// <summary>The name in the number's own line before it, or in a line above without an empty one between, over the number's columns.</summary>
    static bool InText(string text, int at, int length, string name)
    {
        var start = text.LastIndexOf('\n', Math.Max(at - 1, 0), Math.Max(at, 0)) + 1;
        if (Word(text[start..at], name) >= 0) return true;
        var (from, to) = (at - start, at - start + length);
        for (var end = start - 1; end > 0; end = start - 1)
        {
            start = text.LastIndexOf('\n', end - 1) + 1;
            var line = text[start..end];
            if (string.IsNullOrWhiteSpace(line)) return false;
            if (Word(line, name) is >= 0 and var column) return column < to && column + name.Length > from;
        }
        return false;
    }

    static bool InHtml(string text, int at, string name)
    {
        var row = text.LastIndexOf("<tr", at, StringComparison.OrdinalIgnoreCase);
        if (row < 0) return Word(Plain(text[..at].Split('\n')[^1]), name) >= 0;
        if (Word(Plain(text[row..at]), name) >= 0) return true;
        var table = Math.Max(0, text.LastIndexOf("<table", row, StringComparison.OrdinalIgnoreCase));
        var place = CellStart().Count(text[row..at]) - 1;
        foreach (Match head in Row().Matches(text[table..row]))
        {
            var cells = HeadCell().Matches(head.Value);
            if (place < cells.Count && Word(Plain(cells[place].Value), name) >= 0) return true;
        }
        return false;
    }

    static int Word(string text, string name)
    {
        for (var at = text.IndexOf(name, StringComparison.OrdinalIgnoreCase); at >= 0; at = text.IndexOf(name, at + 1, StringComparison.OrdinalIgnoreCase))
            if ((at == 0 || !char.IsLetterOrDigit(text[at - 1])) && (at + name.Length == text.Length || !char.IsLetterOrDigit(text[at + name.Length]))) return at;
        return -1;
    }

    static string Plain(string html) => System.Net.WebUtility.HtmlDecode(Tag().Replace(html, " "));

    [GeneratedRegex("<[^>]*(>|$)", RegexOptions.CultureInvariant)]
    private static partial Regex Tag();

    [GeneratedRegex("<t[dh]\\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex CellStart();

    [GeneratedRegex("<tr\\b.*?</tr\\s*>", RegexOptions.IgnoreCase | RegexOptions.Singleline | RegexOptions.CultureInvariant)]
    private static partial Regex Row();

    [GeneratedRegex("<th\\b.*?(?=<t[hd]\\b|</tr)", RegexOptions.IgnoreCase | RegexOptions.Singleline | RegexOptions.CultureInvariant)]
    private static partial Regex HeadCell();
}
