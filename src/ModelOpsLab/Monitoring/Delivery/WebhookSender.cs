using System.Globalization;
using System.Text.Json;
using ModelOpsLab.Reporting;

namespace ModelOpsLab.Monitoring;

/// <summary>A POST for each group, in the form of Alertmanager's webhooks, signed if a secret is given.</summary>
sealed class WebhookSender : HttpSender
{
    readonly string _name;
    readonly WebhookSignature? _signature;
    readonly ToldAlerts _told = new();

    /// <exception cref="InvalidDataException">An environment variable that is needed is not set, or holds what cannot be used.</exception>
    public WebhookSender(WebhookChannel channel, TimeProvider time) : base(channel, time) =>
        (_name, _signature) = (channel.Name, channel.SignWith.Length > 0 ? new(Variable(channel.SignWith, "the secret that signs")) : null);

    public override string Kind => "webhook";

    public override IEnumerable<IReadOnlyList<AlertTransition>> Messages(IReadOnlyList<AlertTransition> transitions) =>
        transitions.GroupBy(GroupOf, StringComparer.Ordinal).Select(g => g.ToArray());

    public override void Recall(AlertTransition transition) => _told.Keep(transition);

    public override SendResult Send(IReadOnlyList<AlertTransition> message, CancellationToken stop)
    {
        var body = Body(_told.Of(message), _name);
        var id = $"{message[0].Model}/{_name}/{message[0].Number.ToString(CultureInfo.InvariantCulture)}-{message[^1].Number.ToString(CultureInfo.InvariantCulture)}";
        var result = Request(HttpMethod.Post, Address, body, _signature?.Headers(id, Time.GetUtcNow().ToUnixTimeSeconds(), body) ?? [("webhook-id", id)], stop).Result;
        if (result.Outcome == SendOutcome.Delivered)
            foreach (var transition in message) _told.Keep(transition);
        return result;
    }

    /// <summary>The message: its alerts stand in the order in which things happened, so that the last of one fingerprint is what holds.</summary>
    internal static byte[] Body(IReadOnlyList<ToldAlert> alerts, string receiver)
    {
        var first = alerts[0].Transition;
        var group = new SortedDictionary<string, string>(StringComparer.Ordinal) { ["group"] = GroupOf(first), ["model"] = first.Model };
        return JsonSerializer.SerializeToUtf8Bytes(new
        {
            version = "4",
            groupKey = $"{first.Model}/{group["group"]}",
            truncatedAlerts = 0,
            status = alerts.GroupBy(a => a.Transition.Key, StringComparer.Ordinal).Any(g => g.Last().Fires) ? "firing" : "resolved",
            receiver,
            groupLabels = group,
            commonLabels = Common([.. alerts.Select(a => a.Labels)]),
            commonAnnotations = Common([.. alerts.Select(a => AlertLabels.Annotations(a.Transition))]),
            externalURL = "",
            alerts = alerts.Select(a => new
            {
                status = a.Fires ? "firing" : "resolved",
                labels = a.Labels,
                annotations = AlertLabels.Annotations(a.Transition),
                startsAt = AlertLabels.Time(a.Transition.FiringSince ?? a.Transition.At),
                endsAt = AlertLabels.Time(a.Fires ? null : a.Transition.At),
                generatorURL = "",
                fingerprint = AlertLabels.Fingerprint(a.Labels),
            }),
        }, JsonFormat.Line);
    }

    /// <summary>What is the same in all of them.</summary>
    static SortedDictionary<string, string> Common(IReadOnlyList<SortedDictionary<string, string>> all) =>
        new(all[0].Where(pair => all.All(l => l.TryGetValue(pair.Key, out var value) && value == pair.Value)).ToDictionary(), StringComparer.Ordinal);
}
