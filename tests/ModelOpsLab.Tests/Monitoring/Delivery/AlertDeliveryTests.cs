using ModelOpsLab.Monitoring;
using ModelOpsLab.Reporting;
using static ModelOpsLab.Tests.Monitoring.AlertLog;

namespace ModelOpsLab.Tests.Monitoring;

public sealed class AlertDeliveryTests : IDisposable
{
    static readonly ConsoleChannel Screen = new() { Name = "screen", GroupWait = TimeSpan.Zero };

    readonly string _folder = Directory.CreateTempSubdirectory("modelops-delivery-").FullName;
    readonly AlertLog _log = new();

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>Delivers what is added to one channel from the beginning, and says what the console shows.</summary>
    string Shown(ConsoleChannel channel, params AlertTransition[] transitions)
    {
        var console = new StringWriter();
        using var delivery = new AlertDelivery([channel], _log.Source, _folder, console);
        delivery.Notify(_log.Add(transitions));
        Assert.True(delivery.Flush(TimeSpan.FromSeconds(20)));
        return console.ToString();
    }

    [Fact]
    public void A_line_on_the_console_says_when_what_which_and_why() => Assert.Equal(
        """
        2020-02-24T14:30:00Z critical firing   spx-momentum/drawdown/book 7: drawdown of 12 % is beyond the limit of 10 % [desk-7] https://runbooks.invalid/drawdown
        2020-02-24T14:40:00Z warning  still firing spx-momentum/drawdown/book 7: drawdown of 12 % is beyond the limit of 10 % [desk-7] https://runbooks.invalid/drawdown
        2020-02-24T15:30:00Z warning  resolved spx-momentum/drawdown/book 7: drawdown of 12 % is beyond the limit of 10 % [desk-7] https://runbooks.invalid/drawdown

        """, Shown(Screen, Pending("drawdown"), Firing("drawdown", "book\n7"), Changed("drawdown", "book\n7", Severity.Warning), Resolved("drawdown", "book\n7", Severity.Warning)));

    [Fact]
    public void Nobody_is_told_of_a_muted_alert_but_of_the_end_of_one_that_was_muted_later()
    {
        var shown = Shown(Screen, Firing("a", muted: "market is closed"), Resolved("a", muted: "market is closed"),
            Firing("b"), Changed("b", muted: "known, until noon"), Resolved("b", muted: "known, until noon"),
            Firing("c", muted: "feed is down"), Changed("c"), Resolved("c"));
        Assert.Equal(["firing b", "resolved b", "still c", "resolved c"], shown.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => l.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Select(w => $"{w[2]} {(w[2] == "still" ? w[4] : w[3])[13..^1]}"));
    }

