using System.Diagnostics;
using FsCheck;
using FsCheck.Fluent;
using ModelOpsLab.Live;
using ModelOpsLab.Models;
using ModelOpsLab.Registry;
using ModelOpsLab.Tests.Registry;

namespace ModelOpsLab.Tests.Live;

public sealed class LivePredictorTests : IDisposable
{
    readonly string _path = Directory.CreateTempSubdirectory("modelops-test-").FullName;
    readonly SampleSlot _slot;

    public LivePredictorTests() => _slot = new(Path.Combine(_path, ".modelops"));

    public void Dispose() => Directory.Delete(_path, recursive: true);

    LivePredictor Open(LivePredictorOptions? options = null) => LivePredictor.Open(_slot.State, SampleSlot.Slot, options);

    static void Until(Func<bool> seen) => Assert.True(SpinWait.SpinUntil(seen, 20_000));

    /// <summary>A slot whose model is any function.</summary>
    LivePredictor OpenFunction(Func<ReadOnlySpan<double>, double> predict, LivePredictorOptions? options = null, Fallback? fallback = null)
    {
        (_slot.Pointer(1, fallback) with { Format = "function" }).Write(_slot.State);
        _slot.Switch.Arm(SlotState.Active);
        return Open((options ?? new()) with { Loaders = new Dictionary<string, Func<byte[], IModel>> { ["function"] = _ => new Raw(predict) } });
    }

    sealed class Raw(Func<ReadOnlySpan<double>, double> predict) : IModel
    {
        public IReadOnlyList<string> Features { get; } = ["momentum", "volatility"];
        public double Predict(ReadOnlySpan<double> row) => predict(row);
    }

    [Fact]
    public void The_live_version_predicts_and_each_prediction_is_in_the_log()
    {
        _slot.Promote(7);
        using var predictor = Open();
        var (one, two) = (predictor.Predict([0.25, 1]), predictor.Predict([-3, 1]));
        Assert.Equal((7000.25, 7, PredictionSource.Model, SlotState.Active, PredictionReason.None), (one.Value, one.Version, one.Source, one.State, one.Because));
        Assert.Equal("spx-momentum.000000000001.2", two.Id.ToString());
        Assert.Equal([7000.25, 6997], _slot.All().Values.Select(v => v.Record.Value));
        Assert.Equal((0, 0, null), (predictor.Unlogged, predictor.Fallbacks, predictor.Problem));
    }

    public static TheoryData<double[], PredictionReason> BadRows => new()
    {
        { [], PredictionReason.WrongLength }, { [1], PredictionReason.WrongLength }, { [1, 2, 3], PredictionReason.WrongLength },
        { [double.NaN, 1], PredictionReason.NotFinite }, { [1, double.NegativeInfinity], PredictionReason.NotFinite },
    };

    [Theory, MemberData(nameof(BadRows))]
    public void A_row_that_cannot_be_scored_gets_the_fallback_with_the_reason_and_is_logged(double[] row, PredictionReason because)
    {
        _slot.Promote(1, new() { Kind = FallbackKind.Constant, Value = -0.5 });
        using var predictor = Open();
        var one = predictor.Predict(row);
        Assert.Equal((-0.5, PredictionSource.Constant, because, 1), (one.Value, one.Source, one.Because, one.Version));
        Assert.Equal((-0.5, because, row.Length), _slot.All()[one.Id.ToString()].Record is var r ? (r.Value, r.Because, r.Given) : default);
        Assert.Equal(1, predictor.Fallbacks);
    }

    [Theory]
    [InlineData(CheckPolicy.Warn, PredictionSource.Model, 1005)]
    [InlineData(CheckPolicy.Refuse, PredictionSource.Flat, 0)]
    public void An_input_outside_of_its_range_is_refused_or_said_by_policy(CheckPolicy policy, PredictionSource source, double value)
    {
        _slot.Promote(1, null, new FeatureRange("momentum", -1, 1), new FeatureRange("nobody", 0, 0));
        using var predictor = Open(new() { OutOfRange = policy });
        var one = predictor.Predict([5, 1]);
        Assert.Equal((source, value, PredictionReason.OutOfRange), (one.Source, one.Value, one.Because));
        Assert.Equal(PredictionReason.None, predictor.Predict([1, 1e9]).Because);
        Assert.Equal(PredictionReason.None, predictor.Predict([-1, 1e9]).Because);
    }

