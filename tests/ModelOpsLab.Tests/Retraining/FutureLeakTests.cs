using System.Runtime.CompilerServices;
using ModelOpsLab.Data;
using ModelOpsLab.Models;
using ModelOpsLab.Retraining;

namespace ModelOpsLab.Tests.Retraining;

public sealed class FutureLeakTests
{
    /// <summary>Every trainer of the library that can be made without arguments, and a search among some.</summary>
    static ITrainer[] Trainers =>
    [
        .. typeof(ITrainer).Assembly.GetExportedTypes()
            .Where(t => t.IsAssignableTo(typeof(ITrainer)) && !t.IsAbstract && t.GetConstructor([]) is not null && !t.IsDefined(typeof(RequiredMemberAttribute), inherit: true))
            .OrderBy(t => t.Name, StringComparer.Ordinal).Select(t => (ITrainer)Activator.CreateInstance(t)!),
        new TunedTrainer(new RidgeTrainer { Penalty = 0.1 }, new RidgeTrainer { Penalty = 100 }, new ExpandingMeanTrainer()) { Split = new TimeSeriesSplit { Folds = 2, Purge = true } },
    ];

    [Fact]
    public void Shuffling_the_future_changes_no_past_prediction_of_any_trainer_on_any_window()
    {
        Assert.True(Trainers.Length >= 4);
        foreach (var trainer in Trainers)
        {
            var frame = Fitting(trainer);
            foreach (var window in trainer.UsesWeights ? new[] { Window.Sliding(45), Window.Expanding(), Window.Exponential(20), Window.Hybrid(15, 3) } : [Window.Sliding(45), Window.Expanding()])
                for (var seed = 1; seed <= 2; seed++)
                {
                    var cut = 55 + new System.Random(seed).Next(50);
                    double[] Predict(Frame f) => WalkForward.Predict(f, trainer, window, 9, 0, 50).Predictions[..cut];
                    Assert.True(Predict(frame).SequenceEqual(Predict(Shuffled(frame, cut, seed))), $"{trainer.Name}, {window.Name}, rows from {cut} shuffled");
                }
        }
    }

    /// <summary>The same where labels look ahead: what changes is not only later rows but the targets of earlier ones that are not known yet.</summary>
    [Fact]
    public void Targets_that_are_not_known_yet_change_no_prediction_of_a_fold()
    {
        var plain = WalkForwardTests.Sample(120);
        var frame = plain.With(Column.Timestamps("known", [.. Enumerable.Range(0, 120).Select(i => (i + 1 + i % 6) * 86_400_000_000_000L)])).With(plain.Schema with { KnownAt = "known" });
        foreach (var fold in new WalkForwardSplit { TrainSize = 40, TestSize = 10 }.Split(frame))
        {
            var known = LabelTimes.Of(frame).Known;
            var y = frame["y"].ToArray();
            for (var i = 0; i < y.Length; i++)
                if (known[i] >= frame.Time[fold.Test[0]]) y[i] = 1e6 * (i % 5 - 2);
            Assert.NotEmpty(fold.Purged);
            foreach (var trainer in Trainers.Where(t => t is RidgeTrainer or ExpandingMeanTrainer or TunedTrainer))
                Assert.Equal(trainer.Train(frame.Take(fold.Train)).Predict(frame.Take(fold.Test)), trainer.Train(frame.With("y", y).Take(fold.Train)).Predict(frame.Take(fold.Test)));
        }
    }

    /// <summary>A sample with the target the trainer wants: a number, 0 or 1, or −1 or 1.</summary>
    static Frame Fitting(ITrainer trainer)
    {
        var frame = WalkForwardTests.Sample(120, noise: 2);
        var y = frame["y"].ToArray();
        foreach (var target in new[] { y, Array.ConvertAll(y, v => v > 0 ? 1.0 : 0), Array.ConvertAll(y, v => v > 0 ? 1.0 : -1) })
            if (Record.Exception(() => trainer.Train(frame.With("y", target))) is null) return frame.With("y", target);
        Assert.Fail($"{trainer.Name} trains on no target of the sample.");
        return frame;
    }

    static Frame Shuffled(Frame frame, int from, int seed)
    {
        var order = Enumerable.Range(0, frame.Count).ToArray();
        new System.Random(seed).Shuffle(order.AsSpan(from));
        return new[] { "x0", "x1", "y" }.Aggregate(frame, (f, c) => f.With(c, [.. order.Select(i => frame[c][i])]));
    }
}
