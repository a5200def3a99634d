namespace ModelOpsLab.Notebooks;

/// <summary>
/// How a cell is stopped: first by its token, then by force. A cell that has looked at its token gets time to end in good order; one that has not cannot use it.
/// Both happen on threads of their own, for the cell may have used up the pool, and what it attached to its token may block.
/// </summary>
sealed class CellStop : IDisposable
{
    static readonly TimeSpan Grace = TimeSpan.FromMilliseconds(500);

    readonly CancellationTokenSource _ask = new(), _force = new();
    readonly ManualResetEventSlim _ended = new();
    readonly CancellationTokenRegistration _registration;
    bool _looked;

    /// <summary>From now on the cell stops when <paramref name="stop"/> is signalled.</summary>
    public CellStop(CancellationToken stop) => _registration = stop.Register(() => Start(Escalate));

    /// <summary>The cell's own token.</summary>
    public CancellationToken Asked
    {
        get
        {
            _looked = true;
            return _ask.Token;
        }
    }

    /// <summary>Signalled when the cell's thread is to end.</summary>
    public CancellationToken Forced => _force.Token;

    /// <summary>The cell has ended.</summary>
    public void Dispose()
    {
        _ended.Set();
        _registration.Dispose();
    }

    void Escalate()
    {
        Start(_ask.Cancel);
        if (!_looked || !_ended.Wait(Grace)) _force.Cancel();
    }

    static void Start(Action action) => new Thread(() =>
    {
        try
        {
            action();
        }
        catch (AggregateException) // thrown by what the cell attached to its token
        {
        }
    }) { IsBackground = true, Name = "notebook cell stop" }.Start();
}
