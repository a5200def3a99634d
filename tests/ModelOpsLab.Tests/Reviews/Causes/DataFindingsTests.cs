using ModelOpsLab.Data;
using ModelOpsLab.Live;
using ModelOpsLab.Models;
using ModelOpsLab.Reporting;
using ModelOpsLab.Reviews;
using ModelOpsLab.Tests.Live;
using ModelOpsLab.Trading;

namespace ModelOpsLab.Tests.Reviews;

/// <summary>Faults planted in the market data of a live month, and what the review says that they cost.</summary>
public class DataFindingsTests(DemonstrationWorkspace demonstration, Dow30Workspace panel) : IClassFixture<DemonstrationWorkspace>, IClassFixture<Dow30Workspace>
{
    static readonly DateOnly Day = new(2019, 8, 7), Next = new(2019, 8, 8);

    /// <summary>The record that would have been, had the market data been these.</summary>
    static TrackRecord Faulty(LiveModel live, TrackRecord record, Frame raw)
    {
        var rows = live.Definition.Pipeline.Prepare(raw).Frame;
        return record with { Raw = raw, Rows = live.Traded(rows, live.Model.Predict(rows)) };
    }

    static Frame Changed(Frame raw, string column, DateOnly on, Func<double, double> to, string? asset = null)
    {
        double[] values = [.. raw[column].Select((v, row) => DateOnly.FromDateTime(raw.Time[row]) == on && (asset is null || raw["asset"].Strings[row] == asset) ? to(v) : v)];
        return raw.With(raw[column].Type == ColumnType.Integer ? Column.Integers(column, [.. values.Select(v => (long)v)]) : Column.Numbers(column, values));
    }

    (TrackRecord Record, MonthlyReview Review, ShortfallCauses Causes) Index(Func<Frame, Frame> plant, Language? language = null)
    {
        var live = demonstration.Model;
        var record = Faulty(live, demonstration.Record, plant(demonstration.Record.Raw));
        var review = MonthlyReview.Of(record, 2019, 8, ReviewOptions.Of(live.Definition) with { Language = language ?? Language.English });
        return (record, review, review.Causes(live.Model, p => live.Positions(review.Rows, p)));
    }

    static double EarnedBeyond(MonthlyReview review, params DateOnly[] sessions)
    {
        var returns = ReturnSeries.Of(review.Rows, review.Record.Calendar);
        return Enumerable.Range(0, returns.Count).Where(t => sessions.Contains(DateOnly.FromDateTime(returns.Dates[t]))).Sum(t => returns.Values[t] - review.Budget.Expected.Value / review.Budget.Sessions);
    }

    static double Position(TrackRecord record, DateOnly day) => record.Rows.Between(day, day.AddDays(1))["position"][0];

