using System.Collections.Frozen;

namespace ModelOpsLab.Reporting;

/// <summary>The phrases of a language, from an embedded text file: an English line, then the same in the language, indented. <c>#</c> begins a remark.</summary>
sealed class Phrasebook
{
    static readonly Lazy<Phrasebook> French = new(() => Read(Language.French));

    readonly FrozenDictionary<string, string> _whole;
    readonly FrozenDictionary<char, Phrase[]> _byFirst;
    readonly Phrase[] _open;

    Phrasebook(Language language, IReadOnlyList<(string English, string Other)> phrases)
    {
        Language = language;
        MostSentences = 1 + phrases.Max(p => Sentences(p.English).Count());
        _whole = phrases.Where(p => !p.English.Contains('{', StringComparison.Ordinal)).ToFrozenDictionary(p => p.English, p => p.Other, StringComparer.Ordinal);
        Phrase[] holed = [.. phrases.Where(p => p.English.Contains('{', StringComparison.Ordinal)).Select(p => new Phrase(p.English, p.Other)).OrderByDescending(p => p.Weight)];
        _byFirst = holed.Where(p => p.Start.Length > 0).GroupBy(p => p.Start[0]).ToFrozenDictionary(g => g.Key, g => g.ToArray());
        _open = [.. holed.Where(p => p.Start.Length == 0)];
    }

    /// <summary>The language it translates into.</summary>
    public Language Language { get; }

    /// <summary>How many sentences one phrase can have, with one more in its holes.</summary>
    public int MostSentences { get; }

    /// <summary>The phrases of a language other than English.</summary>
    public static Phrasebook Of(Language language) => language == Language.French ? French.Value : throw new ArgumentException($"There are no phrases of '{language.Code}'.", nameof(language));

    /// <summary>The sentences of a document that are not among the phrases of a language, each once.</summary>
    public static IReadOnlyList<string> Missing(Document document, Language language)
    {
        var translation = new Translation(Of(language));
        translation.Of(document);
        return [.. translation.Missing];
    }

    /// <summary>The translation of a whole text, or null. A final point need not be in the phrase, nor the capital of its first letter.</summary>
    /// <param name="text">The text.</param>
    /// <param name="translate">Translates what stands in a hole of a phrase; null where it cannot.</param>
    public string? Find(string text, Func<string, string?> translate) =>
        (text.Length > 1 && text[^1] == '.' && text[^2] != '.' && Find(text[..^1], translate) is { } stated ? stated + "." : null)
        ?? Exactly(text, translate)
        ?? (text.Length > 1 && char.IsUpper(text[0]) && !char.IsUpper(text[1]) && Exactly(char.ToLowerInvariant(text[0]) + text[1..], translate) is { } lower ? char.ToUpperInvariant(lower[0]) + lower[1..] : null);

    string? Exactly(string text, Func<string, string?> translate)
    {
        if (_whole.TryGetValue(text, out var whole)) return whole;
        if (_byFirst.TryGetValue(text[0], out var phrases))
            foreach (var phrase in phrases)
                if (phrase.Match(text, translate) is { } translated) return translated;
        foreach (var phrase in _open)
            if (phrase.Match(text, translate) is { } translated) return translated;
        return null;
    }

    static Phrasebook Read(Language language)
    {
        var name = $"ModelOpsLab.Languages.{language.Code}.txt";
        using var file = new StreamReader(typeof(Phrasebook).Assembly.GetManifestResourceStream(name) ?? throw new InvalidOperationException($"The library has no resource {name}."));
        return new(language, [.. Parse(file.ReadToEnd())]);
    }

    /// <summary>The pairs of a file of phrases.</summary>
    /// <exception cref="FormatException">A line has no partner, or a phrase stands twice: the message names the line.</exception>
    internal static IEnumerable<(string English, string Other)> Parse(string text)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        string? english = null;
        foreach (var (number, line) in text.ReplaceLineEndings("\n").Split('\n').Index())
        {
            if (line.Length == 0 || line[0] == '#') continue;
            var indented = line[0] == ' ';
            if (indented == english is null) throw new FormatException($"Line {number + 1} of the phrases: '{line.Trim()}' {(indented ? "has no English line above it" : $"follows '{english}', which has no translation")}.");
            if (indented)
            {
                yield return (english!, Typography(line.Length > 2 ? line[2..].TrimEnd() : ""));
                english = null;
            }
            else if (seen.Add(line)) english = line;
            else throw new FormatException($"Line {number + 1} of the phrases: '{line}' stands there twice.");
        }
        if (english is not null) throw new FormatException($"The phrases end with '{english}', which has no translation.");
    }

    /// <summary>French spaces that do not break: before high punctuation, inside quotation marks, before a per cent sign.</summary>
    static string Typography(string text)
    {
        foreach (var sign in ";:!?»") text = text.Replace($" {sign}", $"\u202F{sign}", StringComparison.Ordinal);
        return text.Replace("« ", "«\u202F", StringComparison.Ordinal).Replace(" %", "\u00A0%", StringComparison.Ordinal);
    }

    /// <summary>A text in its sentences, parted at each space after a point.</summary>
    public static IEnumerable<string> Sentences(string text)
    {
        var from = 0;
        for (var i = 1; i < text.Length; i++)
            if (text[i] == ' ' && text[i - 1] is ('.' or '!' or '?'))
            {
                yield return text[from..i];
                from = i + 1;
            }
        yield return text[from..];
    }
}
