using ModelOpsLab.Data;
using ModelOpsLab.Drift;
using ModelOpsLab.Statistics;
using ModelOpsLab.Tests.Data;

namespace ModelOpsLab.Tests.Drift;

public class DriftReportTests
{
    [Fact]
    public void A_report_on_columns_of_every_kind_reads_well()
    {
        const int months = 60, rows = 20, all = (months + 1) * rows;
        var random = new DeterministicRandom(5);
        double[] calm = MadeUpFrame.Autoregression(1, all, 0.5), moved = MadeUpFrame.Autoregression(2, all, 0.5), frozen = MadeUpFrame.Autoregression(3, all, 0.5);
        for (var t = all - rows; t < all; t++) moved[t] += 5;
        Array.Fill(frozen, 0.25, all - 12, 12);
        var columns = new[]
        {
            Column.Numbers("calm", calm),
            Column.Numbers("moved", moved),
            Column.Numbers("frozen", frozen),
            Column.Numbers("absent", [.. Enumerable.Range(0, all).Select(t => t < all - rows ? calm[t] : double.NaN)]),
            Column.Integers("rating", [.. Enumerable.Range(0, all).Select(_ => (long)random.NextInt32(4))]),
            Column.Booleans("halted", [.. Enumerable.Range(0, all).Select(t => t % 40 == 0 || t > all - 6)]),
            Column.Categories("venue", [.. Enumerable.Range(0, all).Select(t => t < all - rows ? "NYSE,XETR,LSE".Split(',')[t % 3] : t % 2 == 0 ? "NYSE" : "BATS")]),
            Column.Numbers("constant", [.. Enumerable.Repeat(1.0, all)]),
        };
        var frame = MadeUpFrame.Of(MadeUpFrame.Days(months + 1, rows), columns);
        Snapshot.Verify(new DriftDetector(frame.Rows(..(all - rows))).MonitorInputDistributionDrift(frame.Rows((all - rows)..)).ToString());
    }
}
