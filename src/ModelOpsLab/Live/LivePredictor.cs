using System.Diagnostics;
using ModelOpsLab.Registry;

namespace ModelOpsLab.Live;

/// <summary>
/// What a trading process holds: scores rows with the version that is live in a slot, logs each prediction, follows
/// promotions, rollbacks and the kill switch, and serves the declared fallback whenever the model cannot or may not speak.
/// Threads may predict at once.
/// </summary>
/// <remarks>It reads the slot's files and the blobs of the workspace's state, not the ledger: a locked or damaged database does not touch it.</remarks>
public sealed class LivePredictor : IDisposable
{
    const int MostSwaps = 8, MostOrderBytes = 1 << 20;
    static readonly TimeSpan TendEvery = TimeSpan.FromMilliseconds(20), AgainAfter = TimeSpan.FromSeconds(1);

    readonly string _stateFolder;
    readonly LivePredictorOptions _options;
    readonly SlotWatcher _watcher;
    readonly Thread _tending;
    readonly ManualResetEventSlim _stop = new();
    volatile LiveVersion _live;
    volatile object? _manual;
    volatile string? _problem;
    volatile bool _disposed;
    string _pointerText, _refusedText = "";
    long _unlogged, _fallbacks, _refusedAt;

    LivePredictor(string stateFolder, string slot, LivePredictorOptions options)
    {
        (_stateFolder, _options, Slot) = (stateFolder, options, slot);
        var killSwitch = new KillSwitch(stateFolder, slot);
        var path = LivePointer.PathOf(stateFolder, slot);
        if (!File.Exists(path)) throw new FileNotFoundException($"Nothing is live in slot '{slot}' of {stateFolder}: promote a version there first.", path);
        _pointerText = LivePointer.ReadText(path);
        _live = LiveVersion.Load(stateFolder, LivePointer.Parse(_pointerText, path, slot), options, Manual);
        ReadManual(_live.Pointer);
        _watcher = new(killSwitch, options.PollEvery);
        _tending = new(Tend) { IsBackground = true, Name = $"log {slot}" };
        _tending.Start();
    }

    /// <summary>Name of the slot.</summary>
    public string Slot { get; }
    /// <summary>The version that is live, as this process sees it.</summary>
    public LivePointer Live => _live.Pointer;
    /// <summary>The slot's state, as this process sees it.</summary>
    public SlotState State => _watcher.State;
    /// <summary>Predictions that are not in the log.</summary>
    public long Unlogged => Interlocked.Read(ref _unlogged);
    /// <summary>Predictions that were not the model's.</summary>
    public long Fallbacks => Interlocked.Read(ref _fallbacks);
    /// <summary>What went wrong last beside predicting: a pointer that cannot be read, a version that cannot be loaded, a log that cannot be made or flushed, a segment that cannot be sealed. Null where nothing did.</summary>
    public string? Problem => _problem;

    /// <summary>Opens a slot: loads the version that is live there and makes its log.</summary>
    /// <param name="workspace">Where the model is declared, and the people who may order by hand; neither its data nor its ledger is read.</param>
    /// <param name="slot">Name of the slot.</param>
    /// <param name="options">How it looks, checks and logs.</param>
    /// <exception cref="FileNotFoundException">Nothing is live in the slot, or the version's bytes are missing.</exception>
    /// <exception cref="InvalidDataException">The name of the slot, the pointer or the version's bytes are not what they should be.</exception>
    /// <exception cref="IOException">The log cannot be made: a full disk.</exception>
    public static LivePredictor Open(Workspace workspace, string slot, LivePredictorOptions? options = null)
    {
        var given = options ?? new();
        return Open(workspace.StateFolder, slot, given with { ReadManual = given.ReadManual ?? (bytes => ManualOrder.Read(bytes, slot, workspace.ApprovalPolicy, given.Clock.GetUtcNow()).Position) });
    }

    internal static LivePredictor Open(string stateFolder, string slot, LivePredictorOptions? options = null) => new(Path.GetFullPath(stateFolder), slot, options ?? new());