    [Fact]
    public void A_bad_print_of_the_volume_that_turns_the_position_is_a_cause_with_what_its_session_lost()
    {
        var (record, review, causes) = Index(raw => Changed(raw, "volume", Day, v => 1000 * v));
        var clean = Faulty(demonstration.Model, demonstration.Record, demonstration.Record.Raw);
        Assert.Equal(-Position(clean, Next), Position(record, Next), 1e-12);
        Assert.Equal(["volume_z", "volume, outlier on 2019-08-07"], causes.Causes.Take(2).Select(c => c.Name)); // the input that it moved, then the fault
        var cause = causes.Causes[1];
        Assert.Equal((CauseKind.Data, "data-quality", 1L), (cause.Kind, cause.Evidence, cause.Amount.Count));
        Assert.Equal(EarnedBeyond(review, Next), cause.Amount.Value, 1e-15);
        Assert.True(cause.Amount.Value < -0.01);
        Assert.Contains("data: volume, outlier on 2019-08-07", causes.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void It_is_said_in_French_too()
    {
        var (_, _, causes) = Index(raw => Changed(raw, "volume", Day, v => 1000 * v), Language.French);
        Assert.Contains("données : volume, valeur aberrante le 07/08/2019", PlainTextWriter.Write(causes.ToDocument(Language.French).In(Language.French)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_bad_print_of_the_price_reaches_its_session_the_next_and_those_whose_inputs_stand_where_they_never_were()
    {
        var (_, review, causes) = Index(raw => Changed(raw, "close", Day, v => v / 10));
        var cause = Assert.Single(causes.Causes, c => c.Kind == CauseKind.Data);
        Assert.Equal("close, outlier on 2019-08-07", cause.Name);
        DateOnly[] sessions = [.. review.Rows.Time.Select(DateOnly.FromDateTime).Where(d => d >= Day)];
        Assert.Equal(18, sessions.Length);
        Assert.Equal(sessions.Length, cause.Amount.Count);
        Assert.Equal(EarnedBeyond(review, sessions), cause.Amount.Value, 1e-12);
    }

    [Fact]
    public void A_column_that_nothing_reads_explains_nothing()
    {
        var (_, review, causes) = Index(raw => Changed(raw, "open", Day, v => v / 10));
        Assert.Equal([Day], Assert.Single(review.DataQuality.Faults, f => f.Alert.Evidence.Metric == "jump_reach").Days);
        Assert.DoesNotContain(causes.Causes, c => c.Kind == CauseKind.Data);
    }

    [Fact]
    public void After_a_gap_the_first_session_is_what_it_cost()
    {
        var (_, review, causes) = Index(raw => raw.Take([.. Enumerable.Range(0, raw.Count).Where(r => DateOnly.FromDateTime(raw.Time[r]) is var d && (d < Day || d > Day.AddDays(14)))]));
        var cause = Assert.Single(causes.Causes, c => c.Kind == CauseKind.Data);
        Assert.Equal(("gap before the session on 2019-08-22", 1L), (cause.Name, cause.Amount.Count));
        Assert.Equal(EarnedBeyond(review, new DateOnly(2019, 8, 22)), cause.Amount.Value, 1e-15);
    }

    [Fact]
    public void A_price_that_is_missing_leaves_sessions_without_a_return_and_the_cause_says_so()
    {
        var (_, _, causes) = Index(raw => Changed(raw, "close", Day, _ => double.NaN));
        var cause = Assert.Single(causes.Causes, c => c.Kind == CauseKind.Data);
        Assert.Equal(("close, no finite number on 2019-08-07", "the account has no return in those sessions"), (cause.Name, cause.Amount.Because));
    }

    [Fact]
    public void Months_with_sound_data_have_none_and_the_frozen_first_days_of_the_panel_never_matter()
    {
        MonthlyReview Of(LiveModel live, TrackRecord record, Frame month) => MonthlyReview.Of(record, month.FirstDay.Year, month.FirstDay.Month, ReviewOptions.Of(live.Definition));
        foreach (var month in demonstration.Record.Live.Months().Skip(9)) Assert.Empty(DataFindings.Of(Of(demonstration.Model, demonstration.Record, month)));
        var record = panel.Records[Dow30Workspace.Reversal];
        foreach (var month in record.Live.Months().Where(m => m.FirstDay.Month is 1 or 8 or 9)) Assert.Empty(DataFindings.Of(Of(panel.Models[Dow30Workspace.Reversal], record, month)));
    }

    MonthlyReview September1998(Func<Frame, Frame> plant)
    {
        var (live, record) = (panel.Models[Dow30Workspace.Reversal], panel.Records[Dow30Workspace.Reversal]);
        return MonthlyReview.Of(Faulty(live, record, plant(record.Raw)), 1998, 9, ReviewOptions.Of(live.Definition));
    }

    [Fact]
    public void In_a_panel_the_asset_is_named_and_the_account_of_all_is_what_its_sessions_cost()
    {
        DateOnly day = new(1998, 9, 10);
        var review = September1998(raw => Changed(raw, "close", day, v => v / 10, "IBM"));
        var live = panel.Models[Dow30Workspace.Reversal];
        var causes = review.Causes(live.Model, p => live.Positions(review.Rows, p));
        var cause = Assert.Single(causes.Causes, c => c.Kind == CauseKind.Data);
        Assert.Equal("close of IBM, outlier on 1998-09-10", cause.Name);
        DateOnly[] sessions = [.. DataFindings.Of(review).Select(f => f.Session)];
        Assert.Equal([day, new(1998, 9, 11)], sessions[..2]);
        Assert.Equal(EarnedBeyond(review, sessions), cause.Amount.Value, 1e-15);
    }

    [Fact]
    public void A_day_on_which_a_panel_stands_still_is_found_although_its_first_two_days_did_too()
    {
        DateOnly day = new(1998, 9, 10);
        var review = September1998(raw =>
        {
            var values = raw["close"].ToArray();
            for (var row = 30; row < values.Length; row++) if (DateOnly.FromDateTime(raw.Time[row]) == day) values[row] = values[row - 30];
            return raw.With("close", values);
        });
        Assert.Equal((30, 30), Assert.Single(review.DataQuality.Faults) is var fault ? (fault.Rows.Count, fault.Assets.Count) : default);
        Assert.All(DataFindings.Of(review), f => Assert.Equal("close, frozen on 1998-09-10", f.Text));
        Assert.Equal([day, new(1998, 9, 11)], DataFindings.Of(review).Select(f => f.Session).Take(2));
    }
}
