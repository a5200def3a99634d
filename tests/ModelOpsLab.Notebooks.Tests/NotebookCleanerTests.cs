using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;

namespace ModelOpsLab.Notebooks.Tests;

public sealed class NotebookCleanerTests
{
    static JsonObject Clean(string json, bool outputs = false) => JsonNode.Parse(NotebookCleaner.Clean(json, outputs: outputs))!.AsObject();

    static string Book(string cellMetadata = "{}", string metadata = "{}", string outputs = "[]", string minor = "5", string id = "\"id\": \"a\",") =>
        $$"""{"metadata": {{metadata}}, "nbformat": 4, "nbformat_minor": {{minor}}, "cells": [{"cell_type": "code", {{id}} "execution_count": 3, "source": "x = 1\nprint(x)", "outputs": {{outputs}}, "metadata": {{cellMetadata}}}]}""";

    /// <summary>The keys that nbstripout takes out by default, and those of VS Code, Colab, papermill and others.</summary>
    [Theory]
    [InlineData("ExecuteTime", """{"end_time": "2020-01-01", "start_time": "2020-01-01"}""")]
    [InlineData("execution", """{"iopub.execute_input": "2020-01-01"}""")]
    [InlineData("collapsed", "true")]
    [InlineData("scrolled", "true")]
    [InlineData("hidden", "true")]
    [InlineData("heading_collapsed", "true")]
    [InlineData("executionInfo", """{"elapsed": 12, "user": {"displayName": "A"}}""")]
    [InlineData("colab", """{"base_uri": "x"}""")]
    [InlineData("outputId", "\"b2\"")]
    [InlineData("papermill", """{"duration": 0.1, "status": "completed"}""")]
    [InlineData("azdata_cell_guid", "\"x\"")]
    public void Noise_of_a_cell_goes(string name, string value) =>
        Assert.Equal("{}", Clean(Book($$"""{"{{name}}": {{value}}}"""))["cells"]![0]!["metadata"]!.ToJsonString());

    [Theory]
    [InlineData("""{"signature": "sha256:x"}""", "{}")]
    [InlineData("""{"widgets": {"state": {}}}""", "{}")]
    [InlineData("""{"vscode": {"interpreter": {"hash": "x"}}}""", "{}")]
    [InlineData("""{"colab": {"provenance": []}}""", "{}")]
    [InlineData("""{"papermill": {"duration": 1.5, "start_time": "x", "parameters": {"n": 1}}}""", """{"papermill":{"parameters":{"n":1}}}""")]
    [InlineData("""{"kernelspec": {"name": ".net-csharp"}, "mine": {"b": 1, "a": [1, 2]}}""", """{"kernelspec":{"name":".net-csharp"},"mine":{"a":[1,2],"b":1}}""")]
    public void Noise_of_the_notebook_goes_and_the_rest_stays(string metadata, string expected) => Assert.Equal(expected, Clean(Book(metadata: metadata))["metadata"]!.ToJsonString());

