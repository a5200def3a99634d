using ModelOpsLab.Data;
using ModelOpsLab.Live;
using ModelOpsLab.Reporting;
using ModelOpsLab.Trading;

namespace ModelOpsLab.Tests.Live;

/// <summary>One session at a time gives what the whole file gives.</summary>
public class LiveScorerTests(DemonstrationWorkspace demonstration) : IClassFixture<DemonstrationWorkspace>
{
    TrackRecord Record => demonstration.Record;

    static double[] Values(LiveScorer scorer, Frame raw, int row) => [.. scorer.Columns.Select(c => raw[c].Span[row])];

    [Fact]
    public void Every_session_of_the_live_year_is_that_of_the_record_to_the_last_bit()
    {
        var from = Record.GoLive.ToDateTime(default, DateTimeKind.Utc);
        var scorer = LiveScorer.StartingAt(demonstration.Model, Record, from);
        var (raw, live) = (Record.Raw.Since(from), Record.Live);
        Assert.Equal(raw.Count, live.Count);
        for (var row = 0; row < raw.Count; row++)
        {
            var one = scorer.Next(raw.Time[row], Values(scorer, raw, row));
            Assert.Null(one.Because);
            double[] expected = [.. live.Schema.Features.Select(f => live[f].Span[row]), .. new[] { live.Schema.Prediction!, live.Schema.Target!, "position", "cost", "return" }.Select(c => live[c].Span[row])];
            Assert.Equal(expected, (double[])[.. one.Features, one.Prediction, one.Target, one.Position, one.Cost, one.Return]);
            if (row == 100) scorer = new(demonstration.Model, JsonFormat.Read<ScorerMemory>(JsonFormat.Write(scorer.Memory), "memory")); // another process goes on
        }
    }

    [Fact]
    public void A_session_without_enough_before_it_or_with_a_wrong_price_says_why()
    {
        var scorer = new LiveScorer(demonstration.Model);
        var raw = Record.Raw.Since(Record.GoLive);
        Assert.Equal(PreparedData.WarmUpReason, scorer.Next(raw.Time[0], Values(scorer, raw, 0)).Because);
        scorer = LiveScorer.StartingAt(demonstration.Model, Record, raw.Time[0]);
        var wrong = Values(scorer, raw, 0);
        wrong[0] = -1;
        Assert.Contains("close", scorer.Next(raw.Time[0], wrong).Because, StringComparison.Ordinal);
    }

    [Fact]
    public void Memory_of_other_columns_is_refused() =>
        Assert.Throws<InvalidDataException>(() => new LiveScorer(demonstration.Model, new([], [], 0)));
}
