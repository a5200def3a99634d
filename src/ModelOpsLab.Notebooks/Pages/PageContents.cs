using System.Text;
using ModelOpsLab.Reporting;

namespace ModelOpsLab.Notebooks;

/// <summary>The page's contents: sections and their subsections, numbered as they are; one section alone needs none.</summary>
static class PageContents
{
    public static void Write(StringBuilder page, IReadOnlyList<PageHeading> headings, Language language)
    {
        var listed = headings.Where(heading => heading.Level is 2 or 3).ToArray();
        if (listed.Length < 2) return;
        var name = language.Say("Contents", "Sommaire");
        page.Append($"<nav class=\"contents\" id=\"contents\" aria-label=\"{name}\"><details><summary>{name}</summary>\n<ol>\n");
        var inner = false;
        for (var i = 0; i < listed.Length; i++)
        {
            var heading = listed[i];
            page.Append("<li><a href=\"#").Append(HtmlText.Escape(heading.Id)).Append("\">");
            if (heading.Number.Length > 0) page.Append("<span class=\"no\">").Append(heading.Number).Append("</span> ");
            page.Append(HtmlText.Escape(heading.Text)).Append("</a>");
            var next = i + 1 < listed.Length ? listed[i + 1].Level : 2;
            var opens = heading.Level == 2 && next == 3;
            page.Append(opens ? "\n<ol>\n" : "</li>\n");
            inner |= opens;
            if (!inner || next == 3) continue;
            page.Append("</ol></li>\n");
            inner = false;
        }
        page.Append("</ol></details></nav>\n");
    }
}
