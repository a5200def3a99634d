using System.Diagnostics;
using System.Reflection;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Scripting;
using Microsoft.CodeAnalysis.Scripting;
using Microsoft.CodeAnalysis.Scripting.Hosting;

namespace ModelOpsLab.Notebooks;

/// <summary>How the run of one cell ended. <paramref name="Error"/> is null where it went well.</summary>
public sealed record CellExecution(CellOutput? Error, Exception? Exception, TimeSpan Elapsed)
{
    /// <summary>Whether the cell ran to its end.</summary>
    public bool Succeeded => Error is null;
}

/// <summary>
/// Runs C# cells one after the other on Roslyn scripting; what one declares the next ones see, after an exception too.
/// A trailing expression without a semicolon is shown; console text and displays keep their order. One cell runs at a time in a process.
/// </summary>
public sealed class CSharpKernel : IDisposable
{
    static readonly string[] Imports =
        ["System", "System.Text", "System.Collections", "System.Collections.Generic", "System.Threading.Tasks", "System.Linq", "System.IO"];

    /// <summary>Between the polite request to stop and the end of the thread.</summary>
    static readonly TimeSpan Grace = TimeSpan.FromMilliseconds(250);

    static readonly MethodInfo? HasReturnValue = typeof(Script).GetMethod("HasReturnValue", BindingFlags.Instance | BindingFlags.NonPublic);

    readonly KernelOptions _options;
    readonly KernelGlobals _globals;
    readonly InteractiveAssemblyLoader _loader = new();
    readonly CellCompiler _compiler;
    readonly CompileAhead _ahead;
    ScriptState<object>? _state;
    string _folder;

    /// <summary>A kernel in which nothing is declared yet.</summary>
    public CSharpKernel(KernelOptions? options = null)
    {
        _options = options ?? new();
        _folder = _options.WorkingDirectory;
        _globals = new(new AsOfClock(_options.AsOf));
        _compiler = new(_folder, _loader);
        _ahead = new(_compiler);
        Limit = _options.CellTimeout is { } time ? CellLimit.OfCaller(time) : null;
    }

    /// <summary>How long each of the next cells may run; none: as long as it takes.</summary>
    internal CellLimit? Limit { get; set; }

    /// <summary>The cell that will most likely follow the next one, to be compiled while that one runs; none where it is not known.</summary>
    internal (string Code, int Number)? Next { get; set; }

    internal static IReadOnlyList<string> DefaultImports => Imports;

    /// <summary>Runs one cell as number <paramref name="executionCount"/>; what it shows goes to <paramref name="publish"/> as it comes, an error last.</summary>
    /// <exception cref="OperationCanceledException"><paramref name="cancel"/> was signalled; the cell was stopped.</exception>
    public async Task<CellExecution> ExecuteAsync(string code, int executionCount, Action<KernelOutput> publish, CancellationToken cancel = default)
    {
        var clock = Stopwatch.StartNew();
        using var turn = await ConsoleTurn.TakeAsync(cancel).ConfigureAwait(false);
        var channel = new OutputChannel(publish);
        var exception = await RunAsync(code, executionCount, channel, cancel).ConfigureAwait(false);
        var error = exception is null ? null : ErrorReport.Of(exception, executionCount, code);
        if (error is not null) channel.Publish(new(error));
        channel.Close();
        return new(error, exception, clock.Elapsed);
    }

    /// <summary>The value of a variable of the session.</summary>
    /// <exception cref="KeyNotFoundException">No cell declared it.</exception>
    public object? Variable(string name) => _state?.GetVariable(name) is { } variable
        ? variable.Value
        : throw new KeyNotFoundException($"No cell has declared '{name}'.");

    /// <inheritdoc/>
    public void Dispose()
    {
        _ahead.Wait();
        _loader.Dispose();
    }

    async Task<Exception?> RunAsync(string code, int number, OutputChannel channel, CancellationToken cancel)
    {
        Script<object> script;
        try
        {
            script = await _ahead.TakeAsync(_state?.Script, code, number).ConfigureAwait(false) ?? _compiler.Compile(_state?.Script, code, number, cancel);
        }
        catch (Exception e) when (e is CellErrorException or CompilationErrorException)
        {
            return e;
        }
        if (Next is { } next) _ahead.Start(script, next.Code, next.Number);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        using var abort = new CancellationTokenSource();
        using var escalation = stop.Token.Register(() => abort.CancelAfter(Grace));
        var limit = Limit;
        if (limit is not null) stop.CancelAfter(limit.Time);
        _globals.CancellationToken = stop.Token;
        try
        {
            ConsoleTurn.Redirect(channel, _folder);
            OutputChannel.Current = channel;
            var before = _state;
            _state = await CellThread.RunAsync(() => Run(script, before), abort.Token).ConfigureAwait(false);
            _folder = Environment.CurrentDirectory;
            cancel.ThrowIfCancellationRequested();
            if (stop.IsCancellationRequested) return TimeLimit();
            if (_state.Exception is { } thrown) return thrown;
            return Show(script, _state, number, channel);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            cancel.ThrowIfCancellationRequested();
            return TimeLimit();
        }
        finally
        {
            OutputChannel.Current = null;
        }

        TimeoutException TimeLimit() => new($"cell {number} was stopped after {limit!.Source}. Raise the limit, or give the cell less to do.");
    }

    Task<ScriptState<object>> Run(Script<object> script, ScriptState<object>? before) => before is null
        ? script.RunAsync(_globals, static _ => true, CancellationToken.None)
        : script.RunFromAsync(before, static _ => true, CancellationToken.None);

    static Exception? Show(Script script, ScriptState<object> state, int number, OutputChannel channel)
    {
        var hasValue = HasReturnValue?.Invoke(script, null) as bool? ?? state.ReturnValue is not null;
        if (!hasValue || state.ReturnValue is DisplayedValue) return null;
        try
        {
            channel.Publish(new(CellOutput.Result(Formatters.Format(state.ReturnValue), number)));
            return null;
        }
#pragma warning disable CA1031 // A value's own formatter may throw anything; that is the cell's error
        catch (Exception e)
        {
            return e;
        }
#pragma warning restore CA1031
    }
}
