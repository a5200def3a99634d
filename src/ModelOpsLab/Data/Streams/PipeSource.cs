using System.Buffers;
using System.Threading.Channels;

namespace ModelOpsLab.Data;

/// <summary>Bytes of a stream that cannot be sought, read ahead on a thread of its own, so that who reads is never stuck while nothing comes.</summary>
sealed class PipeSource : ByteSource
{
    const int BlockSize = 1 << 16, Ahead = 4;

    readonly Channel<(byte[] Bytes, int Count)> _blocks = Channel.CreateBounded<(byte[], int)>(new BoundedChannelOptions(Ahead) { SingleReader = true, SingleWriter = true });
    readonly CancellationTokenSource _stop = new();
    readonly RowStreamOptions _options;
    readonly Func<Stream> _open;
    Stream? _stream;
    byte[] _block = [];
    int _at, _count;

    /// <param name="open">Gives the stream, on the thread that reads: it may wait until somebody writes.</param>
    /// <param name="name">Name in messages.</param>
    /// <param name="options">How often to look.</param>
    public PipeSource(Func<Stream> open, string name, RowStreamOptions options)
    {
        (_open, Name, _options) = (open, name, options);
        new Thread(ReadAhead) { IsBackground = true, Name = "rows of " + name }.Start();
    }

    public override string Name { get; }

    public override int Read(Span<byte> room)
    {
        if (_at == _count && !NextBlock()) return 0;
        var count = Math.Min(room.Length, _count - _at);
        _block.AsSpan(_at, count).CopyTo(room);
        _at += count;
        Offset += count;
        return count;
    }

    bool NextBlock()
    {
        if (_block.Length > 0) ArrayPool<byte>.Shared.Return(_block);
        (_block, _at, _count) = ([], 0, 0);
        if (_blocks.Reader.TryRead(out var next))
        {
            (_block, _count) = next;
            return true;
        }
        Ended = _blocks.Reader.Completion.IsCompleted;
        if (Ended && _blocks.Reader.Completion.Exception?.InnerException is { } broken) Trouble(RowFaultKind.Unreadable, $"the input broke off. ({broken.Message})");
        return false;
    }

    public override bool TryMove() => false;

    public override async Task WaitAsync(CancellationToken cancel)
    {
        using var patience = new CancellationTokenSource(_options.Poll, _options.Clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, patience.Token);
        try
        {
            await _blocks.Reader.WaitToReadAsync(either.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or UnauthorizedAccessException)
        {
            // Time is up, or the next read says what broke
        }
    }

    void ReadAhead()
    {
        try
        {
            var stream = _stream = _open();
            while (!_stop.IsCancellationRequested)
            {
                var block = ArrayPool<byte>.Shared.Rent(BlockSize);
                var count = stream.Read(block);
                if (count == 0) break;
                _blocks.Writer.WriteAsync((block, count), _stop.Token).AsTask().GetAwaiter().GetResult();
            }
            _blocks.Writer.TryComplete();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ObjectDisposedException or OperationCanceledException)
        {
            _blocks.Writer.TryComplete(e is IOException or UnauthorizedAccessException ? e : null);
        }
    }

    public override void Dispose()
    {
        _stop.Cancel();
        _stream?.Dispose();
    }
}
