using ModelOpsLab.Reporting;

namespace ModelOpsLab.Notebooks;

/// <summary>What becomes of code on a page.</summary>
public enum CodeView
{
    /// <summary>Folded below what it shows: it opens with a click, without script, and is not printed.</summary>
    Folded,
    /// <summary>Open above what it shows, and printed; cells tagged <c>hide-input</c> stay folded.</summary>
    Open,
    /// <summary>Left out.</summary>
    None,
}

/// <summary>How a notebook becomes a page.</summary>
public sealed record HtmlOptions
{
    /// <summary>The page's title; none: the first heading, else the file's name.</summary>
    public string? Title { get; init; }

    /// <summary>What a reader needs to know up front beside as-of date and parameters: data hash, model version.</summary>
    public IReadOnlyList<Fact> Facts { get; init; } = [];

    /// <summary>A style sheet of the caller's own; it follows the notebook's and the library's.</summary>
    public string Style { get; init; } = "";

    /// <summary>What becomes of code.</summary>
    public CodeView Code { get; init; }

    /// <summary>A warning about the whole page, above everything else; empty for none.</summary>
    public string Warning { get; init; } = "";

    /// <summary>A warning about a cell's outputs by the cell's id, above them.</summary>
    public IReadOnlyDictionary<string, string> CellWarnings { get; init; } = new Dictionary<string, string>();

    /// <summary>Small print at the end: hashes, how to reproduce.</summary>
    public string Footer { get; init; } = "";
}
