using System.Text;
using ModelOpsLab.Lineage;
using ModelOpsLab.Notebooks;
using ModelOpsLab.Reporting;

namespace ModelOpsLab.Cli;

/// <summary>A notebook as a self-contained page, with what its results were computed from at the top: nothing that another run of the same would change.</summary>
static class NotebookPage
{
    /// <summary>The page; the same bytes for the same notebook.</summary>
    public static string Of(Notebook notebook, CodeView code = CodeView.Folded, string? title = null, IReadOnlyList<Fact>? facts = null, IReadOnlyList<CellStanding>? standings = null, Language? language = null)
    {
        var hash = ContentId.Of(Encoding.UTF8.GetBytes(NotebookJson.Write(notebook)));
        var said = language ?? NotebookHtml.LanguageOf(notebook);
        return NotebookHtml.Write(notebook, new()
        {
            Code = code,
            Title = title,
            Standings = standings ?? [],
            Language = said,
            Facts = [.. facts ?? OutputFacts.ProvenanceOf(notebook, said), .. OutputFacts.LibraryOf(notebook, said), .. Packages(notebook, said), new("Notebook", hash[..16])],
            Footer = said.Say(
                $"Notebook SHA-256 {hash}\n{Provenance.ThisLibrary}. Each result was computed by the code of its cell; 'modelops verify' computes them again and compares.",
                $"SHA-256 du notebook\u202F: {hash}\n{Provenance.ThisLibrary}. Chaque résultat a été calculé par le code de sa cellule\u202F; «\u202Fmodelops verify\u202F» les recalcule et compare."),
        });
    }

    /// <summary>The hash of the lock file beside the notebook, where it pins packages.</summary>
    static IEnumerable<Fact> Packages(Notebook notebook, Language language) =>
        File.Exists(Notebook.LockFileOf(notebook.Path)) ? [new(language.Say("Package lock", "Verrou des paquets"), ContentId.OfFile(Notebook.LockFileOf(notebook.Path))[..16])] : [];
}
