using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using Microsoft.DotNet.Interactive.Formatting;
using Ours = ModelOpsLab.Notebooks.Formatters;

#pragma warning disable RS0030 // The user's culture is set in order to show that it changes nothing
namespace ModelOpsLab.Interactive.Tests;

/// <summary>The same value in both hosts: the same rows, keys and values where the real formatter is right, and ours where it is not.</summary>
public sealed class SameShapeTests
{
    static readonly HtmlParser Parser = new();

    static readonly Trade[] Trades = [new("EURUSD", 1.5, 2), new("x<y", -0.25, 3)];

    static IElement Here(object value) => Parser.ParseDocument(Ours.Format(value).TextOf("text/html")!).QuerySelector("table")!;

    static IElement There(object value) => Parser.ParseDocument(value.ToDisplayString("text/html")).QuerySelector("table")!;

    static string[] Cells(IElement row) => [.. row.Children.Select(cell => cell.TextContent)];

    static IElement[] Rows(IElement table) => [.. table.Children.Where(part => part.LocalName == "tbody").SelectMany(body => body.Children)];

    [Fact]
    public void Records_have_the_same_rows_names_and_values()
    {
        var here = Here(Trades);
        var names = Cells(here.QuerySelector("thead tr")!);
        var mine = Rows(here).Select(row => names.Zip(Cells(row)).ToArray()).ToArray();
        var theirs = Rows(There(Trades)).Select(row => Rows(row.QuerySelector("table")!).Select(Cells).Select(cells => (cells[0], cells[1])).ToArray()).ToArray();
        Assert.Equal(theirs, mine);
    }

    [Fact]
    public void One_record_has_the_same_names_and_values() =>
        Assert.Equal(Rows(There(Trades[0])).Select(Cells), Rows(Here(Trades[0])).Select(Cells));

    [Fact]
    public void A_dictionary_has_the_same_heads_keys_and_values()
    {
        var value = new Dictionary<string, int> { ["a"] = 1, ["b"] = 20 };
        Assert.Equal(Cells(There(value).QuerySelector("thead tr")!), Cells(Here(value).QuerySelector("thead tr")!));
        Assert.Equal(Rows(There(value)).Select(Cells), Rows(Here(value)).Select(Cells));
    }

    [Fact]
    public void Twenty_of_many_are_shown_and_the_rest_is_counted()
    {
        var value = Enumerable.Range(0, 30).Select(i => new { i }).ToList();
        Assert.Equal(20, Rows(Here(value)).Length);
        Assert.Equal(21, Rows(There(value)).Length);
        Assert.Contains("10 more", There(value).TextContent, StringComparison.Ordinal);
        Assert.EndsWith("... 10 more", Ours.Format(value).TextOf("text/plain"), StringComparison.Ordinal);
    }

    public static TheoryData<object> Scalars => [1, -2L, 1.5, 0.1, 0.1f, 1.50m, true, "text", 'c', 1e22, double.NaN, DayOfWeek.Friday, Guid.Empty];

    [Theory]
    [MemberData(nameof(Scalars))]
    public void Scalars_have_the_same_text(object value) => Assert.Equal(value.ToDisplayString("text/plain"), Ours.Format(value).TextOf("text/plain"));

    [Fact]
    public void Json_of_a_record_has_the_same_names_and_values() =>
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(Trades[1].ToDisplayString("application/json")), Ours.Format(Trades[1])["application/json"]));

    [Fact]
    public void A_local_time_is_not_given_a_z_that_it_does_not_have()
    {
        var local = new DateTime(2020, 3, 1, 16, 30, 0, DateTimeKind.Local);
        Assert.Equal("2020-03-01 16:30:00Z", local.ToDisplayString("text/plain"));
        Assert.Equal("2020-03-01 16:30:00", Ours.Format(local).TextOf("text/plain"));
    }

    [Fact]
    public void A_time_keeps_its_offset()
    {
        var time = new DateTimeOffset(2020, 3, 1, 16, 30, 0, TimeSpan.FromHours(2));
        Assert.Equal("2020-03-01 14:30:00Z", time.ToDisplayString("text/plain"));
        Assert.Equal("2020-03-01 16:30:00+02:00", Ours.Format(time).TextOf("text/plain"));
    }

    [Fact]
    public void A_number_in_json_is_not_cut_to_a_float()
    {
        var json = JsonDocument.Parse("""{"a":16777217}""").RootElement;
        Assert.Contains("16777216", json.ToDisplayString("text/html"), StringComparison.Ordinal);
        Assert.Contains("16777217", Ours.Format(json).TextOf("text/html"), StringComparison.Ordinal);
    }

    [Fact]
    public void The_user_s_culture_does_not_change_a_record()
    {
        var before = CultureInfo.CurrentCulture;
        var comma = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        comma.NumberFormat.NumberDecimalSeparator = ",";
        var expected = Ours.Format(Trades).TextOf("text/html");
        try
        {
            CultureInfo.CurrentCulture = comma;
            Assert.Contains("Size = 1,5", Trades.ToDisplayString("text/html"), StringComparison.Ordinal);
            Assert.Equal(expected, Ours.Format(Trades).TextOf("text/html"));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    public sealed record Trade(string Asset, double Size, int Count);
}
