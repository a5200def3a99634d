using ModelOpsLab.Reporting;

namespace ModelOpsLab.Tests.Reporting;

public sealed class PlainTextWriterTests
{
    [Fact]
    public void Every_block_reads_well() => Snapshot.Verify(PlainTextWriter.Write(Samples.Small));

    [Fact]
    public void Columns_stand_under_each_other_and_numbers_to_the_right()
    {
        var lines = PlainTextWriter.Write(new(new Table(["name", new("n", Align.Right)], [["a", "1"], ["Straße", "1,000"]]))).Split('\n');
        Assert.Equal(["name        n", "------  -----", "a           1", "Straße  1,000", ""], lines);
    }

    [Fact]
    public void Text_of_a_document_is_that_of_its_blocks_with_empty_lines_between()
    {
        var document = Samples.Small;
        Assert.Equal(PlainTextWriter.Write(document), string.Join("\n", document.Blocks.Select(b => b.ToString())));
        Assert.Equal("", PlainTextWriter.Write(new Document()));
    }

    [Fact]
    public void Control_characters_in_data_cannot_steer_a_terminal()
    {
        var text = PlainTextWriter.Write(Samples.Hostile("a\u001b[2J\r\nb\u0007\u009b"));
        Assert.DoesNotContain(text, c => char.IsControl(c) && c != '\n');
    }

    [Theory]
    [InlineData(-0.2, "below the 10 % quantile")]
    [InlineData(-0.05, "near the 30 % quantile")]
    [InlineData(0.0, "near the median")]
    [InlineData(0.3, "above the 90 % quantile")]
    public void Path_says_where_in_its_fan_it_ends(double end, string words)
    {
        var fan = new FanChart { Title = "t", X = [0, 1], Probabilities = [0.1, 0.5, 0.9], Quantiles = [[0, -0.1], [0, 0], [0, 0.1]], Path = [0, end] };
        Assert.Contains($"at 1970-01-02, {words}\n", fan.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Chart_whose_lists_differ_in_length_is_refused_by_name()
    {
        var chart = new LineChart { Title = "Returns", Series = [new("live", [1, 2, 3], [1, 2])] };
        foreach (var write in new Func<Chart, string>[] { c => SvgChart.Write(c), PlotlyWriter.Write, c => c.ToString() })
            Assert.StartsWith("Chart 'Returns': X of 'live' has 3 values, Y has 2; they must be equally many.", Assert.Throws<ArgumentException>(() => write(chart)).Message, StringComparison.Ordinal);
    }
}
