using System.Diagnostics;
using ModelOpsLab.Storage;

namespace ModelOpsLab.Registry;

/// <summary>What became of an append.</summary>
enum Appended
{
    /// <summary>It is in the log, and survives the end of the process.</summary>
    Done,
    /// <summary>There is no room for it: nothing was written.</summary>
    Failed,
    /// <summary>The log is closed: another version went live, or the predictor was disposed.</summary>
    Closed,
}

/// <summary>
/// The log of one process's predictions by one version: records of fixed size in files whose blocks are reserved when they
/// are made, written as shared memory. A record survives kill -9 of the process once its append returned, and a power cut
/// after the next flush. Threads may append at once.
/// </summary>
sealed class PredictionLog : IDisposable
{
    static readonly TimeSpan MakeAgainAfter = TimeSpan.FromSeconds(1), PatienceOfAppend = TimeSpan.FromMilliseconds(250);

    readonly PredictionFolder _folder;
    readonly LivePointer _live;
    readonly string[] _features;
    readonly TimeSpan _flushEvery;
    readonly int _capacity;
    readonly byte[] _record;
    readonly Lock _gate = new(), _tending = new();
    readonly List<Open> _full = [];
    Open? _current, _next;
    bool _closed, _failed;
    long _flushedAt = Stopwatch.GetTimestamp();
    long? _notMadeAt;

    /// <summary>Opens a log in the slot's folder; its first segment is made at once.</summary>
    /// <param name="live">The version that is live, and its slot.</param>
    /// <param name="features">Its inputs.</param>
    /// <param name="flushEvery">Longest time until a prediction is on disk, as <see cref="Tend"/> is called; zero flushes each before its append returns.</param>
    /// <param name="capacity">Records of a segment.</param>
    /// <exception cref="IOException">The disk is full, or the folder cannot be written.</exception>
    public PredictionLog(string stateFolder, LivePointer live, IReadOnlyList<string> features, TimeSpan flushEvery, int capacity = PredictionSegmentHeader.MaximumCapacity)
    {
        (_folder, _live, _features, _flushEvery, _capacity) = (new(stateFolder, live.Slot), live, [.. features], flushEvery, capacity);
        _record = new byte[PredictionLayout.Bytes(_features.Length)];
        _current = Make();
    }

    /// <summary>Rows of the segment that is being written, of which how many a power cut would leave.</summary>
    public (int Written, int Flushed) Rows
    {
        get { lock (_gate) return _current is { } current ? (current.Rows, current.Flushed) : default; }
    }

    /// <summary>Appends a prediction. It does not throw, and allocates nothing while the segment has room.</summary>
    public Appended Append(long ticks, double value, PredictionSource source, PredictionReason because, SlotState state, ReadOnlySpan<double> inputs, out PredictionId id)
    {
        id = default;
        lock (_gate)
            try
            {
                if (_closed) return Appended.Closed;
                if (_current!.Rows == _capacity && !Turn()) return Appended.Failed;
                var (current, row) = (_current, _current.Rows + 1);
                PredictionLayout.Write(_record, current.Seed, row, ticks, value, source, because, state, inputs);
                var at = current.Start + (row - 1) * _record.Length;
                current.File.Write(at, _record.AsSpan(0, PredictionLayout.ChecksumAt));
                current.File.Write(at + PredictionLayout.AfterChecksum, _record.AsSpan(PredictionLayout.AfterChecksum));
                current.File.Write(at + PredictionLayout.ChecksumAt, _record.AsSpan(PredictionLayout.ChecksumAt, PredictionLayout.AfterChecksum - PredictionLayout.ChecksumAt));
                current.Rows = row;
                if (_flushEvery == TimeSpan.Zero) current.Flush();
                id = new(_live.Slot, current.Number, row);
                return Appended.Done;
            }
            catch (Exception error) when (error is IOException or InvalidDataException or UnauthorizedAccessException or ObjectDisposedException)
            {
                return Appended.Failed;
            }
    }

