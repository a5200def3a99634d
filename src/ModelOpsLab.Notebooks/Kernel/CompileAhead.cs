using Microsoft.CodeAnalysis.Scripting;

namespace ModelOpsLab.Notebooks;

/// <summary>
/// Compiles the following cell while one runs: compiling needs declarations, not values. What was compiled is used only where the session stands where it was
/// assumed to stand; an error is forgotten and met again in its turn. Cells with directives wait for theirs: files they load may be written by the cell before.
/// </summary>
sealed class CompileAhead(CellCompiler compiler)
{
    (Script Previous, CodeStep Step, Task<Script<object>?> Script)? _ahead;

    /// <summary>Begins to compile; the compiler belongs to this until it is taken or waited for.</summary>
    public void Start(Script previous, CodeStep step)
    {
        if (!step.Code.Split('\n').Any(line => line.TrimStart().StartsWith('#')))
            _ahead = (previous, step, Task.Run(() => Compile(previous, step)));
    }

    /// <summary>The compiled cell, or null where it has to be compiled in its turn.</summary>
    public async Task<Script<object>?> TakeAsync(Script? previous, CellStep step)
    {
        if (_ahead is not { } ahead) return null;
        _ahead = null;
        var script = await ahead.Script.ConfigureAwait(false);
        return ReferenceEquals(ahead.Previous, previous) && ahead.Step == step ? script : null;
    }

    /// <summary>Waits until the compiler is free.</summary>
    public void Wait()
    {
        _ahead?.Script.GetAwaiter().GetResult();
        _ahead = null;
    }

    Script<object>? Compile(Script previous, CodeStep step)
    {
        try
        {
            return compiler.Compile(previous, step, CancellationToken.None);
        }
#pragma warning disable CA1031 // Whatever is wrong with the cell is said when its turn comes
        catch (Exception)
        {
            return null;
        }
#pragma warning restore CA1031
    }
}
