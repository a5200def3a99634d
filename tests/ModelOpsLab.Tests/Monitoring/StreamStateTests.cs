using ModelOpsLab.Data;
using ModelOpsLab.Monitoring;
using ModelOpsLab.Reporting;
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
        Assert.Contains("of form 2", Refusal(Before, state.Replace("\"form\":1", "\"form\":2", StringComparison.Ordinal)), StringComparison.Ordinal);
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
