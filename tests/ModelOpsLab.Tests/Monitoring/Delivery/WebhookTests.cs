using System.Text;
using System.Text.Json;
using ModelOpsLab.Monitoring;
using ModelOpsLab.Reporting;
using static ModelOpsLab.Tests.Monitoring.AlertLog;

namespace ModelOpsLab.Tests.Monitoring;

public sealed class WebhookTests : IDisposable
{
    readonly string _folder = Directory.CreateTempSubdirectory("modelops-webhook-").FullName;
    readonly AlertLog _log = new();
    readonly LittleServer _server = new();

    WebhookChannel Hook => new() { Name = "hook", Url = _server.Url + "/in", GroupWait = TimeSpan.Zero, Timeout = TimeSpan.FromSeconds(10), FirstDelay = TimeSpan.FromMilliseconds(20), LongestDelay = TimeSpan.FromMilliseconds(100) };

    public void Dispose()
    {
        _server.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    DeliveryState Deliver(WebhookChannel channel, params AlertTransition[] transitions)
    {
        using var delivery = new AlertDelivery([channel], _log.Source, _folder, TextWriter.Null);
        delivery.Notify(_log.Add(transitions));
        Assert.True(delivery.Flush(TimeSpan.FromSeconds(20)), $"{delivery.States[0]}");
        return delivery.States[0];
    }

    [Fact]
    public void The_signature_is_that_of_the_specification() // the example of standard-webhooks' own libraries
    {
        var signature = new WebhookSignature("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
        var headers = signature.Headers("msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, """{"test": 2432232314}"""u8).ToDictionary(h => h.Name, h => h.Value);
        Assert.Equal("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=", headers["webhook-signature"]);
        Assert.Contains("not base64", Assert.Throws<InvalidDataException>(() => new WebhookSignature("whsec_?")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_message_has_the_form_of_Alertmanagers_webhooks()
    {
        Deliver(Hook, Firing("drawdown", "book"), Firing("hit-rate", severity: Severity.Warning), Resolved("drawdown", "book"));
        using var json = JsonDocument.Parse(Assert.Single(_server.Requests).Body);
        var root = json.RootElement;
        Assert.Equal("POST /in HTTP/1.1", _server.Requests[0].Line);
        Assert.StartsWith("application/json", _server.Requests[0].Headers["Content-Type"], StringComparison.Ordinal);
        Assert.Equal("spx-momentum/hook/1-3", _server.Requests[0].Headers["webhook-id"]);
        Assert.Equal("""{"group":"risk","model":"spx-momentum","owner":"desk-7"}""", root.GetProperty("commonLabels").GetRawText());
        Assert.Equal(("4", "firing", "hook"), (root.GetProperty("version").GetString(), root.GetProperty("status").GetString(), root.GetProperty("receiver").GetString()));
        Assert.Equal(["firing", "firing", "resolved"], root.GetProperty("alerts").EnumerateArray().Select(a => a.GetProperty("status").GetString()));
        Assert.Equal("""{"status":"resolved","labels":{"alertname":"drawdown","group":"risk","model":"spx-momentum","of":"book","owner":"desk-7","severity":"critical"},"annotations":{"count":"250","metric":"max_drawdown","runbook_url":"https://runbooks.invalid/drawdown","summary":"drawdown of 12 % is beyond the limit of 10 %","transition":"3","value":"-12.00 %"},"startsAt":"2020-02-24T14:30:00.000Z","endsAt":"2020-02-24T15:30:00.000Z","generatorURL":"","fingerprint":"${FP}"}"""
            .Replace("${FP}", AlertLabels.Fingerprint(AlertLabels.Of(Firing("drawdown", "book"))), StringComparison.Ordinal), root.GetProperty("alerts")[2].GetRawText());
    }

    [Fact]
    public void A_higher_severity_ends_the_old_alert_and_begins_a_new_one_also_after_a_restart()
    {
        Deliver(Hook, Firing("a", severity: Severity.Warning));
        Deliver(Hook, Changed("a"), Resolved("a"));
        using var json = JsonDocument.Parse(_server.Requests[1].Body);
        Assert.Equal([("resolved", "warning"), ("firing", "critical"), ("resolved", "critical")], json.RootElement.GetProperty("alerts").EnumerateArray()
            .Select(a => (a.GetProperty("status").GetString(), a.GetProperty("labels").GetProperty("severity").GetString())));
        Assert.Equal("resolved", json.RootElement.GetProperty("status").GetString());
    }

    [Fact]
    public void What_fails_for_a_while_is_tried_again_until_it_is_taken()
    {
        int[] codes = [500, 429, 503, 408, 200];
        var asked = 0;
        _server.Say = _ => new(codes[Math.Min(asked++, 4)], "busy", asked == 2 ? "Retry-After: 0\r\n" : "");
        var state = Deliver(Hook, Firing("a"));
        Assert.Equal((1L, 4L, 0L), (state.Delivered, state.Failures, state.DeadLetters));
        Assert.Null(state.FailingSince);
        Assert.Equal(5, _server.Requests.Count);
        Assert.Single(_server.Requests.Select(r => (r.Headers["webhook-id"], r.Text)).Distinct());
    }

    [Fact]
    public void When_to_try_again_is_the_receivers_to_say()
    {
        var first = true;
        _server.Say = _ => first ? new(503, "", "Retry-After: 3600\r\n") : new(200);
        using var delivery = new AlertDelivery([Hook], _log.Source, _folder, TextWriter.Null);
        delivery.Notify(_log.Add(Firing("a")));
        Eventually(() => delivery.States[0].Failures == 1, () => $"{delivery.States[0]}");
        first = false;
        Thread.Sleep(300); // three of the longest waits of this channel
        Assert.Single(_server.Requests);
        Assert.True(delivery.Flush(TimeSpan.FromSeconds(20))); // at a stop it is asked once more
        Assert.Equal(2, _server.Requests.Count);
    }

    [Theory]
    [InlineData(400, "answered 400: no such thing")]
    [InlineData(401, "answered 401")]
    [InlineData(302, "give the final address")]
    public void What_is_refused_for_good_becomes_a_dead_letter_and_can_be_sent_again(int code, string reason)
    {
        _server.Say = _ => new(code, "no such thing", "Location: /elsewhere\r\n");
        var state = Deliver(Hook, Firing("a"), Firing("b"));
        Assert.Equal((0L, 1L, 2L, 0L), (state.Delivered, state.Failures, state.DeadLetters, state.Waiting));
        var letter = Assert.Single(AlertDelivery.DeadLetters("hook", _folder));
        Assert.Contains(reason, letter.Reason, StringComparison.Ordinal);
        Assert.Equal(_log.All.Select(t => t.ToString()), letter.Transitions.Select(t => t.ToString()));

        Assert.Equal((0, 1), AlertDelivery.Resend(Hook, _folder, TextWriter.Null));
        Assert.Single(AlertDelivery.DeadLetters("hook", _folder));
        _server.Say = _ => new(200);
        Assert.Equal((1, 0), AlertDelivery.Resend(Hook, _folder, TextWriter.Null));
        Assert.Empty(AlertDelivery.DeadLetters("hook", _folder));
        Assert.Equal(_server.Requests[0].Text, _server.Requests[^1].Text);
    }

    [Fact]
    public void What_nobody_takes_for_too_long_becomes_dead_letters_and_the_rest_goes_on()
    {
        _server.Dispose();
        var state = Deliver(Hook with { GiveUpAfter = TimeSpan.FromMilliseconds(100) }, [.. Enumerable.Range(0, 500).Select(i => Firing($"r{i}"))]);
        Assert.Equal((0L, 500L), (state.Delivered, state.DeadLetters));
        Assert.Equal(Enumerable.Range(1, 500).Select(i => (long)i), AlertDelivery.DeadLetters("hook", _folder).SelectMany(l => l.Transitions).Select(t => t.Number));
        Assert.All(AlertDelivery.DeadLetters("hook", _folder), l => Assert.StartsWith("given up after 0.1 s: http://127.0.0.1", l.Reason, StringComparison.Ordinal));
    }

    [Fact]
    public void Where_dead_letters_cannot_be_written_what_was_refused_waits()
    {
        _server.Say = _ => new(400);
        var inTheWay = Path.Combine(_folder, "dead-letters");
        File.WriteAllText(inTheWay, "");
        using var delivery = new AlertDelivery([Hook], _log.Source, _folder, TextWriter.Null);
        delivery.Notify(_log.Add(Firing("a")));
        Eventually(() => delivery.States[0].Failures >= 4, () => $"{delivery.States[0]}");
        Assert.Equal((0L, 1L), (delivery.States[0].DeadLetters, delivery.States[0].Waiting));
        File.Delete(inTheWay);
        Assert.True(delivery.Flush(TimeSpan.FromSeconds(20)));
        Assert.Equal((1L, 0L), (delivery.States[0].DeadLetters, delivery.States[0].Waiting));
    }

    [Fact]
    public void Secrets_come_from_the_environment_and_are_in_no_state_and_no_dead_letter()
    {
        Environment.SetEnvironmentVariable("MODELOPS_TEST_HOOK_URL", $"{_server.Url}/services/canary1/in?token=canary2");
        Environment.SetEnvironmentVariable("MODELOPS_TEST_HOOK_TOKEN", "Bearer canary3");
        Environment.SetEnvironmentVariable("MODELOPS_TEST_HOOK_SECRET", "canary4");
        var channel = Hook with { Url = "", UrlFrom = "MODELOPS_TEST_HOOK_URL", Headers = new Dictionary<string, string> { ["Authorization"] = "MODELOPS_TEST_HOOK_TOKEN" }, SignWith = "MODELOPS_TEST_HOOK_SECRET" };
        _server.Say = r => new(403, $"{r.Line} {r.Headers["Authorization"]} is not allowed");
        var state = Deliver(channel, Firing("a"));
        Assert.Equal("POST /services/canary1/in?token=canary2 HTTP/1.1", _server.Requests[0].Line);
        Assert.Equal("Bearer canary3", _server.Requests[0].Headers["Authorization"]);
        var expected = new WebhookSignature("canary4").Headers("spx-momentum/hook/1-1", long.Parse(_server.Requests[0].Headers["webhook-timestamp"], System.Globalization.CultureInfo.InvariantCulture), _server.Requests[0].Body);
        Assert.Equal(expected.Last().Value, _server.Requests[0].Headers["webhook-signature"]);
        Assert.DoesNotContain("canary", state + File.ReadAllText(Path.Combine(_folder, "dead-letters", "hook.jsonl")) + channel, StringComparison.Ordinal);

        Environment.SetEnvironmentVariable("MODELOPS_TEST_HOOK_TOKEN", "canary5\r\nX-Evil: 1");
        Assert.DoesNotContain("canary", Assert.Throws<InvalidDataException>(() => Deliver(channel)).Message, StringComparison.Ordinal);
        Environment.SetEnvironmentVariable("MODELOPS_TEST_HOOK_TOKEN", null);
        Assert.Contains("MODELOPS_TEST_HOOK_TOKEN, which is not set", Assert.Throws<InvalidDataException>(() => Deliver(channel)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_answer_that_never_ends_is_cut_off()
    {
        _server.Say = _ => new(200, "begin", NeverSent: 1_000_000);
        using var delivery = new AlertDelivery([Hook with { Timeout = TimeSpan.FromMilliseconds(150), GiveUpAfter = TimeSpan.FromMilliseconds(300) }], _log.Source, _folder, TextWriter.Null);
        delivery.Notify(_log.Add(Firing("a")));
        Eventually(() => delivery.States[0].DeadLetters == 1, () => $"{delivery.States[0]}");
    }
}
