using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace ModelOpsLab.Notebooks;

/// <summary>Something a running cell shows. <paramref name="DisplayId"/> names a display that may change later; an update replaces its content.</summary>
public sealed record KernelOutput(CellOutput Output, string DisplayId = "", bool IsUpdate = false);

/// <summary>
/// Brings what one cell writes and displays into one order. Text is gathered until a display, the other stream or the end; for a live reader a moment at most.
/// What exceeds the limit of a cell is dropped, and the output says so. A cell that is stopped by force is never stopped in here: hence the finally blocks.
/// </summary>
#pragma warning disable CA1001 // What a cell left running may write after its end, so the timer goes when nothing holds the channel any more
sealed class OutputChannel
#pragma warning restore CA1001
{
    const int Piece = 1 << 16;

    static readonly AsyncLocal<OutputChannel?> Ambient = new();

    readonly Action<KernelOutput> _publish;
    readonly KernelOptions _options;
    readonly string _name;
    readonly Lock _lock = new();
    readonly StringBuilder _text = new();
    readonly Dictionary<string, MimeBundle> _updates = new(StringComparer.Ordinal);
    readonly long _pause;
    readonly Timer? _timer;
    string _stream = "";
    long _shown, _since;
    int _displays;
    bool _full, _closed;

    /// <summary>A channel for one cell, made before its code begins; <paramref name="name"/> is the beginning of its displays' ids.</summary>
    public OutputChannel(Action<KernelOutput> publish, KernelOptions options, string name = "")
    {
        (_publish, _options, _name) = (publish, options, name);
        if (options.StreamInterval is not { } pause) return;
        _pause = (long)pause.TotalMilliseconds;
        _timer = new(static channel => ((OutputChannel)channel!).Flush(), this, Timeout.Infinite, Timeout.Infinite);
    }

    /// <summary>The channel of the cell that runs here, or that started what runs here; none outside a cell.</summary>
    public static OutputChannel? Current
    {
        get => Ambient.Value;
        set => Ambient.Value = value;
    }

    /// <summary>Whether it still takes outputs. For a live reader it does after the cell's end too: what the cell left running may write.</summary>
    public bool IsOpen => !_closed;

    /// <summary>Signalled when the cell is stopped by force.</summary>
    public CancellationToken Forced { get; set; }

    bool Live => _timer is not null;

    public void Write(string stream, ReadOnlySpan<char> text)
    {
        try { }
        finally
        {
            lock (_lock)
                if (!_closed && !_full && !text.IsEmpty) Append(stream, text);
        }
    }

    /// <summary>Shows a value; returns the id by which it can be changed, unique in the session.</summary>
    public string Show(MimeBundle data)
    {
        var id = "";
        try { }
        finally
        {
            lock (_lock)
            {
                id = string.Create(CultureInfo.InvariantCulture, $"{_name}{++_displays}");
                Put(new(CellOutput.Display(data), id));
            }
        }
        return id;
    }

    public void Update(string displayId, MimeBundle data)
    {
        try { }
        finally
        {
            lock (_lock)
                if (!Live) Put(new(CellOutput.Display(data), displayId, IsUpdate: true));
                else
                {
                    _updates[displayId] = data;
                    FlushSoon();
                }
        }
    }

    public void Publish(KernelOutput output)
    {
        try { }
        finally
        {
            lock (_lock) Put(output);
        }
    }

    /// <summary>Brings out what was gathered.</summary>
    public void Flush()
    {
        try { }
        finally
        {
            lock (_lock) Empty();
        }
    }

    public void Close()
    {
        lock (_lock)
        {
            Empty();
            _closed = !Live;
        }
    }

    void Append(string stream, ReadOnlySpan<char> text)
    {
        if (_stream != stream) Empty();
        _stream = stream;
        var room = _options.OutputLimit - _shown;
        if (text.Length > room)
        {
            _text.Append(Whole(text[..(int)room]));
            DropTheRest();
            return;
        }
        _text.Append(text);
        _shown += text.Length;
        if (!Live) return;
        if (_text.Length >= Piece || _since > 0 && Environment.TickCount64 - _since >= _pause) Empty();
        else FlushSoon();
    }

    void Put(KernelOutput output)
    {
        if (_closed) return;
        Empty();
        if (output.Output.Kind != OutputKind.Error && !output.IsUpdate)
        {
            if (_full) return;
            _shown += Size(output.Output.Data);
            if (_shown > _options.OutputLimit)
            {
                DropTheRest();
                return;
            }
        }
        _publish(output);
    }

    /// <summary>Said once, at the place where the rest would have been.</summary>
    void DropTheRest()
    {
        Empty();
        _full = true;
        _publish(new(CellOutput.Stream("stderr", string.Create(CultureInfo.InvariantCulture,
            $"\n[The cell showed {_options.OutputLimit:#,0} characters, the limit of one cell; the rest is dropped. Show less, or write it to a file.]\n"))));
    }

    void FlushSoon()
    {
        if (_since > 0) return;
        _since = Math.Max(Environment.TickCount64, 1);
        _timer!.Change(_pause, Timeout.Infinite);
    }

    void Empty()
    {
        _since = 0;
        if (_text.Length > 0)
        {
            var text = _text.ToString();
            _text.Clear();
            if (Live && char.IsHighSurrogate(text[^1]) && text.Length > 1) // its other half is on the way
            {
                _text.Append(text[^1]);
                text = text[..^1];
            }
            _publish(new(CellOutput.Stream(_stream, text)));
        }
        foreach (var (id, data) in _updates) _publish(new(CellOutput.Display(data), id, IsUpdate: true));
        _updates.Clear();
    }

    static ReadOnlySpan<char> Whole(ReadOnlySpan<char> text) => text.Length > 0 && char.IsHighSurrogate(text[^1]) ? text[..^1] : text;

    /// <summary>Characters of all forms; a display has a cost however small it is.</summary>
    static long Size(MimeBundle data) => 100 + data.MimeTypes.Sum(type => data[type] switch
    {
        null => 0L,
        JsonValue value when value.TryGetValue(out string? text) => text.Length,
        var json => json.ToJsonString().Length,
    });
}
