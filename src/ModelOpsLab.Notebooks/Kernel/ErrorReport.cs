using System.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Scripting;

namespace ModelOpsLab.Notebooks;

/// <summary>An exception as a cell's output: the place in the notebook first, then the calls that led there; no machine's paths, no colours.</summary>
static class ErrorReport
{
    public static CellOutput Of(Exception exception, int cell, string source) => exception switch
    {
        CompilationErrorException e => OfDiagnostics([.. e.Diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error).OrderBy(d => d.Location.SourceSpan.Start)], cell, source),
        CellErrorException e => CellOutput.Error("CellError", Message(e, cell), [Message(e, cell), .. Mark(e.Text ?? source, e.Line, e.Column)]),
        TimeoutException e when e.StackTrace is null => CellOutput.Error("System.TimeoutException", e.Message, [e.Message]),
        _ => OfRun(exception),
    };

    public static string Message(CellErrorException e, int cell) => $"{(e.Place.Length > 0 ? e.Place : CellCompiler.FileName(cell))}, line {e.Line}, column {e.Column}: {e.Message}";

    /// <summary><c>cell 3, line 2, column 9: CS0103 The name 'x' does not exist...</c></summary>
    public static string Message(Diagnostic diagnostic, int cell)
    {
        var (line, column) = Place(diagnostic);
        return $"{File(diagnostic, cell)}, line {line}, column {column}: {diagnostic.Id} {diagnostic.GetMessage(System.Globalization.CultureInfo.InvariantCulture)}";
    }

    /// <summary>The cell, or the file it imports, that the diagnostic is in.</summary>
    public static string File(Diagnostic diagnostic, int cell) => diagnostic.Location.GetLineSpan().Path is { Length: > 0 } path ? path : CellCompiler.FileName(cell);

    public static (int Line, int Column) Place(Diagnostic diagnostic)
    {
        var start = diagnostic.Location.GetLineSpan().StartLinePosition;
        return (start.Line + 1, start.Character + 1);
    }

    static CellOutput OfDiagnostics(Diagnostic[] errors, int cell, string source) => CellOutput.Error(
        "CompilationError",
        string.Join("\n", errors.Select(error => Message(error, cell))),
        [.. errors.SelectMany(error => (string[])[Message(error, cell), .. Mark(error.Location.SourceTree?.ToString() ?? source, Place(error).Line, Place(error).Column)])]);

    static string[] Mark(string source, int line, int column)
    {
        var lines = source.Split('\n');
        if (line > lines.Length) return [];
        return ["    " + lines[line - 1].TrimEnd('\r'), new string(' ', column + 3) + "^"];
    }

    static CellOutput OfRun(Exception exception)
    {
        var (place, calls) = (Where(exception), new List<string>());
        for (var e = exception; e is not null; e = e.InnerException)
        {
            calls.Add($"{(calls.Count == 0 ? "" : "caused by ")}{e.GetType().FullName}: {e.Message}");
            calls.AddRange(Calls(e));
        }
        var message = place.Length == 0 ? exception.Message : $"{place}: {exception.Message}";
        return CellOutput.Error(exception.GetType().FullName ?? exception.GetType().Name, message, calls);
    }

    /// <summary>The cell and line nearest to where the exception was thrown, through its causes.</summary>
    public static string Where(Exception exception)
    {
        for (var e = exception; e is not null; e = e.InnerException)
            if (Frames(e).FirstOrDefault(IsCell) is { } frame) return $"{frame.GetFileName()}, line {frame.GetFileLineNumber()}";
        return "";
    }

    static IEnumerable<string> Calls(Exception exception)
    {
        foreach (var frame in Frames(exception))
        {
            var method = frame.GetMethod();
            var name = method?.Name is { } given && !given.Contains('<', StringComparison.Ordinal) && given != "MoveNext" ? given : "";
            if (IsCell(frame)) yield return $"   at {frame.GetFileName()}, line {frame.GetFileLineNumber()}{(name.Length == 0 ? "" : $", in {name}")}";
            else if (name.Length > 0 && method!.DeclaringType?.FullName is { } type && type.StartsWith("ModelOpsLab.", StringComparison.Ordinal)
                && !type.StartsWith("ModelOpsLab.Notebooks.", StringComparison.Ordinal)) yield return $"   at {type}.{name}";
        }
    }

    static StackFrame[] Frames(Exception exception) => new StackTrace(exception, fNeedFileInfo: true).GetFrames();

    static bool IsCell(StackFrame frame) => frame.GetFileName() is { } file && file.StartsWith("cell ", StringComparison.Ordinal);
}
