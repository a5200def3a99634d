namespace ModelOpsLab.Notebooks;

/// <summary>
/// Gathers what a cell shows as a notebook stores it: neighbouring pieces of one stream joined, updates put where the display was, in this cell or in one <paramref name="before"/> it.
/// </summary>
sealed class OutputList(OutputList? before = null)
{
    readonly List<CellOutput> _outputs = [];
    readonly List<string> _displayIds = [];

    /// <summary>What is shown; it follows later updates.</summary>
    public IReadOnlyList<CellOutput> Outputs => _outputs;

    public void Add(KernelOutput output)
    {
        if (output.IsUpdate) Update(output);
        else if (output.Output.Kind == OutputKind.Stream && _outputs is [.., var last] && last.Kind == OutputKind.Stream && last.Name == output.Output.Name)
            _outputs[^1] = CellOutput.Stream(last.Name, last.Text + output.Output.Text);
        else
        {
            _outputs.Add(output.Output);
            _displayIds.Add(output.DisplayId);
        }
    }

    void Update(KernelOutput output)
    {
        for (var list = this; list is not null; list = list.Before)
            if (list._displayIds.IndexOf(output.DisplayId) is >= 0 and var at)
            {
                list._outputs[at] = output.Output;
                return;
            }
    }

    OutputList? Before => before;
}