    [Fact]
    public void A_model_that_throws_or_says_no_number_is_replaced_by_the_fallback()
    {
        var call = 0;
        using var predictor = OpenFunction(_ => ++call switch { 1 => throw new InvalidOperationException("no"), 2 => double.NaN, 3 => double.PositiveInfinity, 4 => throw new FileNotFoundException("gone"), _ => 5 },
            fallback: new() { Kind = FallbackKind.Constant, Value = 2 });
        Assert.Equal([PredictionReason.ModelFailed, PredictionReason.NoNumber, PredictionReason.NoNumber, PredictionReason.ModelFailed, PredictionReason.None],
            Enumerable.Range(0, 5).Select(_ => predictor.Predict([1, 1])).Select(p => { Assert.Equal(p.Because == PredictionReason.None ? 5 : 2, p.Value); return p.Because; }));
        Assert.Equal((4, 0), (predictor.Fallbacks, predictor.Unlogged));
    }

    [Fact]
    public void It_never_throws_whatever_the_row_and_the_model()
    {
        double[] odd = [double.NaN, double.PositiveInfinity, double.NegativeInfinity, 0, -0.0, double.MaxValue, double.Epsilon, 1];
        using var predictor = OpenFunction(row => row.Length > 0 && row[0] == 1 ? throw new InvalidDataException("odd") : row[0] * row[1], new() { SegmentCapacity = 64 });
        var rows = Gen.Choose(0, 5).SelectMany(n => Gen.ArrayOf(Gen.Choose(0, odd.Length - 1), n)).Select(picks => picks.Select(p => odd[p]).ToArray());
        List<Prediction> said = [];
        Prop.ForAll(rows.ToArbitrary(), row =>
        {
            var one = predictor.Predict(row);
            said.Add(one);
            return double.IsFinite(one.Value) && !one.Id.IsNone && (one.Source == PredictionSource.Model) == (one.Because == PredictionReason.None)
                && (row.Length == 2 || one.Because == PredictionReason.WrongLength);
        }).Check(Config.QuickThrowOnFailure.WithReplay(20200316, 3).WithMaxTest(500));
        predictor.Dispose();
        Assert.All(_slot.All(), a => Assert.Equal(said.Single(p => p.Id.ToString() == a.Key).Value, a.Value.Record.Value));
        Assert.Equal(said.Count, _slot.All().Count);
        Assert.Equal((PredictionReason.Closed, 0, true), predictor.Predict([2, 3]) is var closed ? (closed.Because, closed.Value, closed.Id.IsNone) : default);
        Assert.Equal(PredictionReason.Closed, predictor.Predict([]).Because);
        Assert.Equal(2, predictor.Unlogged);
        predictor.Dispose();
    }

    [Fact]
    public void A_halted_slot_serves_its_fallback_and_a_reduced_one_says_so()
    {
        _slot.Promote(5, new() { Kind = FallbackKind.Version, Version = 4 });
        using var predictor = Open();
        _slot.Switch.Reduce();
        Until(() => predictor.State == SlotState.ReduceOnly);
        Assert.Equal((5001, 5, SlotState.ReduceOnly, PredictionSource.Model), predictor.Predict([1, 1]) is var r ? (r.Value, r.Version, r.State, r.Source) : default);
        _slot.Switch.Halt();
        Until(() => predictor.State == SlotState.Halted);
        Assert.Equal((4001, 4, SlotState.Halted, PredictionSource.Version, PredictionReason.Halted), predictor.Predict([1, 1]) is var h ? (h.Value, h.Version, h.State, h.Source, h.Because) : default);
        Assert.Equal((0, PredictionSource.Flat), predictor.Predict([double.NaN, 1]) is var n ? (n.Value, n.Source) : default); // the fallback cannot score it either
        _slot.Switch.Arm(SlotState.Active);
        Until(() => predictor.State == SlotState.Active);
        Assert.Equal(5001, predictor.Predict([1, 1]).Value);
        Assert.Equal([SlotState.ReduceOnly, SlotState.Halted, SlotState.Halted, SlotState.Active], _slot.All().OrderBy(a => a.Value.Record.Row).Select(a => a.Value.Record.State));
    }

