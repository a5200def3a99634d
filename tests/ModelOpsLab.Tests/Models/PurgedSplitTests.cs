using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using ModelOpsLab.Models;
using ModelOpsLab.Tests.Oracles;

namespace ModelOpsLab.Tests.Models;

public sealed class PurgedSplitTests
{
    static readonly JsonElement Splits = OracleFile.Read("retraining-splits.json").GetProperty("splits");

    [Fact]
    public void K_folds_keep_the_rows_whose_label_does_not_touch_the_test()
    {
        foreach (var test in Splits.GetProperty("purged_kfold").GetProperty("cases").EnumerateArray())
        {
            var folds = new PurgedKFold { Folds = test.Int("k"), Embargo = TimeSpan.FromDays(test.Int("embargo_time")) }.Split(Labels.Of(test.Whole("start"), test.Whole("end")));
            Assert.Equal(test.GetProperty("strict").EnumerateArray().Select(f => f.GetProperty("train").Nested()), folds.Select(f => Labels.Ranges(f.Train)));
            Assert.Equal(test.GetProperty("strict").EnumerateArray().Select(f => f.Whole("test")), folds.Select(f => Labels.Ranges(f.Test).Single()));
        }
    }

    /// <summary>López de Prado's snippet 7.3 leaves up to three training labels a fold that touch the test; some libraries that follow it purge nothing at all.</summary>
    [Fact]
    public void Training_sets_of_the_textbook_s_code_that_leak_are_refused_with_the_row_named()
    {
        var leaking = 0;
        foreach (var test in Splits.GetProperty("purged_kfold").GetProperty("cases").EnumerateArray())
        {
            var labels = LabelTimes.Of(Labels.Of(test.Whole("start"), test.Whole("end")));
            foreach (var fold in test.GetProperty("afml_7_3").EnumerateArray())
            {
                int[] Rows(int[] range) => [.. Enumerable.Range(range[0], range[1] - range[0])];
                int[] train = [.. fold.GetProperty("train").Nested().SelectMany(Rows)];
                var tested = Rows(fold.Whole("test"));
                var refused = train.Where(r => Record.Exception(() => labels.RequireApart([r], tested)) is ArgumentException e && e.Message.StartsWith($"Row {r}, whose label runs from ", StringComparison.Ordinal)).ToArray();
                Assert.Equal(fold.Int("overlapping_train_rows_left"), refused.Length);
                Assert.Equal(refused.Length > 0, Record.Exception(() => labels.RequireApart(train, tested)) is ArgumentException);
                leaking += refused.Length;
            }
        }
        Assert.Equal(24, leaking);
    }

    [Fact]
    public void Combinatorial_folds_and_paths_equal_those_of_skfolio_where_blocks_are_equal_and_cover_every_row_where_they_are_not()
    {
        foreach (var test in Splits.GetProperty("skfolio_cpcv").GetProperty("cases").EnumerateArray())
        {
            var (n, k) = (test.Int("n"), test.Int("k"));
            var split = new CombinatorialPurgedSplit { Folds = k, TestFolds = test.Int("p"), Gap = test.Int("purge"), EmbargoPoints = test.Int("embargo") };
            var frame = Labels.Of(Labels.Count(n), Labels.Count(n));
            if (test.TryGetProperty("error", out _))
            {
                Assert.Contains("has no row left to train on", Assert.Throws<ArgumentException>(() => split.Split(frame)).Message, StringComparison.Ordinal);
                continue;
            }
            var folds = split.Split(frame);
            Assert.Equal((test.Int("n_splits"), test.Int("n_paths")), (folds.Count, split.Paths));
            Assert.Equal(test.GetProperty("path_ids").Nested(), folds.Select(f => f.Parts.Select(p => p.Path).ToArray()));
            Assert.All(Enumerable.Range(0, split.Paths), path => Assert.Equal(Labels.Count(n), folds.SelectMany(f => f.Parts).Where(p => p.Path == path).OrderBy(p => p.Start).SelectMany(p => Enumerable.Range(p.Start, p.End - p.Start))));
            Assert.All(folds.SelectMany(f => f.Parts), p => Assert.InRange(p.End - p.Start, n / k, (n + k - 1) / k));
            if (n % k != 0) continue;
            Assert.Equal(test.GetProperty("splits").EnumerateArray().Select(s => s.GetProperty("train").Nested()), folds.Take(test.GetProperty("splits").GetArrayLength()).Select(f => Labels.Ranges(f.Train)));
            Assert.Equal(test.GetProperty("splits").EnumerateArray().Select(s => s.GetProperty("test").Nested()), folds.Take(test.GetProperty("splits").GetArrayLength()).Select(f => f.Parts.Select(p => new[] { p.Start, p.End }).ToArray()));
        }
    }

