using System.Globalization;
using System.Text.RegularExpressions;

namespace ModelOpsLab.Notebooks;

/// <summary>Where two outputs differ; <paramref name="Tolerated"/> where only by less than the tolerance.</summary>
sealed record Difference(string Where, string Expected, string Found, bool Tolerated = false);

/// <summary>
/// Compares outputs by value: text outside numbers exactly, whole numbers exactly, numbers with a decimal point or exponent within a relative tolerance;
/// a cell's own tolerances hold for whole numbers too. All media types count; JSON is compared by structure, whatever the order of keys, images by
/// <see cref="ImageData"/>, errors by type and message without the folders of a machine. In HTML the style sheets are left out, and lines are counted without them:
/// how a result looks is no result. The first difference of a text is reported, each one of a JSON value, one a line of a stream.
/// </summary>
/// <param name="tolerance">For numbers with a decimal point or exponent, relative; 0: digit by digit, and the cell's own tolerances do not count.</param>
/// <param name="own">The cell's own tolerances.</param>
/// <param name="unordered">Whether lines, table rows and JSON lists may come in another order.</param>
sealed partial class OutputComparison(double tolerance, IReadOnlyList<Tolerance>? own = null, bool unordered = false)
{
    /// <summary>Of a text of many lines at most so many differences are told.</summary>
    const int MostLines = 20;

    readonly IReadOnlyList<Tolerance> _own = tolerance == 0 ? [] : own ?? [];

    public IEnumerable<Difference> Of(CellOutput expected, CellOutput found)
    {
        if (expected.Kind != found.Kind) return [new("kind", Name(expected), Name(found))];
        return expected.Kind switch
        {
            OutputKind.Stream when expected.Name != found.Name => [new("stream", expected.Name, found.Name)],
            OutputKind.Stream => OfStream(expected.Name, expected.Text, found.Text),
            OutputKind.Error => [.. OfText("error type", expected.Name, found.Name), .. OfText("error message", WithoutFolders(expected.Text), WithoutFolders(found.Text))],
            _ => OfBundle(expected.Data, found.Data),
        };

        static string Name(CellOutput output) => output.Kind switch
        {
            OutputKind.Stream => $"text on {output.Name}",
            OutputKind.Display => "a display",
            OutputKind.Result => "a result",
            _ => $"the error {output.Name}: {Lines.Shorten(output.Text, 200)}",
        };
    }

    /// <summary>Line by line; where there are more or fewer lines, from the first that differs on.</summary>
    IEnumerable<Difference> OfStream(string name, string expected, string found)
    {
        var (a, b) = (Ordered(expected), Ordered(found));
        var told = 0;
        for (var i = 0; i < Math.Max(a.Length, b.Length) && told < MostLines; i++)
        {
            if (i >= a.Length || i >= b.Length)
            {
                yield return new($"{name}, line {i + 1}", i < a.Length ? $"'{Lines.Shorten(a[i])}'" : "the end", i < b.Length ? $"'{Lines.Shorten(b[i])}'" : "the end");
                yield break;
            }
            foreach (var difference in OfText(name, a[i], b[i]))
            {
                if (!difference.Tolerated) told++;
                yield return difference with { Where = $"{name}, line {i + 1}" };
            }
        }
    }

    string[] Ordered(string text)
    {
        var lines = text.ReplaceLineEndings("\n").TrimEnd('\n').Split('\n');
        return unordered ? [.. lines.Order(StringComparer.Ordinal)] : lines;
    }

    /// <summary>A path keeps its last part: where a file lies is the machine's affair.</summary>
    static string WithoutFolders(string message) => Folders().Replace(message, "");

    IEnumerable<Difference> OfBundle(MimeBundle expected, MimeBundle found)
    {
        foreach (var mimeType in expected.MimeTypes.Union(found.MimeTypes, StringComparer.Ordinal).Order(StringComparer.Ordinal))
        {
            if (!expected.MimeTypes.Contains(mimeType)) yield return new(mimeType, "no such form", "one");
            else if (!found.MimeTypes.Contains(mimeType)) yield return new(mimeType, "a form stored", "none");
            else
                foreach (var difference in OfForm(mimeType, expected, found))
                    yield return difference;
        }
    }

    IEnumerable<Difference> OfForm(string mimeType, MimeBundle expected, MimeBundle found)
    {
        if (MimeBundle.IsJson(mimeType)) return new JsonComparison(this, unordered).Of($"{mimeType} $", expected[mimeType], found[mimeType], []);
        var (a, b) = (Compared(mimeType, expected), Compared(mimeType, found));
        if (!mimeType.StartsWith("image/", StringComparison.Ordinal) || mimeType == "image/svg+xml" || ImageData.Bytes(a) is not { } one || ImageData.Bytes(b) is not { } other) return OfText(mimeType, a, b);
        return ImageData.Same(one, other) ? [] : [new(mimeType, $"an image of {Size(one)}", $"another one of {Size(other)}")];

        static string Size(byte[] image) => ImageData.Pixels(image) is { } pixels ? $"{pixels.Width} x {pixels.Height} pixels" : $"{image.Length} bytes";
    }

