using ModelOpsLab.Data;
using ModelOpsLab.Reporting;

namespace ModelOpsLab.Tests.Monitoring;

public class DeliveryChannelTests
{
    [Fact]
    public void Channels_are_read_from_data_and_written_back_the_same()
    {
        var channels = JsonFile.Parse<IReadOnlyList<DeliveryChannel>>("""
            [
              { "kind": "console", "name": "screen" },
              { "kind": "jsonLines", "name": "file", "file": "alerts.jsonl", "rotateAt": 1000000 },
              { "kind": "webhook", "name": "pager", "url": "https://pager.example.com/in", "severities": ["critical"], "groups": ["risk"], "headers": { "Authorization": "PAGER_TOKEN" }, "signWith": "PAGER_SECRET", "groupWait": "30s", "giveUpAfter": "2d" },
              { "kind": "alertmanager", "name": "am", "url": "http://localhost:9093" }
            ]
            """, "modelops.json");
        Assert.Empty(DeliveryChannel.Problems(channels));
        var webhook = Assert.IsType<WebhookChannel>(channels[2]);
        Assert.Equal(["critical"], webhook.Severities.Select(s => s.ToString().ToLowerInvariant()));
        Assert.Equal((TimeSpan.FromSeconds(30), TimeSpan.FromDays(2)), (webhook.GroupWait, webhook.GiveUpAfter));
        Assert.Equal("PAGER_TOKEN", webhook.Headers["Authorization"]);
        Assert.Equal(64_000_000 / 64, Assert.IsType<JsonLinesChannel>(channels[1]).RotateAt);
        var json = JsonFormat.Write(channels);
        Assert.Equal(json, JsonFormat.Write(JsonFile.Parse<IReadOnlyList<DeliveryChannel>>(json, "again")));
    }

    [Theory]
    [InlineData("""[{ "kind": "pigeon", "name": "a" }]""", "pigeon")]
    [InlineData("""[{ "kind": "webhook", "name": "a", "adress": "http://x" }]""", "'adress' is not known here")]
    [InlineData("""[{ "kind": "console" }]""", "name")]
    [InlineData("""[{ "kind": "console", "name": "a", "groupWait": "soon" }]""", "1h30m")]
    [InlineData("""[{ "name": "a" }]""", "kind")]
    public void A_typo_is_an_error_with_its_place(string json, string says) =>
        Assert.Contains(says, Assert.Throws<InvalidDataException>(() => JsonFile.Parse<IReadOnlyList<DeliveryChannel>>(json, "modelops.json")).Message, StringComparison.Ordinal);

    [Fact]
    public void What_contradicts_itself_is_told_all_at_once_and_no_secret_with_it()
    {
        DeliveryChannel[] channels =
        [
            new WebhookChannel { Name = "a", Url = "https://anna:canary@example.com/" },
            new WebhookChannel { Name = "a", Url = "http://x", UrlFrom = "X" },
            new WebhookChannel { Name = "c", Headers = new Dictionary<string, string> { ["Authorization"] = "Bearer canary" } },
            new WebhookChannel { Name = "d", UrlFrom = "X", Timeout = TimeSpan.Zero, FirstDelay = TimeSpan.FromHours(1), SignWith = "not a name" },
            new AlertmanagerChannel { Name = "e", Url = "ftp://x", ResendEvery = TimeSpan.Zero },
            new JsonLinesChannel { Name = "No Name", File = "", RotateAt = 1, Severities = [Severity.Healthy], GroupWait = TimeSpan.FromSeconds(-1) },
        ];
        var problems = DeliveryChannel.Problems(channels).ToArray();
        Assert.Equal(
        [
            "channel 'a': url holds a user name or password. Give it as a header from an environment variable",
            "channel 'a': give either url, or urlFrom with the name of an environment variable",
            "channel 'c': give either url, or urlFrom with the name of an environment variable",
            "channel 'c': header 'Authorization' takes its value from an environment variable: give the variable's name, never the value",
            "channel 'd': timeout is zero; it is above",
            "channel 'd': longestDelay is shorter than firstDelay",
            "channel 'd': signWith is no name of an environment variable",
            "channel 'e': url is no address that begins with http:// or https://",
            "channel 'e': resendEvery must lie between 100 ms and a day",
            "'No Name' is no name of a channel: 1 to 64 of a-z, 0-9 and '-'",
            "channel 'No Name': groupWait is -1s; a length of time is not negative",
            "channel 'No Name': no alert has the severity healthy. Take it out of severities",
            "channel 'No Name': file is empty. Name a file",
            "channel 'No Name': rotateAt is 1 bytes. Give at least 1024",
            "two channels are named 'a': each keeps its place in the alerts under its name",
        ], problems);
    }
}
