using System.Globalization;
using System.Text;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using ModelOpsLab.Reporting;

namespace ModelOpsLab.Notebooks;

/// <summary>What stands above a notebook's page: as-of date, what the caller adds, and each parameter with the value this run had.</summary>
static class PageFacts
{
    public static void Write(StringBuilder page, Notebook notebook, IReadOnlyList<Fact> facts)
    {
        var rows = new List<(string Name, string Value, string Help)>();
        if (NotebookRunner.AsOf(notebook) is { } asOf)
            rows.Add(("As of", asOf.ToString(asOf.TimeOfDay == TimeSpan.Zero ? "yyyy-MM-dd" : "yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture), ""));
        rows.AddRange(facts.Select(fact => (fact.Name, fact.Value, "")));
        var given = Given(notebook);
        rows.AddRange(Declared(notebook).Select(p => (p.Name, Plain(p.Type, given.GetValueOrDefault(p.Name, p.Default)), p.Help)));
        if (rows.Count == 0) return;
        page.Append("<dl class=\"facts\">\n");
        foreach (var (name, value, help) in rows)
        {
            page.Append("<div").Append(help.Length > 0 ? $" title=\"{HtmlText.Escape(help)}\"" : "").Append("><dt>").Append(HtmlText.Escape(name)).Append("</dt><dd>").Append(HtmlText.Escape(value)).Append("</dd></div>\n");
        }
        page.Append("</dl>\n");
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
