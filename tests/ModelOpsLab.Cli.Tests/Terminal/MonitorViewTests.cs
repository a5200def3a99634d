using ModelOpsLab.Data;
using ModelOpsLab.Reporting;

namespace ModelOpsLab.Cli.Tests;

public sealed class MonitorViewTests
{
    const string Enter = "\u001b[?1049h\u001b[?25l", Leave = "\u001b[?25h\u001b[?1049l";

    [Fact]
    public void Terminal_is_given_back_as_it_was()
    {
        using var output = new StringWriter();
        using (var view = Screen(output))
        {
            view.Show(SampleSnapshot.Of());
            view.Show(SampleSnapshot.Of(inputs: 3));
        }
        var text = output.ToString();
        Assert.StartsWith(Enter, text, StringComparison.Ordinal);
        Assert.EndsWith(Leave + "2020-03-09 20:00:00Z CRITICAL spx-momentum v3 4f1a09c2, 5,072 rows, 24.5/s, lag 1.2 s, 3 faults, 2 firing, 1 pending, 3 undelivered\n", text.ReplaceLineEndings("\n"), StringComparison.Ordinal);
        Assert.Equal(2, text.Split("\u001b[H").Length - 1);
    }

    [Fact]
    public void Terminal_is_given_back_after_an_error()
    {
        using var output = new StringWriter();
        Assert.Throws<InvalidOperationException>((Action)(() =>
        {
            using var view = Screen(output);
            throw new InvalidOperationException();
        }));
        Assert.EndsWith(Leave, output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Screen_is_due_four_times_a_second_and_lines_once_a_minute()
    {
        var clock = new SetClock();
        using var output = new StringWriter();
        foreach (var (view, pause) in new (MonitorView, TimeSpan)[] { (Screen(output, clock), TimeSpan.FromSeconds(0.25)), (Lines(output, clock), TimeSpan.FromMinutes(1)) })
        {
            Assert.True(view.IsDue);
            view.Show(SampleSnapshot.Of());
            clock.Ticks += pause.Ticks - 1;
            Assert.False(view.IsDue);
            clock.Ticks++;
            Assert.True(view.IsDue);
            view.Dispose();
        }
    }

    [Theory]
    [InlineData(null, true)]
    [InlineData("", true)]
    [InlineData("1", false)]
    public void Colour_is_left_out_where_it_is_not_wanted(string? noColor, bool isColoured)
    {
        using var output = new StringWriter();
        using (var view = Screen(output, noColor: noColor)) view.Show(SampleSnapshot.Of());
        Assert.Equal(isColoured, System.Text.RegularExpressions.Regex.IsMatch(output.ToString(), @"\x1B\[[0-9;]*(?<![0-9])(3[1-7]|9[0-7])[;m]"));
        Assert.Contains("CRITICAL", output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Changed_size_is_drawn_at_once()
    {
        var size = (Width: 120, Height: 40);
        using var output = new StringWriter();
        using var view = new MonitorScreenView(new(output, output) { Variable = _ => null }, () => size);
        view.Show(SampleSnapshot.Of());
        size = (40, 10);
        output.GetStringBuilder().Clear();
        view.Show(SampleSnapshot.Of());
        Assert.Equal(9, output.ToString().Split("\r\n").Length - 1);
    }

    [Fact]
    public void Where_no_terminal_is_each_transition_is_a_line()
    {
        using var output = new StringWriter();
        using var view = Lines(output, new SetClock());
        view.Tell(SampleSnapshot.Transition(1));
        view.Tell(SampleSnapshot.Transition(2) with { Of = "x\u001b[2J", Muted = "feed is down" });
        view.Tell(SampleSnapshot.Transition(2) with { From = Monitoring.AlertState.Firing });
        view.Show(SampleSnapshot.Of());
        Assert.Equal("""
            2020-02-29 00:00:00Z WARNING spx-momentum/drawdown: inactive -> pending. drawdown_live 16 % is above 15 %
            2020-03-01 00:00:00Z CRITICAL spx-momentum/drawdown/x�[2J: pending -> firing. drawdown_live 17 % is above 15 % (nobody is told: feed is down)
            2020-03-01 00:00:00Z CRITICAL spx-momentum/drawdown: still firing. drawdown_live 17 % is above 15 %
            2020-03-09 20:00:00Z CRITICAL spx-momentum v3 4f1a09c2, 5,072 rows, 24.5/s, lag 1.2 s, 3 faults, 2 firing, 1 pending, 3 undelivered

            """.ReplaceLineEndings("\n"), output.ToString().ReplaceLineEndings("\n"));
    }

    [Fact]
    public void Flood_of_one_fault_is_told_five_times()
    {
        using StringWriter output = new(), error = new();
        using var view = new MonitorLines(new(output, error));
        for (var line = 1; line <= 1_000; line++) view.Tell(new RowFault(RowFaultKind.Quote, "rows.csv", line, "", "a quote."));
        view.Tell(new RowFault(RowFaultKind.Time, "rows.csv", 7, "time", "no."));
        var lines = error.ToString().ReplaceLineEndings("\n").Split('\n');
        Assert.Equal(["rows.csv, line 1: a quote.", "rows.csv, line 5: a quote.", "More faults of this kind are counted, and not shown.", "rows.csv, line 7, column 'time': no.", ""], [lines[0], .. lines[4..]]);
        Assert.Empty(output.ToString());
    }

    [Theory]
    [InlineData(true, false, "xterm-256color", true)]
    [InlineData(true, false, null, true)]
    [InlineData(true, false, "dumb", false)]
    [InlineData(true, true, "xterm", false)]
    [InlineData(false, false, "xterm", false)]
    public void Screen_is_drawn_where_a_person_watches_a_terminal(bool isTerminal, bool json, string? term, bool isScreen)
    {
        using var output = new StringWriter();
        using var view = MonitorView.For(new(output, output) { Json = json, Variable = name => name == "TERM" ? term : null }, isTerminal);
        Assert.Equal(isScreen, view is MonitorScreenView);
    }

    static MonitorScreenView Screen(StringWriter output, TimeProvider? clock = null, string? noColor = null) =>
        new(new(output, output) { Clock = clock ?? TimeProvider.System, Variable = name => name == "NO_COLOR" ? noColor : name == "LANG" ? "C.UTF-8" : null }, () => (80, 24));

    static MonitorLines Lines(StringWriter output, TimeProvider clock) => new(new(output, output) { Clock = clock });

    sealed class SetClock : TimeProvider
    {
        public long Ticks { get; set; }
        public override long TimestampFrequency => TimeSpan.TicksPerSecond;
        public override long GetTimestamp() => Ticks;
    }
}
