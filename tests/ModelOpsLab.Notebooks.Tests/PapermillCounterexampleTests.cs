namespace ModelOpsLab.Notebooks.Tests;

/// <summary>
/// What papermill 2.6 does to a C# notebook's parameters, found by running it: it writes <c>var name = value;</c> in a new cell, in the syntax of Python's escapes.
/// Each case that it corrupts or breaks arrives here as it was given, or is refused before a cell runs.
/// </summary>
public sealed class PapermillCounterexampleTests
{
    const string Declaration = """
        double alpha = 0.05;
        string name = "";
        string? note = "";
        double[] levels = [0.5];
        double?[] gaps = [];
        int[] steps = [1];
        System.Numerics.BigInteger id = 0;
        double Half() => alpha / 2;
        """;

    static async Task<string> Run(string parameters, string expression)
    {
        var run = await NotebookRunner.RunAsync(new([Cell.Code(Declaration, "parameters"), Cell.Code(expression)]), new() { Parameters = NotebookParameters.FromJson(parameters, "p.json") });
        Assert.True(run.Failure is null, run.Failure?.Message);
        return run.Notebook.Cells[^1].Outputs[^1].Text;
    }

    [Fact]
    public async Task An_accent_before_a_digit_stays_two_characters() => Assert.Equal("2 E9 31", await Run("""{"name": "é1"}""", "$\"{name.Length} {(int)name[0]:X} {(int)name[1]:X}\""));

    [Fact]
    public async Task A_whole_number_does_not_turn_a_double_into_an_integer() => Assert.Equal("0.5", await Run("""{"alpha": 1}""", "alpha / 2"));

    [Fact]
    public async Task A_function_of_the_parameters_cell_sees_the_new_value() => Assert.Equal("0.25", await Run("""{"alpha": 0.5}""", "Half()"));

    [Fact]
    public async Task Null_is_a_value_of_a_nullable_type() => Assert.Equal("True", await Run("""{"note": null}""", "note is null"));

    [Fact]
    public async Task Not_a_number_is_one() => Assert.Equal("True", await Run("""{"alpha": "NaN"}""", "double.IsNaN(alpha)"));

    [Fact]
    public async Task An_empty_list_has_the_declared_type() => Assert.Equal("0 Double[]", await Run("""{"levels": []}""", "$\"{levels.Length} {levels.GetType().Name}\""));

    [Fact]
    public async Task A_list_of_whole_and_broken_numbers_is_one_of_doubles() => Assert.Equal("0.75", await Run("""{"levels": [1, 0.5]}""", "levels.Sum() / 2"));

    [Fact]
    public async Task A_list_may_hold_null_where_the_type_allows_it() => Assert.Equal("1", await Run("""{"gaps": [1.5, null]}""", "gaps.Count(gap => gap is null)"));

    [Fact]
    public async Task An_integer_beyond_64_bits_keeps_its_digits() => Assert.Equal("340282366920938463463374607431768211456", await Run("""{"id": 340282366920938463463374607431768211456}""", "id"));

    [Theory]
    [InlineData("""{"steps": [1, "two"]}""", "'steps' is declared as int[]", "item 2, \"two\"")]
    [InlineData("""{"levels": [1, null]}""", "'levels' is declared as double[]", "item 2, null")]
    [InlineData("""{"alpa": 0.1}""", "no parameter 'alpa'", "Did you mean 'alpha'?")]
    [InlineData("""{"alpha": null}""", "'alpha' is declared as double", "a JSON number")]
    [InlineData("""{"steps": [340282366920938463463374607431768211456]}""", "'steps' is declared as int[]", "item 1")]
    public async Task What_does_not_fit_is_refused_before_a_cell_runs(string parameters, params string[] parts)
    {
        var error = await Assert.ThrowsAsync<NotebookUsageException>(() => Run(parameters, "throw new Exception(\"a cell ran\")"));
        Assert.All(parts, part => Assert.Contains(part, error.Message, StringComparison.Ordinal));
    }
}