    /// <summary>
    /// The prediction for one row, one number a feature of the version that is live, in its order. It never throws: a row of
    /// another length, NaN, a model that fails, a halted slot, a full disk, a closed predictor give the declared fallback with
    /// the reason. When it returns, the prediction is in the log and survives kill -9 of the process; it survives a power cut
    /// once it was flushed.
    /// </summary>
    public Prediction Predict(ReadOnlySpan<double> row)
    {
        var live = _live;
        try
        {
            for (var swaps = 0; swaps < MostSwaps && !_disposed; live = _live, swaps++)
            {
                var state = _watcher.State;
                var (value, because) = state == SlotState.Halted ? (0, PredictionReason.Halted) : live.Score(row);
                if (because != PredictionReason.Halted && (state = _watcher.State) == SlotState.Halted) because = PredictionReason.Halted; // while the model was at it
                var source = PredictionSource.Model;
                if (because != PredictionReason.None && live.Stops(because)) (value, source) = live.Fallback(row);
                switch (live.Log.Append(_options.Clock.GetUtcNow().UtcTicks, value, source, because, state, row, out var id))
                {
                    case Appended.Done:
                        if (source != PredictionSource.Model) Interlocked.Increment(ref _fallbacks);
                        return new(id, value, live.VersionOf(source), source, state, because);
                    case Appended.Failed:
                        if (source == PredictionSource.Model && _options.NotLogged == CheckPolicy.Refuse) (value, source) = live.Fallback(row);
                        return Unlog(live, value, source, state, because is PredictionReason.None or PredictionReason.OutOfRange ? PredictionReason.NotLogged : because);
                }
            }
            var (closed, closedSource) = live.Fallback(row);
            return Unlog(live, closed, closedSource, SlotState.Halted, PredictionReason.Closed);
        }
        catch (Exception)
        {
            return Unlog(live, 0, PredictionSource.Flat, SlotState.Halted, PredictionReason.ModelFailed); // a clock that throws, memory that ran out
        }
    }

    /// <summary>Puts on disk every prediction made so far.</summary>
    /// <exception cref="IOException">The disk does not take them.</exception>
    public void Flush() => _live.Log.Flush();

    /// <summary>Closes the log; from then on the fallback is served.</summary>
    public void Dispose()
    {
        if (_disposed) return;
        _disposed = true;
        _stop.Set();
        _tending.Join();
        _watcher.Dispose();
        _live.Log.Dispose();
        Quietly(Seal);
        _stop.Dispose();
    }

    Prediction Unlog(LiveVersion live, double value, PredictionSource source, SlotState state, PredictionReason because)
    {
        Interlocked.Increment(ref _unlogged);
        if (source != PredictionSource.Model) Interlocked.Increment(ref _fallbacks);
        return new(default, value, live.VersionOf(source), source, state, because);
    }

    /// <summary>What is done beside predicting, on a thread of its own; the kill switch has another, which nothing here can hold up.</summary>
    void Tend()
    {
        Quietly(Seal);
        for (var waited = TimeSpan.Zero; !_stop.Wait(TendEvery); waited += TendEvery)
        {
            Quietly(Follow);
            Quietly(() =>
            {
                if (_live.Log.Tend()) Seal();
            });
            if (waited < AgainAfter) continue;
            waited = TimeSpan.Zero;
            Quietly(() => ReadManual(_live.Pointer));
        }
    }

    /// <summary>Goes over to another version where the pointer names one. What cannot be read or loaded changes nothing and is reported.</summary>
    void Follow()
    {
        var path = LivePointer.PathOf(_stateFolder, Slot);
        var text = LivePointer.ReadText(path);
        if (text == _pointerText) return;
        if (text == _refusedText && Stopwatch.GetElapsedTime(_refusedAt) < AgainAfter) return; // a full disk may have room later
        try
        {
            var old = _live;
            var loaded = LiveVersion.Load(_stateFolder, LivePointer.Parse(text, path, Slot), _options, Manual);
            ReadManual(loaded.Pointer);
            _live = loaded;
            (_pointerText, _refusedText, _problem) = (text, "", null);
            old.Log.Dispose();
        }
        catch
        {
            (_refusedText, _refusedAt) = (text, Stopwatch.GetTimestamp());
            throw;
        }
        Seal();
    }

    void Seal() => _options.Archive?.Seal(Slot);

    void ReadManual(LivePointer pointer)
    {
        if (pointer.Fallback is not { Kind: FallbackKind.Manual, File: { } file } || _options.ReadManual is not { } read) return;
        try
        {
            var path = Path.Combine(Path.GetDirectoryName(_stateFolder)!, file);
            if (new FileInfo(path).Length > MostOrderBytes) throw new InvalidDataException($"{file} is no signed order: it is larger than {MostOrderBytes} bytes.");
            var value = read(File.ReadAllBytes(path));
            _manual = double.IsFinite(value) ? value : throw new InvalidDataException($"{file} orders no finite position.");
        }
        catch (Exception error)
        {
            (_manual, _problem) = (null, error.Message); // an order that does not hold is none: flat
        }
    }

    double? Manual() => (double?)_manual;

    void Quietly(Action work)
    {
        try
        {
            work();
        }
        catch (Exception error)
        {
            _problem = error.Message; // predictions go on with what there is
        }
    }
}
