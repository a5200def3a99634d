using System.Text.Json;
using ModelOpsLab.Reporting;

namespace ModelOpsLab.Monitoring;

/// <summary>
/// Alerts and silences through Alertmanager's API v2. What fires is told again and again with an end that lies four such times ahead, as Prometheus does it: should this
/// process die, its alerts end there by themselves, and should Alertmanager lose them, it has them again soon. A muted alert is sent too, under a silence with the reason.
/// </summary>
sealed class AlertmanagerSender(AlertmanagerChannel channel, TimeProvider time) : HttpSender(channel, time)
{
    const int MostAtOnce = 200;
    readonly ToldAlerts _told = new();
    readonly AlertmanagerSilences _silences = new();

    public override string Kind => "alertmanager";
    public override TimeSpan? RenewEvery => channel.ResendEvery;
    public override bool Takes(AlertTransition transition, bool told) =>
        transition.To switch { AlertState.Firing => told || Chosen(transition), AlertState.Resolved or AlertState.Inactive => told, _ => false };

    DateTime Now => Time.GetUtcNow().UtcDateTime;
    DateTime Lease => Now + 4 * channel.ResendEvery;

    public override void Recall(AlertTransition transition) => _told.Keep(transition);

    public override SendResult Send(IReadOnlyList<AlertTransition> message, CancellationToken stop)
    {
        var last = message.GroupBy(t => t.Key, StringComparer.Ordinal).Select(g => g.Last()).ToArray();
        if (Mute(last, stop) is { Outcome: not SendOutcome.Delivered } silenced) return silenced;
        if (Post(_told.Of(message), stop) is { Outcome: not SendOutcome.Delivered } posted) return posted;
        foreach (var transition in message) _told.Keep(transition);
        return Unmute(last, stop);
    }

    public override SendResult Renew(CancellationToken stop)
    {
        var firing = _told.Firing;
        if (Mute(firing, stop) is { Outcome: not SendOutcome.Delivered } silenced) return silenced;
        foreach (var some in firing.Chunk(MostAtOnce))
            if (Post([.. some.Select(t => new ToldAlert(t, AlertLabels.Of(t), true))], stop) is { Outcome: not SendOutcome.Delivered } posted) return posted;
        return Unmute(firing, stop);
    }

    SendResult Post(IReadOnlyList<ToldAlert> alerts, CancellationToken stop) => alerts.Count == 0 ? SendResult.Done : Request(HttpMethod.Post, At("alerts"),
        JsonSerializer.SerializeToUtf8Bytes(alerts.Select(Alert), JsonFormat.Line), [], stop).Result;

    /// <summary>An alert as the interface takes it. What the stream dates after now, as a clock that is ahead does, happened now.</summary>
    object Alert(ToldAlert alert)
    {
        var starts = Earlier(alert.Transition.FiringSince ?? alert.Transition.At, Now);
        var ended = Earlier(alert.Transition.At, Now);
        return new
        {
            labels = alert.Labels,
            annotations = AlertLabels.Annotations(alert.Transition),
            startsAt = AlertLabels.Time(starts),
            endsAt = AlertLabels.Time(alert.Fires ? Lease : ended < starts ? starts : ended),
        };
    }

    static DateTime Earlier(DateTime a, DateTime b) => a < b ? a : b;

    /// <summary>Silences those that fire muted, or prolongs their silences.</summary>
    SendResult Mute(IReadOnlyList<AlertTransition> alerts, CancellationToken stop)
    {
        foreach (var alert in alerts.Where(t => t is { To: AlertState.Firing, Muted: not null }))
        {
            if (Known(alert.Model, stop) is { Outcome: not SendOutcome.Delivered } unknown) return unknown;
            var now = Now;
            var (result, answer) = Request(HttpMethod.Post, At("silences"), _silences.Post(alert, now, Lease), [], stop);
            if (result.Outcome == SendOutcome.Never && _silences.Forget(alert.Key)) (result, answer) = Request(HttpMethod.Post, At("silences"), _silences.Post(alert, now, Lease), [], stop); // it may have lost the one it had
            if (result.Outcome != SendOutcome.Delivered) return result;
            if (!_silences.Keep(alert.Key, answer, now)) return SendResult.Again($"{To} made a silence but told no silenceID: is it an Alertmanager?");
        }
        return SendResult.Done;
    }

    /// <summary>Ends the silences of those that are muted no more.</summary>
    SendResult Unmute(IReadOnlyList<AlertTransition> alerts, CancellationToken stop)
    {
        foreach (var alert in alerts.Where(t => t is not { To: AlertState.Firing, Muted: not null }))
        {
            if (Known(alert.Model, stop) is { Outcome: not SendOutcome.Delivered } unknown) return unknown;
            if (_silences.IdOf(alert.Key) is not { } id) continue;
            var (result, _) = Request(HttpMethod.Delete, At("silence/" + id), null, [], stop);
            if (result.Outcome == SendOutcome.Again) return result;
            _silences.Forget(alert.Key); // it refuses to end one that has ended
        }
        return SendResult.Done;
    }

    /// <summary>Finds, once after a start, the silences that an earlier run made.</summary>
    SendResult Known(string model, CancellationToken stop)
    {
        if (_silences.Known) return SendResult.Done;
        var (result, answer) = Request(HttpMethod.Get, At("silences?filter=" + Uri.EscapeDataString($"model={JsonSerializer.Serialize(model)}")), null, [], stop);
        return result.Outcome != SendOutcome.Delivered || _silences.Recall(answer) ? result : SendResult.Again($"{To} answered with no list of silences: is it an Alertmanager?");
    }

    Uri At(string what) => new($"{Address.GetLeftPart(UriPartial.Path).TrimEnd('/')}/api/v2/{what}");
}
