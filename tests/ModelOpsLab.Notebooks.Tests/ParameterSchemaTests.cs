using System.Diagnostics;
using System.Text.Json.Nodes;

namespace ModelOpsLab.Notebooks.Tests;

/// <summary>The JSON Schema of a notebook's parameters, judged by a validator from outside (Python's jsonschema, draft 2020-12) and by the run itself: both say the same of a file.</summary>
public sealed class ParameterSchemaTests
{
    const string Declaration = """
        enum Scheme { Sliding, Expanding }
        string model; // which
        double alpha = 0.05; // how sure, in (0, 1)
        int rows = 500; // in [1, 10000]
        double? floor = null;
        DateOnly day = new(2020, 3, 31);
        DateTimeOffset at = default;
        TimeSpan wait = default;
        Scheme scheme = Scheme.Sliding;
        string[] names = []; // in {a, b}
        decimal fee = 0.10m;
        bool fast = true;
        object other = null;
        """;

    /// <summary>Files, and whether they fit.</summary>
    public static TheoryData<string, bool> Files => new()
    {
        { """{"model": "m"}""", true },
        { """{"model": "m", "alpha": 0.5, "rows": 1, "floor": null, "day": "2020-03-31", "at": "2020-03-31T16:00:00Z", "wait": "PT5M", "scheme": "Expanding", "names": ["a", "b"], "fee": 12.50, "fast": false}""", true },
        { """{"model": "m", "floor": "NaN"}""", true },
        { """{"model": "m", "floor": 1.5}""", true },
        { """{"model": "m", "wait": "01:02:03"}""", true },
        { """{"model": 5}""", false },
        { """{"model": "m", "alpha": 1}""", false },
        { """{"model": "m", "alpha": "NaN"}""", false },
        { """{"model": "m", "rows": 0}""", false },
        { """{"model": "m", "rows": 1.5}""", false },
        { """{"model": "m", "rows": "5"}""", false },
        { """{"model": "m", "day": "31.03.2020"}""", false },
        { """{"model": "m", "at": "2020-03-31T16:00:00"}""", false },
        { """{"model": "m", "wait": "5"}""", false },
        { """{"model": "m", "scheme": "sliding"}""", false },
        { """{"model": "m", "names": ["a", "c"]}""", false },
        { """{"model": "m", "names": "a"}""", false },
        { """{"model": "m", "fast": 1}""", false },
        { """{"model": "m", "fee": null}""", false },
        { """{"modl": "m"}""", false },
        { """{"model": "m", "other": 1}""", false },
    };

    static Notebook Book => new([Cell.Code(Declaration, "parameters")]) { Path = "study.ipynb" };

    [Theory]
    [MemberData(nameof(Files))]
    public void The_run_takes_what_fits_and_refuses_the_rest(string file, bool fits)
    {
        var values = NotebookParameters.FromJson(file, "p.json");
        if (fits) Assert.Contains(NotebookParameters.Inject(Book, values).Cells, cell => cell.HasTag("injected-parameters"));
        else Assert.Throws<NotebookUsageException>(() => NotebookParameters.Inject(Book, values));
    }

    [Fact]
    public void A_validator_from_outside_says_the_same_of_each_file()
    {
        const string Program = """
            import json, sys
            from jsonschema import Draft202012Validator, FormatChecker
            schema, files = json.load(sys.stdin)
            Draft202012Validator.check_schema(schema)
            validator = Draft202012Validator(schema, format_checker=FormatChecker())
            print(json.dumps([validator.is_valid(file) for file in files]))
            """;
        var files = Files.Select(row => row.Data).ToArray();
        var input = new JsonArray(NotebookParameters.Schema(Book), new JsonArray([.. files.Select(file => JsonNode.Parse(file.Item1))]));
        using var python = Start("python3", "-c", Program);
        python.StandardInput.Write(input.ToJsonString());
        python.StandardInput.Close();
        var (output, error) = (python.StandardOutput.ReadToEnd(), python.StandardError.ReadToEnd());
        Assert.SkipWhen(error.Contains("ModuleNotFoundError", StringComparison.Ordinal), "Python's jsonschema is not installed");
        Assert.True(output.Length > 0, error);
        Assert.Equal(files.Select(file => $"{file.Item1} {file.Item2}"), files.Zip(JsonNode.Parse(output)!.AsArray(), (file, valid) => $"{file.Item1} {valid!.GetValue<bool>()}"));
    }

    [Fact]
    public void The_schema_says_what_is_required_and_what_it_means()
    {
        var schema = NotebookParameters.Schema(Book);
        Assert.Equal(["model"], schema["required"]!.AsArray().Select(name => name!.GetValue<string>()));
        Assert.Equal("how sure, in (0, 1)", schema["properties"]!["alpha"]!["description"]!.GetValue<string>());
        Assert.False(schema["additionalProperties"]!.GetValue<bool>());
        Assert.Null(schema["properties"]!["other"]);
    }

    static Process Start(string program, params string[] arguments)
    {
        try
        {
            return Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true })!;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Assert.Skip($"{program} is not installed");
            throw;
        }
    }
}
