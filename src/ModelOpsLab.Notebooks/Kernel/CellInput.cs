namespace ModelOpsLab.Notebooks;

/// <summary>Standard input as cells see it: each line is a question to the user, where there is one to ask.</summary>
sealed class CellInput(Func<string, bool, string> ask) : TextReader
{
    string _rest = "";

    /// <summary>How a run without a user answers.</summary>
    public static InvalidOperationException Refusal() =>
        new("A notebook run cannot ask for input. Declare it in the cell tagged 'parameters' and pass it with -p name=value.");

    public override int Peek() => Fill()[0];

    public override int Read()
    {
        var next = Fill()[0];
        _rest = _rest[1..];
        return next;
    }

    public override int Read(char[] buffer, int index, int count)
    {
        if (count == 0) return 0;
        var read = Math.Min(count, Fill().Length);
        _rest.CopyTo(0, buffer, index, read);
        _rest = _rest[read..];
        return read;
    }

    public override string? ReadLine()
    {
        if (_rest.Length == 0) return ask("", false);
        var line = _rest.TrimEnd('\n');
        _rest = "";
        return line;
    }

    public override string ReadToEnd() => ReadLine() + "\n";

    string Fill() => _rest.Length > 0 ? _rest : _rest = ask("", false) + "\n";
}
