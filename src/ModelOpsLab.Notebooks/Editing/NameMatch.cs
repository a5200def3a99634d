namespace ModelOpsLab.Notebooks.Editing;

/// <summary>How well a name fits what has been typed: its beginning in any case, or the beginnings of its words (<c>MDQ</c>, <c>moDaQ</c> for MonitorDataQuality).</summary>
static class NameMatch
{
    public const int None = int.MaxValue;

    /// <summary>Not the beginning of the name: those of its words.</summary>
    public const int Humps = 2;

    /// <summary>0 for the very beginning, 1 in another case, <see cref="Humps"/> for beginnings of words, <see cref="None"/> otherwise.</summary>
    public static int Of(string name, string typed) =>
        name.StartsWith(typed, StringComparison.Ordinal) ? 0
        : name.StartsWith(typed, StringComparison.OrdinalIgnoreCase) ? 1
        : typed.Length is > 1 and <= 64 && name.Length <= 256 && SpellsWords(name, typed) ? Humps
        : None;

    static bool SpellsWords(string name, string typed)
    {
        // Which lengths of what is typed the words so far can spell; the first word must take part.
        var spelled = new bool[typed.Length + 1];
        spelled[0] = true;
        for (var start = 0; start < name.Length;)
        {
            var end = start + 1;
            while (end < name.Length && !StartsWord(name, end)) end++;
            for (var from = typed.Length - 1; from >= 0; from--)
            {
                if (!spelled[from]) continue;
                for (var length = 1; start + length <= end && from + length <= typed.Length && Same(name[start + length - 1], typed[from + length - 1]); length++)
                    spelled[from + length] = true;
            }
            if (start == 0) spelled[0] = false;
            start = end;
        }
        return spelled[typed.Length];
    }

    static bool Same(char a, char b) => char.ToUpperInvariant(a) == char.ToUpperInvariant(b);

    /// <summary>A capital after a small letter, the last capital of several, a letter after an underscore, the first digit.</summary>
    static bool StartsWord(string name, int at) =>
        name[at - 1] == '_'
        || char.IsDigit(name[at]) && !char.IsDigit(name[at - 1])
        || char.IsUpper(name[at]) && (!char.IsUpper(name[at - 1]) || at + 1 < name.Length && char.IsLower(name[at + 1]));
}
