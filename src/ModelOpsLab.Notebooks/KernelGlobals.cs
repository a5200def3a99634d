namespace ModelOpsLab.Notebooks;

/// <summary>What every C# cell can name without a prefix: <c>display</c>, <c>HTML</c>, the run's clock and its stop signal.</summary>
public sealed class KernelGlobals
{
    internal KernelGlobals(TimeProvider clock) => Clock = clock;

    /// <summary>The run's clock: it stands at the as-of date, so that a re-run sees the same time.</summary>
    public TimeProvider Clock { get; }

    /// <summary>Signalled when the cell should stop: a time limit, or the user.</summary>
    public CancellationToken CancellationToken { get; internal set; }

#pragma warning disable CA1822, IDE1006 // Instance members and these spellings are what notebooks of .NET Interactive write
    /// <summary>Shows a value now; the answer can change it later.</summary>
    public DisplayedValue display(object? value, params string[] mimeTypes) => DisplayedValue.Show(value, mimeTypes);

    /// <summary>HTML as a value: shown when it is displayed or the cell's last expression.</summary>
    public HtmlContent HTML(string content) => new(content);
#pragma warning restore CA1822, IDE1006
}
