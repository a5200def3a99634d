using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace ModelOpsLab.Notebooks;

/// <summary>
/// Text meant for a terminal as HTML: its colours become six of the page's (readable in light and dark), a line that was written over shows its last state,
/// other control sequences go. Long text is folded behind its first lines; more than <see cref="Most"/> characters are cut in the middle, and the page says so.
/// </summary>
static partial class TerminalText
{
    /// <summary>Characters of one output that a page shows.</summary>
    public const int Most = 1_000_000;

    const int ShownLines = 40, FoldedFrom = 60;

    /// <summary>The whole as <c>pre</c> elements of a class.</summary>
    public static string Write(string text, string style)
    {
        var cut = Cut(text, out var note);
        string[] lines = [.. Lines(cut)];
        if (lines.Length < FoldedFrom) return $"<pre class=\"{style}\">{string.Join('\n', lines)}</pre>{note}";
        var more = (lines.Length - ShownLines).ToString("#,0", CultureInfo.InvariantCulture);
        return $"<pre class=\"{style}\">{string.Join('\n', lines[..ShownLines])}</pre><details class=\"more\"><summary>{more} more lines</summary><pre class=\"{style}\">{string.Join('\n', lines[ShownLines..])}</pre></details>{note}";
    }

    /// <summary>The text on its own, without elements around it.</summary>
    public static string Inline(string text) => string.Join('\n', Lines(Cut(text, out _)));

    /// <summary>The text, or its two ends where it is too long for a page.</summary>
    static string Cut(string text, out string note)
    {
        note = "";
        if (text.Length <= Most) return text.TrimEnd('\n');
        var (head, tail) = (text[..(Most * 9 / 10)], text[^(Most / 10)..]);
        string Count(int n) => n.ToString("#,0", CultureInfo.InvariantCulture);
        note = $"<p class=\"note\">This output has {Count(text.Length)} characters. The page shows the first {Count(head.Length)} and the last {Count(tail.Length)}; the notebook has them all.</p>";
        return $"{head}\n... {Count(text.Length - Most)} characters left out ...\n{tail}".TrimEnd('\n');
    }

    static IEnumerable<string> Lines(string text)
    {
        var colours = new Colours();
        foreach (var line in text.Replace("\r\n", "\n", StringComparison.Ordinal).Split('\n')) yield return Line(line, colours);
    }

    static string Line(string line, Colours colours)
    {
        var html = new StringBuilder();
        var at = 0;
        line = LastState(line);
        foreach (Match sequence in Sequence().Matches(line))
        {
            html.Append(colours.Dress(Plain(line[at..sequence.Index])));
            if (sequence.Groups["sgr"].Success) colours.Read(sequence.Groups["sgr"].Value);
            at = sequence.Index + sequence.Length;
        }
        return html.Append(colours.Dress(Plain(line[at..]))).ToString();
    }

    /// <summary>A carriage return starts the line again: of a progress bar the last state stays.</summary>
    static string LastState(string line)
    {
        if (!line.Contains('\r', StringComparison.Ordinal)) return line;
        var last = line.TrimEnd('\r').LastIndexOf('\r');
        if (last < 0) return line;
        // Colours set in what is written over hold on.
        return string.Concat(Sequence().Matches(line[..last]).Where(m => m.Groups["sgr"].Success).Select(m => m.Value)) + line[(last + 1)..];
    }

    static string Plain(string text) => HtmlText.Escape(HtmlText.Printable(text.Replace("\r", "", StringComparison.Ordinal)));

    /// <summary>Colour and weight as the text so far has set them.</summary>
    sealed class Colours
    {
        static readonly string[] Names = ["", "a1", "a2", "a3", "a4", "a5", "a6", ""];
        string _colour = "";
        bool _bold;

        public string Dress(string html)
        {
            if (html.Length == 0 || (_colour.Length == 0 && !_bold)) return html;
            return $"<span class=\"{(_colour.Length > 0 && _bold ? $"{_colour} bold" : _bold ? "bold" : _colour)}\">{html}</span>";
        }

        public void Read(string sequence)
        {
            int[] codes = [.. sequence.Split([';', ':']).Select(c => int.TryParse(c, CultureInfo.InvariantCulture, out var code) ? code : 0)];
            for (var i = 0; i < codes.Length; i++)
                switch (codes[i])
                {
                    case 0: (_colour, _bold) = ("", false); break;
                    case 1: _bold = true; break;
                    case 22: _bold = false; break;
                    case 39: _colour = ""; break;
                    case >= 30 and <= 37: _colour = Names[codes[i] - 30]; break;
                    case >= 90 and <= 97: _colour = Names[codes[i] - 90]; break;
                    case 38 or 48 when i + 1 < codes.Length && codes[i + 1] is 5 or 2:
                        // 5;n of a palette or 2;r;g;b: the nearest of the page's colours for text, none for what is behind it
                        var length = codes[i + 1] == 5 ? 2 : 4;
                        if (codes[i] == 38 && i + length < codes.Length) _colour = length == 2 ? OfPalette(codes[i + 2]) : Nearest(codes[i + 2], codes[i + 3], codes[i + 4]);
                        i += length;
                        break;
                }
        }

        static string OfPalette(int index) => index switch
        {
            < 0 => "",
            < 16 => Names[index % 8],
            < 232 => Nearest(51 * ((index - 16) / 36), 51 * ((index - 16) / 6 % 6), 51 * ((index - 16) % 6)),
            _ => "",
        };

        /// <summary>By which of red, green and blue are strong; grey has no colour.</summary>
        static string Nearest(int r, int g, int b)
        {
            var (low, high) = (Math.Min(r, Math.Min(g, b)), Math.Max(r, Math.Max(g, b)));
            if (high - low < 40) return "";
            var middle = (low + high) / 2;
            return Names[(r > middle ? 1 : 0) | (g > middle ? 2 : 0) | (b > middle ? 4 : 0)];
        }
    }

    [GeneratedRegex(@"(?:\x1b\[|\x9b)(?:(?<sgr>[0-9;:]*)m|[0-?]*[ -/]*[@-~])|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)?|\x1b[@-Z\\^_=>()#][0-9A-Za-z]?", RegexOptions.CultureInvariant)]
    private static partial Regex Sequence();
}
