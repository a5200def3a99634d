using System.Globalization;
using ModelOpsLab.Reporting;

namespace ModelOpsLab.Notebooks;

/// <summary>What a page says of outputs that are not of the code beside them: once above all, and again at each such cell.</summary>
static class StandingHtml
{
    public static string Banner(IReadOnlyList<CellStanding> standings, Language language)
    {
        if (standings.All(cell => cell.Standing == Standing.NeverRun)) return "";
        int[] stale = [.. standings.Where(cell => cell.IsStale).Select(cell => cell.Cell)], unproved = [.. standings.Where(cell => cell.Standing == Standing.Unproved).Select(cell => cell.Cell)];
        if (stale.Length > 0)
            return language.Say(
                $"<p class=\"warning\" role=\"note\"><strong>Stale outputs.</strong> {Cells(stale)} of {Text(standings.Count)} {(stale.Length == 1 ? "was" : "were")} not run as {(stale.Length == 1 ? "it stands" : "they stand")} here, in this order. Run the notebook again before relying on this page.</p>\n",
                $"<p class=\"warning\" role=\"note\"><strong>Résultats périmés.</strong> {FrenchCells(stale)} sur {Text(standings.Count)} {(stale.Length == 1 ? "n'a pas été exécutée telle qu'elle figure" : "n'ont pas été exécutées telles qu'elles figurent")} ici, dans cet ordre. Réexécuter le notebook avant de se fier à cette page.</p>\n");
        return unproved.Length == 0 ? "" : language.Say(
            $"<p class=\"overline\">{Cells(unproved)} of {Text(standings.Count)} {(unproved.Length == 1 ? "was" : "were")} run in an editor or changed by hand: the outputs are unproved until the notebook is run or verified.</p>\n",
            $"<p class=\"overline\">{FrenchCells(unproved)} sur {Text(standings.Count)} {(unproved.Length == 1 ? "a été exécutée dans un éditeur ou modifiée" : "ont été exécutées dans un éditeur ou modifiées")} à la main\u202F: les résultats ne sont pas établis tant que le notebook n'est pas exécuté ou vérifié.</p>\n");
    }

    public static string Marker(IReadOnlyList<CellStanding> standings, int cell, Language language) =>
        standings.FirstOrDefault(standing => standing.Cell == cell) is { IsStale: true } stale && standings.Any(other => other.Standing != Standing.NeverRun)
            ? $"<p class=\"warning\"><strong>{(stale.Standing == Standing.NeverRun ? language.Say("Never run:", "Jamais exécutée\u202F:") : language.Say("Stale:", "Périmée\u202F:"))}</strong> {HtmlText.Escape(stale.Because)}.</p>\n"
            : "";

    static string Cells(int[] numbers) => $"Cell{(numbers.Length == 1 ? "" : "s")} {string.Join(", ", numbers.Select(Text))}";

    static string FrenchCells(int[] numbers) => $"{(numbers.Length == 1 ? "La cellule" : "Les cellules")} {string.Join(", ", numbers.Select(Text))}";

    static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
