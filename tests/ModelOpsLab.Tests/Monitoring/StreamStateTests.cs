using ModelOpsLab.Data;
using ModelOpsLab.Monitoring;
using ModelOpsLab.Reporting;
using ModelOpsLab.Statistics;
using ModelOpsLab.Tests.Data;

namespace ModelOpsLab.Tests.Monitoring;

public class StreamStateTests
{
    static readonly Frame Panel = Streams.Stocks();
    static readonly Frame Before = Panel.Rows(..(30 * 300));
    static readonly Frame Live = Panel.Rows((30 * 300)..(30 * 330));

    [Theory]
    [InlineData(1, 0)]
    [InlineData(11, 3)]
    [InlineData(97, 30)]
    public void A_restart_at_any_row_changes_no_byte_of_any_reading(int every, int from)
    {
        var options = new MonitoringOptions { Window = 5 };
        var live = every == 1 ? Live.Rows(..95) : Live;
        var whole = Streams.Run(new(Before) { Options = options }, live);
        var last = "";
        var restarted = Streams.Run(new(Before) { Options = options }, live, (row, monitor) => row >= from && row % every == 0 ? RealTimeMonitor.Restore(Before, last = monitor.Save(), options) : monitor);
        Assert.Equal(JsonFormat.Write(whole), JsonFormat.Write(restarted));
        Assert.Equal(last, RealTimeMonitor.Restore(Before, last, options).Save());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Values_read_together_are_to_the_bit_those_read_one_by_one(bool seasonal)
    {
        var options = new MonitoringOptions { Every = TimeSpan.FromHours(6), Window = 3, Seasonal = seasonal };
        var (reference, live) = (Minutes(3_000, 1), Minutes(6_000, 2));
        RealTimeMonitor together = new(reference) { Options = options }, alone = new(reference) { Options = options };
        List<MonitorReading> left = [], right = [];
        for (var row = 0; row < live.Count; row++)
        {
            Streams.Feed(together, live, row);
            Streams.Feed(alone, live, row);
            alone.Save(); // leaves no value waiting
            while (together.TryRead(out var reading)) left.Add(reading);
            while (alone.TryRead(out var reading)) right.Add(reading);
        }
        Assert.True(left.Count > 10);
        Assert.Equal(JsonFormat.Write(right), JsonFormat.Write(left));
        Assert.Equal(alone.Save(), together.Save());
    }

    /// <summary>Rows a minute apart: noise, a walk, and one with gaps, repeats, zeros of both signs, infinities and far values.</summary>
    static Frame Minutes(int rows, ulong seed)
    {
        var random = new DeterministicRandom(seed);
        double[] noise = new double[rows], walk = new double[rows], odd = new double[rows];
        for (var i = 0; i < rows; i++)
        {
            (noise[i], walk[i]) = (random.NextNormal(), (i == 0 ? 100 : walk[i - 1]) * Math.Exp(0.001 * random.NextNormal()));
            var draw = i < 500 && seed == 1 ? 1 : random.NextDouble();
            odd[i] = draw switch { < 0.004 => double.NaN, < 0.006 => double.PositiveInfinity, < 0.1 when i > 0 => odd[i - 1], < 0.12 => 0.0, < 0.14 => -0.0, < 0.141 => 1e300, _ => Math.Round(random.NextNormal(), 1) };
        }
        var schema = new Schema { Timestamp = "time", Features = ["noise", "walk", "odd"], Columns = new Dictionary<string, ColumnRule> { ["noise"] = new() { Min = -2, Max = 2.5 } } };
        return Frame.Of(schema, [Column.Timestamps("time", [.. Enumerable.Range(0, rows).Select(i => Timestamp.FromDateTime(new DateTime(2024, 1, (int)seed, 0, 0, 0, DateTimeKind.Utc).AddDays(5 * (int)seed).AddMinutes(i)))]),
            Column.Numbers("noise", noise), Column.Numbers("walk", walk), Column.Numbers("odd", odd)]);
    }

    [Fact]
    public void Readings_that_nobody_has_taken_yet_are_part_of_the_state()
    {
        var monitor = new RealTimeMonitor(Before);
        for (var row = 0; row < 65; row++) Streams.Feed(monitor, Live, row);
        var again = RealTimeMonitor.Restore(Before, monitor.Save());
        List<MonitorReading> left = [], right = [];
        while (monitor.TryRead(out var reading)) left.Add(reading);
        while (again.TryRead(out var reading)) right.Add(reading);
        Assert.Equal(2, left.Count);
        Assert.Equal(JsonFormat.Write(left), JsonFormat.Write(right));
    }

    [Fact]
    public void Assets_keep_their_numbers()
    {
        var monitor = new RealTimeMonitor(Before);
        int[] numbers = [monitor.AssetNumber("ZZ"), monitor.AssetNumber("AA")];
        Streams.Feed(monitor, Live, 0);
        var again = RealTimeMonitor.Restore(Before, monitor.Save());
        Assert.Equal((numbers[0], numbers[1]), (again.AssetNumber("ZZ"), again.AssetNumber("AA")));
        Assert.Equal(monitor.AssetNumber("IBM"), again.AssetNumber("IBM"));
    }

    [Fact]
    public void A_state_of_another_reference_of_other_options_of_another_form_or_damaged_is_refused_and_says_why()
    {
        var state = new RealTimeMonitor(Before).Save();
        string Refusal(Frame reference, string text, MonitoringOptions? options = null) => Assert.Throws<InvalidDataException>(() => RealTimeMonitor.Restore(reference, text, options)).Message;
        Assert.Contains("another reference", Refusal(Live, state), StringComparison.Ordinal);
        Assert.Contains("other options", Refusal(Before, state, new() { Window = 20 }), StringComparison.Ordinal);
        Assert.Contains("of form 3", Refusal(Before, state.Replace("\"form\":2", "\"form\":3", StringComparison.Ordinal)), StringComparison.Ordinal);
        Assert.Contains("state of the monitor cannot be read", Refusal(Before, state[..100]), StringComparison.Ordinal);
        Assert.Contains("state of the monitor cannot be read", Refusal(Before, ""), StringComparison.Ordinal);
        var bytes = state.IndexOf("\"bytes\":\"", StringComparison.Ordinal) + 9;
        for (var place = bytes; place < state.Length - 4; place += Math.Max(1, (state.Length - bytes) / 50))
        {
            var flipped = state[..place] + (state[place] == 'A' ? 'B' : 'A') + state[(place + 1)..];
            Assert.Contains("refused", Refusal(Before, flipped), StringComparison.Ordinal);
        }
    }
}
