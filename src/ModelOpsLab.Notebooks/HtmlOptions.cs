using ModelOpsLab.Reporting;

namespace ModelOpsLab.Notebooks;

/// <summary>How a notebook becomes a page.</summary>
public sealed record HtmlOptions
{
    /// <summary>The page's title; none: the first heading, else the file's name.</summary>
    public string? Title { get; init; }

    /// <summary>What a reader needs to know up front beside as-of date and parameters: data hash, model version.</summary>
    public IReadOnlyList<Fact> Facts { get; init; } = [];

    /// <summary>A style sheet of the caller's own; it follows the notebook's and the library's.</summary>
    public string Style { get; init; } = "";

    /// <summary>Whether code is folded away (it opens with a click, without script); otherwise it stands in the page.</summary>
    public bool FoldCode { get; init; } = true;

    /// <summary>Small print at the end: hashes, how to reproduce.</summary>
    public string Footer { get; init; } = "";

    /// <summary>How the outputs stand to the code, from <see cref="StaleCells"/>: stale ones are marked at their cell and above the page. None: not judged, as right after a run.</summary>
    public IReadOnlyList<CellStanding> Standings { get; init; } = [];
}
