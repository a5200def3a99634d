namespace ModelOpsLab.Storage;

/// <summary>Texts that every database gives back as they were.</summary>
static class KeptText
{
    /// <summary>The text, if it is one.</summary>
    /// <exception cref="ArgumentException">It holds NUL, or half of a surrogate pair: no database keeps both.</exception>
    public static string Of(string text)
    {
        for (var i = 0; i < text.Length; i++)
            if (text[i] == '\0' || (char.IsSurrogate(text[i]) && !(i + 1 < text.Length && char.IsSurrogatePair(text[i], text[++i]))))
                throw new ArgumentException(FormattableString.Invariant($"A text of {text.Length} characters holds NUL or half of a pair of surrogates near character {i + 1}; it cannot be kept. Leave that out."));
        return text;
    }
}
