using System.Globalization;
using Microsoft.Win32.SafeHandles;

namespace ModelOpsLab.Data;

/// <summary>Bytes of a file that may grow, be renamed and made again, be truncated after a copy, or be replaced. What was not read of an older file is read first.</summary>
sealed class FileSource(string path, RowStreamOptions options, RowPosition? from) : ByteSource
{
    readonly Queue<(string Path, long Offset, long Line)> _next = [];
    readonly byte[] _tail = new byte[FileTail.Length];
    SafeFileHandle? _file;
    RowPosition? _from = from;
    int _tailLength;
    long? _renamedAt;
    bool _atEnd;

    public override string Name => path;

    public override int Read(Span<byte> room)
    {
        if (_file is null) return 0;
        try
        {
            if (_atEnd && options.Follow && !Continues(_file)) return 0; // written anew meanwhile
            var count = RandomAccess.Read(_file, room, Offset);
            if (count > 0) Took(room[..count]);
            _atEnd = count == 0;
            return count;
        }
        catch (IOException e)
        {
            Trouble(RowFaultKind.Unreadable, $"it cannot be read now. ({e.Message})");
            return 0;
        }
    }

    public override bool TryMove()
    {
        try
        {
            if (_file is null) Start();
            else if (_next.Count == 0 && !options.Follow) Ended = true;
            else if (_next.Count == 0 && !IsDone(_file)) return false;
            return OpenNext();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Trouble(RowFaultKind.Unreadable, $"it cannot be opened now. ({e.Message})");
            return false;
        }
    }

    /// <summary>Where to begin: at the place that was asked for, in whatever file it is now.</summary>
    void Start()
    {
        if (_next.Count > 0) return;
        if (_from is not { } place)
        {
            _next.Enqueue((path, 0, 0));
            return;
        }
        var generations = FileGenerations.Of(path);
        string[] all = [path, .. generations];
        bool Holds(string file) => Open(file, probe => FileTail.Before(probe, place.Offset) is { } tail && FileTail.Hash(tail) == place.Tail);
        var found = all.FirstOrDefault(file => FileIdentity.Of(file) == place.File && Holds(file)) ?? (place.Offset > 0 ? all.FirstOrDefault(Holds) : null);
        if (found is null && !Exists(path)) return; // it may still be on its way
        _from = null;
        if (found is null && place.File.Length > 0)
            Trouble(RowFaultKind.Position, $"the place to go on from, byte {place.Offset.ToString(CultureInfo.InvariantCulture)}, is not in it any more, nor in an older file beside it: it was truncated or replaced. It is read from its start.");
        if (found is not null) _next.Enqueue((found, place.Offset, place.Line));
        if (found != path) Rest(found, generations);
    }

    /// <summary>What comes after one of the older files: the younger ones, and the file itself.</summary>
    void Rest(string? after, string[] generations)
    {
        var at = after is null ? -1 : Array.IndexOf(generations, after);
        if (at >= 0)
            foreach (var younger in generations[(at + 1)..]) _next.Enqueue((younger, 0, 0));
        _next.Enqueue((path, 0, 0));
    }

    /// <summary>At the end of a file that is followed: whether nothing more will be read of it, and then what comes next.</summary>
    bool IsDone(SafeFileHandle file)
    {
        if (!Continues(file))
        {
            // Truncated in place: what was there may live on in a copy, whose rest is read first
            var copies = FileGenerations.Of(path);
            var copy = copies.LastOrDefault(one => Open(one, Continues));
            if (copy is not null) Swap(copy);
            Rest(copy, copies);
            return copy is null;
        }
        var now = FileIdentity.Of(path);
        if (now is null || now == Identity)
        {
            _renamedAt = null;
            return false;
        }
        _renamedAt ??= options.Clock.GetTimestamp();
        if (options.Clock.GetElapsedTime(_renamedAt.Value) < options.Poll) return false; // who writes may not have noticed yet
        if (Offset > 0 && Open(path, Continues))
        {
            Swap(path); // replaced by a longer copy of itself
            return false;
        }
        var older = FileGenerations.Of(path);
        Rest(older.FirstOrDefault(one => FileIdentity.Of(one) == Identity), older);
        return true;
    }

    /// <summary>Whether a file holds what was read last, at the same place.</summary>
    bool Continues(SafeFileHandle file) => FileTail.Before(file, Offset) is { } tail && tail.AsSpan().SequenceEqual(_tail.AsSpan(0, _tailLength));

    /// <summary>Goes on in another file at the same place.</summary>
    void Swap(string file)
    {
        var other = OpenFile(file);
        _file?.Dispose();
        (_file, Identity, _renamedAt) = (other, FileIdentity.Of(other) ?? "", null);
    }

    bool OpenNext()
    {
        while (_next.TryPeek(out var next))
        {
            if (!Exists(next.Path))
            {
                if (next.Path == path) return false;
                _next.Dequeue();
                continue;
            }
            var file = OpenFile(next.Path);
            _next.Dequeue();
            _file?.Dispose();
            Sound();
            _atEnd = false;
            (_file, Identity, Offset, LinesBefore, _renamedAt) = (file, FileIdentity.Of(file) ?? "", next.Offset, next.Line, null);
            Behind = FileTail.Before(file, Offset) ?? [];
            Behind.CopyTo(_tail, 0);
            _tailLength = Behind.Length;
            return true;
        }
        return false;
    }

    void Took(ReadOnlySpan<byte> bytes)
    {
        Offset += bytes.Length;
        if (bytes.Length > FileTail.Length) bytes = bytes[^FileTail.Length..];
        var kept = Math.Min(_tailLength, FileTail.Length - bytes.Length);
        _tail.AsSpan(_tailLength - kept, kept).CopyTo(_tail);
        bytes.CopyTo(_tail.AsSpan(kept));
        _tailLength = kept + bytes.Length;
    }

    static bool Exists(string file) => File.Exists(file);

    static SafeFileHandle OpenFile(string file) => File.OpenHandle(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);

    static bool Open(string file, Func<SafeFileHandle, bool> holds)
    {
        if (!Exists(file)) return false;
        using var handle = OpenFile(file);
        return holds(handle);
    }

    public override async Task WaitAsync(CancellationToken cancel) =>
        await Task.Delay(options.Poll, options.Clock, cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    public override void Dispose() => _file?.Dispose();
}
