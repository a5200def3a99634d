using ModelOpsLab.Lineage;
using ModelOpsLab.Live;
using ModelOpsLab.Registry;
using static ModelOpsLab.Tests.Live.Dow30Workspace;

namespace ModelOpsLab.Tests.Live;

public class DeclaredRowsTests(Dow30Workspace panel) : IClassFixture<Dow30Workspace>
{
    DeclaredRows Rows(string model = Momentum) => DeclaredRows.Of(panel.Workspace, panel.Workspace.Model(model));

    [Fact]
    public void Rows_of_the_model_loaded_last_are_kept_and_their_files_still_count_as_read()
    {
        var rows = Rows();
        using var reads = FileReads.Listen();
        Assert.Same(rows, Rows());
        Assert.Equal(["closes.schema.json", "closes.csv"], reads.Files.Select(f => Path.GetFileName(f.Path)));
        Assert.NotSame(rows, Rows(Reversal));
        Assert.Equal(Momentum, Rows().Expected.Model);
    }

    [Fact]
    public void A_file_or_a_declaration_that_changed_is_read_again()
    {
        var closes = Path.Combine(panel.Folder, "dow30", "closes.csv");
        var (rows, whole) = (Rows(), File.ReadAllText(closes));
        try
        {
            File.WriteAllText(closes, whole[..whole.LastIndexOf("1999", StringComparison.Ordinal)]);
            Assert.True(Rows().Raw.Count < rows.Raw.Count);
        }
        finally
        {
            File.WriteAllText(closes, whole);
        }
        var definition = panel.Workspace.Model(Momentum);
        var earlier = DeclaredRows.Of(panel.Workspace, definition with { GoLive = definition.GoLive.AddYears(-1) });
        Assert.True(earlier.Backtest.Length < Rows().Backtest.Length);
    }
}
