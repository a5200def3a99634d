using System.Text;

namespace ModelOpsLab.Notebooks;

/// <summary>Something a running cell shows. <paramref name="DisplayId"/> names a display that may change later; an update replaces its content.</summary>
public sealed record KernelOutput(CellOutput Output, string DisplayId = "", bool IsUpdate = false);

/// <summary>Brings what one cell writes and displays into one order. Text is gathered until a display, the other stream or the end.</summary>
sealed class OutputChannel(Action<KernelOutput> publish)
{
    static readonly AsyncLocal<OutputChannel?> Ambient = new();

    readonly Lock _lock = new();
    readonly StringBuilder _text = new();
    string _stream = "";
    int _displays;
    bool _closed;

    /// <summary>The channel of the cell that runs here; none outside a cell.</summary>
    public static OutputChannel? Current
    {
        get => Ambient.Value;
        set => Ambient.Value = value;
    }

    public void Write(string stream, ReadOnlySpan<char> text)
    {
        lock (_lock)
        {
            if (_closed || text.IsEmpty) return;
            if (_stream != stream) Flush();
            _stream = stream;
            _text.Append(text);
        }
    }

    /// <summary>Shows a value; returns the id by which it can be changed, unique in the cell.</summary>
    public string Show(MimeBundle data)
    {
        lock (_lock)
        {
            var id = (++_displays).ToString(System.Globalization.CultureInfo.InvariantCulture);
            Publish(new(CellOutput.Display(data), id));
            return id;
        }
    }

    public void Update(string displayId, MimeBundle data) => Publish(new(CellOutput.Display(data), displayId, IsUpdate: true));

    public void Publish(KernelOutput output)
    {
        lock (_lock)
        {
            if (_closed) return;
            Flush();
            publish(output);
        }
    }

    public void Close()
    {
        lock (_lock)
        {
            Flush();
            _closed = true;
        }
    }

    void Flush()
    {
        if (_text.Length == 0) return;
        publish(new(CellOutput.Stream(_stream, _text.ToString())));
        _text.Clear();
    }
}
