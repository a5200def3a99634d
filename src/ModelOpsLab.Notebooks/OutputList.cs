namespace ModelOpsLab.Notebooks;

/// <summary>Gathers what a cell shows as a notebook stores it: neighbouring pieces of one stream joined, updates put where the display was.</summary>
sealed class OutputList
{
    readonly List<(CellOutput Output, string DisplayId)> _outputs = [];

    public IReadOnlyList<CellOutput> Outputs => [.. _outputs.Select(output => output.Output)];

    public void Add(KernelOutput output)
    {
        if (output.IsUpdate)
        {
            var at = _outputs.FindIndex(shown => shown.DisplayId == output.DisplayId);
            if (at >= 0) _outputs[at] = (output.Output, output.DisplayId);
            return;
        }
        if (output.Output.Kind == OutputKind.Stream && _outputs is [.., var (last, _)] && last.Kind == OutputKind.Stream && last.Name == output.Output.Name)
            _outputs[^1] = (CellOutput.Stream(last.Name, last.Text + output.Output.Text), "");
        else
            _outputs.Add((output.Output, output.DisplayId));
    }
}