    /// <summary>skfolio (c06db84) with 23 rows in 10 blocks: row 22 is in every training set and in no test.</summary>
    [Fact]
    public void Last_row_is_tested_and_not_always_trained_on()
    {
        var folds = new CombinatorialPurgedSplit { Folds = 10, TestFolds = 2 }.Split(Labels.Of(Labels.Count(23), Labels.Count(23)));
        Assert.Equal(9, folds.Count(f => f.Test.Contains(22)));
        Assert.Equal(45 - 9, folds.Count(f => f.Train.Contains(22)));
    }

    [Fact]
    public void Combinatorial_folds_purge_by_label_times_as_timeseriescv_does()
    {
        foreach (var test in Splits.GetProperty("timeseriescv_comb_purged").GetProperty("cases").EnumerateArray())
        {
            var n = test.Int("n");
            var split = new CombinatorialPurgedSplit { Folds = test.Int("k"), TestFolds = test.Int("p"), Embargo = TimeSpan.FromDays(test.Int("embargo_days")) };
            var ours = split.Split(Labels.Of(Labels.Count(n), [.. Labels.Count(n).Select(i => i + test.Int("label_days"))])).ToDictionary(f => Text(Labels.Ranges(f.Test)), f => Text(Labels.Ranges(f.Train)));
            var theirs = test.GetProperty("splits").EnumerateArray().ToDictionary(s => Text(s.GetProperty("test").Nested()), s => Text(s.GetProperty("train").Nested()));
            Assert.Equal(theirs.OrderBy(p => p.Key, StringComparer.Ordinal), ours.OrderBy(p => p.Key, StringComparer.Ordinal));
        }

        static string Text(int[][] ranges) => string.Join(' ', ranges.Select(r => $"{r[0]}-{r[1]}"));
    }

    [Fact]
    public void Whatever_the_labels_a_purged_fold_has_each_row_in_one_part_and_none_that_leaks() => Prop.ForAll(
        Gen.ArrayOf(Gen.Choose(0, 12), 80).ToArbitrary(), Gen.Choose(0, 2).ToArbitrary(), Gen.Choose(0, 4).ToArbitrary(), (length, gap, embargo) =>
        {
            var frame = Labels.Of(Labels.Count(80), [.. length.Select((l, i) => i + l)]);
            var labels = LabelTimes.Of(frame);
            return new CombinatorialPurgedSplit { Folds = 5, TestFolds = 2, Gap = gap, Embargo = TimeSpan.FromDays(embargo) }.Split(frame).All(f =>
            {
                labels.RequireApart(f.Train, f.Test, TimeSpan.FromDays(embargo));
                return f.Train.Concat(f.Test).Concat(f.Purged).Concat(f.Embargoed).Order().SequenceEqual(Labels.Count(80));
            });
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Settings_that_leave_nothing_to_train_on_are_refused()
    {
        var frame = Labels.Of(Labels.Count(10), [.. Labels.Count(10).Select(i => i + 9)]);
        Assert.StartsWith("The fold whose test starts at row 0 (1970-01-01) has no row left to train on", Assert.Throws<ArgumentException>(() => new PurgedKFold { Folds = 2 }.Split(frame)).Message, StringComparison.Ordinal);
        Assert.StartsWith("20 folds need as many points in time, and there are 10.", Assert.Throws<ArgumentException>(() => new PurgedKFold { Folds = 20 }.Split(frame)).Message, StringComparison.Ordinal);
        Assert.StartsWith("10 of 10 blocks in a test", Assert.Throws<ArgumentException>(() => new CombinatorialPurgedSplit { TestFolds = 10 }.Split(frame)).Message, StringComparison.Ordinal);
        Assert.StartsWith("20 of 40 blocks can be chosen in 137846528820 ways", Assert.Throws<ArgumentException>(() => new CombinatorialPurgedSplit { Folds = 40, TestFolds = 20 }.Split(frame)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => new PurgedKFold { Folds = 1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new PurgedKFold { Gap = -1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new PurgedKFold { Embargo = TimeSpan.FromDays(-1) });
    }
}
