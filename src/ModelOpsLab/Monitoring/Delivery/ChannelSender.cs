using ModelOpsLab.Reporting;

namespace ModelOpsLab.Monitoring;

/// <summary>Sends transitions through one channel, on the thread of its worker.</summary>
abstract class ChannelSender(DeliveryChannel channel) : IDisposable
{
    /// <summary>Where it sends, without secrets.</summary>
    public abstract string To { get; }

    /// <summary>What kind it is, as its definition calls it.</summary>
    public abstract string Kind { get; }

    /// <summary>When <see cref="Renew"/> is due after the last time; null for never.</summary>
    public virtual TimeSpan? RenewEvery => null;

    /// <summary>Failures in a row for this long end among the dead letters; null for never.</summary>
    public virtual TimeSpan? GiveUpAfter => null;

    /// <summary>Whether a transition is news for those whom the channel tells.</summary>
    /// <param name="transition">The transition.</param>
    /// <param name="told">Whether the channel was told that this alert fires.</param>
    public virtual bool Takes(AlertTransition transition, bool told) => transition.To switch
    {
        AlertState.Firing => (told || Chosen(transition)) && transition.Muted is null,
        AlertState.Resolved or AlertState.Inactive => told,
        _ => false,
    };

    /// <summary>Whether severity and group of a transition are among those of the channel.</summary>
    protected bool Chosen(AlertTransition transition) =>
        (channel.Severities.Count == 0 || channel.Severities.Contains(transition.Severity))
        && (channel.Groups.Count == 0 || channel.Groups.Contains(GroupOf(transition), StringComparer.Ordinal));

    /// <summary>The group of a transition; the model's name where it has none.</summary>
    public static string GroupOf(AlertTransition transition) => transition.Group.Length > 0 ? transition.Group : transition.Model;

    /// <summary>What goes together in one message: by default all of it.</summary>
    public virtual IEnumerable<IReadOnlyList<AlertTransition>> Messages(IReadOnlyList<AlertTransition> transitions) => [transitions];

    /// <summary>Takes note of a transition that was dealt with before this start.</summary>
    public virtual void Recall(AlertTransition transition) { }

    /// <summary>Sends one message, once.</summary>
    public abstract SendResult Send(IReadOnlyList<AlertTransition> message, CancellationToken stop);

    /// <summary>Tells again what stands.</summary>
    public virtual SendResult Renew(CancellationToken stop) => SendResult.Done;

    public virtual void Dispose() { }
}

/// <summary>What became of one attempt.</summary>
/// <param name="Outcome">Delivered, to be tried again, or refused for good.</param>
/// <param name="Reason">Why it was not delivered, without secrets.</param>
/// <param name="RetryAfter">When the receiver asked to be tried again.</param>
readonly record struct SendResult(SendOutcome Outcome, string Reason = "", TimeSpan? RetryAfter = null)
{
    public static SendResult Done => new(SendOutcome.Delivered);
    public static SendResult Again(string reason, TimeSpan? after = null) => new(SendOutcome.Again, reason, after);
    public static SendResult Never(string reason) => new(SendOutcome.Never, reason);
}

/// <summary>What became of an attempt.</summary>
enum SendOutcome { Delivered, Again, Never }
