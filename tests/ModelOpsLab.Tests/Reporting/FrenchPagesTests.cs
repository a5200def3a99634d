using System.Text.RegularExpressions;
using System.Xml.Linq;
using ModelOpsLab.Data;
using ModelOpsLab.Drift;
using ModelOpsLab.Monitoring;
using ModelOpsLab.Reporting;
using ModelOpsLab.Reviews;
using ModelOpsLab.Tests.Data;
using ModelOpsLab.Tests.Live;
using ModelOpsLab.Tests.Monitoring;

namespace ModelOpsLab.Tests.Reporting;

/// <summary>Every sentence that the library writes into a report has its French.</summary>
public partial class FrenchPagesTests(DemonstrationWorkspace demonstration, ITestOutputHelper output) : IClassFixture<DemonstrationWorkspace>
{
    Report[] Reports(string month) => [.. MonthlyReview.Of(demonstration.Record, ReviewPeriod.Month(month), ReviewOptions.Of(demonstration.Model.Definition)).Reports];

    void AllThere(params IEnumerable<IRenderable> shown)
    {
        string[] missing = [.. shown.SelectMany(s => Phrasebook.Missing(s.ToDocument(), Language.French)).Distinct()];
        output.WriteLine(string.Join("\n", missing));
        Assert.Empty(missing);
    }

    /// <summary>The reasons of limits are also looked at alone: in a message a reason of the user's own stays as it is.</summary>
    static IEnumerable<IRenderable> Reasons(IEnumerable<Report> reports) => reports.SelectMany(r => r.Thresholds).Select(t => new Paragraph(t.Because));

    [Theory]
    [InlineData("2019-04")]
    [InlineData("2019-05")]
    [InlineData("2019-08")]
    [InlineData("2019-12")]
    [InlineData("2020-02")]
    [InlineData("2020-03")]
    [InlineData("2020-04")]
    public void The_reports_of_a_month_are_French_throughout(string month)
    {
        var reports = Reports(month);
        AllThere([.. reports, .. Reasons(reports), .. reports.Select(r => r.MeasurementTable())]);
    }

    [Fact]
    public void A_page_in_French_has_neither_English_words_nor_decimal_points_nor_ISO_dates()
    {
        var blocks = Reports("2020-03").SelectMany(r => r.ToDocument().In(Language.French).Blocks);
        var html = HtmlWriter.Write(new Document([.. blocks]) { Language = Language.French });
        var page = XElement.Parse(html);
        Assert.Equal("fr", (string?)page.Attribute("lang"));
        string[] texts = [.. page.DescendantNodes().OfType<XText>().Select(t => t.Value), .. page.Descendants().Attributes().Where(a => a.Name.LocalName is "aria-label" or "title").Select(a => a.Value)];
        Assert.NotEmpty(texts);
        string[] wrong = [.. texts.Where(t => English().IsMatch(t) || Invariant().IsMatch(t)).Distinct()];
        output.WriteLine(string.Join("\n", wrong));
        Assert.Empty(wrong);
    }

    [GeneratedRegex(@"\b(the|of|and|to|rows?|with|from|at|last|first|reference|current|healthy|warning|input|values?)\b")]
    private static partial Regex English();

    [GeneratedRegex(@"\d\.\d|\d{4}-\d\d-\d\d|\d %| [;:!?»]|\b(Feb|Apr|Aug|Dec)\b")]
    private static partial Regex Invariant();

    [Fact]
    public void Numbers_of_a_French_page_are_those_of_the_English_one()
    {
        static string Digits(string text) => string.Concat(text.Where(char.IsDigit).Order());
        foreach (var report in Reports("2020-02"))
        {
            var english = report.ToDocument();
            foreach (var (one, other) in english.Blocks.Zip(english.In(Language.French).Blocks))
                if (one is Table or Verdict)
                    Assert.Equal(Digits(PlainTextWriter.Write(new(one))), Digits(PlainTextWriter.Write(new Document(other) { Language = Language.French })));
        }
    }

    [Theory]
    [InlineData("good")]
    [InlineData("all-missing-column")]
    [InlineData("all-nan-column")]
    [InlineData("some-missing-values")]
    [InlineData("constant-column")]
    [InlineData("frozen-since-row-22")]
    [InlineData("fat-finger")]
    [InlineData("ten-days-missing")]
    [InlineData("one-row")]
    public void Quality_of_odd_data_is_told_in_French(string file)
    {
        foreach (var name in new[] { "schema", "schema-bounded", "schema-nullable" })
        {
            var schema = Schema.Load(SampleFile.At($"edge-cases/{name}.json"));
            Frame reference = Frame.ReadCsv(SampleFile.At("edge-cases/reference.csv"), schema), current;
            try
            {
                current = Frame.ReadCsv(SampleFile.At($"edge-cases/{file}.csv"), schema);
            }
            catch (InvalidDataException) when (name != "schema-nullable")
            {
                continue; // the schema refuses the file: there is no report
            }
            var report = new RealTimeMonitor(reference).MonitorDataQuality(current);
            AllThere([report, .. Reasons([report])]);
        }
    }

    [Fact]
    public void Drift_of_odd_columns_is_told_in_French()
    {
        const int months = 60, rows = 20, all = months * rows;
        var calm = MadeUpFrame.Autoregression(1, all, 0.5);
        Column Odd(Func<double, int, double> of) => Column.Numbers("odd", [.. calm.Select(of)]);
        Frame Frames(Column odd, int count, int first) => MadeUpFrame.Of(MadeUpFrame.Days(months, rows, first)[..count], odd.Rows(..count), Column.Numbers("calm", calm[..count]));
        Column[] kinds =
        [
            Odd((v, _) => v), Odd((v, i) => i % 3 == 0 ? double.NaN : v), Odd((_, _) => double.NaN), Odd((_, _) => 5), Odd((v, _) => v * 1e-300), Odd((_, _) => 1e300), Odd((_, i) => i % 3), Odd((v, i) => i % 2 == 0 ? 0 : v),
            Column.Booleans("odd", [.. calm.Select(v => v > 0)]), Column.Categories("odd", [.. calm.Select(v => v > 0 ? "a" : "b")]), Column.Categories("odd", [.. calm.Select((v, i) => i % 7 == 0 ? "c" : "a")]), Column.Categories("odd", [.. calm.Select((_, i) => $"id{i}")]),
        ];
        List<IRenderable> reports = [];
        foreach (var before in kinds)
            foreach (var now in kinds)
                reports.Add(new DriftDetector(Frames(before, all, 0)).MonitorInputDistributionDrift(Frames(now, rows, months)));
        reports.Add(new DriftDetector(Frames(kinds[0], 5 * rows, 0)).MonitorInputDistributionDrift(Frames(kinds[0], rows, months)));
        AllThere(reports);
    }

    [Fact]
    public void Alerts_are_told_in_French() => AllThere(AlertHistoryTests.Sample());
}
