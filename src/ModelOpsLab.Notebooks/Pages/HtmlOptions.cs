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

    /// <summary>Small print at the end: hashes, how to reproduce.</summary>
    public string Footer { get; init; } = "";

    /// <summary>The language of the words that the page adds to the notebook's own, and of <c>lang</c>; null: French where the notebook ran with a parameter <c>language</c> of <c>fr</c>, else English.</summary>
    public Language? Language { get; init; }

    /// <summary>How the outputs stand to the code, from <see cref="StaleCells"/>: stale ones are marked at their cell and above the page. None: not judged, as right after a run.</summary>
    public IReadOnlyList<CellStanding> Standings { get; init; } = [];
}
