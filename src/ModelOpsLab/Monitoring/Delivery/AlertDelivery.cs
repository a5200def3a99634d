using System.Text;
using ModelOpsLab.Reporting;
using ModelOpsLab.Storage;

namespace ModelOpsLab.Monitoring;

/// <summary>
/// Sends the transitions of one model's alerts through channels, each on a thread of its own, so that a dead one delays neither the others nor the observed process. Each
/// transition is delivered at least once or put among the dead letters of its channel, whatever fails in between; after a restart each channel goes on at its place.
/// </summary>
/// <remarks>Channels are told when an alert fires, when something of it changes, and when it ends; not of pending ones and not of muted ones. A channel that is new begins with the next transition.</remarks>
public sealed class AlertDelivery : IDisposable
{
    readonly DeliveryWorker[] _workers;

    /// <summary>Starts to deliver.</summary>
    /// <param name="channels">Where to.</param>
    /// <param name="source">Transitions, and the place of each channel in them.</param>
    /// <param name="folder">Folder of relative files, and of the dead letters: <c>dead-letters/CHANNEL.jsonl</c>.</param>
    /// <param name="console">What the console channel writes to.</param>
    /// <param name="time">Clock of states, signatures and dead letters; null for the system's.</param>
    /// <exception cref="InvalidDataException">A definition contradicts itself, or needs an environment variable that is not set.</exception>
    public AlertDelivery(IReadOnlyList<DeliveryChannel> channels, DeliverySource source, string folder, TextWriter console, TimeProvider? time = null)
    {
        if (DeliveryChannel.Problems(channels).ToArray() is { Length: > 0 } problems) throw new InvalidDataException($"Alerts cannot be delivered: {string.Join("; ", problems)}.");
        var reading = new Lock();
        List<DeliveryWorker> workers = [];
        ChannelSender[] senders = [.. channels.Select(c => Sender(c, folder, console, time ?? TimeProvider.System))];
        try
        {
            for (var i = 0; i < channels.Count; i++)
                workers.Add(new(channels[i], senders[i], new(folder, channels[i].Name), source, reading, Crc32C.Of(Encoding.UTF8.GetBytes($"{Path.GetFullPath(folder)}/{channels[i].Name}")), time ?? TimeProvider.System));
        }
        catch
        {
            foreach (var worker in workers) worker.Dispose();
            throw;
        }
        _workers = [.. workers];
    }

    /// <summary>How each channel stands.</summary>
    public IReadOnlyList<DeliveryState> States => [.. _workers.Select(w => w.State)];

    /// <summary>Says that transitions up to a number can be read. Returns at once, whatever the channels do, and never throws.</summary>
    public void Notify(long latest)
    {
        foreach (var worker in _workers) worker.Notify(latest);
    }

    /// <summary>Waits until every channel has dealt with all it was told of and all that an earlier run left, without the waits for company; for a clean stop.</summary>
    /// <returns>False where some still wait: they are delivered after the next start.</returns>
    public bool Flush(TimeSpan timeout)
    {
        var until = Environment.TickCount64 + (long)timeout.TotalMilliseconds;
        foreach (var worker in _workers) worker.Hurry();
        return _workers.Select(w => w.Wait(until)).ToArray().All(done => done);
    }

    /// <summary>Stops all channels. What was not delivered stays with the source.</summary>
    public void Dispose()
    {
        foreach (var worker in _workers.AsParallel().WithDegreeOfParallelism(Math.Clamp(_workers.Length, 1, 16)).WithExecutionMode(ParallelExecutionMode.ForceParallelism)) worker.Dispose();
    }

    /// <summary>Sends one transition through one channel, once, now, with nothing kept of it: tries a definition out.</summary>
    /// <returns>Null where it was delivered, otherwise why not, without secrets.</returns>
    /// <exception cref="InvalidDataException">The definition contradicts itself, or needs an environment variable that is not set.</exception>
    public static string? Test(DeliveryChannel channel, AlertTransition transition, string folder, TextWriter console, TimeProvider? time = null)
    {
        if (channel.Problems().ToArray() is { Length: > 0 } problems) throw new InvalidDataException($"The channel cannot be used: {string.Join("; ", problems)}.");
        using var sender = Sender(channel, folder, console, time ?? TimeProvider.System);
        return sender.Send([transition], CancellationToken.None) is { Outcome: not SendOutcome.Delivered } result ? result.Reason : null;
    }

    /// <summary>The dead letters of a channel, oldest first; none where there are none.</summary>
    /// <exception cref="InvalidDataException">A line of the file is not a dead letter.</exception>
    public static IReadOnlyList<DeadLetter> DeadLetters(string channel, string folder) => new DeadLetterFile(folder, channel).Read();

    /// <summary>Sends the dead letters of a channel again, once each; those that fail again stay.</summary>
    /// <returns>How many letters were delivered, and how many remain.</returns>
    /// <exception cref="InvalidDataException">The definition contradicts itself, needs an environment variable that is not set, or a line of the file is not a dead letter.</exception>
    public static (int Delivered, int Remain) Resend(DeliveryChannel channel, string folder, TextWriter console, TimeProvider? time = null)
    {
        if (channel.Problems().ToArray() is { Length: > 0 } problems) throw new InvalidDataException($"The channel cannot be used: {string.Join("; ", problems)}.");
        using var sender = Sender(channel, folder, console, time ?? TimeProvider.System);
        return new DeadLetterFile(folder, channel.Name).Resend(letter => sender.Send(letter.Transitions, CancellationToken.None));
    }

    static ChannelSender Sender(DeliveryChannel channel, string folder, TextWriter console, TimeProvider time) => channel switch
    {
        ConsoleChannel c => new ConsoleSender(c, console),
        JsonLinesChannel c => new JsonLinesSender(c, folder),
        WebhookChannel c => new WebhookSender(c, time),
        AlertmanagerChannel c => new AlertmanagerSender(c, time),
        _ => throw new InvalidDataException($"There is no way to send for a channel of kind {channel.GetType().Name}."),
    };
}
