namespace ModelOpsLab.Notebooks.Tests;

/// <summary>Every type that a value can be given for: what arrives in the notebook is what was given, from text and from JSON.</summary>
public sealed class ParameterTypeTests
{
    static async Task<string> Value(string declaration, ParameterValue value, string expression)
    {
        var book = new Notebook([Cell.Code(declaration, "parameters"), Cell.Code(expression)]) { Path = "study.ipynb" };
        var run = await NotebookRunner.RunAsync(book, new() { Parameters = new Dictionary<string, ParameterValue> { ["x"] = value } });
        Assert.True(run.Failure is null, run.Failure?.Message);
        return run.Notebook.Cells[^1].Outputs[^1].Text;
    }

    static ParameterValue Json(string json) => NotebookParameters.FromJson($"{{\"x\": {json}}}", "p.json")["x"];

    static string Refusal(string declaration, ParameterValue value) => Assert.Throws<NotebookUsageException>(() =>
        NotebookParameters.Inject(new([Cell.Code(declaration, "parameters")]) { Path = "study.ipynb" }, new Dictionary<string, ParameterValue> { ["x"] = value })).Message;

    [Theory]
    [InlineData("DateTimeOffset x = default;", "2020-03-31T16:00:00.25+02:00", "$\"{x.Offset} {x.UtcTicks}\"", "02:00:00 637212600002500000")]
    [InlineData("DateTimeOffset x = default;", "2020-03-31T16:00Z", "$\"{x.Offset} {x.Hour}\"", "00:00:00 16")]
    [InlineData("DateTimeOffset x = default;", "2020-03-31T16:00:00-05:30", "x.Offset", "-05:30:00")]
    [InlineData("TimeOnly x = default;", "16:30:00.5", "x.Ticks", "594005000000")]
    [InlineData("TimeSpan x = default;", "1.02:03:04.5", "x.Ticks", "937845000000")]
    [InlineData("TimeSpan x = default;", "PT90M", "x.TotalHours", "1.5")]
    [InlineData("TimeSpan x = default;", "-P1DT1H", "x.TotalHours", "-25")]
    [InlineData("long x = 0;", "-9223372036854775808", "x", "-9223372036854775808")]
    [InlineData("ulong x = 0;", "18446744073709551615", "x", "18446744073709551615")]
    [InlineData("uint x = 0;", "4294967295", "x", "4294967295")]
    [InlineData("byte x = 0;", "255", "x", "255")]
    [InlineData("System.Numerics.BigInteger x = 0;", "340282366920938463463374607431768211457", "x + 1", "340282366920938463463374607431768211458")]
    [InlineData("float x = 0;", "0.1", "x == 0.1f", "True")]
    [InlineData("double x = 0;", "-0", "1 / x", "-Infinity")]
    [InlineData("double x = 0;", "5e-324", "x == double.Epsilon", "True")]
    [InlineData("double? x = 1;", "null", "x is null", "True")]
    [InlineData("double? x = null;", "NaN", "double.IsNaN(x!.Value)", "True")]
    [InlineData("Nullable<int> x = 1;", "null", "x is null", "True")]
    [InlineData("DayOfWeek x = DayOfWeek.Monday;", "Friday", "(int)x", "5")]
    [InlineData("enum Window { Sliding, Expanding }\nWindow x = Window.Sliding;", "Expanding", "x", "Expanding")]
    [InlineData("ModelOpsLab.Reporting.Severity x = default;", "Critical", "x", "Critical")]
    [InlineData("List<double> x = [];", "1,2.5", "x.Sum() / 2", "1.75")]
    [InlineData("IReadOnlyList<string> x = [];", "[\"a,b\", \"é1\"]", "string.Join('|', x)", "a,b|é1")]
    [InlineData("int[][] x = [];", "[[1, 2], [], [3]]", "x[0][1] + x[2][0] + x.Length", "8")]
    [InlineData("double?[] x = [];", "[1, null]", "x[1] is null && x[0] / 2 == 0.5", "True")]
    [InlineData("DateOnly[] x = [];", "2020-02-29,2020-03-01", "x[1].DayNumber - x[0].DayNumber", "1")]
    [InlineData("int @class = 1; int x = 2;", "3", "x", "3")]
    public async Task Text_arrives_as_the_declared_type_means_it(string declaration, string text, string expression, string expected) =>
        Assert.Equal(expected, await Value(declaration, text, expression));

