using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Scripting;
using Microsoft.CodeAnalysis.Scripting;
using Microsoft.CodeAnalysis.Scripting.Hosting;
using ModelOpsLab.Notebooks.Editing;

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

    static readonly MethodInfo? HasReturnValue = typeof(Script).GetMethod("HasReturnValue", BindingFlags.Instance | BindingFlags.NonPublic);

    readonly KernelOptions _options;
    readonly KernelGlobals _globals;
    readonly InteractiveAssemblyLoader _loader = new();
    readonly CellCompiler _compiler;
    readonly SessionReferences _references;
    readonly CellEditor _editor;
    readonly CompileAhead _ahead;
    ScriptState<object>? _state;
    string _folder;
    OutputChannel? _channel;
    int _runs;

    /// <summary>A kernel in which nothing is declared yet.</summary>
    public CSharpKernel(KernelOptions? options = null)
    {
        _options = options ?? new();
        if (_options.Notices is null) _options = _options with { Notices = new CellNotices() };
        _folder = _options.WorkingDirectory;
        _globals = new(new AsOfClock(_options.AsOf));
        var assemblies = new SessionAssemblies(_loader, _options);
        _compiler = new(assemblies, _loader);
        _references = new(assemblies, _compiler, _options);
        _editor = new(_compiler);
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
        var channel = new OutputChannel(publish, _options, string.Create(CultureInfo.InvariantCulture, $"{++_runs}."));
        _channel = channel;
        try
        {
            var exception = await RunAsync(code, executionCount, channel, cancel).ConfigureAwait(false);
            var error = exception is null ? null : ErrorReport.Of(exception, executionCount, code);
            if (error is not null) channel.Publish(new(error));
            return new(error, exception, clock.Elapsed);
        }
        finally
        {
            channel.Close();
        }
    }

    /// <summary>Where the cell that runs, or ran last, shows things; none before the first.</summary>
    internal OutputChannel? Channel => _channel;

    /// <summary>Whether a cell declared a variable of this name.</summary>
    internal bool Declares(string name) => _state?.GetVariable(name) is not null;

    /// <summary>The value of a variable of the session.</summary>
    /// <exception cref="KeyNotFoundException">No cell declared it.</exception>
    public object? Variable(string name) => _state?.GetVariable(name) is { } variable
        ? variable.Value
        : throw new KeyNotFoundException($"No cell has declared '{name}'.");

    /// <summary>What could stand at the cursor (UTF-16 units into <paramref name="code"/>; beyond its ends: at its ends). Works while a cell runs; runs nothing.</summary>
    public CellCompletion Complete(string code, int cursor) => _editor.Complete(_state?.Script, _folder, code, cursor);

    /// <summary>What stands at the cursor: declaration and documentation as text and HTML; null where nothing is known of it.</summary>
    public MimeBundle? Inspect(string code, int cursor) => _editor.Inspect(_state?.Script, code, cursor);

    /// <summary>Whether code can run as it stands, or more lines must follow.</summary>
    public static CellCompleteness IsComplete(string code) => CellCompleteness.Of(code);

    /// <inheritdoc/>
    public void Dispose() => _ = EndAsync();

    /// <summary>Nobody waits for a cell that is still being compiled and will not run.</summary>
    async Task EndAsync()
    {
        await _ahead.StopAsync().ConfigureAwait(false);
        _loader.Dispose();
    }

    /// <summary>The packages that cells which will run ask for, imports included.</summary>
    internal IReadOnlyList<ReferenceLine> PackageLines(IEnumerable<string> cells) => CellPlan.PackageLines(cells, _options.NotebookFolder);

    /// <summary>Resolves packages together, before the cells that ask for them.</summary>
    /// <exception cref="CellErrorException">A package cannot be had; names the line.</exception>
    internal Task AddPackagesAsync(IReadOnlyList<ReferenceLine> lines, CancellationToken cancel) => _references.AddPackagesAsync(lines, cancel);

    async Task<Exception?> RunAsync(string code, int number, OutputChannel channel, CancellationToken cancel)
    {
        var clock = Stopwatch.StartNew();
        CellPlan plan;
        try
        {
            OutputChannel.Current = channel;
            plan = CellPlan.Of(code, number, _options.NotebookFolder);
            await _references.AddAsync(plan.References, cancel).ConfigureAwait(false);
        }
        catch (CellErrorException e)
        {
            return e;
        }
        for (var i = 0; i < plan.Steps.Count; i++)
            if (await RunAsync(plan.Steps[i], i == plan.Steps.Count - 1, number, channel, cancel).ConfigureAwait(false) is { } exception) return exception;
        if (plan.IsTimed && _options.ShowTimes) channel.Show(MimeBundle.Text(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"Took {clock.Elapsed.TotalMilliseconds:F1} ms")));
        return null;
    }

    async Task<Exception?> RunAsync(CellStep step, bool isLast, int number, OutputChannel channel, CancellationToken cancel)
    {
        switch (step)
        {
            case VariablesStep { WithValues: var withValues }: channel.Show(VariableList.Of(_state, withValues)); return null;
            case TextStep { Text: var text }: channel.Show(MimeBundle.Text(text)); return null;
        }
        Script<object> script;
        try
        {
            script = await _ahead.TakeAsync(_state?.Script, step, cancel).ConfigureAwait(false) ?? _compiler.Compile(_state?.Script, step, cancel);
        }
        catch (CompilationErrorException e)
        {
            return e;
        }
        if (isLast && Next is { } next) _ahead.Start(script, new(CellCompiler.FileName(next.Number), next.Code));
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        using var cellStop = new CellStop(stop.Token);
        var trace = new ThreadTrace();
        var limit = Limit;
        if (limit is not null) stop.CancelAfter(limit.Time);
        _globals.Stop = cellStop;
        channel.Forced = cellStop.Forced;
        _globals.Ask = (prompt, password) =>
        {
            channel.Flush();
            return _options.Input is { } input ? input(prompt, password, cellStop.Asked) : throw CellInput.Refusal();
        };
        var (before, after) = (_state, default(ScriptState<object>));
        try
        {
            ConsoleTurn.Redirect(channel, new(_globals.Ask), _folder);
            OutputChannel.Current = channel;
            var exception = await CellThread.RunAsync(RunAndShow, trace, cellStop.Forced).ConfigureAwait(false);
            _folder = Environment.CurrentDirectory;
            cancel.ThrowIfCancellationRequested();
            return stop.IsCancellationRequested ? TimeLimit() : exception;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            cancel.ThrowIfCancellationRequested();
            return TimeLimit();
        }
        finally
        {
            if (after is not null) _state = after;
            OutputChannel.Current = null;
            if (cellStop.Forced.IsCancellationRequested && trace.MayRunOn)
                channel.Write("stderr", $"Cell {number} was stopped by force, and it had moved work to other threads, which may still be running. Restart the kernel to be sure that nothing is.\n");
        }

        // The value's own code shows it, which may never end: that is the cell's time still
        async Task<Exception?> RunAndShow()
        {
            after = await Run(script, before).ConfigureAwait(true);
            return after.Exception ?? (stop.IsCancellationRequested ? null : Show(script, after, number, channel));
        }

        TimeoutException TimeLimit() => new($"cell {number} was stopped after {limit!.Source}. Raise the limit, or give the cell less to do.");
    }

    Task<ScriptState<object>> Run(Script<object> script, ScriptState<object>? before) => before is null
        ? script.RunAsync(_globals, static _ => true, CancellationToken.None)
        : script.RunFromAsync(before, static _ => true, CancellationToken.None);

    /// <summary>Where nobody listens for notices, the cell that caused one shows it.</summary>
    sealed class CellNotices : IProgress<string>
    {
        public void Report(string value) => OutputChannel.Current?.Write("stderr", value + "\n");
    }

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
