namespace ModelOpsLab.Notebooks;

/// <summary>Notes whether code of a cell ran on other threads than the cell's own; stopping a cell by force does not stop those.</summary>
sealed class ThreadTrace
{
    static readonly AsyncLocal<ThreadTrace?> Ambient = new(static change =>
    {
        if (change is { ThreadContextChanged: true, CurrentValue: { _closed: false } trace } && Environment.CurrentManagedThreadId != trace._thread) trace.MayRunOn = true;
    });

    int _thread;
    volatile bool _closed;

    /// <summary>Whether something of the cell may go on after its thread was stopped.</summary>
    public bool MayRunOn { get; set; }

    /// <summary>To be called on the cell's thread, before the cell's code.</summary>
    public void Begin()
    {
        _thread = Environment.CurrentManagedThreadId;
        Ambient.Value = this;
    }

    /// <summary>To be called before the cell is stopped: the exception that ends it is passed on by other threads too, and they are not meant.</summary>
    public void Close() => _closed = true;
}
