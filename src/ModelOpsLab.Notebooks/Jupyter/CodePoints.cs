namespace ModelOpsLab.Notebooks.Jupyter;

/// <summary>Places in code: the protocol counts Unicode code points, .NET counts UTF-16 units; they differ behind an emoji.</summary>
static class CodePoints
{
    /// <summary>The UTF-16 index of a place in code points; the nearest end where it lies outside.</summary>
    public static int ToIndex(string text, int codePoints)
    {
        var index = 0;
        for (var i = 0; i < codePoints && index < text.Length; i++) index += char.IsSurrogatePair(text, index) ? 2 : 1;
        return index;
    }

    /// <summary>How many code points lie before a UTF-16 index.</summary>
    public static int FromIndex(string text, int index)
    {
        var count = 0;
        for (var at = 0; at < index && at < text.Length; at += char.IsSurrogatePair(text, at) ? 2 : 1) count++;
        return count;
    }
}
