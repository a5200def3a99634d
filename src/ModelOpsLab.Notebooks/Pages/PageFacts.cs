using System.Globalization;
using System.Text;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using ModelOpsLab.Reporting;

namespace ModelOpsLab.Notebooks;

/// <summary>What stands above a notebook's page: as-of date, what the caller adds, and each parameter with the value this run had.</summary>
static class PageFacts
{
    public static void Write(StringBuilder page, Notebook notebook, IReadOnlyList<Fact> facts, Language language)
    {
        var all = new List<Fact>();
        if (AsOf(notebook) is { } asOf)
            all.Add(new(language.Say("As of", "Arrêté au"), language.Say(
                asOf.ToString(asOf.TimeOfDay == TimeSpan.Zero ? "yyyy-MM-dd" : "yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture),
                asOf.ToString(asOf.TimeOfDay == TimeSpan.Zero ? "dd'/'MM'/'yyyy" : "dd'/'MM'/'yyyy HH:mm:ss 'UTC'", CultureInfo.InvariantCulture))));
        all.AddRange(facts);
        var (given, declared) = (Given(notebook), Declared(notebook));
        if (all.Count == 0 && declared.Count == 0) return;
        page.Append("<div class=\"facts\">\n");
        if (declared.Count > 0)
        {
            page.Append(language.Say(
                "<table><caption>Parameters</caption><thead><tr><th scope=\"col\">name</th><th scope=\"col\">value</th><th scope=\"col\">what it is</th></tr></thead><tbody>\n",
                "<table><caption>Paramètres</caption><thead><tr><th scope=\"col\">nom</th><th scope=\"col\">valeur</th><th scope=\"col\">description</th></tr></thead><tbody>\n"));
            foreach (var p in declared)
            {
                var value = Plain(p.Type, given.GetValueOrDefault(p.Name, p.Default));
                page.Append("<tr><th scope=\"row\">").Append(HtmlText.Escape(p.Name)).Append(value.Length <= 30 ? "</th><td class=\"v\">" : "</th><td>").Append(HtmlText.Escape(value)).Append("</td><td>").Append(HtmlText.Escape(p.Help)).Append("</td></tr>\n");
            }
            page.Append("</tbody></table>\n");
        }
        if (all.Count > 0)
        {
            page.Append("<dl>\n");
            foreach (var (name, value) in all)
                page.Append("<div><dt>").Append(HtmlText.Escape(name)).Append("</dt><dd>").Append(HtmlText.Escape(value)).Append("</dd></div>\n");
            page.Append("</dl>\n");
        }
        page.Append("</div>\n");
    }

    /// <summary>What a run asked for by a parameter <c>language</c>; English where it did not, or for another language than a page has.</summary>
    public static Language LanguageOf(Notebook notebook) =>
        Declared(notebook).FirstOrDefault(p => p.Name == "language") is { } asked && Plain(asked.Type, Given(notebook).GetValueOrDefault(asked.Name, asked.Default)) == Language.French.Code ? Language.French : Language.English;

    static DateTimeOffset? AsOf(Notebook notebook)
    {
        try
        {
            return NotebookRunner.AsOf(notebook);
        }
        catch (NotebookUsageException)
        {
            return null;
        }
    }

    /// <summary>A notebook that cannot be run with values can still be shown.</summary>
    static IReadOnlyList<NotebookParameter> Declared(Notebook notebook)
    {
        try
        {
            return NotebookParameters.Read(notebook);
        }
        catch (NotebookUsageException)
        {
            return [];
        }
    }

    /// <summary>What the injected cell assigns.</summary>
    static Dictionary<string, string> Given(Notebook notebook)
    {
        var given = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var cell in notebook.Cells.Where(cell => cell.Kind == CellKind.Code && cell.HasTag(NotebookParameters.InjectedTag)))
            foreach (var assignment in CSharpSyntaxTree.ParseText(cell.Source, new(LanguageVersion.Latest, kind: Microsoft.CodeAnalysis.SourceCodeKind.Script))
                .GetRoot().DescendantNodes().OfType<AssignmentExpressionSyntax>().Where(a => a.Left is IdentifierNameSyntax))
                given[((IdentifierNameSyntax)assignment.Left).Identifier.ValueText] = assignment.Right.ToString();
        return given;
    }

    /// <summary>A string without its quotes, a date as a date; any other expression as it is written.</summary>
    static string Plain(string type, string expression) => SyntaxFactory.ParseExpression(expression) switch
    {
        LiteralExpressionSyntax { Token.Value: string text } => text,
        BaseObjectCreationExpressionSyntax { ArgumentList.Arguments: [var y, var m, var d] } when type is "DateOnly" or "DateOnly?" && Date(y, m, d) is { } date => date,
        _ => expression,
    };

    static string? Date(params ReadOnlySpan<ArgumentSyntax> parts)
    {
        var numbers = new int[3];
        for (var i = 0; i < 3; i++)
            if (!int.TryParse(parts[i].ToString(), CultureInfo.InvariantCulture, out numbers[i])) return null;
        return string.Create(CultureInfo.InvariantCulture, $"{numbers[0]:0000}-{numbers[1]:00}-{numbers[2]:00}");
    }
}
