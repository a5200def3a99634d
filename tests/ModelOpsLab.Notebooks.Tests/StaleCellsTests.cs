using System.Text.Json.Nodes;
using Xunit.Sdk;

namespace ModelOpsLab.Notebooks.Tests;

public sealed class StaleCellsTests(ITestOutputHelper output)
{
    static async Task<Notebook> Executed(params IEnumerable<string> cells)
    {
        var run = await NotebookRunner.RunAsync(new([.. cells.Select(source => Cell.Code(source))]));
        Assert.Null(run.Failure);
        return NotebookJson.Parse(NotebookJson.Write(run.Notebook));
    }

    static Notebook Edit(Notebook book, int cell, Func<Cell, Cell> edit) => book with { Cells = [.. book.Cells.Select((c, i) => i == cell - 1 ? edit(c) : c)] };

    static Standing[] Standings(Notebook book) => [.. StaleCells.Of(book).Select(cell => cell.Standing)];

    [Fact]
    public async Task What_was_just_run_is_proved()
    {
        Assert.Equal([Standing.Proved, Standing.Proved, Standing.Proved], Standings(await Executed("var a = 1;", "var rows = new List<int> { a };", "rows.Count")));
    }

    [Fact]
    public async Task A_changed_cell_and_those_that_depend_on_it_are_stale_and_no_others()
    {
        var book = Edit(await Executed("var a = 1;", "var b = 2;", "a + 1", "b + 1"), 1, cell => cell with { Source = "var a = 5;" });
        Assert.Equal([Standing.CodeChanged, Standing.Proved, Standing.UpstreamChanged, Standing.Proved], Standings(book));
        Assert.Contains("cell 1, on which it depends", StaleCells.Of(book)[2].Because, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Comments_and_layout_make_nothing_stale()
    {
        var book = Edit(await Executed("var a = 1;", "a + 1"), 1, cell => cell with { Source = "// the first\nvar   a =\n  1;" });
        Assert.Equal([Standing.Proved, Standing.Proved], Standings(book));
    }

    [Fact]
    public async Task A_removed_an_inserted_and_a_moved_cell_make_their_dependents_stale()
    {
        var book = await Executed("int a = 1;", "a = 2;", "a");
        Assert.Equal([Standing.Proved, Standing.UpstreamChanged], Standings(book with { Cells = [book.Cells[0], book.Cells[2]] }));
        Assert.Equal([Standing.Proved, Standing.Proved, Standing.NeverRun, Standing.UpstreamChanged], Standings(book with { Cells = [book.Cells[0], book.Cells[1], Cell.Code("a = 3;"), book.Cells[2]] }));
        Assert.Contains(Standing.UpstreamChanged, Standings(book with { Cells = [book.Cells[0], book.Cells[2], book.Cells[1]] }));
    }

    [Fact]
    public async Task Another_version_of_a_package_makes_what_follows_stale()
    {
        var book = await Executed($"#r \"nuget: ModelOpsLab, {Directives.LibraryVersion}\"", "1 + 1");
        Assert.Equal([Standing.CodeChanged, Standing.UpstreamChanged], Standings(Edit(book, 1, cell => cell with { Source = "#r \"nuget: ModelOpsLab, 99.0.0\"" })));
    }

    [Fact]
    public async Task An_editor_s_run_is_unproved_and_one_out_of_order_is_stale()
    {
        var book = await Executed("var a = 1;", "a + 1", "a + 2");
        var rerun = Edit(book, 2, cell => cell with { ExecutionCount = 7, Source = "a + 5", Outputs = [CellOutput.Result(MimeBundle.Text("6"), 7)] });
        Assert.Equal([Standing.Proved, Standing.Unproved, Standing.OutOfOrder], Standings(rerun));
        var plain = book with { Cells = [.. book.Cells.Select(cell => cell with { Metadata = [] })] };
        Assert.Equal([Standing.Unproved, Standing.Unproved, Standing.Unproved], Standings(plain));
    }

    [Fact]
    public async Task A_stamp_of_another_way_of_counting_proves_nothing()
    {
        var book = Edit(await Executed("1 + 1"), 1, cell => cell with { Metadata = new() { ["modelops"] = new JsonObject { ["stamp"] = "9:a:b:c" } } });
        Assert.Equal([Standing.Unproved], Standings(book));
    }

    [Fact]
    public async Task Outputs_changed_by_hand_are_unproved()
    {
        Assert.Equal([Standing.Unproved], Standings(NotebookJson.Parse(NotebookJson.Write(await Executed("40 + 2")).Replace("\"42\"", "\"43\"", StringComparison.Ordinal))));
    }

    [Fact]
    public async Task Cells_after_a_failure_never_ran_and_carry_no_stamp()
    {
        var first = await Executed("1", "2");
        var run = await NotebookRunner.RunAsync(Edit(first, 1, cell => cell with { Source = "throw new Exception();" }));
        Assert.Equal([Standing.Proved, Standing.NeverRun], Standings(run.Notebook));
        Assert.False(run.Notebook.Cells[1].Metadata.ContainsKey("modelops"));
    }

    [Fact]
    public async Task The_same_run_leaves_the_same_stamp_and_other_metadata_stays()
    {
        Notebook book = new([Cell.Code("1 + 1", "keep") with { Metadata = new() { ["tags"] = new JsonArray("keep"), ["modelops"] = new JsonObject { ["mine"] = 1 } } }]);
        var one = (await NotebookRunner.RunAsync(book)).Notebook.Cells[0].Metadata;
        Assert.Equal(one.ToJsonString(), (await NotebookRunner.RunAsync(book)).Notebook.Cells[0].Metadata.ToJsonString());
        Assert.Equal(1, one["modelops"]!["mine"]!.GetValue<int>());
        Assert.Matches("^1:[0-9a-f]{12}:[0-9a-f]{12}:[0-9a-f]{12}$", one["modelops"]!["stamp"]!.GetValue<string>());
    }

    /// <summary>
    /// Random notebooks, one cell edited, run before and after: every output that really changed must have been called stale.
    /// How many were called stale and did not change is printed: an edit can leave results alone.
    /// </summary>
    [Fact]
    public async Task Every_output_that_an_edit_changes_is_called_stale_beforehand()
    {
        var rounds = int.TryParse(Environment.GetEnvironmentVariable("MODELOPS_STALE_ROUNDS"), out var given) ? given : 25;
        var random = new Random(20200331 + rounds);
        var (changed, stale, missed, judged) = (0, 0, new List<string>(), 0);
        for (var round = 0; round < rounds; round++)
        {
            var cells = RandomCells.Make(random, 8);
            var at = random.Next(cells.Count);
            var edited = cells.ToList();
            edited[at] = RandomCells.Edit(cells[at], random);
            if (edited[at] == cells[at]) continue;
            var before = await NotebookRunner.RunAsync(new([.. cells.Select((source, i) => new Cell(CellKind.Code, $"c{i}", source))]));
            var after = await NotebookRunner.RunAsync(new([.. edited.Select((source, i) => new Cell(CellKind.Code, $"c{i}", source))]));
            if (before.Failure is { } failure) throw new XunitException($"cell {failure.Cell}: {failure.Message}\n{string.Join("\n---\n", cells)}");
            if (after.Failure is not null) continue;
            var stored = before.Notebook with { Cells = [.. before.Notebook.Cells.Select((cell, i) => cell with { Source = edited[i] })] };
            var standings = StaleCells.Of(stored);
            for (var i = 0; i < cells.Count; i++)
            {
                if (before.Notebook.Cells[i].Outputs.Count == 0) continue;
                judged++;
                var differs = Text(before.Notebook.Cells[i]) != Text(after.Notebook.Cells[i]);
                if (differs) changed++;
                if (standings[i].IsStale) stale++;
                if (differs && !standings[i].IsStale) missed.Add($"round {round}, cell {i + 1} after an edit of cell {at + 1}:\n{string.Join("\n---\n", cells)}\n=> {edited[at]}");
            }
        }
        output.WriteLine($"{judged} cells with outputs judged: {changed} outputs changed, {stale} called stale, of these {100.0 * changed / stale:0} % really changed, {missed.Count} missed.");
        Assert.Empty(missed);
        Assert.True(changed >= 20, $"only {changed} outputs changed: the edits prove too little");

        static string Text(Cell cell) => string.Concat(cell.Outputs.Select(o => o.Kind + o.Text));
    }
}
