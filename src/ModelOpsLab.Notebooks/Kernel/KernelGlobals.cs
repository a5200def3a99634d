namespace ModelOpsLab.Notebooks;

/// <summary>What every C# cell can name without a prefix: <c>display</c>, <c>HTML</c>, the run's clock and its stop signal.</summary>
public sealed class KernelGlobals
{
    internal KernelGlobals(TimeProvider clock) => Clock = clock;

    /// <summary>The run's clock: it stands at the as-of date, so that a re-run sees the same time.</summary>
    public TimeProvider Clock { get; }

    /// <summary>Signalled when the cell should stop: a time limit, or the user.</summary>
    public CancellationToken CancellationToken => Stop?.Asked ?? default;

    internal CellStop? Stop { get; set; }

    internal Func<string, bool, string> Ask { get; set; } = (_, _) => throw CellInput.Refusal();

#pragma warning disable CA1822, IDE1006 // Instance members and these spellings are what notebooks of .NET Interactive write
    /// <summary>Shows a value now; the answer can change it later.</summary>
    public DisplayedValue display(object? value, params string[] mimeTypes) => DisplayedValue.Show(value, mimeTypes);

    /// <summary>HTML as a value: shown when it is displayed or the cell's last expression.</summary>
    public HtmlContent HTML(string content) => new(content);

    /// <summary>Asks the user for a line of text.</summary>
    /// <exception cref="InvalidOperationException">There is no user to ask.</exception>
    public Task<string> GetInputAsync(string prompt = "") => Task.FromResult(Ask(prompt, false));

    /// <summary>Asks the user for a line of text that is not shown while it is typed.</summary>
    /// <exception cref="InvalidOperationException">There is no user to ask.</exception>
    public Task<string> GetPasswordAsync(string prompt = "") => Task.FromResult(Ask(prompt, true));
#pragma warning restore CA1822, IDE1006
}