    [Theory]
    [InlineData("string? x = \"a\";", "null", "x is null", "True")]
    [InlineData("string? x = null;", "\"null\"", "x", "null")]
    [InlineData("string x = \"\";", "\"5\"", "x + 1", "51")]
    [InlineData("double x = 0;", "1", "x / 2", "0.5")]
    [InlineData("double x = 0;", "\"NaN\"", "double.IsNaN(x)", "True")]
    [InlineData("int x = 0;", "5.0", "x / 2", "2")]
    [InlineData("long x = 0;", "9007199254740993", "x", "9007199254740993")]
    [InlineData("decimal x = 0;", "0.1234567890123456789012345678", "x", "0.1234567890123456789012345678")]
    [InlineData("decimal x = 0;", "12.50", "x", "12.50")]
    [InlineData("bool x = false;", "true", "x", "True")]
    [InlineData("string[] x = [\"a\"];", "[]", "x.Length", "0")]
    [InlineData("double[] x = [];", "[1, 0.5, \"Infinity\"]", "x[0] / 2 + 1 / x[2]", "0.5")]
    [InlineData("string?[] x = [];", "[\"null\", null]", "x[0] + (x[1] is null)", "nullTrue")]
    public async Task Json_arrives_as_the_declared_type_means_it(string declaration, string json, string expression, string expected) =>
        Assert.Equal(expected, await Value(declaration, Json(json), expression));

    [Theory]
    [InlineData("int x = 0;", "\"5\"", "a JSON number: a whole number from -2147483648 to 2147483647")]
    [InlineData("int x = 0;", "5.5", "a whole number")]
    [InlineData("int x = 0;", "true", "a JSON number")]
    [InlineData("int x = 0;", "null", "a JSON number")]
    [InlineData("string x = \"\";", "5", "a JSON text")]
    [InlineData("string x = \"\";", "null", "a JSON text")]
    [InlineData("bool x = true;", "\"true\"", "the JSON value true or false")]
    [InlineData("bool x = true;", "1", "the JSON value true or false")]
    [InlineData("DateOnly x = default;", "\"31.03.2020\"", "a date, as in 2020-03-31")]
    [InlineData("double[] x = [];", "[1, null]", "item 2, null, is not one of its values")]
    [InlineData("double[] x = [];", "[1, \"a\"]", "item 2, \"a\", is not one of its values")]
    [InlineData("double[] x = [];", "1", "a list, as in [1, 2]")]
    [InlineData("long x = 0;", "9223372036854775808", "a whole number from -9223372036854775808 to 9223372036854775807")]
    [InlineData("decimal x = 0;", "0.12345678901234567890123456789", "at most 28 digits")]
    [InlineData("string x = \"\";", "\"\\ud800\"", "half of a surrogate pair")]
    [InlineData("object x = null;", "1", "can be given from outside")]
    [InlineData("enum Window { Sliding, Expanding }\nWindow x = Window.Sliding;", "\"Expandin\"", "one of Sliding, Expanding. Did you mean 'Expanding'?")]
    public void Json_of_another_kind_is_refused_with_what_is_expected(string declaration, string json, string expected)
    {
        var message = Refusal(declaration, Json(json));
        Assert.StartsWith("study.ipynb: parameter 'x' is declared as ", message, StringComparison.Ordinal);
        Assert.Contains(json, message, StringComparison.Ordinal);
        Assert.Contains(expected, message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("TimeSpan x = default;", "5")]
    [InlineData("TimeSpan x = default;", "P1M")]
    [InlineData("DateTimeOffset x = default;", "2020-03-31T16:00:00")]
    [InlineData("DateTimeOffset x = default;", "2020-03-31T16:00:00+15:00")]
    [InlineData("byte x = 0;", "256")]
    [InlineData("byte x = 0;", "-1")]
    [InlineData("DayOfWeek x = default;", "friday")]
    [InlineData("DayOfWeek x = default;", "5")]
    [InlineData("decimal x = 0;", "79228162514264337593543950336")]
    public void Text_that_could_be_misread_is_refused(string declaration, string text) => Assert.Contains($"'{text}'", Refusal(declaration, text), StringComparison.Ordinal);

    [Theory]
    [InlineData("double x = 0.05; // significance level, in (0, 1)", "0", false)]
    [InlineData("double x = 0.05; // significance level, in (0, 1)", "0.99", true)]
    [InlineData("double x = 0.05; // in (0, 1)", "NaN", false)]
    [InlineData("int x = 5; // rows, in [1, inf)", "1", true)]
    [InlineData("int x = 5; // rows, in [1, inf)", "0", false)]
    [InlineData("string x = \"daily\"; // how often, in {daily, weekly}", "weekly", true)]
    [InlineData("string x = \"daily\"; // how often, in {daily, weekly}", "monthly", false)]
    [InlineData("double[] x = []; // levels in [0, 1]", "0.5,1.5", false)]
    [InlineData("int x = 5; // column numbers (1, 2) as in [0, l]", "7", true)]
    public void Limits_in_the_comment_hold(string declaration, string text, bool allowed)
    {
        if (allowed) _ = NotebookParameters.Inject(new([Cell.Code(declaration, "parameters")]), new Dictionary<string, ParameterValue> { ["x"] = text });
        else Assert.Contains("the declaration allows values in ", Refusal(declaration, text), StringComparison.Ordinal);
    }
}
