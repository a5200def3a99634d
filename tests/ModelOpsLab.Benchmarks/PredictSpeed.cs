using System.Diagnostics;
using System.Globalization;
using System.Text;
using ModelOpsLab.Live;
using ModelOpsLab.Models;
using ModelOpsLab.Registry;

namespace ModelOpsLab.Benchmarks;

/// <summary>What a logged prediction costs over the model alone, and how long it takes to say who made one of a million.</summary>
static class PredictSpeed
{
    const string Slot = "spx-momentum";
    const int Batch = 100, Batches = 5_000, Segment = 65_536;

    static readonly LinearModel Model = new(["return_1d", "momentum_5d", "momentum_20d", "volatility_20d", "range_5d", "volume_z"], 0.0003, [-0.02, 0.01, 0.004, 0.1, -0.03, 0.0001], [1, 1, 1, 1, 1, 1]);
    static readonly double[] Row = [0.001, -0.01, 0.02, 0.009, 0.012, -0.4];

    public static void Print(TextWriter to)
    {
        var folder = Directory.CreateTempSubdirectory("modelops-predict-");
        try
        {
            Promote(folder.FullName);
            using var predictor = LivePredictor.Open(folder.FullName, Slot);
            var sum = 0.0;
            for (var i = 0; i < 200_000; i++) sum += Model.Predict(Row) + predictor.Predict(Row).Value; // compiled, and compiled again
            Thread.Sleep(500);
            double bare = 0, logged = 0;
            double[] differences = new double[Batches], ours = new double[Batches];
            for (var i = 0; i < Batches; i++)
            {
                var start = Stopwatch.GetTimestamp();
                for (var call = 0; call < Batch; call++) sum += Model.Predict(Row);
                var between = Stopwatch.GetTimestamp();
                for (var call = 0; call < Batch; call++) sum += predictor.Predict(Row).Value;
                var end = Stopwatch.GetTimestamp();
                (bare, logged) = (Nanoseconds(between - start) / Batch, Nanoseconds(end - between) / Batch);
                (differences[i], ours[i]) = (logged - bare, logged);
            }
            Array.Sort(differences);
            Array.Sort(ours);
            Say(to, $"Predict, 6 inputs, logging on, over the bare model: {At(differences, 0.5):F0} ns median of {Batches} batches of {Batch} calls, {At(differences, 0.99):F0} ns at 99 % of the batches");
            var single = new double[500_000];
            for (var i = 0; i < single.Length; i++)
            {
                var start = Stopwatch.GetTimestamp();
                sum += predictor.Predict(Row).Value;
                single[i] = Nanoseconds(Stopwatch.GetTimestamp() - start);
            }
            Array.Sort(single);
            Say(to, $"single calls with their clock: {At(single, 0.5):F0} ns median, {At(single, 0.99):F0} ns p99, {At(single, 0.999) / 1e3:F1} us p99.9, {single[^1] / 1e6:F2} ms at most, of {single.Length}");
            var (allocated, before) = (0L, GC.GetAllocatedBytesForCurrentThread());
            for (var i = 0; i < 10_000; i++) sum += predictor.Predict(Row).Value;
            allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            Say(to, $"allocated by 10,000 calls: {allocated} bytes; unlogged {predictor.Unlogged}; {(double.IsFinite(sum) ? "all finite" : "not finite")}");
            using var flushing = LivePredictor.Open(folder.FullName, Slot, new() { FlushEvery = TimeSpan.Zero });
            var each = new double[500];
            for (var i = 0; i < each.Length; i++)
            {
                var start = Stopwatch.GetTimestamp();
                sum += flushing.Predict(Row).Value;
                each[i] = Nanoseconds(Stopwatch.GetTimestamp() - start) / 1e6;
            }
            Array.Sort(each);
            Say(to, $"each flushed before it returns (FlushEvery zero): {At(each, 0.5):F2} ms median, {At(each, 0.99):F2} ms p99, of {each.Length}");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    public static void PrintWho(TextWriter to, int predictions)
    {
        const int Events = 10_000, Questions = 300;
        var folder = Directory.CreateTempSubdirectory("modelops-who-");
        try
        {
            Promote(folder.FullName);
            var at = new LedgerFolder(folder.FullName);
            using var ledger = at.Open("example.com/bench", [PredictionArchive.Segments]);
            while (ledger.Size < Events / 2) ledger.Append([.. Enumerable.Range(0, 1_000).Select(n => Note(n))]);
            var archive = new PredictionArchive(ledger, at.Blobs, folder.FullName);
            using (var predictor = LivePredictor.Open(folder.FullName, Slot, new() { Archive = archive }))
            {
                for (var i = 0; i < predictions; i++) predictor.Predict(Row);
                Say(to, $"{predictions} predictions, {predictor.Unlogged} not logged{(predictor.Problem is { } problem ? ": " + problem : "")}");
            }
            while (ledger.Size < Events) ledger.Append([.. Enumerable.Range(0, (int)Math.Min(1_000, Events - ledger.Size)).Select(n => Note(n))]);
            var milliseconds = new double[Questions];
            var random = new Random(20200316);
            for (var i = 0; i < Questions; i++)
            {
                var place = random.Next(predictions);
                var id = new PredictionId(Slot, place / Segment + 1, place % Segment + 1);
                var since = Stopwatch.GetTimestamp();
                var who = archive.WhoPredicted(id);
                milliseconds[i] = Stopwatch.GetElapsedTime(since).TotalMilliseconds;
                if (who.Seal is not { Holds: true }) throw new InvalidDataException($"{id} has no proof");
            }
            Array.Sort(milliseconds);
            Say(to, $"who made one of {predictions} predictions in a ledger of {ledger.Size} events, segment hashed again, with proof: {At(milliseconds, 0.5):F1} ms median, {At(milliseconds, 0.99):F1} ms p99, {milliseconds[^1]:F1} ms at most, {Questions} questions");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>What was live at any instant of a slot that changed ten thousand times.</summary>
    public static void PrintLiveAt(TextWriter to)
    {
        const int Changes = 10_000, Questions = 1_000;
        var folder = Directory.CreateTempSubdirectory("modelops-live-at-");
        try
        {
            File.WriteAllText(Path.Combine(folder.FullName, Workspace.FileName), "{ \"models\": {} }");
            var workspace = Workspace.Open(folder.FullName);
            long size;
            using (var ledger = workspace.Ledger.Open(workspace.Name))
            {
                while ((size = ledger.Size) < Changes) ledger.Append([.. Enumerable.Range(0, 1_000).Select(n => Change((int)size + n))]);
            }
            var since = Stopwatch.GetTimestamp();
            workspace.Ledger.Open(workspace.Name, ModelRegistry.Projections).Dispose(); // computes the state tables
            var rebuilt = Stopwatch.GetElapsedTime(since).TotalMilliseconds;
            using var registry = ModelRegistry.OpenToRead(workspace)!;
            var (first, last) = (registry.Ledger.Read(1, 1).Single().RecordedAt, registry.Ledger.Read(size, size).Single().RecordedAt);
            double[] at = new double[Questions], now = new double[Questions];
            var random = new Random(20200316);
            for (var i = 0; i < Questions; i++)
            {
                var time = first + random.NextDouble() * (last - first);
                since = Stopwatch.GetTimestamp();
                if (registry.LiveAt("spx", time) is not { } live || live.From > time || live.Until <= time) throw new InvalidDataException($"{time:O} is answered wrongly");
                at[i] = Stopwatch.GetElapsedTime(since).TotalMilliseconds;
                since = Stopwatch.GetTimestamp();
                if (registry.LiveNow("spx")!.Sequence != size) throw new InvalidDataException("what is live now is not the last change");
                now[i] = Stopwatch.GetElapsedTime(since).TotalMilliseconds;
            }
            Array.Sort(at);
            Array.Sort(now);
            Say(to, $"what was live at an instant, {Changes} changes of one slot: {At(at, 0.5):F2} ms median, {At(at, 0.99):F2} ms p99, {at[^1]:F1} ms at most, {Questions} questions; what is live now: {At(now, 0.5):F2} ms median, {now[^1]:F1} ms at most; state tables computed again in {rebuilt:F0} ms");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>A promotion, so that every change is the largest kind of event.</summary>
    static LedgerEntry Change(int n) => new("model.promoted", "anna", Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $$"""
        {"slot":"spx","model":"spx","version":{{n % 7 + 1}},"previous":null,"limits":{"instruments":["SPX"],"venues":["paper"],"maximumPosition":1,"maximumOrder":0.5,"maximumOrders":10,"priceCollar":0.02},"rollbackTo":null,"fallback":{"kind":"flat"},"rehearsals":[],"approvedBy":[],"approvals":[],"because":"change {{n}}","rules":[]}
        """)));

    static void Promote(string state)
    {
        var content = new LedgerFolder(state).Blobs.Write(Encoding.UTF8.GetBytes(ModelJson.Write(Model)));
        new LivePointer { Slot = Slot, Model = "spx", Version = 1, ContentId = content, Format = ModelRegistry.OwnFormat, Fallback = new() { Kind = FallbackKind.Flat } }.Write(state);
        new KillSwitch(state, Slot).Arm(SlotState.Active);
    }

    static LedgerEntry Note(int n) => new("incident.noted", "risk-desk", Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{{\"because\":\"{new string('x', 300)}\",\"incident\":\"inc-{n:D4}\"}}")));

    static double Nanoseconds(long ticks) => ticks * 1e9 / Stopwatch.Frequency;

    static double At(double[] ordered, double share) => ordered[Math.Min(ordered.Length - 1, (int)(share * ordered.Length))];

    static void Say(TextWriter to, FormattableString text) => to.WriteLine(FormattableString.Invariant(text));
}
