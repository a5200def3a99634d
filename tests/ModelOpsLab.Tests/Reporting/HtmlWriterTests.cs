using System.Xml.Linq;
using ModelOpsLab.Reporting;

namespace ModelOpsLab.Tests.Reporting;

public class HtmlWriterTests
{
    [Fact]
    public void The_gallery_page_is_well_formed_and_lies_beside_the_tests_to_be_looked_at()
    {
        var page = HtmlWriter.Page(Samples.Gallery(), "Gallery");
        File.WriteAllText(Path.Combine(AppContext.BaseDirectory, "gallery.html"), page);
        Assert.Equal("html", Parsed.Page(page).Name);
    }
}

static class Parsed
{
    public static XElement Page(string html) => XElement.Parse(html[(html.IndexOf('\n') + 1)..]);
}
