using System.Text.Json;
using System.Text.RegularExpressions;
using ModelOpsLab.Reporting;

namespace ModelOpsLab.Registry;

/// <summary>Something to be recorded: what kind of thing happened, who did it, and the facts as a JSON object.</summary>
/// <param name="Kind">A name of at most 64 of <c>a-z 0-9 . _ -</c>, as in <c>model.promoted</c>.</param>
/// <param name="Actor">Who: 1 to 128 characters, none of which controls or reorders text.</param>
/// <param name="Payload">A JSON object in UTF-8, of at most 1 MiB and 60 levels. A string <c>blob:sha256:</c> and 64 digits names a blob that must be there.</param>
public sealed partial record LedgerEntry(string Kind, string Actor, ReadOnlyMemory<byte> Payload)
{
    /// <summary>Most bytes of a payload, as given and as written.</summary>
    public const int MaxPayloadBytes = 1 << 20;

    const int MaxActorLength = 128;

    /// <summary>When it took effect; null where that is when it is recorded.</summary>
    public DateTimeOffset? EffectiveAt { get; init; }

    /// <summary>An entry whose payload is written from an object, as everything here is written as JSON.</summary>
    public static LedgerEntry Of<T>(string kind, string actor, T payload) where T : class => new(kind, actor, JsonSerializer.SerializeToUtf8Bytes(payload, JsonFormat.Options));

    /// <summary>Whether a text may name a kind, a slot or a file: an allow-list, so that a name never becomes a path. A name of a Windows device and a last dot, which Windows drops, are none either.</summary>
    public static bool IsName(string? name) => name is not null && Names().IsMatch(name);

    internal void Validate()
    {
        if (!IsName(Kind)) throw new InvalidDataException($"'{Shown(Kind)}' is no kind of event: at most 64 of a-z, 0-9, '.', '_' and '-', beginning with a letter or digit.");
        if (!IsPlain(Actor, MaxActorLength))
            throw new InvalidDataException($"'{Shown(Actor)}' is no actor: 1 to {MaxActorLength} characters, none of which controls or reorders text.");
        if (Payload.Length > MaxPayloadBytes)
            throw new InvalidDataException($"The payload of '{Kind}' has {Format.Count(Payload.Length)} bytes; at most {Format.Count(MaxPayloadBytes)} are recorded. Keep the rest as a blob and name it.");
    }

    /// <summary>Whether a text of a person is fit to be kept and shown: not empty, not too long, and without characters that control or reorder text.</summary>
    internal static bool IsPlain(string? text, int maxLength) => !string.IsNullOrWhiteSpace(text) && text.Length <= maxLength && !Unprintable().IsMatch(text);

    internal static string Shown(string? text) => Unprintable().Replace(text is { Length: > 80 } ? text[..80] + "…" : text ?? "", "?");

    [GeneratedRegex(@"^(?!(con|prn|aux|nul|com[0-9]|lpt[0-9])(\.|\z))[a-z0-9]([a-z0-9._-]{0,62}[a-z0-9_-])?\z")]
    private static partial Regex Names();

    [GeneratedRegex(@"[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]")]
    private static partial Regex Unprintable();
}
