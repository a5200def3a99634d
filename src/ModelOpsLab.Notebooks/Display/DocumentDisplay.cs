using System.Text.Json.Nodes;
using ModelOpsLab.Reporting;

namespace ModelOpsLab.Notebooks;

/// <summary>What the library shows, in the forms a notebook stores: text, HTML with its style, JSON; a chart by itself as a Plotly figure too.</summary>
static class DocumentDisplay
{
    public static MimeBundle Format(IRenderable value)
    {
        var document = value.ToDocument();
        var bundle = new MimeBundle
        {
            [MimeBundle.PlainText] = PlainTextWriter.Write(document),
            [MimeBundle.Html] = HtmlWriter.Fragment(document),
            [MimeBundle.Json] = JsonNode.Parse(value is Report report ? ReportJson.Write(report) : DocumentJson.Write(document)),
        };
        // Editors show the figure in place of the HTML, so only where there is nothing else to read.
        if (document.Blocks is [Chart chart]) bundle[MimeBundle.Plotly] = JsonNode.Parse(PlotlyWriter.Write(chart));
        return bundle;
    }
}
