using System.Text;

namespace ModelOpsLab.Notebooks.Tests;

[Collection("memory")]
public sealed class MalformedNotebookTests : IDisposable
{
    const string Minimal = """{"cells": [{"cell_type": "code", "id": "a", "metadata": {}, "source": ["1 + 1"], "outputs": [], "execution_count": null}], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}""";

    readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("modelops-test-");

    public void Dispose() => _folder.Delete(recursive: true);

    string Write(byte[] bytes)
    {
        var file = Path.Combine(_folder.FullName, "n.ipynb");
        File.WriteAllBytes(file, bytes);
        return file;
    }

    string Refusal(byte[] bytes) => Assert.Throws<InvalidDataException>(() => Notebook.Read(Write(bytes))).Message;

    [Fact]
    public void A_byte_order_mark_is_no_harm() => Assert.Equal("1 + 1", Notebook.Read(Write([0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes(Minimal)])).Cells.Single().Source);

    [Fact]
    public void An_empty_file_is_named_as_such() => Assert.Contains("n.ipynb, line 1, column 1: this is not JSON (the file is empty)", Refusal([]), StringComparison.Ordinal);

    [Fact]
    public void A_folder_is_no_notebook() => Assert.Contains("is a folder, not a notebook", Assert.Throws<InvalidDataException>(() => Notebook.Read(_folder.FullName)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData(true, true)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(false, false)]
    public void Utf16_is_named_with_or_without_its_mark(bool bigEndian, bool mark)
    {
        var encoding = new UnicodeEncoding(bigEndian, mark);
        Assert.Contains("the file is UTF-16", Refusal([.. encoding.GetPreamble(), .. encoding.GetBytes(Minimal)]), StringComparison.Ordinal);
    }

    [Fact]
    public void A_byte_that_is_not_utf8_has_a_place() => Assert.Contains("n.ipynb, line 2, column 4: the byte 0xFF is not UTF-8", Refusal([.. "{\n \"é"u8, 0xFF, .. "\": 1}"u8]), StringComparison.Ordinal);

    [Fact]
    public void A_file_that_was_cut_short_has_a_place()
    {
        var message = Refusal(Encoding.UTF8.GetBytes(Minimal.Replace("\"source\"", "\n\"source\"", StringComparison.Ordinal)[..110]));
        Assert.Contains("n.ipynb, line 2, column ", message, StringComparison.Ordinal);
        Assert.Contains("restore the file from version control", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"cells": [], "metadata": {}, "nbformat": 3}""", "notebook format 3 cannot be read, only format 4")]
    [InlineData("""{"worksheets": [], "metadata": {}, "nbformat": 3}""", "format 3 or older")]
    [InlineData("""{"sheets": [], "nbformat": 5}""", "notebook format 5 cannot be read, only format 4")]
    [InlineData("""{"cells": [], "metadata": {}}""", "notebook format (none given)")]
    [InlineData("""{"cells": {"a": 1}, "nbformat": 4}""", "no list of \"cells\"")]
    [InlineData("""{"cells": [{"cell_type": "code", "id": "a", "metadata": {}, "outputs": []}], "nbformat": 4}""", "cell 1: it has no \"source\"")]
    [InlineData("""{"cells": [{"cell_type": "code", "source": [], "outputs": [{"output_type": "sound"}]}], "nbformat": 4}""", "cell 1, output 1: output_type 'sound'")]
    public void What_is_no_notebook_of_format_4_says_so(string text, string message) => Assert.Contains(message, Refusal(Encoding.UTF8.GetBytes(text)), StringComparison.Ordinal);

    [Fact]
    public void Doubled_and_impossible_ids_are_put_right_and_told()
    {
        var notebook = NotebookJson.Parse("""{"cells": [{"cell_type": "code", "id": "a", "source": "1"}, {"cell_type": "code", "id": "a", "source": "2"}, {"cell_type": "code", "id": "é", "source": "3"}], "nbformat": 4, "nbformat_minor": 5}""", "n.ipynb");
        Assert.Equal(3, notebook.Cells.Select(cell => cell.Id).Distinct().Count());
        Assert.Equal($"n.ipynb, cell 2: the id 'a' is that of cell 1 too; the cell is given the id '{notebook.Cells[1].Id}'.", notebook.Repairs[0]);
        Assert.StartsWith("n.ipynb, cell 3: the id 'é' is not made of", notebook.Repairs[1], StringComparison.Ordinal);
        Assert.Empty(NotebookJson.Parse(NotebookJson.Write(notebook)).Repairs);
    }

    [Fact]
    public void An_output_of_50_megabytes_is_read_and_keeps_its_bytes()
    {
        var line = new string('x', 1023) + "\n";
        var big = new Notebook([Cell.Code("1") with { Outputs = [CellOutput.Stream("stdout", string.Concat(Enumerable.Repeat(line, 50 * 1024)))], ExecutionCount = 1 }]);
        var file = Path.Combine(_folder.FullName, "big.ipynb");
        big.Write(file);
        var before = File.ReadAllBytes(file);
        Assert.True(before.Length > 50 << 20);
        Notebook.Read(file).Write(file);
        Assert.True(before.AsSpan().SequenceEqual(File.ReadAllBytes(file)));
    }
}
