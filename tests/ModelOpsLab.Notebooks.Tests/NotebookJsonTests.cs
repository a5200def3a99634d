using System.Text;

namespace ModelOpsLab.Notebooks.Tests;

/// <summary>Files/canonical.ipynb was written by Python's json.dumps(indent=1, ensure_ascii=False, sort_keys=True), as nbformat writes notebooks.</summary>
public sealed class NotebookJsonTests
{
    static string Canonical => File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Files", "canonical.ipynb"), Encoding.UTF8);

    [Fact]
    public void A_canonical_file_keeps_its_bytes()
    {
        Assert.Equal(Canonical, NotebookJson.Write(NotebookJson.Parse(Canonical)));
    }

    [Fact]
    public void A_rewritten_file_keeps_its_bytes_from_then_on()
    {
        var first = NotebookJson.Write(NotebookJson.Parse("""{"nbformat": 4, "nbformat_minor": 2, "metadata": {}, "cells": [{"cell_type": "code", "source": "a\nb", "metadata": {}, "outputs": [], "execution_count": null}]}"""));
        Assert.Equal(first, NotebookJson.Write(NotebookJson.Parse(first)));
        Assert.Contains("\"nbformat_minor\": 5", first, StringComparison.Ordinal);
        Assert.Contains("   \"source\": [\n    \"a\\n\",\n    \"b\"\n   ]", first, StringComparison.Ordinal);
    }

    [Fact]
    public void Changing_one_cell_leaves_the_others_and_all_unknown_fields()
    {
        var notebook = NotebookJson.Parse(Canonical);
        var cells = notebook.Cells.ToList();
        cells[1] = cells[1] with { Source = "var x = 2;\nx" };
        Assert.Equal(Canonical.Replace("var x = 1;", "var x = 2;", StringComparison.Ordinal), NotebookJson.Write(notebook with { Cells = cells }));
    }

    [Fact]
    public void Keys_keep_the_order_of_the_file()
    {
        var text = "{\n \"nbformat\": 4,\n \"nbformat_minor\": 5,\n \"metadata\": {},\n \"cells\": [\n  {\n   \"id\": \"a\",\n   \"cell_type\": \"markdown\",\n   \"source\": [],\n   \"metadata\": {}\n  }\n ]\n}\n";
        Assert.Equal(text, NotebookJson.Write(NotebookJson.Parse(text)));
    }

    [Fact]
    public void Ids_are_made_the_same_every_time_and_are_unique()
    {
        const string Text = """{"nbformat": 4, "nbformat_minor": 4, "metadata": {}, "cells": [{"cell_type": "code", "source": "1"}, {"cell_type": "code", "source": "1"}, {"cell_type": "code", "source": "2", "id": "not an id!"}]}""";
        var ids = NotebookJson.Parse(Text).Cells.Select(cell => cell.Id).ToArray();
        Assert.Equal(ids, NotebookJson.Parse(Text).Cells.Select(cell => cell.Id));
        Assert.Equal(3, ids.Distinct().Count());
        Assert.All(ids, id => Assert.Matches("^[a-zA-Z0-9-_]{1,64}$", id));
    }

    [Fact]
    public void A_new_notebook_names_the_kernel_other_hosts_know()
    {
        var notebook = NotebookJson.Parse(NotebookJson.Write(new([Cell.Markdown("# A"), Cell.Code("1 + 1")])));
        Assert.Equal(".net-csharp", notebook.Metadata["kernelspec"]!["name"]!.ToString());
        Assert.Equal([CellKind.Markdown, CellKind.Code], notebook.Cells.Select(cell => cell.Kind));
    }

    [Theory]
    [InlineData("{\n \"cells\": [\n  1,,\n ]}", "book.ipynb, line 3, column 5: this is not JSON")]
    [InlineData("{\n \"é\": \"ö\", x", "book.ipynb, line 2, column 12: this is not JSON")]
    [InlineData("<<<<<<< HEAD", "book.ipynb, line 1, column 1: this is not JSON")]
    [InlineData("", "book.ipynb, line 1, column 1: this is not JSON")]
    [InlineData("[1]", "no list of \"cells\"")]
    [InlineData("{\"worksheets\": [], \"nbformat\": 3}", "format 3 or older")]
    [InlineData("{\"cells\": [], \"nbformat\": 5}", "notebook format 5 cannot be read")]
    [InlineData("{\"cells\": []}", "notebook format (none given)")]
    [InlineData("{\"cells\": [{\"cell_type\": \"sql\", \"source\": \"\"}], \"nbformat\": 4}", "book.ipynb, cell 1: cell_type 'sql'")]
    [InlineData("{\"cells\": [{\"cell_type\": \"code\", \"source\": 7}], \"nbformat\": 4}", "book.ipynb, cell 1: expected text or a list of lines, found 7")]
    [InlineData("{\"cells\": [], \"cells\": [], \"nbformat\": 4}", "this is not JSON")]
    public void A_file_that_is_no_notebook_is_refused_with_its_place(string text, string message)
    {
        var error = Assert.Throws<InvalidDataException>(() => NotebookJson.Parse(text, "book.ipynb"));
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_file_is_named()
    {
        Assert.Contains("nowhere.ipynb", Assert.Throws<FileNotFoundException>(() => Notebook.Read("nowhere.ipynb")).Message, StringComparison.Ordinal);
    }
}
