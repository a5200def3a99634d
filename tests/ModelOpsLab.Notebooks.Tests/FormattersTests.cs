using System.Text.Json.Nodes;

namespace ModelOpsLab.Notebooks.Tests;

public sealed class FormattersTests
{
    static string Text(object? value) => Formatters.Format(value).TextOf("text/plain")!;

    public static TheoryData<object?, string> Scalars => new()
    {
        { null, "<null>" },
        { "a\n\"b\"", "a\n\"b\"" },
        { true, "True" },
        { 0.1 + 0.2, "0.30000000000000004" },
        { 16777217, "16777217" },
        { 1e22, "1E+22" },
        { double.NaN, "NaN" },
        { 1.50m, "1.50" },
        { 0.1f, "0.1" },
        { new DateOnly(2020, 3, 1), "2020-03-01" },
        { new DateTime(2020, 3, 1, 16, 30, 0), "2020-03-01 16:30:00" },
        { new DateTime(2020, 3, 1, 16, 30, 0, DateTimeKind.Utc), "2020-03-01 16:30:00Z" },
        { new DateTimeOffset(2020, 3, 1, 16, 30, 0, TimeSpan.FromHours(2)), "2020-03-01 16:30:00+02:00" },
        { DayOfWeek.Friday, "Friday" },
    };

    [Theory]
    [MemberData(nameof(Scalars))]
    public void Scalars_are_written_in_full_and_without_a_zone_they_do_not_have(object? value, string text) => Assert.Equal(text, Text(value));

    [Fact]
    public void Numbers_json_cannot_hold_are_text_in_json()
    {
        Assert.Equal("[1,\"NaN\",\"Infinity\",null]", Formatters.Format(new double?[] { 1, double.NaN, double.PositiveInfinity, null })["application/json"]!.ToJsonString());
    }

    [Fact]
    public void A_sequence_of_records_is_a_table_with_numbers_to_the_right()
    {
        var bundle = Formatters.Format(new[] { new Row("EURUSD", 1.5, [1, 2]), new Row("x<y", 22, []) });
        Assert.Equal("""
            Asset   Size  Levels
            EURUSD   1.5  [1, 2]
            x<y       22  []
            """.ReplaceLineEndings("\n"), bundle.TextOf("text/plain"));
        Assert.Equal("<table><thead><tr><th>Asset</th><th class=\"n\">Size</th><th>Levels</th></tr></thead><tbody>"
            + "<tr><td>EURUSD</td><td class=\"n\">1.5</td><td>[1, 2]</td></tr><tr><td>x&lt;y</td><td class=\"n\">22</td><td>[]</td></tr></tbody></table>", bundle.TextOf("text/html"));
        Assert.Equal("""{"columns":["Asset","Size","Levels"],"rows":[["EURUSD",1.5,[1,2]],["x\u003Cy",22,[]]]}""", bundle["application/json"]!.ToJsonString());
    }

    [Fact]
    public void Twenty_rows_are_shown_and_the_rest_counted()
    {
        Assert.EndsWith("20, ... 5 more]", Text(Enumerable.Range(1, 25)), StringComparison.Ordinal);
        Assert.EndsWith("\n... 1 more", Text(Enumerable.Range(1, 21).Select(i => new { i })), StringComparison.Ordinal);
        Assert.Equal(21, Text(Enumerable.Range(1, 20).Select(i => new { i })).Split('\n').Length);
    }

    [Fact]
    public void An_endless_sequence_ends()
    {
        Assert.EndsWith("... at least 100000 more]", Text(Endless()), StringComparison.Ordinal);

        static IEnumerable<int> Endless()
        {
            while (true) yield return 1;
        }
    }

    [Fact]
    public void A_dictionary_is_a_table_of_keys_and_values()
    {
        Assert.Equal("key  value\na        1\nbb      10", Text(new Dictionary<string, int> { ["a"] = 1, ["bb"] = 10 }));
    }

