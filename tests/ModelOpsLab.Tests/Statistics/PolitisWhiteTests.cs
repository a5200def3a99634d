using System.Text.Json;
using ModelOpsLab.Statistics;
using ModelOpsLab.Tests.Oracles;

namespace ModelOpsLab.Tests.Statistics;

public class PolitisWhiteTests
{
    static readonly JsonElement File = OracleFile.Read("block-length.json");

    public static TheoryData<string> Series => [.. File.GetProperty("cases").EnumerateArray().Select(c => c.Text("series")!)];

    [Theory, MemberData(nameof(Series))]
    public void Block_lengths_equal_arch(string name)
    {
        var expected = File.GetProperty("cases").EnumerateArray().Single(c => c.Text("series") == name);
        var absolute = name.StartsWith("abs ", StringComparison.Ordinal);
        double[] series = File.GetProperty("series").Numbers(absolute ? name[4..] : name);
        if (absolute) series = [.. series.Select(Math.Abs)];
        var found = PolitisWhite.BlockLength(series);
        OracleFile.Near(expected.Number("stationary"), found.Stationary, 1e-9, "stationary");
        OracleFile.Near(expected.Number("circular"), found.Circular, 1e-9, "circular");
    }

    [Fact]
    public void A_series_without_memory_takes_short_blocks_and_a_persistent_one_long_ones()
    {
        var random = new DeterministicRandom(4);
        double[] noise = [.. Enumerable.Range(0, 2000).Select(_ => random.NextNormal())];
        var persistent = new double[2000];
        for (var i = 1; i < persistent.Length; i++) persistent[i] = 0.95 * persistent[i - 1] + noise[i];
        Assert.InRange(PolitisWhite.BlockLength(noise).Stationary, 1, 12);
        Assert.InRange(PolitisWhite.BlockLength(persistent).Stationary, 40, 135);
        Assert.Throws<ArgumentException>(() => PolitisWhite.BlockLength([1, 1, 1, 1, 1, 1, 1, 1]));
    }
}