    [Fact]
    public void What_a_cell_means_stays()
    {
        const string Metadata = """{"tags":["parameters"],"vscode":{"languageId":"csharp"},"jupyter":{"source_hidden":true},"mine":1,"modelops":{"stamp":"1:a:b:c"},"polyglot_notebook":{"kernelName":"csharp"}}""";
        var kept = Clean(Book(Metadata))["cells"]![0]!["metadata"]!;
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(Metadata), kept), kept.ToJsonString());
    }

    [Fact]
    public void Outputs_stay_unless_they_are_to_go()
    {
        var book = Book("""{"modelops": {"stamp": "1:a:b:c", "mine": 1}}""", outputs: """[{"output_type": "stream", "name": "stdout", "text": "a\n"}, {"output_type": "stream", "name": "stdout", "text": ["b", "c\n"]}, {"output_type": "stream", "name": "stderr", "text": "w"}]""");
        var kept = Clean(book)["cells"]![0]!;
        Assert.Equal(3, kept["execution_count"]!.GetValue<int>());
        Assert.Equal("""[{"name":"stdout","output_type":"stream","text":["a\n","bc\n"]},{"name":"stderr","output_type":"stream","text":["w"]}]""", kept["outputs"]!.ToJsonString());
        var stripped = Clean(book, outputs: true)["cells"]![0]!;
        Assert.Null(stripped["execution_count"]);
        Assert.Equal("[]", stripped["outputs"]!.ToJsonString());
        Assert.Equal("""{"modelops":{"mine":1}}""", stripped["metadata"]!.ToJsonString());
    }

    [Fact]
    public void Json_in_an_output_keeps_its_order_and_its_digits()
    {
        var data = Clean(Book(outputs: """[{"output_type": "display_data", "metadata": {}, "data": {"text/plain": "x", "application/json": {"b": 1.50, "a": 1e400}}}]"""))["cells"]![0]!["outputs"]![0]!["data"]!;
        Assert.Equal("""{"application/json":{"b":1.50,"a":1e400},"text/plain":["x"]}""", data.ToJsonString());
    }

    [Fact]
    public void Format_and_ids_stay_as_they_are()
    {
        var old = Clean(Book(minor: "2", id: ""));
        Assert.Equal(2, old["nbformat_minor"]!.GetValue<int>());
        Assert.False(old["cells"]![0]!.AsObject().ContainsKey("id"));
        Assert.Equal("a", Clean(Book())["cells"]![0]!["id"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("")]
    [InlineData("{\"cells\": [")]
    [InlineData("{\"cells\": 3, \"nbformat\": 4}")]
    [InlineData("<<<<<<< HEAD\n{}")]
    [InlineData("[]")]
    public void What_is_no_notebook_is_an_error_not_an_empty_file(string text) => Assert.Throws<InvalidDataException>(() => NotebookCleaner.Clean(text));

    [Fact]
    public async Task What_was_run_by_us_is_clean_already()
    {
        var run = await NotebookRunner.RunAsync(new([Cell.Markdown("# T"), Cell.Code("Console.WriteLine(1); 2.5"), Cell.Code("new { B = 1, A = 2 }", "keep")]));
        var text = NotebookJson.Write(run.Notebook);
        Assert.Equal(text, NotebookCleaner.Clean(text));
        var cleaned = NotebookJson.Parse(NotebookCleaner.Clean(text));
        Assert.All(StaleCells.Of(cleaned), cell => Assert.Equal(Standing.Proved, cell.Standing));
    }

    /// <summary>Any JSON where hosts may put some, any text where text goes.</summary>
    [Fact]
    public void Cleaning_twice_is_cleaning_once_and_keeps_what_it_does_not_know()
    {
        var texts = ArbMap.Default.GeneratorFor<NonNull<string>>().Select(text => text.Get);
        var keys = Gen.OneOf(Gen.Elements("tags", "execution", "collapsed", "mine", "vscode", "modelops", "papermill", "id", "z", "a"), texts);
        var books = from key in keys from text in texts from source in texts from number in ArbMap.Default.GeneratorFor<double>().Where(double.IsFinite) from kind in Gen.Elements("code", "markdown", "raw")
                    select (key, text, source, number, kind);
        Prop.ForAll(books.ToArbitrary(), book =>
        {
            var extra = new JsonObject { [book.key] = new JsonArray(book.text, new JsonObject { ["z"] = book.number, ["a"] = null }) };
            var cell = new JsonObject { ["cell_type"] = book.kind, ["id"] = "c1", ["metadata"] = extra.DeepClone(), ["source"] = book.source };
            if (book.kind == "code")
            {
                cell["execution_count"] = null;
                cell["outputs"] = new JsonArray(new JsonObject { ["output_type"] = "stream", ["name"] = "stdout", ["text"] = book.text });
            }
            var json = new JsonObject { ["cells"] = new JsonArray(cell), ["metadata"] = extra, ["nbformat"] = 4, ["nbformat_minor"] = 5 };
            var once = NotebookCleaner.Clean(json.ToJsonString());
            var read = NotebookJson.Parse(once);
            return NotebookCleaner.Clean(once) == once && read.Cells[0].Source == book.source && !once.Contains('\r', StringComparison.Ordinal)
                && (book.key != "mine" || read.Metadata.ContainsKey("mine") && read.Cells[0].Metadata.ContainsKey("mine"));
        }).QuickCheckThrowOnFailure();
    }
}
