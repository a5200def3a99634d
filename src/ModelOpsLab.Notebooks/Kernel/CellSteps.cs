namespace ModelOpsLab.Notebooks;

/// <summary>One thing a cell does, in order. <paramref name="Place"/> names the text it comes from, as <c>cell 3</c> or <c>cell 3, tools.csx</c>.</summary>
abstract record CellStep(string Place);

/// <summary>Code to compile and run; blank lines stand for what is not part of it.</summary>
sealed record CodeStep(string Place, string Code) : CellStep(Place);

/// <summary>A variable that gets a value: assigned where it exists, declared where not.</summary>
sealed record SetStep(string Place, Directive Line) : CellStep(Place);

/// <summary>The variables, shown.</summary>
sealed record VariablesStep(string Place, bool WithValues) : CellStep(Place);

/// <summary>A text of the host, shown.</summary>
sealed record TextStep(string Place, string Text) : CellStep(Place);

/// <summary>A line that adds to what code can name, with the folder its paths start from.</summary>
sealed record ReferenceLine(string Place, Directive Line, string Folder)
{
    /// <summary>An error at this line.</summary>
    public CellErrorException Error(string message, string code = FindingCodes.Directive) => new(Line.Line, Line.Column, message) { Place = Place, Code = code };
}
