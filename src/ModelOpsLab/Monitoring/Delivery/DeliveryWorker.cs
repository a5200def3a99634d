using ModelOpsLab.Reporting;
using ModelOpsLab.Statistics;

namespace ModelOpsLab.Monitoring;

/// <summary>
/// One channel on its own thread: reads what comes after its place, sends it, keeps its place. What fails is tried again after waits that double, each cut by up to a half at
/// random so that many channels do not come back at once (Brooker 2015, "Exponential Backoff and Jitter").
/// </summary>
sealed class DeliveryWorker : IDisposable
{
    const int MostAtOnce = 200;
    static readonly TimeSpan Look = TimeSpan.FromSeconds(2), LastWords = TimeSpan.FromSeconds(2);

    readonly DeliveryChannel _channel;
    readonly ChannelSender _sender;
    readonly DeliverySource _source;
    readonly DeadLetterFile _dead;
    readonly TimeProvider _time;
    readonly DeterministicRandom _jitter;
    readonly Lock _reading;
    readonly Thread _thread;
    readonly CancellationTokenSource _stop = new();
    readonly object _gate = new();
    readonly HashSet<string> _told = new(StringComparer.Ordinal);
    long _next, _kept, _latest;
    bool _hurry, _looked;
    int _inARow, _news;
    long _renewed;
    DeliveryState _state;

    /// <param name="channel">Its definition.</param>
    /// <param name="sender">What sends.</param>
    /// <param name="dead">Where what it gives up goes.</param>
    /// <param name="source">The transitions and its place in them.</param>
    /// <param name="reading">Held while the source is asked.</param>
    /// <param name="seed">Of the waits.</param>
    /// <param name="time">The clock of the states and dead letters.</param>
    public DeliveryWorker(DeliveryChannel channel, ChannelSender sender, DeadLetterFile dead, DeliverySource source, Lock reading, ulong seed, TimeProvider time)
    {
        (_channel, _sender, _dead, _source, _reading, _time, _jitter) = (channel, sender, dead, source, reading, time, new(seed));
        _state = new() { Channel = channel.Name, Kind = sender.Kind, To = sender.To };
        lock (_reading)
        {
            _next = _kept = source.Next(channel.Name);
            if (_next == 0) // a channel that is new begins with what comes
            {
                long end = 0;
                while (source.Read(end, MostAtOnce) is { Count: > 0 } past) end = past[^1].Number;
                source.MoveNext(channel.Name, _next = _kept = end + 1);
            }
        }
        _latest = _next - 1;
        _thread = new(Run) { IsBackground = true, Name = $"deliver {channel.Name}" };
        _thread.Start();
    }

    public DeliveryState State
    {
        get
        {
            lock (_gate) return _state with { Waiting = Math.Max(_latest - _next + 1, 0) };
        }
    }

