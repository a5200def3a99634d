using System.Text;

namespace ModelOpsLab.Reporting;

/// <summary>Plain text, for the command line and for snapshot tests.</summary>
public static class PlainTextWriter
{
    /// <summary>The document as text with LF line ends.</summary>
    public static string Write(Document document)
    {
        var text = new StringBuilder();
        foreach (var block in document.Blocks)
            text.Append(block.GetType().Name).Append('\n');
        return text.ToString();
    }
}
