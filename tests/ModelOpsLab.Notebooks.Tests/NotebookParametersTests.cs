namespace ModelOpsLab.Notebooks.Tests;

public sealed class NotebookParametersTests
{
    const string Declaration = """
        // Which model
        // is reviewed.
        string model = "spx-momentum";

        string month = "2020-03"; // yyyy-MM
        double alpha = 0.05;
        int n = 5;
        long big = 1;
        bool x = true;
        DateOnly d = new(2020, 3, 1);
        DateTime t = new(2020, 3, 1);
        decimal? y = null;
        decimal z = 1m;
        string? note = null;
        string[] names = ["a"];
        double[] levels = [0.5];
        const int Fixed = 3;
        double Half() => alpha / 2;
        """;

    static Notebook Book(string last = "1") => new([Cell.Markdown("# T"), Cell.Code(Declaration, "parameters"), Cell.Code(last)]);

    static async Task<string> Value(string expression, params (string, string)[] values)
    {
        var run = await NotebookRunner.RunAsync(Book(expression), new() { Parameters = values.ToDictionary(v => v.Item1, v => (ParameterValue)v.Item2) });
        Assert.Null(run.Failure);
        return run.Notebook.Cells[^1].Outputs[^1].Text;
    }

    [Fact]
    public void Declarations_are_read_with_type_default_and_comment()
    {
        var parameters = NotebookParameters.Read(Book());
        Assert.Equal(new("model", "string", "\"spx-momentum\"", "Which model is reviewed.", 3), parameters[0]);
        Assert.Equal(new("month", "string", "\"2020-03\"", "yyyy-MM", 5), parameters[1]);
        Assert.Equal(new("d", "DateOnly", "new(2020, 3, 1)", "", 10), parameters.Single(p => p.Name == "d"));
        Assert.Equal(new("y", "decimal?", "null", "", 12), parameters.Single(p => p.Name == "y"));
        Assert.Equal(new("names", "string[]", "[\"a\"]", "", 15), parameters.Single(p => p.Name == "names"));
        Assert.DoesNotContain(parameters, p => p.Name == "Fixed");
    }

    [Fact]
    public async Task A_value_is_assigned_not_redeclared_so_functions_see_it()
    {
        Assert.Equal("0.45", await Value("Half()", ("alpha", "0.9")));
    }

    [Fact]
    public async Task A_whole_number_given_to_a_double_stays_a_double()
    {
        Assert.Equal("0.5", await Value("alpha / 2", ("alpha", "1")));
    }

    [Fact]
    public async Task Letters_after_an_accent_stay_letters()
    {
        Assert.Equal("2 U+00E9", await Value("$\"{model.Length} U+{(int)model[0]:X4}\"", ("model", "é1")));
    }

