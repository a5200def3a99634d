using System.Text.Json;
using ModelOpsLab.Reporting;

namespace ModelOpsLab.Tests.Reporting;

public sealed class PlotlyWriterTests
{
    static JsonElement Figure(Chart chart) => JsonDocument.Parse(PlotlyWriter.Write(chart)).RootElement;

    static T Of<T>() where T : Chart => Samples.Small.Blocks.OfType<T>().Single();

    [Fact]
    public void Every_kind_gives_a_figure_with_traces_and_a_title()
    {
        var directory = Directory.CreateDirectory(Path.Combine(AppContext.BaseDirectory, "plotly")).FullName;
        foreach (var chart in Samples.Small.Blocks.Concat(Samples.Gallery().Blocks).OfType<Chart>())
        {
            File.WriteAllText(Path.Combine(directory, Markup.Id(chart.Title) + ".json"), PlotlyWriter.Write(chart));
            var figure = Figure(chart);
            Assert.Equal(["data", "layout"], figure.EnumerateObject().Select(p => p.Name));
            Assert.Equal(chart.Title, figure.GetProperty("layout").GetProperty("title").GetProperty("text").GetString());
            Assert.All(figure.GetProperty("data").EnumerateArray(), trace => Assert.Contains(trace.GetProperty("type").GetString(), new[] { "scatter", "bar", "heatmap" }));
            Assert.True(figure.GetProperty("data").GetArrayLength() > 0);
        }
    }

    [Fact]
    public void Dates_are_iso_strings_and_missing_values_null()
    {
        var live = Figure(Of<LineChart>()).GetProperty("data").EnumerateArray().Single(t => t.GetProperty("name").GetString() == "live");
        Assert.Equal(["2020-02-28", "2020-03-09", "2020-03-19", "2020-03-29"], live.GetProperty("x").EnumerateArray().Select(x => x.GetString()));
        Assert.Equal("[0.5,0.7,null,-1.2]", live.GetProperty("y").GetRawText());
        Assert.Equal("#D55E00", live.GetProperty("line").GetProperty("color").GetString());
    }

    [Fact]
    public void Events_become_shapes_with_names()
    {
        var layout = Figure(Of<LineChart>()).GetProperty("layout");
        Assert.Equal(["rect", "line"], layout.GetProperty("shapes").EnumerateArray().Select(s => s.GetProperty("type").GetString()));
        Assert.Equal(["line", "line,fillcolor"], layout.GetProperty("shapes").EnumerateArray().Select(s => string.Join(',', s.EnumerateObject().Select(p => p.Name).Where(n => n is "line" or "fillcolor"))).Order());
        Assert.Equal(["March", "deployed"], layout.GetProperty("annotations").EnumerateArray().Select(s => s.GetProperty("text").GetString()));
    }

    [Fact]
    public void Bars_lie_and_read_from_the_top()
    {
        var figure = Figure(Of<BarChart>());
        Assert.Equal("h", figure.GetProperty("data")[0].GetProperty("orientation").GetString());
        Assert.Equal("""["AA","AXP","BA"]""", figure.GetProperty("data")[0].GetProperty("y").GetRawText());
        Assert.Equal("reversed", figure.GetProperty("layout").GetProperty("yaxis").GetProperty("autorange").GetString());
    }

    [Fact]
    public void Heat_map_has_a_row_a_year_and_holes_where_there_is_no_month()
    {
        var z = Figure(Of<MonthHeatMap>()).GetProperty("data")[0].GetProperty("z");
        Assert.Equal([12, 12], z.EnumerateArray().Select(row => row.GetArrayLength()));
        Assert.Equal("[0.004,-0.066,0.077,null,null,null,null,null,null,null,null,null]", z[1].GetRawText());
    }

    [Fact]
    public void Data_cannot_bring_tags_into_the_text_of_a_figure()
    {
        foreach (var chart in Samples.Hostile("<a href='x'>y</a>").Blocks.OfType<Chart>())
            Assert.DoesNotContain("\\u003Ca", PlotlyWriter.Write(chart), StringComparison.OrdinalIgnoreCase);
    }
}
