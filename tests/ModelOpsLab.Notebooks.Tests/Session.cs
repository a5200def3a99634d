namespace ModelOpsLab.Notebooks.Tests;

/// <summary>A kernel whose outputs are read as short lines.</summary>
sealed class Session(KernelOptions? options = null)
{
    int _count;

    public CSharpKernel Kernel { get; } = new(options);

    public CellOutput? LastError { get; private set; }

    public async Task<string[]> Run(string code, CancellationToken cancel = default)
    {
        var outputs = new OutputList();
        await Kernel.ExecuteAsync(code, ++_count, outputs.Add, cancel);
        LastError = outputs.Outputs.LastOrDefault(output => output.Kind == OutputKind.Error);
        return [.. outputs.Outputs.Select(Line)];
    }

    static string Line(CellOutput output) => output.Kind switch
    {
        OutputKind.Stream => $"{output.Name}: {output.Text}",
        OutputKind.Error => $"error {output.Name}: {output.Text}",
        OutputKind.Display => $"display: {output.Text}",
        _ => $"result: {output.Text}",
    };
}
