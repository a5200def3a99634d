using ModelOpsLab.Monitoring;
using ModelOpsLab.Reporting;
using ModelOpsLab.Tests;
using Spectre.Console.Rendering;

namespace ModelOpsLab.Cli.Tests;

public sealed class MonitorScreenTests
{
    [Fact]
    public void Page_of_80_columns_and_24_lines() => Snapshot.Verify(Text(SampleSnapshot.Of(), 80, 24, unicode: true));

    [Fact]
    public void Page_of_200_columns_and_50_lines() => Snapshot.Verify(Text(SampleSnapshot.Of(inputs: 60, alerts: 20, transitions: 40), 200, 50, unicode: true));

    [Fact]
    public void Page_where_the_terminal_has_no_blocks() => Snapshot.Verify(Text(SampleSnapshot.Of(), 80, 24, unicode: false));

    [Fact]
    public void Page_before_the_first_row() => Snapshot.Verify(Text(new() { Model = "spx-momentum", Severity = Severity.Unknown }, 80, 24, unicode: true));

    [Fact]
    public void Page_without_the_block_characters_is_ascii() =>
        Assert.DoesNotContain(Text(SampleSnapshot.Of() with { Model = "naïve 模型 ∞" }, 80, 24, unicode: false), c => c is not '\n' and (< ' ' or > '~'));

    [Fact]
    public void No_page_is_larger_than_the_terminal()
    {
        var random = new Random(11);
        for (var run = 0; run < 400; run++)
        {
            var (width, height) = (random.Next(20, 220), random.Next(3, 70));
            var snapshot = SampleSnapshot.Of(random.Next(80), random.Next(30), random.Next(50)) with { Model = "模型 " + new string('長', random.Next(60)) };
            var lines = new MonitorScreen(snapshot, width, height, unicode: run % 2 == 0).Lines();
            Assert.InRange(lines.Count, 1, height);
            Assert.All(lines, line => Assert.InRange(Segment.CellCount(line), 0, width));
        }
    }

    [Fact]
    public void What_is_worst_is_shown_however_small_the_page()
    {
        for (var height = 6; height < 40; height++)
        {
            var text = Text(SampleSnapshot.Of(inputs: 100), 80, height, unicode: true);
            Assert.Contains("CRITICAL drawdown_live", text, StringComparison.Ordinal);
            if (height >= 9) Assert.Contains("CRITICAL firing  drawdown since", text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Names_from_data_do_not_steer_the_terminal()
    {
        var snapshot = SampleSnapshot.Of() with { Model = "a\u001b[2Jb\r\nc\u202Ed" };
        Assert.DoesNotContain(new MonitorScreen(snapshot, 80, 24, unicode: true).Lines().SelectMany(line => line).SelectMany(piece => piece.Text), c => char.IsControl(c) || c == '\u202E');
    }

    [Fact]
    public void Without_colour_every_verdict_is_a_word()
    {
        var text = Text(SampleSnapshot.Of(inputs: 0), 80, 24, unicode: true);
        Assert.Matches(@"\n CRITICAL|^ CRITICAL", text);
        Assert.Contains("unknown  sharpe_ratio", text, StringComparison.Ordinal);
        Assert.Contains("ok       hit_rate", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(new double[0], "")]
    [InlineData(new[] { double.NaN, double.NaN }, "  ")]
    [InlineData(new[] { 1.0, 1.0 }, "▄▄")]
    [InlineData(new[] { 0, 1, 2, 3, 4, 5, 6, 7, 8.0 }, "▁▂▃▄▅▆▇██")]
    [InlineData(new[] { -1.7e308, 1.7e308, double.NaN, double.PositiveInfinity, double.NegativeInfinity }, "▁█ █▁")]
    public void Sparkline_rises_with_its_values(double[] history, string expected) => Assert.Equal(expected, Sparkline.Of(history, 20, unicode: true));

    [Fact]
    public void Sparkline_shows_the_last_values_that_fit() => Assert.Equal("_#", Sparkline.Of([9, 1, 2], 2, unicode: false));

    static string Text(MonitorSnapshot snapshot, int width, int height, bool unicode) =>
        string.Concat(new MonitorScreen(snapshot, width, height, unicode).Lines().Select(line => string.Concat(line.Select(piece => piece.Text)).TrimEnd() + "\n"));
}