    [Fact]
    public void A_record_is_a_list_of_its_properties()
    {
        var bundle = Formatters.Format(new Row("a", 0.5, [1]));
        Assert.Equal("Row { Asset = a, Size = 0.5, Levels = [1] }", bundle.TextOf("text/plain"));
        Assert.Contains("<td>Size</td><td>0.5</td>", bundle.TextOf("text/html"), StringComparison.Ordinal);
        Assert.Equal("(1, b)", Text((1, "b")));
        Assert.Equal("{ X = 1 }", Text(new { X = 1 }));
    }

    [Fact]
    public void Types_with_their_own_text_show_it() => Assert.Equal("own", Text(new Own()));

    [Fact]
    public void An_exception_as_a_value_says_what_it_is() => Assert.Equal("System.ArgumentException: no", Text(new ArgumentException("no")));

    [Fact]
    public void Html_has_a_plain_twin()
    {
        var bundle = Formatters.Format(new HtmlContent("<h1>A &amp; B</h1><style>x{}</style><p>c</p>"));
        Assert.Equal("A & B\nc", bundle.TextOf("text/plain"));
    }

    [Fact]
    public void Another_library_s_plotly_figure_is_one() =>
        Assert.Contains("application/vnd.plotly.v1+json", Formatters.Format(JsonNode.Parse("""{"data": [], "layout": {}}""")).MimeTypes);

    [Fact]
    public void A_media_type_can_be_chosen()
    {
        Assert.Equal(["text/html", "text/plain"], Formatters.Format(new Row("a", 1, []), "text/html").MimeTypes);
        Assert.Equal("<b>", Formatters.Format("<b>", "text/html").TextOf("text/html"));
        Assert.Contains("application/json, text/html, text/plain", Assert.Throws<ArgumentException>(() => Formatters.Format(new Row("a", 1, []), "image/png")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Types_bring_formatters_by_convention_inherited_ones_too()
    {
        var bundle = Formatters.Format(new Derived());
        Assert.Equal("<i>by convention</i>", bundle.TextOf("text/html"));
        Assert.Equal("by convention", bundle.TextOf("text/plain"));
        Assert.Equal("""{"a":1}""", bundle["application/json"]!.ToJsonString());
    }

    [Fact]
    public void A_report_of_the_library_is_shown_as_its_document()
    {
        var bundle = Formatters.Format(new Reporting.Document(new Reporting.Heading("Title"), new Reporting.Paragraph("Text")));
        Assert.Equal(new Reporting.Document(new Reporting.Heading("Title"), new Reporting.Paragraph("Text")).ToString(), bundle.TextOf("text/plain"));
        Assert.Equal(["application/json", "text/html", "text/plain"], bundle.MimeTypes);
    }

    [Fact]
    public void A_chart_by_itself_is_a_plotly_figure_too()
    {
        var chart = new Reporting.BarChart { Title = "Hit rate", Labels = ["a", "b"], Values = [1, 2] };
        Assert.Contains("application/vnd.plotly.v1+json", Formatters.Format(chart).MimeTypes);
        Assert.DoesNotContain("application/vnd.plotly.v1+json", Formatters.Format(new Reporting.Document(chart, new Reporting.Note("n"))).MimeTypes);
    }

    sealed record Row(string Asset, double Size, int[] Levels);

    sealed class Own
    {
        public int Hidden => 1;

        public override string ToString() => "own";
    }

    [TypeFormatterSource(typeof(Source))]
    class Base;

    sealed class Derived : Base;

    [AttributeUsage(AttributeTargets.Class)]
    sealed class TypeFormatterSourceAttribute(Type source) : Attribute
    {
        public Type FormatterSourceType => source;
    }

    sealed class Source
    {
        public System.Collections.IEnumerable CreateTypeFormatters()
        {
            yield return new Writer("text/html", "<i>by convention</i>");
            yield return new Writer("application/json", """{"a": 1}""");
            yield return new Writer("text/plain", "for another type") { Type = typeof(string) };
        }
    }

    sealed class Writer(string mimeType, string text)
    {
        public string MimeType => mimeType;

        public Type? Type { get; init; }

        public bool Format(object instance, TextWriter writer)
        {
            writer.Write(text);
            return true;
        }
    }
}
