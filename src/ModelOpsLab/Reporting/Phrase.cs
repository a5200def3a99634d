namespace ModelOpsLab.Reporting;

/// <summary>A text with holes in two languages: <c>{0} of {1:number} rows</c>, <c>{0} de {1} lignes</c>.</summary>
/// <remarks>What stands in a hole is translated itself. <c>:name</c> is for what stays as it is, <c>:word</c> for one word of that kind, <c>:number</c> for numbers and times.</remarks>
sealed class Phrase
{
    enum Kind { Text, Name, Word, Number }

    sealed record Hole(int Index, Kind Kind);

    /// <summary>Structures tried on one text, at most: phrases with many holes and short words between them give many.</summary>
    const int MostAttempts = 400;

    readonly List<string> _literals, _translated;
    readonly List<Hole> _holes, _places;

    public Phrase(string source, string translation)
    {
        (_literals, _holes) = Parse(source);
        (_translated, _places) = Parse(translation);
        Weight = _literals.Sum(l => l.Length);
        if (!_holes.Select(h => h.Index).Order().SequenceEqual(_places.Select(h => h.Index).Order()))
            throw new FormatException($"The phrase '{source}' has other holes than its translation '{translation}'.");
    }

    /// <summary>Letters that must be there: of two phrases that match, the one with more says more.</summary>
    public int Weight { get; }

    /// <summary>What a text begins with to match; empty where a hole is first.</summary>
    public string Start => _literals[0];

    /// <summary>The translation of a text that fits, or null.</summary>
    /// <param name="text">The text.</param>
    /// <param name="translate">Translates what stands in a hole; null where it cannot.</param>
    public string? Match(string text, Func<string, string?> translate)
    {
        if (text.Length < Weight + _holes.Count || !text.StartsWith(_literals[0], StringComparison.Ordinal) || !text.EndsWith(_literals[^1], StringComparison.Ordinal) || !InOrder(text)) return null;
        var found = new string[_holes.Count];
        var attempts = 0;
        return Fill(text, _literals[0].Length, 0, found, translate, ref attempts) ? Written(found) : null;
    }

    /// <summary>Whether the words between the holes stand there one after another: cheap, and mostly not so.</summary>
    bool InOrder(string text)
    {
        var at = 0;
        foreach (var literal in _literals)
        {
            var next = text.IndexOf(literal, at, StringComparison.Ordinal);
            if (next < 0) return false;
            at = next + literal.Length;
        }
        return true;
    }

    bool Fill(string text, int from, int hole, string[] found, Func<string, string?> translate, ref int attempts)
    {
        if (hole == _holes.Count) return from == text.Length;
        var (next, last) = (_literals[hole + 1], hole == _holes.Count - 1);
        for (var end = last ? text.Length - next.Length : text.IndexOf(next, Math.Min(from + 1, text.Length), StringComparison.Ordinal); end > from; end = last ? -1 : text.IndexOf(next, end + 1, StringComparison.Ordinal))
        {
            if (++attempts > MostAttempts) return false;
            if (Inside(text[from..end], _holes[hole].Kind, translate) is not { } inside) continue;
            found[hole] = inside;
            if (Fill(text, end + next.Length, hole + 1, found, translate, ref attempts)) return true;
        }
        return false;
    }

    static string? Inside(string text, Kind kind, Func<string, string?> translate) => kind switch
    {
        Kind.Name => text,
        Kind.Word => text.Contains(' ', StringComparison.Ordinal) || !text.Any(char.IsLetter) ? null : text,
        Kind.Number => text.Any(c => char.IsLetter(c) && c is not ('T' or 'Z' or 'e')) ? null : translate(text),
        _ => translate(text),
    };

    string Written(string[] found)
    {
        var text = new System.Text.StringBuilder(_translated[0]);
        for (var i = 0; i < _places.Count; i++)
            text.Append(found[_holes.FindIndex(h => h.Index == _places[i].Index)]).Append(_translated[i + 1]);
        return text.ToString();
    }

    static (List<string> Literals, List<Hole> Holes) Parse(string template)
    {
        List<string> literals = [];
        List<Hole> holes = [];
        var at = 0;
        for (var open = template.IndexOf('{', StringComparison.Ordinal); open >= 0; open = template.IndexOf('{', at))
        {
            var close = template.IndexOf('}', open);
            var inside = close < 0 ? [] : template[(open + 1)..close].Split(':');
            if (inside is not [var number, .. { Length: <= 1 } rest] || !int.TryParse(number, System.Globalization.CultureInfo.InvariantCulture, out var index))
                throw new FormatException($"The phrase '{template}' has a hole that is not {{0}}, {{0:name}}, {{0:word}} or {{0:number}}.");
            literals.Add(template[at..open]);
            holes.Add(new(index, rest switch { [] => Kind.Text, ["name"] => Kind.Name, ["word"] => Kind.Word, ["number"] => Kind.Number, _ => throw new FormatException($"The phrase '{template}' has a hole of the kind '{rest[0]}'; there are name, word and number.") }));
            at = close + 1;
        }
        literals.Add(template[at..]);
        return (literals, holes);
    }
}
