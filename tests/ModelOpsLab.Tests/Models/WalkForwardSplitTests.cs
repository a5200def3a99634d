using System.Globalization;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using ModelOpsLab.Data;
using ModelOpsLab.Models;
using ModelOpsLab.Tests.Data;
using ModelOpsLab.Tests.Oracles;

namespace ModelOpsLab.Tests.Models;

public sealed class WalkForwardSplitTests
{
    static readonly JsonElement Splits = OracleFile.Read("retraining-splits.json").GetProperty("splits");

    [Fact]
    public void Folds_by_rows_equal_those_of_skfolio()
    {
        var (equal, refused) = (0, 0);
        foreach (var test in Splits.GetProperty("skfolio_walk_forward_index").GetProperty("cases").EnumerateArray())
        {
            var split = new WalkForwardSplit
            {
                TrainSize = test.Int("train"), TestSize = test.Int("test"), Gap = test.Int("purge"), Expanding = test.GetProperty("expand").GetBoolean(), PartialTest = test.GetProperty("partial").GetBoolean(),
            };
            var frame = Labels.Of(Labels.Count(test.Int("n")), Labels.Count(test.Int("n")));
            if (!test.TryGetProperty("folds", out var folds) || folds.GetArrayLength() == 0)
            {
                Assert.StartsWith("One fold needs", Assert.Throws<ArgumentException>(() => split.Split(frame)).Message, StringComparison.Ordinal);
                refused++;
                continue;
            }
            Assert.Equal(folds.EnumerateArray().Select(f => f.Nested()), split.Split(frame).Select(f => new[] { Labels.Ranges(f.Train).Single(), Labels.Ranges(f.Test).Single() }));
            equal++;
        }
        Assert.Equal(105, equal + refused);
        Assert.True(equal > 60, $"{equal}");
    }

    [Fact]
    public void Folds_by_calendar_equal_those_of_skfolio_and_a_gap_never_shortens_the_test()
    {
        var oracle = Splits.GetProperty("skfolio_walk_forward_calendar");
        DateOnly[] dates = [.. oracle.GetProperty("dates").EnumerateArray().Select(d => DateOnly.Parse(d.GetString()!, CultureInfo.InvariantCulture))];
        var frame = Labels.Of(dates);
        var compared = 0;
        foreach (var test in oracle.GetProperty("cases").EnumerateArray())
        {
            var months = test.GetProperty("train").ValueKind == JsonValueKind.String ? int.Parse(test.Text("train")!.Split(':')[1], CultureInfo.InvariantCulture) : (int?)null;
            var gap = test.Int("purge");
            var split = new WalkForwardSplit
            {
                Periods = test.Text("freq") switch { "MS" => SplitPeriods.Months, "QS" => SplitPeriods.Quarters, _ => SplitPeriods.Starting(ThirdFridays()) },
                TrainSize = months is null ? test.Int("train") : null, TrainMonths = months, TestSize = test.Int("test"), Gap = gap,
                Expanding = test.GetProperty("expand").GetBoolean(), PartialTest = test.GetProperty("partial").GetBoolean(), StartsAtPreviousRow = test.GetProperty("previous").GetBoolean(),
            };
            // The version of skfolio that made the file takes the gap of windows given in months from the end of the test.
            int[][] Corrected(int[][] fold) => months is null ? fold : [[fold[0][0], fold[0][1] - gap], [fold[1][0], fold[1][1] + gap]];
            var expected = test.GetProperty("folds").EnumerateArray().Select(f => Corrected([.. f.EnumerateArray().Select(r => r.Whole())])).ToArray();
            Assert.Equal(expected, split.Split(frame).Select(f => new[] { Labels.Ranges(f.Train).Single(), Labels.Ranges(f.Test).Single() }));
            compared += expected.Length;
        }
        Assert.Equal(36 + 30 + 9 + 30 + 36 + 36, compared);

        IEnumerable<DateOnly> ThirdFridays() => Enumerable.Range(0, 60).Select(m => new DateOnly(2001, 1, 1).AddMonths(m)).Select(d => d.AddDays(((int)DayOfWeek.Friday - (int)d.DayOfWeek + 7) % 7 + 14));
    }

    [Fact]
    public void Training_keeps_the_rows_whose_label_is_known_before_the_first_prediction()
    {
        foreach (var test in Splits.GetProperty("purged_walk_forward").GetProperty("cases").EnumerateArray())
        {
            var expanding = test.GetProperty("train").ValueKind == JsonValueKind.Null;
            var split = new WalkForwardSplit { TrainSize = expanding ? test.Int("first_test") : test.Int("train"), Expanding = expanding, TestSize = test.Int("test") };
            var frame = Labels.Of(test.Whole("start"), test.Whole("end"));
            var folds = split.Split(frame);
            Assert.Equal(test.GetProperty("folds").EnumerateArray().Select(f => f.GetProperty("train").Nested()), folds.Select(f => Labels.Ranges(f.Train)));
            Assert.Equal(test.GetProperty("folds").EnumerateArray().Select(f => f.Whole("test")), folds.Select(f => Labels.Ranges(f.Test).Single()));
            Assert.All(folds, f => Assert.True(Labels.Walks(frame, f)));
        }
    }