    [Theory]
    [InlineData("a\"b")]
    [InlineData("a\\n{x}")]
    [InlineData("two\nlines\r\n\ttab")]
    [InlineData("😀 \u2028 \u0000 \u00a0 }} \"\"\"")]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("@$")]
    public async Task Any_text_arrives_as_it_is(string text)
    {
        var expected = string.Join(' ', text.Select(c => (int)c));
        Assert.Equal(expected, await Value("string.Join(' ', model.Select(c => (int)c))", ("model", text)));
    }

    [Theory]
    [InlineData("alpha", "NaN", "double.IsNaN(alpha)", "True")]
    [InlineData("alpha", "-inf", "double.IsNegativeInfinity(alpha)", "True")]
    [InlineData("alpha", "1e-300", "alpha", "1E-300")]
    [InlineData("alpha", "0.1", "alpha + 0.2", "0.30000000000000004")]
    [InlineData("n", "-7", "n", "-7")]
    [InlineData("big", "9223372036854775807", "big", "9223372036854775807")]
    [InlineData("x", "False", "x", "False")]
    [InlineData("d", "2024-02-29", "d.AddDays(1)", "2024-03-01")]
    [InlineData("t", "2020-03-31T16:00:00Z", "$\"{t.Kind} {t.Hour}\"", "Utc 16")]
    [InlineData("t", "2020-03-31", "$\"{t.Kind} {t.Ticks}\"", "Unspecified 637212096000000000")]
    [InlineData("y", "1.50", "y", "1.50")]
    [InlineData("y", "null", "y is null", "True")]
    [InlineData("z", "79228162514264337593543950335", "z", "79228162514264337593543950335")]
    [InlineData("note", "null", "note is null", "True")]
    [InlineData("names", "", "names.Length", "0")]
    [InlineData("names", "b,c", "names", "[b, c]")]
    [InlineData("names", "[\"b,c\", \"d\"]", "names.Length + names[0]", "2b,c")]
    [InlineData("levels", "[1, 0.5]", "levels.Sum() / 2", "0.75")]
    public async Task Every_declared_type_takes_its_values(string name, string value, string expression, string expected)
    {
        Assert.Equal(expected, await Value(expression, (name, value)));
    }

    [Theory]
    [InlineData("n", "5.0", "int")]
    [InlineData("n", "2147483648", "int")]
    [InlineData("n", "", "int")]
    [InlineData("n", "null", "int")]
    [InlineData("alpha", "0,05", "double")]
    [InlineData("alpha", "1e400", "double")]
    [InlineData("alpha", "1_000", "double")]
    [InlineData("x", "yes", "bool")]
    [InlineData("d", "31.03.2020", "DateOnly")]
    [InlineData("d", "2021-02-29", "DateOnly")]
    [InlineData("z", "NaN", "decimal")]
    [InlineData("levels", "[1, \"a\"]", "double[]")]
    [InlineData("levels", "[1", "double[]")]
    public async Task A_value_of_another_type_is_refused_before_anything_runs(string name, string value, string type)
    {
        var error = await Assert.ThrowsAsync<NotebookUsageException>(() => Value("throw new Exception(\"ran\")", (name, value)));
        Assert.Contains($"parameter '{name}' is declared as {type} and cannot be '{value}'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_name_is_refused_with_the_nearest_and_all_known()
    {
        var error = await Assert.ThrowsAsync<NotebookUsageException>(() => Value("1", ("modl", "x")));
        Assert.Contains("no parameter 'modl'. Did you mean 'model'?", error.Message, StringComparison.Ordinal);
        Assert.Contains("levels (double[])", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_notebook_without_parameters_says_so()
    {
        var error = Assert.Throws<NotebookUsageException>(() => NotebookParameters.Inject(new([Cell.Code("1")]), new Dictionary<string, ParameterValue> { ["a"] = "1" }));
        Assert.Contains("declares no parameters", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_parameter_declared_with_var_is_refused()
    {
        var error = Assert.Throws<NotebookUsageException>(() => NotebookParameters.Read(new([Cell.Code("var a = 1;", "parameters")])));
        Assert.Contains("'a' is declared with var", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void New_values_take_the_place_of_the_earlier_ones()
    {
        var once = NotebookParameters.Inject(Book(), new Dictionary<string, ParameterValue> { ["n"] = "1", ["alpha"] = "0.1" });
        var twice = NotebookParameters.Inject(once, new Dictionary<string, ParameterValue> { ["n"] = "2" });
        Assert.Equal("// Values given to this run\nn = 2;", Assert.Single(twice.Cells, cell => cell.HasTag("injected-parameters")).Source);
        Assert.Equal(2, twice.Cells.ToList().FindIndex(cell => cell.HasTag("injected-parameters")));
    }

    [Fact]
    public void A_json_file_of_values_is_one_object_with_each_name_once()
    {
        var values = NotebookParameters.FromJson("""{"n": 5, "alpha": 1e-3, "model": "é", "y": null, "names": ["a", "b"], "x": true}""", "p.json");
        Assert.Equal(["5", "1e-3", "\"é\"", "null", "[\"a\", \"b\"]", "true"], values.Values.Select(value => value.Text));
        Assert.Contains("p.json", Assert.Throws<InvalidDataException>(() => NotebookParameters.FromJson("[1]", "p.json")).Message, StringComparison.Ordinal);
        Assert.Contains("'n'", Assert.Throws<InvalidDataException>(() => NotebookParameters.FromJson("""{"n": 1, "n": 2}""", "p.json")).Message, StringComparison.Ordinal);
        Assert.Contains("p.json, line 2", Assert.Throws<InvalidDataException>(() => NotebookParameters.FromJson("{\n\"n\": }", "p.json")).Message, StringComparison.Ordinal);
    }
}
