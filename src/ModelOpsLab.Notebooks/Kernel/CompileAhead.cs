using Microsoft.CodeAnalysis.Scripting;

namespace ModelOpsLab.Notebooks;

/// <summary>
/// Compiles the following cell while one runs: compiling needs declarations, not values. What was compiled is used only where the session stands where it was
/// assumed to stand; an error is forgotten and met again in its turn. Cells with directives wait for theirs: files they load may be written by the cell before.
/// </summary>
sealed class CompileAhead(CellCompiler compiler)
{
    (Script Previous, CodeStep Step, Task<Script<object>?> Script, CancellationTokenSource Stop)? _ahead;

    /// <summary>Begins to compile; the compiler belongs to this until it is taken or waited for.</summary>
    public void Start(Script previous, CodeStep step)
    {
        if (step.Code.Split('\n').Any(line => line.TrimStart().StartsWith('#'))) return;
#pragma warning disable CA2000 // It goes with what was compiled
        var stop = new CancellationTokenSource();
#pragma warning restore CA2000
        _ahead = (previous, step, Task.Run(() => Compile(previous, step, stop.Token)), stop);
    }

    /// <summary>The compiled cell, or null where it has to be compiled in its turn.</summary>
    /// <exception cref="OperationCanceledException"><paramref name="cancel"/> was signalled.</exception>
    public async Task<Script<object>?> TakeAsync(Script? previous, CellStep step, CancellationToken cancel)
    {
        if (_ahead is not { } ahead) return null;
        var script = await ahead.Script.WaitAsync(cancel).ConfigureAwait(false); // where that is cancelled the compiler is still in use, and this still has it
        _ahead = null;
        ahead.Stop.Dispose();
        return ReferenceEquals(ahead.Previous, previous) && ahead.Step == step ? script : null;
    }

    /// <summary>Stops what is being compiled; ends when the compiler is free, which may take long: it looks at the request rarely.</summary>
    public async Task StopAsync()
    {
        if (_ahead is not { } ahead) return;
        _ahead = null;
        await ahead.Stop.CancelAsync().ConfigureAwait(false);
        await ahead.Script.ConfigureAwait(false);
        ahead.Stop.Dispose();
    }

    Script<object>? Compile(Script previous, CodeStep step, CancellationToken stop)
    {
        try
        {
            return compiler.Compile(previous, step, stop);
        }
#pragma warning disable CA1031 // Whatever is wrong with the cell is said when its turn comes
        catch (Exception)
        {
            return null;
        }
#pragma warning restore CA1031
    }
}