    [Fact]
    public void Where_the_watching_thread_hangs_a_prediction_looks_itself()
    {
        _slot.Promote(1);
        using var predictor = Open(new() { PollEvery = Timeout.InfiniteTimeSpan });
        Assert.Equal(SlotState.Active, predictor.Predict([1, 1]).State);
        _slot.Switch.Halt();
        Thread.Sleep(1_100);
        Assert.Equal(PredictionReason.Halted, predictor.Predict([1, 1]).Because);
    }

    [Fact]
    public void A_halt_that_comes_while_the_model_thinks_is_obeyed()
    {
        using var predictor = OpenFunction(_ =>
        {
            _slot.Switch.Halt();
            Thread.Sleep(300);
            return 7;
        });
        Assert.Equal((0, PredictionReason.Halted), predictor.Predict([1, 1]) is var p ? (p.Value, p.Because) : default);
    }

    [Fact]
    public void A_manual_order_is_served_while_it_holds()
    {
        var order = Path.Combine(_path, "order.json");
        var fallback = new Fallback { Kind = FallbackKind.Manual, File = "order.json" };
        static double Read(byte[] bytes) => bytes is [(byte)'o', (byte)'k', ..] ? -0.75 : throw new InvalidDataException("The signature does not hold.");
        File.WriteAllText(order, "ok");
        _slot.Promote(1, fallback);
        _slot.Switch.Halt();
        using (var predictor = Open(new() { ReadManual = Read }))
        {
            Assert.Equal((-0.75, PredictionSource.Manual), predictor.Predict([1, 1]) is var p ? (p.Value, p.Source) : default);
            File.WriteAllText(order, "forged");
            Until(() => predictor.Predict([1, 1]).Source == PredictionSource.Flat);
            Assert.Equal("The signature does not hold.", predictor.Problem);
        }
        using (var predictor = Open()) Assert.Equal(PredictionSource.Flat, predictor.Predict([1, 1]).Source); // nobody reads orders here
    }

    [Fact]
    public void Another_version_is_followed_and_one_that_cannot_be_loaded_is_not()
    {
        _slot.Promote(1);
        using var predictor = Open();
        Assert.Equal(1, predictor.Predict([1, 1]).Version);
        _slot.Promote(2);
        Until(() => predictor.Predict([1, 1]) is { Version: 2, Value: 2001 });
        (_slot.Pointer(3) with { ContentId = new string('a', 64) }).Write(_slot.State);
        Until(() => predictor.Problem?.Contains("no blob aaaa", StringComparison.Ordinal) == true);
        Assert.Equal(2, predictor.Predict([1, 1]).Version);
        File.WriteAllText(LivePointer.PathOf(_slot.State, SampleSlot.Slot), "{}\n");
        Until(() => predictor.Problem?.Contains("live is damaged", StringComparison.Ordinal) == true);
        Assert.Equal(2, predictor.Predict([1, 1]).Version);
        _slot.Promote(1);
        Until(() => predictor.Predict([1, 1]).Version == 1);
        Assert.Null(predictor.Problem);
        Assert.All(_slot.All().Values, v => Assert.Equal(SampleSlot.Said(v.Live.Version, [1]), v.Record.Value));
    }