    /// <summary>SharpLearning (2541606) trains on the row it predicts when it slides, and at 6ec9a87 drops the newest row when it expands.</summary>
    [Fact]
    public void Newest_known_row_is_trained_on_and_the_predicted_one_never_sliding_and_expanding() => Prop.ForAll(
        Gen.Choose(2, 20).ToArbitrary(), Gen.Choose(1, 7).ToArbitrary(), Gen.Elements(false, true).ToArbitrary(), (train, size, expanding) =>
        {
            var frame = Labels.Of(Labels.Count(60), Labels.Count(60));
            return new WalkForwardSplit { TrainSize = train, TestSize = size, Expanding = expanding }.Split(frame).All(f => f.Train[^1] == f.Test[0] - 1 && (expanding ? f.Train[0] == 0 : f.Train.Count == train) && Labels.Walks(frame, f));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Whatever_the_labels_no_fold_trains_on_one_that_is_not_known() => Prop.ForAll(
        Gen.ArrayOf(Gen.Choose(0, 9), 60).ToArbitrary(), Gen.Choose(0, 3).ToArbitrary(), Gen.Elements(SplitPeriods.Points, SplitPeriods.Months, SplitPeriods.Every(TimeSpan.FromDays(7))).ToArbitrary(), (length, gap, periods) =>
        {
            var frame = Labels.Of(Labels.Count(60), [.. length.Select((l, i) => i + l)]);
            return new WalkForwardSplit { Periods = periods, TrainSize = periods == SplitPeriods.Points ? 12 : periods == SplitPeriods.Months ? 1 : 2, Gap = gap, PartialTest = true }.Split(frame).All(f => Labels.Walks(frame, f) && f.Test[0] - f.Train[^1] > gap);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Sessions_of_intraday_rows_stay_whole_and_so_do_the_rows_of_one_time()
    {
        long[] minutes = [.. Enumerable.Range(0, 40).Select(i => ((i / 8 * 24L + i % 8) * 60) * 60_000_000_000L)];
        var frame = Frame.Of(new Schema { Timestamp = "time", Target = "y" }, Column.Timestamps("time", minutes), Column.Numbers("y", new double[40]));
        var folds = new WalkForwardSplit { Periods = SplitPeriods.Days, TrainSize = 2, PartialTest = true }.Split(frame);
        Assert.Equal([[16, 24], [24, 32], [32, 40]], folds.Select(f => Labels.Ranges(f.Test).Single()));
        Assert.Equal([[0, 16], [8, 24], [16, 32]], folds.Select(f => Labels.Ranges(f.Train).Single()));
        Assert.Equal(2, new WalkForwardSplit { Periods = SplitPeriods.Days, TrainSize = 2 }.Split(frame).Count);

        var panel = Frame.ReadCsv(SampleFile.At("dow30/closes.csv"), Schema.Load(SampleFile.At("dow30/closes.schema.json"))).Before(new DateOnly(1991, 7, 1));
        Assert.All(new WalkForwardSplit { Periods = SplitPeriods.Months, TrainSize = 2, Gap = 1 }.Split(panel), f =>
        {
            Assert.Equal((0, 0), (f.Train.Count % 30, f.Test.Count % 30));
            Assert.Equal(30, f.Test[0] - f.Train[^1] - 1);
        });
    }

    [Fact]
    public void Settings_and_data_that_give_no_fold_are_refused_with_what_is_needed()
    {
        var frame = Labels.Of(Labels.Count(20), [.. Labels.Count(20).Select(i => i + 15)]);
        Assert.Equal("One fold needs 30 points in time to train on, a gap of 0 points in time and 1 points in time to test on; the frame has 20 points in time, 1970-01-01 to 1970-01-20, which is not enough for one.",
            Assert.Throws<ArgumentException>(() => new WalkForwardSplit { TrainSize = 30 }.Split(frame)).Message.Split(" (Parameter")[0]);
        Assert.StartsWith("The fold whose test starts at row 5 (1970-01-06) has no row left to train on", Assert.Throws<ArgumentException>(() => new WalkForwardSplit { TrainSize = 5 }.Split(frame)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new WalkForwardSplit().Split(frame));
        Assert.Throws<ArgumentException>(() => new WalkForwardSplit { TrainSize = 3, TrainMonths = 1 }.Split(frame));
        Assert.Throws<ArgumentOutOfRangeException>(() => new WalkForwardSplit { Gap = -1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new WalkForwardSplit { TrainSize = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => SplitPeriods.Every(TimeSpan.Zero));
        Assert.Throws<ArgumentException>(() => SplitPeriods.Starting([new DateOnly(2020, 1, 2), new(2020, 1, 1)]));
        Assert.Throws<ArgumentException>(() => new WalkForwardSplit { TrainSize = 1 }.Split(Labels.Of([], [])));
    }
}
