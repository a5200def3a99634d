using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using ModelOpsLab.Data;

namespace ModelOpsLab.Notebooks;

/// <summary>
/// Reads what a notebook's cell tagged <c>parameters</c> declares, and puts chosen values into a cell right behind it that assigns them.
/// Values are checked against the declared type before anything runs; they are never redeclared, so functions of the parameters cell see them.
/// </summary>
public static class NotebookParameters
{
    /// <summary>The tag of the cell that declares.</summary>
    public const string DeclaringTag = "parameters";

    /// <summary>The tag of the cell that assigns.</summary>
    public const string InjectedTag = "injected-parameters";

    /// <summary>The declared parameters in order; none where no cell is tagged.</summary>
    /// <exception cref="NotebookUsageException">Two cells are tagged, or a declaration has no explicit type.</exception>
    public static IReadOnlyList<NotebookParameter> Read(Notebook notebook)
    {
        var tagged = notebook.Cells.Where(cell => cell.Kind == CellKind.Code && cell.HasTag(DeclaringTag)).ToArray();
        if (tagged.Length > 1)
            throw new NotebookUsageException($"{notebook.Path}: {tagged.Length} cells are tagged '{DeclaringTag}'. Keep the tag on one of them.");
        if (tagged is not [var declaring]) return [];
        var root = CSharpSyntaxTree.ParseText(Code(declaring, notebook.Path), new(LanguageVersion.Latest, kind: SourceCodeKind.Script)).GetCompilationUnitRoot();
        return
        [
            .. from field in root.Members.OfType<FieldDeclarationSyntax>()
               where !field.Modifiers.Any(SyntaxKind.ConstKeyword)
               from variable in field.Declaration.Variables
               select new NotebookParameter(
                   variable.Identifier.ValueText,
                   TypeOf(field, variable, notebook.Path),
                   variable.Initializer?.Value.ToString() ?? "",
                   HelpOf(field),
                   variable.GetLocation().GetLineSpan().StartLinePosition.Line + 1),
        ];
    }

    /// <summary>The notebook with an assigning cell behind the declaring one, in place of an earlier such cell; unchanged where no value is given.</summary>
    /// <param name="notebook">The notebook.</param>
    /// <param name="values">Each value by name: text in invariant form (2020-03-31; <c>null</c> for a nullable type; lists as JSON or separated by commas) or a JSON value.</param>
    /// <exception cref="NotebookUsageException">An unknown name, or a value that is not of the declared type or not allowed: names the parameter, type, value and what is known.</exception>
    public static Notebook Inject(Notebook notebook, IReadOnlyDictionary<string, ParameterValue> values)
    {
        if (values.Count == 0) return notebook;
        var declared = Read(notebook);
        foreach (var name in values.Keys)
            if (!declared.Any(parameter => parameter.Name == name)) throw Unknown(notebook, name, declared);
        var source = new StringBuilder("// Values given to this run");
        foreach (var parameter in declared)
            if (values.TryGetValue(parameter.Name, out var value))
                source.Append('\n').Append(Escape(parameter.Name)).Append(" = ").Append(Expression(notebook, parameter, value)).Append(';');
        var cells = notebook.Cells.Where(cell => !cell.HasTag(InjectedTag)).ToList();
        var at = cells.FindIndex(cell => cell.Kind == CellKind.Code && cell.HasTag(DeclaringTag)) + 1;
        cells.Insert(at, Cell.Code(source.ToString(), InjectedTag) with { Id = FreeId(cells) });
        return notebook with { Cells = cells };
    }

    /// <summary>The values of a JSON file, for <see cref="Inject"/>.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">Not UTF-8, not a JSON object, or a name twice; names the file and the place.</exception>
    public static IReadOnlyDictionary<string, ParameterValue> ReadFile(string path) => File.Exists(path)
        ? FromJson(Utf8Text.Decode(File.ReadAllBytes(path), path), path)
        : throw new FileNotFoundException($"There is no parameters file '{path}'. The current folder is '{Environment.CurrentDirectory}': check the path.", path);