    /// <summary>What is done beside predicting, by another thread and often: makes the next segment before it is needed, flushes what is due, closes full segments. Returns whether one was closed.</summary>
    /// <exception cref="IOException">The disk is full or does not take what was written; predictions go on while the segment has room.</exception>
    public bool Tend()
    {
        lock (_tending)
        {
            bool due;
            Open? current;
            Open[] full;
            lock (_gate)
            {
                if (_closed) return false;
                (current, full) = (_current, [.. _full]);
                due = _next is null && current!.Rows >= _capacity - _capacity / 4;
            }
            foreach (var one in full)
            {
                one.Flush();
                one.Close(_folder);
                lock (_gate) _full.Remove(one);
            }
            if (Stopwatch.GetElapsedTime(_flushedAt) >= _flushEvery)
            {
                current!.Flush();
                _flushedAt = Stopwatch.GetTimestamp();
            }
            if (due && (_notMadeAt is not { } at || Stopwatch.GetElapsedTime(at) >= MakeAgainAfter)) // each try on a full disk takes from others what room there is
            {
                _notMadeAt = Stopwatch.GetTimestamp();
                var made = Make();
                _notMadeAt = null;
                lock (_gate) (_next, _failed) = (made, false);
            }
            return full.Length > 0;
        }
    }

    /// <summary>Puts on disk all that was appended before.</summary>
    /// <exception cref="IOException">The disk does not take it.</exception>
    public void Flush()
    {
        lock (_tending)
        {
            Open[] all;
            lock (_gate) all = _closed ? [] : [.. _full, _current!];
            foreach (var one in all) one.Flush();
        }
    }

    /// <summary>Flushes and closes the log; its segments can then be sealed.</summary>
    public void Dispose()
    {
        lock (_tending)
        {
            lock (_gate)
            {
                if (_closed) return;
                _closed = true;
            }
            foreach (var one in new[] { _current, _next }.Concat(_full).OfType<Open>())
                try
                {
                    one.Flush();
                }
                catch (IOException)
                {
                    // it stays in memory that outlives the process; the system tries again
                }
                finally
                {
                    one.Close(_folder);
                }
        }
    }

    /// <summary>Goes on in the next segment; makes it where nobody did, once.</summary>
    bool Turn()
    {
        if (_next is null)
        {
            if (_failed) return false;
            _failed = true; // a full disk is not asked again with each prediction: Tend does that
            _next = Make(PatienceOfAppend);
            _failed = false;
        }
        _full.Add(_current!);
        (_current, _next) = (_next, null);
        return true;
    }

    Open Make(TimeSpan? patience = null) => _folder.Next(number =>
    {
        var header = new PredictionSegmentHeader { Live = _live, Segment = number, Capacity = _capacity, Features = _features }.ToBytes();
        return new Open(number, MappedFile.Create(_folder.PathOf(number), header.Length + (long)_capacity * _record.Length, header), header.Length, PredictionSegmentHeader.SeedOf(header));
    }, patience);

    /// <summary>A segment that is written.</summary>
    sealed class Open(long number, MappedFile file, int start, uint seed)
    {
        public long Number => number;
        public MappedFile File => file;
        public int Start => start;
        public uint Seed => seed;
        public int Rows { get; set => Volatile.Write(ref field, value); }
        public int Flushed { get; private set; }

        public void Flush()
        {
            var rows = Rows;
            if (rows == Flushed) return;
            file.Flush();
            Flushed = rows;
        }

        /// <summary>One that was never written to leaves nothing behind.</summary>
        public void Close(PredictionFolder folder)
        {
            file.Dispose();
            if (Rows > 0) return;
            try
            {
                folder.Remove(number, wasSealed: false);
            }
            catch (IOException)
            {
                // who seals removes it
            }
        }
    }
}
