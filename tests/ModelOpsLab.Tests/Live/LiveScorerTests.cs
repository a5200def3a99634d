using ModelOpsLab.Data;
using ModelOpsLab.Live;
using ModelOpsLab.Reporting;
using ModelOpsLab.Trading;

namespace ModelOpsLab.Tests.Live;

/// <summary>One session at a time gives what the whole file gives.</summary>
public class LiveScorerTests(DemonstrationWorkspace demonstration, Dow30Workspace panel) : IClassFixture<DemonstrationWorkspace>, IClassFixture<Dow30Workspace>
{
    TrackRecord Record => demonstration.Record;

    static AssetRow[] Values(LiveScorer scorer, Frame raw, int row) => [new("", [.. scorer.Columns.Select(c => raw[c].Span[row])])];

    static readonly string[] Paid = ["position", "cost", "return"];

    static double[] Recorded(Frame live, int row) => [.. live.Schema.Features.Select(f => live[f].Span[row]), .. Paid.Prepend(live.Schema.Target!).Prepend(live.Schema.Prediction!).Select(c => live[c].Span[row])];

    static double[] Scored(ScoredSession one) => [.. one.Features, one.Prediction, one.Target, one.Position, one.Cost, one.Return];

    [Fact]
    public void Every_session_of_the_live_year_is_that_of_the_record_to_the_last_bit()
    {
        var from = Record.GoLive.ToDateTime(default, DateTimeKind.Utc);
        var scorer = LiveScorer.StartingAt(demonstration.Model, Record, from);
        var (raw, live) = (Record.Raw.Since(from), Record.Live);
        Assert.Equal(raw.Count, live.Count);
        for (var row = 0; row < raw.Count; row++)
        {
            var one = Assert.Single(scorer.Next(raw.Time[row], Values(scorer, raw, row)));
            Assert.Null(one.Because);
            Assert.Equal(Recorded(live, row), Scored(one));
            if (row == 100) scorer = new(demonstration.Model, JsonFormat.Read<ScorerMemory>(JsonFormat.Write(scorer.Memory), "memory")); // another process goes on
        }
    }

    [Fact]
    public void A_session_without_enough_before_it_or_with_a_wrong_price_says_why()
    {
        var scorer = new LiveScorer(demonstration.Model);
        var raw = Record.Raw.Since(Record.GoLive);
        Assert.Equal(PreparedData.WarmUpReason, Assert.Single(scorer.Next(raw.Time[0], Values(scorer, raw, 0))).Because);
        scorer = LiveScorer.StartingAt(demonstration.Model, Record, raw.Time[0]);
        AssetRow wrong = new("", [-1, .. Values(scorer, raw, 0)[0].Values.Skip(1)]);
        Assert.Contains("close", Assert.Single(scorer.Next(raw.Time[0], [wrong])).Because, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Dow30Workspace.Reversal)]
    [InlineData(Dow30Workspace.Momentum)]
    public void Every_row_of_the_live_year_of_a_panel_is_that_of_the_record_to_the_last_bit(string name)
    {
        var (model, record) = (panel.Models[name], panel.Records[name]);
        var (raw, live) = (record.Raw.Since(record.GoLive).Before(record.Rows.LastDay.AddDays(1)), record.Live);
        var scorer = LiveScorer.StartingAt(model, record, raw.Time[0]);
        string?[] assets = raw[raw.Schema.Asset!].Strings.ToArray(), of = live[live.Schema.Asset!].Strings.ToArray();
        var at = 0;
        for (var t = 0; t < raw.TimeCount; t++)
        {
            AssetRow[] rows = [.. Enumerable.Range(raw.Starts[t], raw.Starts[t + 1] - raw.Starts[t]).Reverse().Select(r => new AssetRow(assets[r]!, [.. scorer.Columns.Select(c => raw[c].Span[r])]))];
            foreach (var one in scorer.Next(raw.Time[raw.Starts[t]], rows).Where(s => s.Because is null))
            {
                Assert.Equal((live.Time[at], of[at]), (one.Time, one.Asset));
                Assert.Equal(Recorded(live, at++), Scored(one));
            }
            if (t == 100) scorer = new(model, JsonFormat.Read<ScorerMemory>(JsonFormat.Write(scorer.Memory), "memory"));
        }
        Assert.Equal(live.Count, at);
        Assert.Equal(30, scorer.NewestAssets.Count);
    }

    [Fact]
    public void An_asset_with_a_wrong_price_or_no_past_is_left_out_and_the_others_are_traded_without_it()
    {
        var (model, record) = (panel.Models[Dow30Workspace.Reversal], panel.Records[Dow30Workspace.Reversal]);
        var raw = record.Raw.Since(record.GoLive);
        var scorer = LiveScorer.StartingAt(model, record, raw.Time[0]);
        var assets = raw[raw.Schema.Asset!].Strings;
        AssetRow[] rows = [.. Enumerable.Range(0, 30).Select(r => new AssetRow(assets[r]!, [r == 3 ? -1 : raw["close"].Span[r]])), new("NEW", [10])];
        var scored = scorer.Next(raw.Time[0], rows).ToDictionary(s => s.Asset);
        Assert.Contains("close", scored[assets[3]!].Because, StringComparison.Ordinal);
        Assert.Equal(PreparedData.WarmUpReason, scored["NEW"].Because);
        double[] positions = [.. scored.Values.Where(s => s.Because is null).Select(s => s.Position)];
        Assert.Equal(29, positions.Length);
        Assert.Equal(0, positions.Sum(), 1e-12);
        Assert.Throws<ArgumentException>(() => scorer.Next(raw.Time[30], [rows[0], rows[0]]));
        Assert.Throws<InvalidDataException>(() => new LiveScorer(demonstration.Model, scorer.Memory));
    }

    [Fact]
    public void Memory_of_other_columns_is_refused() =>
        Assert.Throws<InvalidDataException>(() => new LiveScorer(demonstration.Model, new([], [], 0)));
}
