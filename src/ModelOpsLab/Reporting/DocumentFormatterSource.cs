using System.Collections;

namespace ModelOpsLab.Reporting;

/// <summary>What the library shows in a notebook of .NET Interactive: a page fragment, its text and its JSON, each by an object with the members that host looks for.</summary>
sealed class DocumentFormatterSource
{
#pragma warning disable CA1822 // The host calls it on an instance
    public IEnumerable CreateTypeFormatters() => new[]
    {
        new DocumentFormatter("text/html", static value => HtmlWriter.Fragment(value.ToDocument())),
        new DocumentFormatter("text/plain", static value => PlainTextWriter.Write(value.ToDocument())),
        new DocumentFormatter("application/json", static value => value is Report report ? ReportJson.Write(report) : DocumentJson.Write(value.ToDocument())),
    };
#pragma warning restore CA1822

    sealed class DocumentFormatter(string mimeType, Func<IRenderable, string> write)
    {
        public string MimeType => mimeType;

        public bool Format(object instance, TextWriter writer)
        {
            if (instance is not IRenderable renderable) return false;
            writer.Write(write(renderable));
            return true;
        }
    }
}