    [Fact]
    public async Task Under_load_each_prediction_is_of_a_version_that_was_live_and_is_logged_under_it()
    {
        const int Versions = 12;
        _slot.Promote(1);
        using var predictor = Open(new() { SegmentCapacity = 20_000 });
        var promoted = 1;
        var stop = false;
        var threads = Enumerable.Range(0, 2).Select(_ => Task.Run(() =>
        {
            List<(string Id, int Version, double Value)> said = [];
            for (var last = 0; !Volatile.Read(ref stop);)
            {
                var one = predictor.Predict([0.5, 1]);
                Assert.InRange(one.Version, Math.Max(1, last), Volatile.Read(ref promoted));
                Assert.Equal(one.Version * 1_000 + 0.5, one.Value);
                last = one.Version;
                if (!one.Id.IsNone && said.Count < 30_000) said.Add((one.Id.ToString(), one.Version, one.Value));
                Assert.False(one.Id.IsNone);
            }
            return said;
        }, TestContext.Current.CancellationToken)).ToList();
        for (var version = 2; version <= Versions; version++)
        {
            Volatile.Write(ref promoted, version);
            _slot.Pointer(version).Write(_slot.State);
            Until(() => predictor.Live.Version == version || threads.Any(t => t.IsFaulted));
        }
        Volatile.Write(ref stop, true);
        var said = (await Task.WhenAll(threads)).SelectMany(t => t).ToList();
        predictor.Dispose();
        var all = _slot.All();
        Assert.Equal(said.Count, said.Select(s => s.Id).Distinct().Count());
        Assert.All(said, s => Assert.Equal((s.Version, s.Value), (all[s.Id].Live.Version, all[s.Id].Record.Value)));
    }

    [Fact]
    public void A_prediction_allocates_nothing()
    {
        _slot.Promote(1, null, new FeatureRange("momentum", -1, 1));
        using var predictor = Open();
        double[] row = [0.5, 1];
        var sum = 0.0;
        for (var i = 0; i < 2_000; i++) sum += predictor.Predict(row).Value;
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 2_000; i++) sum += predictor.Predict(row).Value;
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(4_000 * 1000.5, sum);
    }

    [Fact]
    public void What_cannot_be_opened_says_why()
    {
        Assert.Contains("Nothing is live in slot 'spx-momentum'", Assert.Throws<FileNotFoundException>(() => Open()).Message, StringComparison.Ordinal);
        Assert.Throws<InvalidDataException>(() => LivePredictor.Open(_slot.State, "../spx"));
        (_slot.Pointer(1) with { Format = "onnx" }).Write(_slot.State);
        Assert.Contains("the format 'onnx'", Assert.Throws<InvalidDataException>(() => Open()).Message, StringComparison.Ordinal);
        (_slot.Pointer(1) with { ContentId = new string('b', 64) }).Write(_slot.State);
        Assert.Throws<FileNotFoundException>(() => Open());
    }

    [Fact]
    public void Where_the_policy_says_so_a_prediction_that_cannot_be_logged_is_served_and_counted()
    {
        var small = Path.Combine(_path, ".modelops", "slots", SampleSlot.Slot, "predictions");
        foreach (var (policy, source) in new[] { (CheckPolicy.Warn, PredictionSource.Model), (CheckPolicy.Refuse, PredictionSource.Flat) })
        {
            _slot.Promote(1);
            using var predictor = Open(new() { SegmentCapacity = 1, NotLogged = policy, FlushEvery = TimeSpan.FromHours(1) });
            Directory.Move(small, small + "-away"); // no segment can be made any more
            File.WriteAllText(small, "a file where a folder should be");
            Prediction one;
            do one = predictor.Predict([1, 1]);
            while (!one.Id.IsNone);
            Assert.Equal((source, PredictionReason.NotLogged), (one.Source, one.Because));
            Assert.Equal(source == PredictionSource.Model ? 1001 : 0, one.Value);
            Assert.True(predictor.Unlogged >= 1);
            File.Delete(small);
            Directory.Move(small + "-away", small);
        }
    }
}
