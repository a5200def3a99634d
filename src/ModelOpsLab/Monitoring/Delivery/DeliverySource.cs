namespace ModelOpsLab.Monitoring;

/// <summary>Where delivery reads the transitions of one model, and keeps each channel's place in them. Called by one thread at a time; what they throw is told as the channel's last error and tried again.</summary>
/// <param name="Read">Transitions whose <see cref="AlertTransition.Number"/> is above the first argument, in order, at most as many as the second.</param>
/// <param name="Next">Number of the next transition that a channel of this name has to send; 0 for a channel that was never seen.</param>
/// <param name="MoveNext">Keeps that number.</param>
public sealed record DeliverySource(Func<long, int, IReadOnlyList<AlertTransition>> Read, Func<string, long> Next, Action<string, long> MoveNext);