    string Compared(string mimeType, MimeBundle bundle)
    {
        var text = bundle.TextOf(mimeType) ?? "";
        if (mimeType == MimeBundle.Html) text = StyleSheet().Replace(text, "");
        if (!unordered || mimeType.StartsWith("image/", StringComparison.Ordinal)) return text;
        if (mimeType != MimeBundle.Html) return string.Join('\n', Ordered(text));
        var rows = TableRow().Matches(text).Select(row => row.Value).Order(StringComparer.Ordinal);
        return TableRow().Replace(text, "") + string.Concat(rows);
    }

    public IEnumerable<Difference> OfText(string where, string expected, string found, Func<string, bool>? isAbout = null)
    {
        if (expected == found) yield break;
        var (a, b) = (Pieces(expected), Pieces(found));
        for (var i = 0; i < Math.Max(a.Count, b.Count); i++)
        {
            if (i < a.Count && i < b.Count && IsSame(a[i].Value, b[i].Value)) continue;
            var place = i < a.Count ? a[i].Index : expected.Length;
            var line = $"{where}, line {expected.AsSpan(0, place).Count('\n') + 1}";
            var numbers = i < a.Count && i < b.Count && IsNumber(a[i]) && IsNumber(b[i]);
            if (numbers && IsClose(a[i].Value, b[i].Value, name => isAbout?.Invoke(name) == true || NumberPlace.IsAbout(where, expected, a[i].Index, a[i].Length, name)))
            {
                yield return new(line, a[i].Value, b[i].Value, Tolerated: true);
                continue;
            }
            yield return numbers
                ? new(line, a[i].Value + Around(expected, a[i]), b[i].Value + Around(found, b[i]))
                : new(line, Excerpt(expected, found), Excerpt(found, expected));
            yield break;
        }
    }

    /// <summary>Both have a decimal point or exponent and lie within the tolerance, or the cell has a tolerance of its own for them.</summary>
    /// <param name="expected">A number.</param>
    /// <param name="found">Another.</param>
    /// <param name="isAbout">Whether the numbers belong to a column or metric of that name.</param>
    public bool IsClose(string expected, string found, Func<string, bool> isAbout)
    {
        if (tolerance == 0 || !double.TryParse(expected, NumberStyles.Float, CultureInfo.InvariantCulture, out var a) || !double.TryParse(found, NumberStyles.Float, CultureInfo.InvariantCulture, out var b)) return false;
        if (_own.Any(own => own.Accepts(a, b) && (own.Name.Length == 0 || isAbout(own.Name)))) return true;
        return (IsReal(expected) || IsReal(found)) && Math.Abs(a - b) <= tolerance * Math.Max(Math.Abs(a), Math.Abs(b));

        static bool IsReal(string number) => number.AsSpan().IndexOfAny('.', 'e', 'E') >= 0;
    }

    /// <summary>Equal; where numbers may differ, blanks and rules that only fill a table's columns may too.</summary>
    bool IsSame(string expected, string found) => expected == found || _own.Count > 0 && Filling().Replace(expected, "$1") == Filling().Replace(found, "$1");

    static List<Match> Pieces(string text) => Piece().Matches(text).ToList();

    static bool IsNumber(Match piece) => piece.Groups["number"].Success;

    static string Around(string text, Match piece)
    {
        var from = text.LastIndexOf('\n', Math.Max(piece.Index - 1, 0)) + 1;
        var end = text.IndexOf('\n', piece.Index);
        if (end < 0) end = text.Length;
        var (start, stop) = (Math.Max(from, piece.Index - 30), Math.Min(end, piece.Index + piece.Length + 20));
        return stop - start <= piece.Length ? "" : $" in '{text[start..stop].Trim()}'";
    }

    static string Excerpt(string text, string other)
    {
        var at = 0;
        while (at < text.Length && at < other.Length && text[at] == other[at]) at++;
        if (at == text.Length && at > 0) at--;
        var start = Math.Max(0, at - 20);
        return text.Length == 0 ? "nothing" : $"'{text[start..Math.Min(text.Length, at + 40)].Replace("\n", "\\n", StringComparison.Ordinal)}'";
    }

    [GeneratedRegex(@"<style\b[^>]*>.*?</style\s*>\n?", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.Singleline)]
    private static partial Regex StyleSheet();

    [GeneratedRegex(@"-{3,}|(?<number>[-+]?(\d+(\.\d*)?|\.\d+)([eE][-+]?\d+)?)|[^\d.+-]+|[.+-]", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Piece();

    [GeneratedRegex(@"([ -])\1+", RegexOptions.CultureInvariant)]
    private static partial Regex Filling();

    [GeneratedRegex(@"<tr\b.*?</tr\s*>", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.Singleline)]
    private static partial Regex TableRow();

    [GeneratedRegex(@"(?<![\w.])(?:[A-Za-z]:)?(?:[\\/][\w.@~+-]+)*[\\/](?=[\w.@~+-]+)", RegexOptions.CultureInvariant)]
    private static partial Regex Folders();
}
