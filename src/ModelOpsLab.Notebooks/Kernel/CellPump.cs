namespace ModelOpsLab.Notebooks;

/// <summary>Brings a cell's awaits back to the cell's thread. When the cell was abandoned nothing more of it runs here.</summary>
sealed class CellPump : SynchronizationContext
{
    readonly Queue<(SendOrPostCallback Call, object? State)> _queue = new();
    bool _idle, _ended, _abandoned;

    /// <summary>Runs the work on this thread to its end.</summary>
    /// <exception cref="OperationCanceledException">It was abandoned while it waited for something.</exception>
    public T Run<T>(Func<Task<T>> work)
    {
        SetSynchronizationContext(this);
        var task = work();
        _ = task.ContinueWith(_ => End(), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        while (Next(out var call, out var state)) call(state);
        return task.GetAwaiter().GetResult();
    }

    /// <summary>Lets no more code of the cell begin; true where none is running on the cell's thread, which then ends by itself.</summary>
    public bool Abandon()
    {
        lock (_queue)
        {
            _abandoned = true;
            Monitor.PulseAll(_queue);
            return _idle;
        }
    }

    public override void Post(SendOrPostCallback d, object? state)
    {
        lock (_queue)
        {
            if (_abandoned) return;
            if (!_ended)
            {
                _queue.Enqueue((d, state));
                Monitor.PulseAll(_queue);
                return;
            }
        }
        ThreadPool.QueueUserWorkItem(_ => d(state)); // the cell has ended; what it left behind runs elsewhere
    }

    void End()
    {
        lock (_queue)
        {
            _ended = true;
            Monitor.PulseAll(_queue);
        }
    }

    bool Next(out SendOrPostCallback call, out object? state)
    {
        lock (_queue)
        {
            _idle = true;
            while (_queue.Count == 0 && !_ended && !_abandoned) Monitor.Wait(_queue);
            if (_abandoned) throw new OperationCanceledException();
            if (!_queue.TryDequeue(out var next))
            {
                (call, state) = (static _ => { }, null);
                return false;
            }
            _idle = false;
            (call, state) = next;
            return true;
        }
    }
}
