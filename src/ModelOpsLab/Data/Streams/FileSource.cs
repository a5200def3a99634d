using System.Globalization;
using Microsoft.Win32.SafeHandles;

namespace ModelOpsLab.Data;

/// <summary>Bytes of a file that may grow, be renamed and made again, be truncated after a copy, or be replaced. What was not read of an older file is read first.</summary>
sealed class FileSource(string path, RowStreamOptions options, RowPosition? from) : ByteSource
{
    readonly byte[] _tail = new byte[FileTail.Length];
    SafeFileHandle? _file;
    RowPosition? _from = from;
    int _tailLength;
    long? _renamedAt;
    bool _atEnd, _isOlder;

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
            return _file is null ? Start() : Next(_file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Trouble(RowFaultKind.Unreadable, $"it cannot be opened now. ({e.Message})");
            return false;
        }
    }

    /// <summary>Begins at the place that was asked for, in whatever file it is now.</summary>
    bool Start()
    {
        var files = FileGenerations.Of(path);
        if (_from is { } place)
        {
            bool Holds(FileGeneration file) => Open(file.Path, probe => FileTail.Before(probe, place.Offset) is { } tail && FileTail.Hash(tail) == place.Tail);
            FileGeneration[] found = [.. files.Reverse().Where(file => (place.Offset > 0 || file.Identity == place.File) && Holds(file)).OrderBy(file => file.Identity != place.File)];
            if (found.Length > 0) return Begin(found[0], place.Offset, place.Line);
            if (!File.Exists(path)) return false; // it may still be on its way
            if (place.File.Length > 0)
                Trouble(RowFaultKind.Position, $"the place to go on from, byte {place.Offset.ToString(CultureInfo.InvariantCulture)}, is not in it any more, nor in an older file beside it: it was truncated or replaced. It is read from its start.");
        }
        return files is [.., var last] && last.Path == path && Begin(last, 0, 0);
    }

    /// <summary>At the end of a file: begins with the one that comes after it, if nothing more will be read of this one.</summary>
    bool Next(SafeFileHandle file)
    {
        if (options.Follow && !_isOlder && !Continues(file))
        {
            // Truncated in place: what was there may live on in a copy, whose rest is read first
            var files = FileGenerations.Of(path);
            var copy = files.LastOrDefault(one => one.Path != path && Open(one.Path, Continues));
            if (copy.Path is null) return files is [.., var last] && last.Path == path && Begin(last, 0, 0);
            GoOnIn(copy);
            return false;
        }
        if (FileIdentity.Of(path) == Identity)
        {
            _renamedAt = null;
            Ended = !options.Follow;
            return false;
        }
        if (options.Follow && !_isOlder)
        {
            // Who writes may not have noticed yet
            _renamedAt ??= options.Clock.GetTimestamp();
            if (options.Clock.GetElapsedTime(_renamedAt.Value) < options.Poll) return false;
            var files = FileGenerations.Of(path);
            if (Offset > 0 && files is [.., var longer] && longer.Path == path && !Array.Exists(files, one => one.Identity == Identity) && Open(path, Continues))
            {
                GoOnIn(longer); // replaced by a longer copy of itself
                return false;
            }
        }
        if (FileGenerations.After(path, Identity, File.GetLastWriteTimeUtc(file)) is { } next) return Begin(next, 0, 0);
        Ended = !options.Follow;
        return false;
    }

    /// <summary>Whether a file holds what was read last, at the same place.</summary>
    bool Continues(SafeFileHandle file) => FileTail.Before(file, Offset) is { } tail && tail.AsSpan().SequenceEqual(_tail.AsSpan(0, _tailLength));

    /// <summary>Goes on in another file at the same place.</summary>
    void GoOnIn(FileGeneration other)
    {
        if (TryOpen(other) is not { } file) return;
        _file?.Dispose();
        (_file, Identity, _renamedAt, _isOlder) = (file, other.Identity, null, other.Path != path);
    }

    /// <summary>Begins with a file at a place; false where the name has gone to another meanwhile, and it is to be looked for again.</summary>
    bool Begin(FileGeneration other, long offset, long line)
    {
        if (TryOpen(other) is not { } file) return false;
        _file?.Dispose();
        Sound();
        (_file, Identity, _renamedAt, _isOlder, _atEnd) = (file, other.Identity, null, other.Path != path, false);
        (Offset, LinesBefore, Behind) = (offset, line, FileTail.Before(file, offset) ?? []);
        Behind.CopyTo(_tail, 0);
        _tailLength = Behind.Length;
        return true;
    }

    static SafeFileHandle? TryOpen(FileGeneration other)
    {
        if (!File.Exists(other.Path)) return null;
        var file = Opened(other.Path);
        if (FileIdentity.Of(file) == other.Identity) return file;
        file.Dispose();
        return null;
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

    static SafeFileHandle Opened(string file) => File.OpenHandle(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);

    static bool Open(string file, Func<SafeFileHandle, bool> holds)
    {
        if (!File.Exists(file)) return false;
        using var handle = Opened(file);
        return holds(handle);
    }

    public override async Task WaitAsync(CancellationToken cancel) =>
        await Task.Delay(options.Poll, options.Clock, cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    public override void Dispose() => _file?.Dispose();
}
