using System.Text;
using Microsoft.CodeAnalysis;

namespace ModelOpsLab.Notebooks.Editing;

/// <summary>A symbol's declaration and documentation, as text and as HTML.</summary>
static class SymbolHelp
{
    const int MaxParts = 40;

    public static MimeBundle Of(CellSketch sketch, IReadOnlyList<ISymbol> symbols)
    {
        var symbol = symbols[0];
        var signature = SymbolText.Signature(symbol) + SymbolText.Others(symbols.Count - 1);
        var parts = Documentation.Of(sketch.Compilation, symbol).Take(MaxParts).ToArray();
        var (text, html) = (new StringBuilder(signature), new StringBuilder("<pre>").Append(HtmlText.Escape(signature)).Append("</pre>"));
        foreach (var (label, words) in parts)
        {
            text.Append('\n').Append(label.Length == 0 ? words : $"{label}: {words}");
            html.Append("<p>").Append(label.Length == 0 ? "" : $"<b>{HtmlText.Escape(label)}</b>: ").Append(HtmlText.Escape(words)).Append("</p>");
        }
        return new() { [MimeBundle.PlainText] = text.ToString(), [MimeBundle.Html] = html.ToString() };
    }
}
