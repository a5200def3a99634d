using ModelOpsLab.Data;
using ModelOpsLab.Drift;
using ModelOpsLab.Monitoring;
using ModelOpsLab.Reporting;
using ModelOpsLab.Reviews;
using ModelOpsLab.Tests.Live;

namespace ModelOpsLab.Tests.Reporting;

/// <summary>Every sentence that the library writes into a report has its French.</summary>
public class FrenchPagesTests(DemonstrationWorkspace demonstration, ITestOutputHelper output) : IClassFixture<DemonstrationWorkspace>
{
    void AllThere(params IEnumerable<IRenderable> shown)
    {
        string[] missing = [.. shown.SelectMany(s => Phrasebook.Missing(s.ToDocument(), Language.French)).Distinct()];
        output.WriteLine(string.Join("\n", missing));
        Assert.Empty(missing);
    }

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
        var review = MonthlyReview.Of(demonstration.Record, ReviewPeriod.Month(month), ReviewOptions.Of(demonstration.Model.Definition));
        AllThere([.. review.Reports, .. review.Reports.Select(r => r.MeasurementTable())]);
    }
}