    /// <summary>Says that there is news, up to a number; returns at once.</summary>
    public void Notify(long latest)
    {
        lock (_gate)
        {
            _latest = Math.Max(_latest, latest);
            _news++;
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>Sends without waiting for company; where it is between two attempts, tries at once.</summary>
    public void Hurry()
    {
        lock (_gate)
        {
            _hurry = !_looked || _kept <= _latest;
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>Waits until all is dealt with that it was told of, and what an earlier run left.</summary>
    /// <returns>False where the time was over before.</returns>
    public bool Wait(long until)
    {
        lock (_gate)
        {
            while (!_looked || _kept <= _latest)
                if (until - Environment.TickCount64 is > 0 and var left) Monitor.Wait(_gate, TimeSpan.FromMilliseconds(left));
                else return false;
            return true;
        }
    }

    void Run()
    {
        var recalled = false;
        while (!_stop.IsCancellationRequested)
            try
            {
                if (!recalled) Recall();
                recalled = true;
                while (!_stop.IsCancellationRequested) Step();
            }
            catch (Exception e) // whatever it is: this thread is the only one that could tell, and the observed process goes on
            {
                Failed(e.Message);
                Pause(Backoff());
            }
    }

    /// <summary>Goes through what was dealt with before this start: the receiver knows what fires, and what it did not take is among the dead letters.</summary>
    void Recall()
    {
        var dead = _dead.Count();
        lock (_gate) _state = _state with { DeadLetters = dead };
        _told.Clear();
        for (long after = 0; Read(after) is { Count: > 0 } past && past[0].Number < _next; after = past[^1].Number)
            foreach (var transition in past.Where(t => t.Number < _next)) if (IsNews(transition, _told)) _sender.Recall(transition);
    }

    void Step()
    {
        if (_kept != _next) Keep();
        int seen;
        lock (_gate) seen = _news;
        var batch = Read(_next - 1);
        if (batch.Count == 0)
        {
            Renew();
            lock (_gate)
            {
                if (seen != _news) return;
                _latest = _next - 1;
                _looked = true; // what an earlier run left is dealt with, too
                Monitor.PulseAll(_gate);
                if (!_stop.IsCancellationRequested) Monitor.Wait(_gate, _sender.RenewEvery is { } every && every < Look ? every : Look);
            }
            return;
        }
        Notify(batch[^1].Number);
        if (batch.Count < MostAtOnce && _channel.GroupWait > TimeSpan.Zero)
        {
            Pause(_channel.GroupWait, unless: () => _hurry);
            batch = Read(_next - 1);
        }
        var told = new HashSet<string>(_told, StringComparer.Ordinal);
        foreach (var message in _sender.Messages([.. batch.Where(t => IsNews(t, told))]).Where(m => m.Count > 0))
            if (!Deliver(message)) return;
        _told.Clear();
        _told.UnionWith(told);
        _next = batch[^1].Number + 1;
        Keep();
    }

    bool IsNews(AlertTransition transition, HashSet<string> told)
    {
        var takes = _sender.Takes(transition, told.Contains(transition.Key));
        if (transition.To is AlertState.Resolved or AlertState.Inactive) told.Remove(transition.Key);
        else if (takes && transition.To == AlertState.Firing) told.Add(transition.Key);
        return takes;
    }

    /// <summary>Sends one message, as often as it takes.</summary>
    /// <returns>False where it was stopped before the message was delivered or among the dead letters.</returns>
    bool Deliver(IReadOnlyList<AlertTransition> message)
    {
        while (!_stop.IsCancellationRequested)
        {
            var result = Attempt(() => _sender.Send(message, _stop.Token));
            if (_stop.IsCancellationRequested && result.Outcome != SendOutcome.Delivered) return false;
            if (result.Outcome == SendOutcome.Delivered)
            {
                Succeeded(message.Count);
                return true;
            }
            var refused = result.Outcome == SendOutcome.Never;
            Failed(result.Reason);
            if ((refused || Late()) && Attempt(() => Bury(message, refused ? result.Reason : $"given up after {Format.Number(_sender.GiveUpAfter!.Value.TotalSeconds)} s: {result.Reason}")) is var buried)
            {
                if (buried.Outcome == SendOutcome.Delivered) return true;
                Failed(buried.Reason);
            }
            Pause(result.RetryAfter is { } asked && asked > TimeSpan.Zero && !refused ? (asked < TimeSpan.FromHours(1) ? asked : TimeSpan.FromHours(1)) : Backoff(), unless: () => _hurry);
            lock (_gate) _hurry = false;
        }
        return false;
    }

    bool Late()
    {
        lock (_gate) return _sender.GiveUpAfter is { } patience && _state.FailingSince is { } since && _time.GetUtcNow().UtcDateTime - since >= patience;
    }

    SendResult Bury(IReadOnlyList<AlertTransition> message, string reason)
    {
        _dead.Append(new(_time.GetUtcNow().UtcDateTime, reason, message));
        lock (_gate) _state = _state with { DeadLetters = _state.DeadLetters + message.Count };
        return SendResult.Done;
    }

    /// <summary>Tells again what stands, where its time has come.</summary>
    void Renew()
    {
        if (_sender.RenewEvery is not { } every || _time.GetElapsedTime(_renewed) < every && _renewed != 0) return;
        var result = Attempt(() => _sender.Renew(_stop.Token));
        if (_stop.IsCancellationRequested) return;
        if (result.Outcome == SendOutcome.Delivered)
        {
            Succeeded(0);
            _renewed = _time.GetTimestamp();
            return;
        }
        Failed(result.Reason);
        Pause(Backoff(), unless: () => _hurry || _latest >= _next);
    }

    static SendResult Attempt(Func<SendResult> send)
    {
        try
        {
            return send();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return SendResult.Again(e.Message);
        }
    }

    IReadOnlyList<AlertTransition> Read(long after)
    {
        lock (_reading) return _source.Read(after, MostAtOnce);
    }

    void Keep()
    {
        lock (_reading) _source.MoveNext(_channel.Name, _next);
        lock (_gate)
        {
            _kept = _next;
            if (_kept > _latest) _hurry = false;
            Monitor.PulseAll(_gate);
        }
    }

    void Succeeded(int count)
    {
        _inARow = 0;
        lock (_gate) _state = _state with { Delivered = _state.Delivered + count, FailingSince = null };
    }

    void Failed(string reason)
    {
        _inARow++;
        lock (_gate) _state = _state with { Failures = _state.Failures + 1, LastError = reason, FailingSince = _state.FailingSince ?? _time.GetUtcNow().UtcDateTime };
    }

    TimeSpan Backoff()
    {
        var (first, longest) = _channel is HttpChannel http ? (http.FirstDelay, http.LongestDelay) : (TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1));
        var wait = Math.Min(first.TotalMilliseconds * Math.Pow(2, Math.Min(_inARow - 1, 40)), longest.TotalMilliseconds);
        return TimeSpan.FromMilliseconds(Math.Max(wait * (0.5 + 0.5 * _jitter.NextDouble()), 1));
    }

    /// <summary>Waits, but not past a stop, nor where a condition holds, which is looked at whenever something is told.</summary>
    void Pause(TimeSpan time, Func<bool>? unless = null)
    {
        var until = Environment.TickCount64 + (long)Math.Ceiling(Math.Min(time.TotalMilliseconds, int.MaxValue));
        lock (_gate)
            while (!_stop.IsCancellationRequested && unless?.Invoke() != true && until - Environment.TickCount64 is > 0 and var left) Monitor.Wait(_gate, TimeSpan.FromMilliseconds(left));
    }

    /// <summary>Stops; what is being sent is given two seconds to find out.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            if (_stop.IsCancellationRequested) return;
            _stop.Cancel();
            Monitor.PulseAll(_gate);
        }
        if (_thread.Join(LastWords)) _sender.Dispose();
    }
}
