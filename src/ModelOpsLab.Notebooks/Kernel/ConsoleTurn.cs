namespace ModelOpsLab.Notebooks;

/// <summary>
/// The console and the current folder belong to the process, so one cell has them at a time: this is its turn.
/// Disposing gives them back as they were. A cell that itself runs a notebook keeps its turn.
/// </summary>
sealed class ConsoleTurn : IDisposable
{
    static readonly SemaphoreSlim Gate = new(1, 1);
    static readonly AsyncLocal<bool> Held = new();
    static string? outside;

    readonly bool _nested = Held.Value;
    readonly System.IO.TextWriter _out = Console.Out;
    readonly System.IO.TextWriter _error = Console.Error;
    readonly System.IO.TextReader _in = Console.In;
    readonly string _folder = Environment.CurrentDirectory;

    ConsoleTurn()
    {
        if (!_nested) outside = _folder;
    }

    /// <summary>The current folder of whoever asks: a cell's own, and for all others the process's, whatever cell runs beside them.</summary>
    public static string CurrentFolder => Held.Value ? Environment.CurrentDirectory : outside ?? Environment.CurrentDirectory;

    public static async Task<ConsoleTurn> TakeAsync(CancellationToken cancel)
    {
        if (!Held.Value) await Gate.WaitAsync(cancel).ConfigureAwait(false);
        return new();
    }

    /// <summary>Must be called in the flow that runs the cell, so that what the cell starts knows the turn is held.</summary>
    public static void Redirect(OutputChannel channel, CellInput input, string folder)
    {
        Held.Value = true;
        Console.SetOut(new StreamText(() => channel, "stdout"));
        Console.SetError(new StreamText(() => channel, "stderr"));
        Console.SetIn(input);
        Environment.CurrentDirectory = folder;
    }

    public void Dispose()
    {
        Console.SetOut(_out);
        Console.SetError(_error);
        Console.SetIn(_in);
        Environment.CurrentDirectory = _folder;
        Held.Value = _nested;
        if (_nested) return;
        outside = null;
        Gate.Release();
    }
}
