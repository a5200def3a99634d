using System.Xml.Linq;
using ModelOpsLab.Reporting;

namespace ModelOpsLab.Tests.Reporting;

public class DetailsTests
{
    static readonly Document Folded = new(new Details("x: <critical>", [new Note("why"), new LineChart { Title = "gap", Id = "gap", Series = [new("a", [1, 2], [3, 4])] }], "input-x"));

    [Fact]
    public void A_page_folds_its_blocks_under_one_line_and_draws_charts_once()
    {
        var details = XElement.Parse(HtmlWriter.Write(Folded)).Descendants("details").Single();
        Assert.Equal(("input-x", "x: <critical>"), ((string?)details.Attribute("id"), details.Element("summary")!.Value));
        Assert.Single(details.Descendants(), e => e.Name.LocalName == "svg");
    }

    [Fact]
    public void Plain_text_shows_them_all() => Assert.StartsWith("x: <critical>\n  Note: why\n  gap\n", PlainTextWriter.Write(Folded));

    [Fact]
    public void It_reads_back_from_json() => Assert.Equal(Folded.ToString(), DocumentJson.Read(DocumentJson.Write(Folded)).ToString());
}
