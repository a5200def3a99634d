using ModelOpsLab.Data;
using ModelOpsLab.Models;
using ModelOpsLab.Retraining;
using ModelOpsLab.Tests.Oracles;

namespace ModelOpsLab.Tests.Retraining;

/// <summary>Targets that become known later than their rows.</summary>
public sealed class LabelsInWalkForwardTests
{
    static readonly RidgeTrainer Ridge = new() { Penalty = 1 };

    [Fact]
    public void Row_is_trained_on_only_once_its_target_is_known()
    {
        var frame = Known(WalkForwardTests.Sample(100), i => i + 4);
        var walked = WalkForward.Predict(frame, Ridge, Window.Sliding(30), 7, 0, 40);
        Assert.All(walked.Refits, r => Assert.Equal((30, r.At.AddDays(-5)), (r.Rows, r.To)));
        var plain = WalkForward.Predict(WalkForwardTests.Sample(100), Ridge, Window.Sliding(30), 7, 4, 40);
        Assert.Equal(plain.Predictions, walked.Predictions);
        Assert.All(WalkForward.Predict(frame, Ridge, Window.Sliding(30), 7, 6, 40).Refits, r => Assert.Equal(r.At.AddDays(-7), r.To));
        Assert.All(WalkForward.Predict(frame, Ridge, Window.Sliding(30), 7, 3, 40).Refits, r => Assert.Equal(r.At.AddDays(-5), r.To));
    }

    [Fact]
    public void Labels_known_out_of_order_are_purged_one_by_one()
    {
        var frame = Known(WalkForwardTests.Sample(100), i => i + (i % 3 == 0 ? 10 : 1));
        var labels = LabelTimes.Of(frame);
        var walked = WalkForward.Predict(frame, Ridge, Window.Expanding(), 9, 1, 40);
        for (int k = 0, t = 40; t < 100; k++, t += 9)
        {
            int[] rows = [.. Enumerable.Range(0, t - 1).Where(i => labels.Known[i] < frame.Time[t])];
            Assert.Contains(Enumerable.Range(0, t - 1), i => !rows.Contains(i));
            Assert.Equal(rows.Length, walked.Refits[k].Rows);
            Assert.Equal(((LinearModel)Ridge.Train(frame.Take(rows))).Coefficients, ((LinearModel)walked.Refits[k].Model).Coefficients);
        }
    }

    [Fact]
    public void Targets_that_are_not_known_change_no_prediction()
    {
        var frame = Known(WalkForwardTests.Sample(100), i => i + 9);
        double[] y = [.. frame["y"]];
        for (var i = 60; i < 100; i++) y[i] += 1e3; // known from row 69 on
        double[] Predict(Frame f, Window w) => WalkForward.Predict(f, Ridge, w, 1, 0, 40).Predictions[..70];
        foreach (var window in new[] { Window.Expanding(), Window.Sliding(20), Window.Exponential(9), Window.Hybrid(9, 2) }) Assert.Equal(Predict(frame, window), Predict(frame.With("y", y), window));
        Assert.NotEqual(WalkForward.Predict(frame, Ridge, Window.Expanding(), 1, 0, 40).Predictions[70], WalkForward.Predict(frame.With("y", y), Ridge, Window.Expanding(), 1, 0, 40).Predictions[70]);
    }

    [Fact]
    public void Too_few_known_targets_are_refused() => Assert.StartsWith("At 1970-01-11 the targets of 1 rows are known; training needs 2.",
        Assert.Throws<ArgumentException>(() => WalkForward.Predict(Known(WalkForwardTests.Sample(50), i => i + 9), Ridge, Window.Expanding(), 1, 0, 10)).Message, StringComparison.Ordinal);

    [Fact]
    public void Trainer_that_ignores_weights_is_refused_where_rows_are_weighted()
    {
        var frame = WalkForwardTests.Sample(60);
        var weighted = frame.With("w", [.. Enumerable.Repeat(1.0, 60)]);
        weighted = weighted.With(weighted.Schema with { Weight = "w" });
        var deaf = new Deaf();
        Assert.All(new[] { Window.Exponential(10), Window.Hybrid(5, 2), Window.Linear(), Window.Average(Window.Expanding(), Window.Linear()) }, w =>
            Assert.Contains("deaf does not read weights", Assert.Throws<ArgumentException>(() => WalkForward.Predict(frame, deaf, w, 5, 0, 30)).Message, StringComparison.Ordinal));
        Assert.Contains("'expanding' are weighted by 'w'", Assert.Throws<ArgumentException>(() => WalkForward.Predict(weighted, deaf, Window.Expanding(), 5, 0, 30)).Message, StringComparison.Ordinal);
        Assert.Equal(6, WalkForward.Predict(frame, deaf, Window.Sliding(10), 5, 0, 30).Refits.Count);
    }

    [Fact]
    public void Progress_is_told_after_each_refit_and_a_walk_can_be_stopped()
    {
        var told = new Told();
        using var source = new CancellationTokenSource();
        WalkForward.Predict(WalkForwardTests.Sample(60), Ridge, Window.Expanding(), 7, 0, 30, told, TestContext.Current.CancellationToken);
        Assert.Equal([.. Enumerable.Range(1, 5).Select(i => (i, 5))], told.All.Select(p => (p.Done, p.Of)));
        told.Then = () => source.Cancel();
        Assert.Throws<OperationCanceledException>(() => WalkForward.Predict(WalkForwardTests.Sample(60), Ridge, Window.Expanding(), 7, 0, 30, told, source.Token));
        Assert.Equal(6, told.All.Count);
    }

    static Frame Known(Frame frame, Func<int, int> day)
    {
        var with = frame.With(Column.Timestamps("known", [.. Enumerable.Range(0, frame.Count).Select(i => day(i) * 86_400_000_000_000L)]));
        return with.With(with.Schema with { KnownAt = "known" });
    }

    sealed class Deaf : ITrainer
    {
        public string Name => "deaf";
        public IModel Train(Frame training) => new ConstantModel(training["y"][0]);
    }

    sealed class Told : IProgress<WalkForwardProgress>
    {
        public List<WalkForwardProgress> All { get; } = [];
        public Action? Then { get; set; }
        public void Report(WalkForwardProgress value)
        {
            All.Add(value);
            Then?.Invoke();
        }
    }
}
