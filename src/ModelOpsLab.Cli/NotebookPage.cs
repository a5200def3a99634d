using ModelOpsLab.Lineage;
using ModelOpsLab.Notebooks;
using ModelOpsLab.Reporting;

namespace ModelOpsLab.Cli;

/// <summary>A notebook as a self-contained page, with what its results were computed from at the top.</summary>
static class NotebookPage
{
    /// <summary>The page; the same bytes for the same notebook.</summary>
    public static string Of(Notebook notebook, bool foldCode = true, string? title = null, IReadOnlyList<Fact>? facts = null, IReadOnlyList<CellStanding>? standings = null) => NotebookHtml.Write(notebook, new()
    {
        FoldCode = foldCode,
        Title = title,
        Standings = standings ?? [],
        Facts = facts ?? OutputFacts.ProvenanceOf(notebook),
        Footer = $"{Provenance.ThisLibrary}. Each result was computed by the code above it; 'modelops verify' computes them again and compares.",
    });
}
