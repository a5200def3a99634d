namespace ModelOpsLab.Notebooks;

/// <summary>Compares what one cell showed with what another did: text on standard output and standard error each as a whole, the rest one after the other.</summary>
sealed class CellComparison(double tolerance)
{
    readonly List<Mismatch> _mismatches = [];
    readonly List<Mismatch> _tolerated = [];

    public IReadOnlyList<Mismatch> Mismatches => _mismatches;

    public IReadOnlyList<Mismatch> Tolerated => _tolerated;

    /// <summary>Adds a difference that is no comparison's.</summary>
    public void Add(Mismatch mismatch) => _mismatches.Add(mismatch);

    /// <summary>Compares; tags of <paramref name="cell"/> say how.</summary>
    public void Compare(string notebook, int number, Cell cell, IReadOnlyList<CellOutput> expected, IReadOnlyList<CellOutput> found)
    {
        var comparison = new OutputComparison(tolerance, Tolerance.Of(cell, $"{notebook}, cell {number}"), cell.HasTag("unordered"));
        foreach (var name in expected.Concat(found).Where(output => output.Kind == OutputKind.Stream).Select(output => output.Name).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))
            Compare(comparison, notebook, number, Stream(expected, name), Stream(found, name));
        var (a, b) = (Others(expected), Others(found));
        for (var i = 0; i < Math.Max(a.Length, b.Length); i++) Compare(comparison, notebook, number, a.ElementAtOrDefault(i), b.ElementAtOrDefault(i));
    }

    void Compare(OutputComparison comparison, string notebook, int number, (CellOutput Output, int Place) expected, (CellOutput Output, int Place) found)
    {
        var place = expected.Output is null ? found.Place : expected.Place;
        if (expected.Output is null) _mismatches.Add(new(notebook, number, place, "", "no output", Describe(found.Output)));
        else if (found.Output is null) _mismatches.Add(new(notebook, number, place, "", Describe(expected.Output), "no output"));
        else
            foreach (var difference in comparison.Of(expected.Output, found.Output))
                (difference.Tolerated ? _tolerated : _mismatches).Add(new(notebook, number, place, difference.Where, difference.Expected, difference.Found));
    }

    /// <summary>All text of a stream, at the place of its first piece: how a host cuts it is no result.</summary>
    static (CellOutput Output, int Place) Stream(IReadOnlyList<CellOutput> outputs, string name)
    {
        (CellOutput Output, int Place)[] pieces = [.. outputs.Select((output, i) => (output, i + 1)).Where(piece => piece.output.Kind == OutputKind.Stream && piece.output.Name == name)];
        return pieces.Length == 0 ? default : (CellOutput.Stream(name, string.Concat(pieces.Select(piece => piece.Output.Text))), pieces[0].Place);
    }

    static (CellOutput Output, int Place)[] Others(IReadOnlyList<CellOutput> outputs) => [.. outputs.Select((output, i) => (output, i + 1)).Where(piece => piece.output.Kind != OutputKind.Stream)];

    public static string Describe(CellOutput output) => output.Kind switch
    {
        OutputKind.Stream => $"{output.Name} '{Lines.Shorten(output.Text.Trim())}'",
        OutputKind.Error => $"the error {output.Name}: {Lines.Shorten(output.Text, 200)}",
        _ => $"'{Lines.Shorten(output.Text.Trim())}'",
    };
}
