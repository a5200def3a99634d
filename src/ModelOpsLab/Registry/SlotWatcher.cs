namespace ModelOpsLab.Registry;

/// <summary>A thread that looks at a slot's files every few milliseconds and keeps what they said, so that a prediction reads a field and not a disk.</summary>
sealed class SlotWatcher : IDisposable
{
    /// <summary>How old what was seen may be, in milliseconds; who asks later looks itself.</summary>
    const long Patience = 1_000;

    readonly KillSwitch _switch;
    readonly TimeSpan _every;
    readonly Thread _thread;
    volatile SlotState _state;
    volatile bool _stop;
    long _lookedAt;

    /// <param name="every">Between two looks.</param>
    public SlotWatcher(KillSwitch killSwitch, TimeSpan every)
    {
        (_switch, _every) = (killSwitch, every);
        Look();
        _thread = new Thread(Run) { IsBackground = true, Name = $"slot {killSwitch.Slot}", Priority = ThreadPriority.AboveNormal };
        _thread.Start();
    }

    /// <summary>What was last seen; where the thread has not looked for a second, what the files say now.</summary>
    public SlotState State => Environment.TickCount64 - Volatile.Read(ref _lookedAt) <= Patience ? _state : _switch.Read();

    /// <summary>Ends the thread.</summary>
    public void Dispose()
    {
        _stop = true;
        if (_every != Timeout.InfiniteTimeSpan) _thread.Join();
    }

    void Run()
    {
        while (!_stop)
        {
            Thread.Sleep(_every);
            if (!_stop) Look();
        }
    }

    void Look()
    {
        var at = Environment.TickCount64; // before the look: what was seen is at least as new
        _state = _switch.Read();
        Volatile.Write(ref _lookedAt, at);
    }
}
