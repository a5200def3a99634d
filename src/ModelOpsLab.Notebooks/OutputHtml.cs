using System.Text;
using System.Text.RegularExpressions;

namespace ModelOpsLab.Notebooks;

/// <summary>A cell's outputs as HTML: the richest form that needs no script and no network.</summary>
static partial class OutputHtml
{
    static readonly string[] Images = ["image/svg+xml", "image/png", "image/jpeg", "image/gif", "image/webp"];

    public static void Write(StringBuilder page, CellOutput output)
    {
        switch (output.Kind)
        {
            case OutputKind.Stream:
                page.Append(output.Name == "stderr" ? "<pre class=\"stream stderr\">" : "<pre class=\"stream\">").Append(Plain(output.Text)).Append("</pre>\n");
                break;
            case OutputKind.Error:
                page.Append("<div class=\"error\" role=\"alert\"><strong>").Append(Plain(output.Name)).Append("</strong><pre>").Append(Plain(output.Text)).Append("</pre>");
                if (output.Traceback.Count > 0)
                    page.Append("<details><summary>Calls</summary><pre>").Append(Plain(string.Join('\n', output.Traceback))).Append("</pre></details>");
                page.Append("</div>\n");
                break;
            default:
                page.Append("<div class=\"output\">").Append(Rich(output.Data)).Append("</div>\n");
                break;
        }
    }

    static string Rich(MimeBundle data)
    {
        if (data.TextOf(MimeBundle.Html) is { } html) return HtmlCleaner.Clean(html);
        foreach (var type in Images)
            if (data.TextOf(type) is { } image && Base64(type, image) is { } bytes)
                return $"<img src=\"data:{type};base64,{bytes}\" alt=\"{HtmlText.Escape(data.TextOf(MimeBundle.PlainText) ?? "image")}\">";
        return $"<pre>{Plain(data.TextOf(MimeBundle.PlainText) ?? $"(no form that a page can show: {string.Join(", ", data.MimeTypes)})")}</pre>";
    }

    static string? Base64(string type, string image)
    {
        if (type == "image/svg+xml") return Convert.ToBase64String(Encoding.UTF8.GetBytes(image));
        var bytes = image.ReplaceLineEndings("");
        return System.Buffers.Text.Base64.IsValid(bytes) ? bytes : null;
    }

    /// <summary>Terminal colours are for terminals.</summary>
    static string Plain(string text) => HtmlText.Escape(Ansi().Replace(text, ""));

    [GeneratedRegex(@"\x1b\[[0-9;?]*[A-Za-z]", RegexOptions.CultureInvariant)]
    private static partial Regex Ansi();
}
