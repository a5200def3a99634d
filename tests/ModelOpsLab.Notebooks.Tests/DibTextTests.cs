using FsCheck;
using FsCheck.Fluent;

namespace ModelOpsLab.Notebooks.Tests;

public sealed class DibTextTests : IDisposable
{
    readonly NotebookFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    static (CellKind, string)[] Cells(Notebook notebook) => [.. notebook.Cells.Select(cell => (cell.Kind, cell.Source))];

    [Fact]
    public void A_file_as_other_hosts_write_it_is_read()
    {
        var notebook = DibText.Parse("#!meta\n\n{\"kernelInfo\":{\"defaultKernelName\":\"csharp\",\"items\":[{\"aliases\":[],\"name\":\"csharp\"}]}}\n\n#!markdown\n\n# Title\n\n#!csharp\n\nvar a = 1;\n\nvar b = 2;\n\n#!fsharp\n\nlet x = 1\n", "n.dib");
        Assert.Equal([(CellKind.Markdown, "# Title"), (CellKind.Code, "var a = 1;\n\nvar b = 2;"), (CellKind.Code, "let x = 1")], Cells(notebook));
        Assert.Equal([true, false], notebook.Cells.Skip(1).Select(cell => CellLanguage.IsCSharp(CellLanguage.Of(notebook, cell))));
    }

    [Theory]
    [InlineData("#!csharp\r\n\r\nvar a = 1;\r\nvar b = 2;\r\n\r\n#!markdown\r\n\r\ntext\r\n")]
    [InlineData("\uFEFF#!csharp\n\nvar a = 1;\nvar b = 2;\n\n#!markdown\n\ntext\n")]
    [InlineData("#!csharp\nvar a = 1;\nvar b = 2;\n#!markdown\ntext")]
    [InlineData("var a = 1;\nvar b = 2;\n#!md  \ntext")]
    public void Line_ends_byte_order_marks_and_blank_lines_do_not_matter(string text)
    {
        Assert.Equal([(CellKind.Code, "var a = 1;\nvar b = 2;"), (CellKind.Markdown, "text")], Cells(DibText.Parse(text, "n.dib")));
    }

    [Fact]
    public void A_default_kernel_other_than_C_is_kept_and_refused_where_it_runs()
    {
        var notebook = DibText.Parse("#!meta\n\n{\"kernelInfo\":{\"defaultKernelName\":\"fsharp\",\"items\":[]}}\n\n#!fsharp\n\nlet x = 1\n\n#!csharp\n\n1\n", "n.dib");
        Assert.Equal(["fsharp", "csharp"], notebook.Cells.Select(cell => CellLanguage.Of(notebook, cell)));
        var again = NotebookJson.Parse(NotebookJson.Write(notebook));
        Assert.Equal(["fsharp", "csharp"], again.Cells.Select(cell => CellLanguage.Of(again, cell)));
    }

    [Fact]
    public void Any_code_and_text_comes_back_exactly_through_both_formats()
    {
        var line = Gen.Elements("", " ", "var a = 1;", "#r \"nuget: X, 1.0.0\"", "#!time", "# Title", "\ttab", "é\u2028x", "\r", "#!import a.cs", "{\"a\": 1}", "#!meta x");
        var source = Gen.ListOf(line).Select(lines => string.Join('\n', lines));
        var cell = Gen.Zip(Gen.Elements(CellKind.Code, CellKind.Markdown), source).Select(pair => pair.Item1 == CellKind.Code ? Cell.Code(pair.Item2, "parameters") : Cell.Markdown(pair.Item2));
        Prop.ForAll(Gen.ListOf(cell).ToArbitrary(), cells =>
        {
            var notebook = NotebookJson.Parse(NotebookJson.Write(new([.. cells])));
            var dib = DibText.Parse(DibText.Write(notebook), "n.dib");
            var back = NotebookJson.Parse(NotebookJson.Write(dib));
            return Cells(back).SequenceEqual(Cells(notebook))
                && back.Cells.Select(c => (c.Id, string.Join(',', c.Tags))).SequenceEqual(notebook.Cells.Select(c => (c.Id, string.Join(',', c.Tags))))
                && DibText.Write(dib) == DibText.Write(notebook);
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Ids_follow_from_the_text_so_that_reading_twice_gives_the_same()
    {
        const string Text = "#!csharp\n\n1\n\n#!csharp\n\n1\n";
        var ids = DibText.Parse(Text, "n.dib").Cells.Select(cell => cell.Id).ToArray();
        Assert.Equal(ids, DibText.Parse(Text, "n.dib").Cells.Select(cell => cell.Id));
        Assert.Distinct(ids);
    }

    [Fact]
    public void Tags_stay_with_their_cell_when_others_are_edited()
    {
        var text = DibText.Write(new([Cell.Code("1"), Cell.Code("double alpha = 0.05;", "parameters")]));
        var edited = DibText.Parse(text.Replace("#!csharp\n\n1\n", "#!csharp\n\n1\n\n#!csharp\n\n2\n", StringComparison.Ordinal), "n.dib");
        Assert.Equal(["", "", "parameters"], edited.Cells.Select(cell => string.Join(',', cell.Tags)));
    }

    [Fact]
    public void What_the_format_cannot_hold_is_refused_with_its_place()
    {
        var message = Assert.Throws<NotebookUsageException>(() => DibText.Write(new([Cell.Code("1"), Cell.Code("var s = @\"\n#!markdown\n\";")]))).Message;
        Assert.Contains("cell 2, line 2: '#!markdown' would begin a new cell", message, StringComparison.Ordinal);
        Assert.Contains("cell 1 is raw text", Assert.Throws<NotebookUsageException>(() => DibText.Write(new([new(CellKind.Raw, "a", "x")]))).Message, StringComparison.Ordinal);
        Assert.Contains("line 3: the section #!meta is not a JSON object", Assert.Throws<InvalidDataException>(() => DibText.Parse("#!meta\n\n{oops\n\n#!csharp\n\n1", "n.dib")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_dib_is_read_checked_and_run_like_any_notebook()
    {
        var notebook = Notebook.Read(_folder.Write("n.dib", "#!csharp\n\nvar a = 20;\n\n#!csharp\n\na + 22\n"));
        Assert.Empty(NotebookCheck.Of(notebook));
        Assert.Equal("42", (await NotebookRunner.RunAsync(notebook)).Notebook.Cells[1].Outputs.Single().Text);
    }
}
