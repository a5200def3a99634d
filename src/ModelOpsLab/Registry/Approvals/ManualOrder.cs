using System.Text;
using System.Text.Json;
using ModelOpsLab.Lineage;
using ModelOpsLab.Reporting;

namespace ModelOpsLab.Registry;

/// <summary>A position that a person orders by hand while the model is stopped: a fallback of the kind manual serves it, as long as its signature and its time hold.</summary>
public sealed record ManualOrder
{
    /// <summary>Type of the envelope's payload.</summary>
    public const string PayloadType = "application/vnd.modelopslab.manual-order+json";

    /// <summary>How far the clock of who signed may be ahead.</summary>
    static readonly TimeSpan ClockTolerance = TimeSpan.FromMinutes(5);

    /// <summary>The slot it is for.</summary>
    public required string Slot { get; init; }
    /// <summary>What is served in place of a prediction; a finite number.</summary>
    public required double Position { get; init; }
    /// <summary>Who orders it, by their name among the workspace's people.</summary>
    public required string By { get; init; }
    /// <summary>When, by the clock of who signs.</summary>
    public required DateTimeOffset At { get; init; }
    /// <summary>When it ends; from then on the slot is flat.</summary>
    public required DateTimeOffset Until { get; init; }
    /// <summary>Why.</summary>
    public required string Because { get; init; }

    /// <summary>Signs the order: write its <see cref="DsseEnvelope.ToJson"/> to the file that the deployment names.</summary>
    /// <exception cref="InvalidDataException">The position is no finite number, the slot no name, the reason empty, or it ends before it begins.</exception>
    public DsseEnvelope Sign(NoteSigner signer)
    {
        if (Problem() is { } problem) throw new InvalidDataException($"The order is not signed: {problem}.");
        return DsseEnvelope.Sign(PayloadType, CanonicalJson.Of(JsonSerializer.SerializeToElement(this, JsonFormat.Options)), signer);
    }

    /// <summary>The order in a signed file, if it is in force.</summary>
    /// <param name="json">The envelope.</param>
    /// <param name="slot">The slot that it must be for.</param>
    /// <param name="people">Who may order: any of the policy's people, with their own key.</param>
    /// <param name="now">The time at which it must be in force.</param>
    /// <exception cref="InvalidDataException">It is not in force: the message says why.</exception>
    public static ManualOrder Read(ReadOnlyMemory<byte> json, string slot, ApprovalPolicy people, DateTimeOffset now)
    {
        var envelope = DsseEnvelope.Parse(json);
        if (envelope.PayloadType != PayloadType) throw new InvalidDataException($"The envelope holds '{LedgerEntry.Shown(envelope.PayloadType)}', not {PayloadType}.");
        var order = JsonFormat.Read<ManualOrder>(Encoding.UTF8.GetString(envelope.Payload.Span), "manual order");
        return (order.Problem() is { } problem ? problem
            : !people.People.TryGetValue(order.By, out var person) ? "the workspace knows nobody of this name"
            : !envelope.IsSignedBy(NoteVerifier.Parse(person.Key)) ? "it is not signed by their key, or was changed since"
            : order.Slot != slot ? $"it is for the slot {order.Slot}, not {slot}"
            : order.At > now + ClockTolerance ? $"it was given at {Format.Time(order.At.UtcDateTime)}, which is still to come"
            : now >= order.Until ? $"it ended at {Format.Time(order.Until.UtcDateTime)}"
            : null) is { } why ? throw new InvalidDataException($"The manual order by {LedgerEntry.Shown(order.By)} is not in force: {why}.") : order;
    }

    string? Problem() =>
        !LedgerEntry.IsName(Slot) ? $"'{LedgerEntry.Shown(Slot)}' is no name of a slot"
        : !double.IsFinite(Position) ? "its position is no finite number"
        : !LedgerEntry.IsPlain(By, 128) || !LedgerEntry.IsPlain(Because, 2_000) ? "who and why are texts that nothing controls or reorders"
        : !(Until > At) ? "it ends before it begins"
        : null;
}
