namespace ModelOpsLab.Data;

/// <summary>Bytes as they come, from one file after the other or from a stream.</summary>
abstract class ByteSource : IDisposable
{
    /// <summary>Name in messages.</summary>
    public abstract string Name { get; }
    /// <summary>Identity of the file that is read; empty for a stream.</summary>
    public string Identity { get; protected set; } = "";
    /// <summary>Place of the next byte in its file.</summary>
    public long Offset { get; protected set; }
    /// <summary>Lines of the file before the place at which reading of it began.</summary>
    public long LinesBefore { get; protected set; }
    /// <summary>The bytes before the place at which reading of this file began.</summary>
    public byte[] Behind { get; protected set; } = [];
    /// <summary>Whether nothing more will come.</summary>
    public bool Ended { get; protected set; }

    /// <summary>Copies what is there now; 0 where nothing is.</summary>
    public abstract int Read(Span<byte> room);

    /// <summary>Where nothing is there: whether the file is done with and another place is to be read, which <see cref="Identity"/>, <see cref="Offset"/>, <see cref="LinesBefore"/> and <see cref="Behind"/> then name.</summary>
    public abstract bool TryMove();

    /// <summary>Returns once more may be there, after at most the time between two looks, or when cancelled.</summary>
    public abstract Task WaitAsync(CancellationToken cancel);

    /// <summary>What went wrong since the last call, told once.</summary>
    public (RowFaultKind Kind, string What)? TakeTrouble()
    {
        var trouble = _trouble;
        _trouble = null;
        return trouble;
    }

    (RowFaultKind, string)? _trouble;
    string? _told;

    /// <summary>Notes a trouble; one that stands is told once.</summary>
    protected void Trouble(RowFaultKind kind, string what)
    {
        if (what == _told) return;
        (_trouble, _told) = ((kind, what), what);
    }

    /// <summary>The trouble is over: it would be told again.</summary>
    protected void Sound() => _told = null;

    public abstract void Dispose();
}
