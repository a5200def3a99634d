using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using ModelOpsLab.Data;
using ModelOpsLab.Models;
using ModelOpsLab.Tests.Data;
using ModelOpsLab.Tests.Oracles;

namespace ModelOpsLab.Tests.Models;

public sealed class TimeSeriesSplitTests
{
    [Fact]
    public void Folds_equal_those_of_scikit_learn_and_what_it_refuses_is_refused()
    {
        var oracle = OracleFile.Read("retraining.json").GetProperty("splits").GetProperty("time_series_split");
        var (equal, refused) = (0, 0);
        foreach (var test in oracle.GetProperty("cases").EnumerateArray().Concat(oracle.GetProperty("special").EnumerateArray()))
        {
            IReadOnlyList<Fold> Ours() => new TimeSeriesSplit
            {
                Folds = test.GetProperty("k").GetInt32(), Gap = test.GetProperty("gap").GetInt32(), MaxTrainSize = Optional(test, "max"), TestSize = Optional(test, "test"),
            }.Split(test.GetProperty("n").GetInt32());
            if (test.TryGetProperty("error", out _) || Optional(test, "max") <= 0 || test.GetProperty("gap").GetInt32() < 0)
            {
                Assert.ThrowsAny<ArgumentException>(Ours);
                refused++;
                continue;
            }
            Assert.Equal(test.GetProperty("folds").EnumerateArray().Select(f => f.EnumerateArray().Select(i => i.GetInt32()).ToArray()), Ours().Select(f => new[] { f.Train[0], f.Train[^1] + 1, f.Test[0], f.Test[^1] + 1 }));
            equal++;
        }
        Assert.Equal((234, 407), (equal, refused));
    }

    [Fact]
    public void Too_few_rows_are_refused_with_the_number_needed() => Assert.StartsWith(
        "One fold needs 1 train + 5 gap + 60 test rows; 3 folds need 186 rows, and there are 100.",
        Assert.Throws<ArgumentException>(() => new TimeSeriesSplit { Folds = 3, Gap = 5, TestSize = 60 }.Split(100)).Message, StringComparison.Ordinal);

    [Fact]
    public void Settings_that_would_leak_or_train_on_nothing_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new TimeSeriesSplit { Gap = -1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new TimeSeriesSplit { MaxTrainSize = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new TimeSeriesSplit { TestSize = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new TimeSeriesSplit { Folds = 1 });
    }

    [Fact]
    public void Training_ends_a_gap_before_its_test_and_tests_follow_one_another_to_the_last_row() => Prop.ForAll(
        Gen.Choose(2, 8).ToArbitrary(), Gen.Choose(0, 9).ToArbitrary(), Gen.Choose(120, 400).ToArbitrary(), (folds, gap, rows) =>
        {
            var split = new TimeSeriesSplit { Folds = folds, Gap = gap, MaxTrainSize = 50 }.Split(rows);
            return split[^1].Test[^1] == rows - 1 && split.All(f => f.Train.Count is > 0 and <= 50 && f.Train[^1] + gap + 1 == f.Test[0] && f.Purged.Count == gap)
                && split.Zip(split.Skip(1)).All(p => p.First.Test[^1] + 1 == p.Second.Test[0]);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Rows_of_one_time_are_never_on_both_sides()
    {
        var panel = Frame.ReadCsv(SampleFile.At("dow30/closes.csv"), Schema.Load(SampleFile.At("dow30/closes.schema.json"))).Before(new DateOnly(1991, 3, 1));
        var folds = new TimeSeriesSplit { Folds = 4, Gap = 1, TestSize = 5 }.Split(panel);
        Assert.All(folds, f =>
        {
            Assert.Equal(5 * 30, f.Test.Count);
            Assert.True(panel.Time[f.Train[^1]] < panel.Time[f.Test[0]]);
            Assert.Equal(30, f.Test[0] - f.Train[^1] - 1);
        });
        Assert.Equal(panel.Count - 1, folds[^1].Test[^1]);
    }

    [Fact]
    public void Fold_with_a_label_that_is_not_known_before_its_test_is_refused_with_the_row_named_and_purged_on_request()
    {
        var frame = Labels.Of(Labels.Count(12), [.. Labels.Count(12).Select(i => i + 2)]);
        var split = new TimeSeriesSplit { Folds = 2, TestSize = 3 };
        Assert.StartsWith("Row 4 (1970-01-05) cannot be trained on: its target is known from 1970-01-07, and the first row of the test, 6, is predicted at 1970-01-07.",
            Assert.Throws<ArgumentException>(() => split.Split(frame)).Message, StringComparison.Ordinal);
        Assert.Equal([4, 7], (split with { Gap = 2 }).Split(frame).Select(f => f.Train.Count));
        var purged = (split with { Purge = true }).Split(frame);
        Assert.Equal([[4, 5], [7, 8]], purged.Select(f => f.Purged));
        Assert.Equal([4, 7], purged.Select(f => f.Train.Count));
    }

    static int? Optional(JsonElement test, string name) => test.GetProperty(name) is { ValueKind: JsonValueKind.Number } number ? number.GetInt32() : null;
}
