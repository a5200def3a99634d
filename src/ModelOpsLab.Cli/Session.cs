using ModelOpsLab.Live;
using ModelOpsLab.Registry;

namespace ModelOpsLab.Cli;

/// <summary>Where one call of the command line writes, and what it was told globally. Results go to <see cref="Out"/>, everything else to <see cref="Error"/>.</summary>
sealed record Session(TextWriter Out, TextWriter Error)
{
    /// <summary>Whether a person watches standard error.</summary>
    public bool Interactive { get; init; }
    /// <summary>Whether a command that takes long says on standard error that it is at work.</summary>
    public bool SaysWaiting { get; init; }
    /// <summary>Whether stack traces are shown.</summary>
    public bool Verbose { get; init; }
    /// <summary>Whether the result is one JSON object.</summary>
    public bool Json { get; init; }
    /// <summary>The workspace that was named; null for the nearest.</summary>
    public string? WorkspaceFolder { get; init; }
    /// <summary>Real time, for run records only.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;
    /// <summary>Standard input, opened when it is read.</summary>
    public Func<Stream> Input { get; init; } = Console.OpenStandardInput;
    /// <summary>The environment: the value of a variable, or null.</summary>
    public Func<string, string?> Variable { get; init; } = Environment.GetEnvironmentVariable;
    /// <summary>Signalled by Ctrl-C.</summary>
    public CancellationToken Cancel { get; init; }
    /// <summary>Where cells' outputs are kept for who watches this process; null where nobody does.</summary>
    public string? Journal { get; init; }
    /// <summary>How the process that ran this command ended; null where this is the one that runs it.</summary>
    public Crash? Crash { get; init; }

    /// <summary>The workspace to work in.</summary>
    /// <exception cref="FileNotFoundException">There is none.</exception>
    public Workspace OpenWorkspace() => Workspace.Open(WorkspaceFolder);

    /// <summary>The workspace to work in, its registry as far as it goes: a demonstration is built first.</summary>
    /// <exception cref="FileNotFoundException">There is none.</exception>
    public Workspace OpenRegistry()
    {
        var workspace = OpenWorkspace();
        Demonstration.Ensure(workspace);
        return workspace;
    }

    /// <summary>A line for people: the result itself, or beside it where the result is JSON.</summary>
    public void Say(string text) => (Json ? Error : Out).WriteLine(text);

    /// <summary>A remark that is no result.</summary>
    public void Remark(string text) => Error.WriteLine(text);

    /// <summary>The result as JSON, where it was asked for.</summary>
    public void Result(object value)
    {
        if (Json) Out.Write(ResultJson.Write(value));
    }
}