    /// <summary>The values of a JSON object, for <see cref="Inject"/>.</summary>
    /// <exception cref="InvalidDataException">Not a JSON object, or a name twice; names the file and the place.</exception>
    public static IReadOnlyDictionary<string, ParameterValue> FromJson(string text, string path)
    {
        try
        {
            using var json = JsonDocument.Parse(text, new() { AllowDuplicateProperties = false });
            if (json.RootElement.ValueKind == JsonValueKind.Object)
                return json.RootElement.EnumerateObject().ToDictionary(value => value.Name, value => ParameterValue.OfJson(value.Value), StringComparer.Ordinal);
        }
        catch (JsonException e) when (e.Message.StartsWith("Duplicate property", StringComparison.Ordinal))
        {
            throw new InvalidDataException($"{path}: {e.Message.Split(" Path:")[0].Split(" LineNumber:")[0].TrimEnd('.')}. Give each parameter once.", e);
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"{path}, line {e.LineNumber + 1}: this is not JSON. Write {{\"name\": value, ...}}.", e);
        }
        throw new InvalidDataException($"{path}: parameters are one JSON object, {{\"name\": value, ...}}.");
    }

    /// <summary>The JSON Schema (draft 2020-12) of a file of values for the notebook, as <see cref="FromJson"/> reads it; parameters whose type cannot be given from outside are left out.</summary>
    /// <exception cref="NotebookUsageException">The parameters cell cannot be read.</exception>
    public static JsonObject Schema(Notebook notebook)
    {
        var (properties, required) = (new JsonObject(), new JsonArray());
        foreach (var parameter in Read(notebook))
        {
            if (TypeOf(notebook, parameter) is not { } type) continue;
            var schema = new JsonObject();
            if (parameter.Help.Length > 0) schema["description"] = parameter.Help;
            foreach (var (name, value) in type.Schema()) schema[name] = value?.DeepClone();
            properties[parameter.Name] = schema;
            if (parameter.Default.Length == 0) required.Add(parameter.Name);
        }
        var all = new JsonObject
        {
            ["$schema"] = "https://json-schema.org/draft/2020-12/schema",
            ["title"] = $"Parameters of {Path.GetFileName(notebook.Path)}",
            ["type"] = "object",
            ["properties"] = properties,
        };
        if (required.Count > 0) all["required"] = required;
        all["additionalProperties"] = false;
        return all;
    }

    static string Expression(Notebook notebook, NotebookParameter parameter, ParameterValue value)
    {
        string problem;
        try
        {
            if (TypeOf(notebook, parameter) is { } type) return value.Json is { } json ? type.OfJson(json) : type.OfText(value.Text);
            problem = $"only {ScalarKind.Known}, enums, their nullable forms and lists can be given from outside";
        }
        catch (FormatException e)
        {
            problem = e.Message;
        }
        catch (InvalidOperationException) // JSON can escape half of a surrogate pair
        {
            problem = "half of a surrogate pair is no character";
        }
        throw new NotebookUsageException($"{notebook.Path}: parameter '{parameter.Name}' is declared as {parameter.Type} and cannot be '{Lines.Shorten(value.Text, 100)}': {problem}{(problem.EndsWith('?') ? "" : ".")}");
    }

    static ParameterType? TypeOf(Notebook notebook, NotebookParameter parameter) => ParameterType.Of(parameter, name => EnumMembers.Of(notebook, name));

    static string Code(Cell declaring, string path)
    {
        try
        {
            return Directives.Blank(declaring.Source);
        }
        catch (CellErrorException e)
        {
            throw new NotebookUsageException($"{path}, cell tagged '{DeclaringTag}', line {e.Line}: {e.Message}", e);
        }
    }

    static NotebookUsageException Unknown(Notebook notebook, string name, IReadOnlyList<NotebookParameter> declared) => new(declared.Count == 0
        ? $"{notebook.Path} declares no parameters, so '{name}' cannot be set. Tag the cell that declares it '{DeclaringTag}'."
        : $"{notebook.Path} has no parameter '{name}'.{Spelling.Suggest(name, declared.Select(p => p.Name))} It has: {string.Join(", ", declared.Select(p => $"{p.Name} ({p.Type})"))}.");

    static string TypeOf(FieldDeclarationSyntax field, VariableDeclaratorSyntax variable, string path) => field.Declaration.Type is { IsVar: false } type
        ? type.ToString()
        : throw new NotebookUsageException($"{path}: parameter '{variable.Identifier.ValueText}' is declared with var. Give it a type that says what values it takes, as in 'double alpha = 0.05;'.");

    static string HelpOf(FieldDeclarationSyntax field)
    {
        var above = new List<string>();
        var ends = 0; // two line ends in a row: a blank line parts the comment from the declaration
        foreach (var trivia in field.GetLeadingTrivia().Reverse())
        {
            if (trivia.IsKind(SyntaxKind.EndOfLineTrivia) && ++ends == 2) break;
            if (!trivia.IsKind(SyntaxKind.SingleLineCommentTrivia)) continue;
            above.Insert(0, Comment(trivia));
            ends = 0;
        }
        var behind = field.GetTrailingTrivia().Where(trivia => trivia.IsKind(SyntaxKind.SingleLineCommentTrivia)).Select(Comment);
        return string.Join(' ', above.Concat(behind).Where(line => line.Length > 0));

        static string Comment(SyntaxTrivia trivia) => trivia.ToString().TrimStart('/').Trim();
    }

    static string Escape(string name) => SyntaxFacts.GetKeywordKind(name) == SyntaxKind.None ? name : "@" + name;

    static string FreeId(List<Cell> cells)
    {
        var id = InjectedTag;
        for (var again = 2; cells.Any(cell => cell.Id == id); again++) id = $"{InjectedTag}-{again}";
        return id;
    }
}