    [Fact]
    public void A_channel_is_told_of_its_severities_and_groups_and_of_the_end_of_what_it_was_told()
    {
        var pages = new ConsoleChannel { Name = "pages", Severities = [Severity.Critical], Groups = ["risk"], GroupWait = TimeSpan.Zero };
        var shown = Shown(pages, Firing("a", severity: Severity.Warning), Resolved("a", severity: Severity.Warning),
            Firing("b"), Resolved("b", severity: Severity.Warning), Firing("c") with { Group = "data" }, Firing("d") with { Group = "" });
        Assert.Equal(["b", "b"], shown.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => l.Split("momentum/")[1][..1]));
    }

    [Fact]
    public void After_a_restart_each_channel_goes_on_at_its_place_and_remembers_what_it_was_told()
    {
        Assert.Contains("firing", Shown(Screen, Firing("a"), Firing("b", muted: "feed is down")), StringComparison.Ordinal);
        var after = Shown(Screen, Resolved("a", muted: "market is closed"), Resolved("b", muted: "feed is down"));
        Assert.Contains("resolved spx-momentum/a:", Assert.Single(after.Split('\n', StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
        Assert.Equal(5, _log.Next("screen"));
    }

    [Fact]
    public void A_flush_right_after_a_start_waits_for_what_the_last_run_left()
    {
        Shown(Screen);
        _log.Add(Enumerable.Range(0, 500).Select(i => Firing($"r{i}"))); // of a process that ended before it told anybody
        var console = new StringWriter();
        using var delivery = new AlertDelivery([Screen], _log.Source, _folder, console);
        Assert.True(delivery.Flush(TimeSpan.FromSeconds(20)));
        Assert.Equal(501, console.ToString().Split('\n').Length);
    }

    [Fact]
    public void A_new_channel_is_not_told_the_past()
    {
        _log.Add(Enumerable.Range(0, 300).Select(i => Firing($"past{i}")));
        Assert.Contains("spx-momentum/new:", Assert.Single(Shown(Screen, Firing("new")).Split('\n', StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_store_that_fails_for_a_while_costs_no_transition_and_reaches_nobody_else()
    {
        var console = new StringWriter();
        using var delivery = new AlertDelivery([Screen with { Name = "one" }], _log.Source, _folder, console);
        var failures = 2;
        _log.Trouble = () => { if (Interlocked.Decrement(ref failures) >= 0) throw new InvalidOperationException("the store is locked"); };
        delivery.Notify(_log.Add(Firing("a"), Firing("b")));
        for (var i = 0; i < 5 && !delivery.Flush(TimeSpan.FromSeconds(4)); i++) { }
        Assert.Equal(2, console.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.Equal((2, 0L, "the store is locked"), (delivery.States[0].Delivered, delivery.States[0].Waiting, delivery.States[0].LastError));
    }

    [Fact]
    public void A_receiver_that_never_answers_delays_neither_the_caller_nor_another_channel()
    {
        using var stalled = new LittleServer { Say = _ => null };
        var console = new StringWriter();
        var webhook = new WebhookChannel { Name = "stalled", Url = stalled.Url, GroupWait = TimeSpan.Zero, Timeout = TimeSpan.FromMinutes(5) };
        var delivery = new AlertDelivery([webhook, Screen], _log.Source, _folder, console);
        delivery.Notify(_log.Add(Firing("first")));
        Eventually(() => stalled.Requests.Count == 1, () => "the webhook was not asked");
        for (var i = 0; i < 1000; i++) delivery.Notify(_log.Add(Firing($"r{i}"))); // each returns, or this test never ends
        Eventually(() => delivery.States[1].Delivered == 1001, () => $"{delivery.States[1]}");
        Assert.Equal(1002, console.ToString().Split('\n').Length);
        Assert.False(delivery.Flush(TimeSpan.FromMilliseconds(50)));
        Assert.Equal((0L, 1001L), (delivery.States[0].Delivered, delivery.States[0].Waiting));
        delivery.Dispose();
        Assert.Equal(1, _log.Next("stalled"));

        // It answers again: the next start delivers all
        stalled.Say = _ => new(200);
        using var again = new AlertDelivery([webhook], _log.Source, _folder, console);
        Assert.False(again.States[0].Waiting > 1001);
        again.Notify(1001);
        Assert.True(again.Flush(TimeSpan.FromSeconds(20)));
        Assert.Equal(1001, again.States[0].Delivered);
    }

    [Fact]
    public void What_arrives_together_goes_together()
    {
        using var server = new LittleServer();
        using var delivery = new AlertDelivery([new WebhookChannel { Name = "w", Url = server.Url, GroupWait = TimeSpan.FromMilliseconds(300) }], _log.Source, _folder, TextWriter.Null);
        foreach (var rule in new[] { "a", "b", "c" }) delivery.Notify(_log.Add(Firing(rule), Firing(rule + "2") with { Group = "data" }));
        Eventually(() => delivery.States[0].Delivered == 6, () => $"{delivery.States[0]}");
        Assert.Equal(2, server.Requests.Count); // one for each group
    }

    [Fact]
    public void A_definition_is_tried_out_with_nothing_kept()
    {
        using var server = new LittleServer { Say = _ => new(404, "no such hook") };
        Assert.Equal($"{server.Url} answered 404: no such hook", AlertDelivery.Test(new WebhookChannel { Name = "w", Url = server.Url + "/secret" }, Firing("test"), _folder, TextWriter.Null));
        Assert.Null(AlertDelivery.Test(Screen, Firing("test"), _folder, TextWriter.Null));
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder));
    }
}
