using System.Text;

namespace ModelOpsLab.Notebooks;

/// <summary>Standard output or standard error as cells see it: what is written goes to the cell whose code writes, otherwise to the given one. Code of a cell that was stopped by force is stopped here too.</summary>
sealed class StreamText(Func<OutputChannel?> channel, string name) : TextWriter(System.Globalization.CultureInfo.InvariantCulture)
{
    public override Encoding Encoding => Encoding.UTF8;
    public override string NewLine => "\n";
    public override void Write(char value) => Target?.Write(name, [value]);
    public override void Write(string? value) => Target?.Write(name, value);
    public override void Write(ReadOnlySpan<char> buffer) => Target?.Write(name, buffer);
    public override void Write(char[] buffer, int index, int count) => Target?.Write(name, buffer.AsSpan(index, count));
    public override void WriteLine(string? value) => Target?.Write(name, value + "\n");
    public override void WriteLine() => Target?.Write(name, "\n");

    OutputChannel? Target
    {
        get
        {
            if (OutputChannel.Current is not { IsOpen: true } own) return channel();
            own.Forced.ThrowIfCancellationRequested();
            return own;
        }
    }
}
