using System.Globalization;
using System.Text.RegularExpressions;

namespace ModelOpsLab.Registry;

/// <summary>Texts of people: what is refused when it is recorded, and how one is shown that came into the ledger in another way.</summary>
static partial class IncidentText
{
    public const int MostOfTitle = 200, MostOfName = 128, MostOfText = 4_000;

    /// <summary>The text without blanks around it.</summary>
    /// <exception cref="InvalidDataException">It is empty, too long, or has characters that control or reorder text.</exception>
    public static string Checked(string? text, string what, int most)
    {
        var kept = text?.Trim(' ') ?? "";
        if (kept.Length == 0 || string.IsNullOrWhiteSpace(kept)) throw new InvalidDataException($"The {what} is empty. Say it in words: who reads this in five years asks.");
        if (kept.Length > most) throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture, $"The {what} has {kept.Length:N0} characters, beginning '{Shown(kept, 40)}'; at most {most:N0} are recorded. Keep the rest in a document."));
        if (Unprintable().Match(kept) is { Success: true } found)
            throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture, $"The {what} '{Shown(kept, 40)}' has the character U+{(int)found.Value[0]:X4} at {found.Index + 1}, which controls or reorders text. Write it on one line, without."));
        return kept;
    }

    /// <summary>A name by the ledger's allow-list, or null where none was given.</summary>
    /// <exception cref="InvalidDataException">It is no name.</exception>
    public static string? CheckedName(string? name, string what) => name is null || LedgerEntry.IsName(name) ? name
        : throw new InvalidDataException($"'{Shown(name, 80)}' is no name of a {what}: at most 64 of a-z, 0-9, '.', '_' and '-', beginning with a letter or digit.");

    /// <summary>The text with every character that controls or reorders text replaced, and cut.</summary>
    public static string Shown(string? text, int most = MostOfText)
    {
        if (text is null) return "";
        var cut = text.Length <= most ? text : text[..(most - (char.IsHighSurrogate(text[most - 1]) ? 1 : 0))] + "…";
        return Unprintable().Replace(cut, "\uFFFD");
    }

    [GeneratedRegex(@"[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]|[\uD800-\uDBFF](?![\uDC00-\uDFFF])")]
    private static partial Regex Unprintable();
}
