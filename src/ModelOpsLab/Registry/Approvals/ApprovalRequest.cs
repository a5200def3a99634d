using System.Globalization;
using System.Text.Json;
using ModelOpsLab.Lineage;
using ModelOpsLab.Reporting;

namespace ModelOpsLab.Registry;

/// <summary>
/// Exactly what is to be approved: an action on a slot with one version of a model, its bytes, the terms, and the state the
/// slot was in. Since the action itself changes that state, an approval of it is good for one use.
/// </summary>
public sealed record ApprovalRequest
{
    /// <summary>Make a version the live one of a slot.</summary>
    public const string Promote = "promote";
    /// <summary>Arm a slot again that was halted or reduced.</summary>
    public const string Enable = "enable";

    /// <summary>What is to be done: <see cref="Promote"/> or <see cref="Enable"/>.</summary>
    public required string Action { get; init; }
    /// <summary>The slot.</summary>
    public required string Slot { get; init; }
    /// <summary>Name of the model.</summary>
    public required string Model { get; init; }
    /// <summary>Number of its version.</summary>
    public required int Version { get; init; }
    /// <summary>SHA-256 of the model's bytes.</summary>
    public required string Content { get; init; }
    /// <summary>SHA-256 of what goes with it, such as limits, rollback target and fallback; see <see cref="HashOf"/>. Null where nothing does.</summary>
    public string? Terms { get; init; }
    /// <summary>Sequence of the newest event that changed the slot; of the version's registration where none did.</summary>
    public required long After { get; init; }
    /// <summary>Hash of that event, which no other ledger has.</summary>
    public required string State { get; init; }

    /// <summary>The actions that a policy can ask approvals for.</summary>
    public static IReadOnlyList<string> Actions { get; } = [Promote, Enable];

    /// <summary>The hash of terms: of their canonical JSON, written as everything here is.</summary>
    /// <exception cref="InvalidDataException">They hold something that has no canonical form, such as half of a surrogate pair.</exception>
    public static string HashOf<T>(T terms) where T : class => ContentId.Of(JsonSerializer.SerializeToElement(terms, JsonFormat.Options));

    /// <summary>One line: <c>promote spx-momentum 2 (3fa9c2d41b07) in spx-momentum after event 12</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Action} {Model} {Version} ({Content[..Math.Min(12, Content.Length)]}) in {Slot} after event {After}");

    /// <summary>Why an approval of this is none of another request; null where they are the same.</summary>
    internal string? WhyNot(ApprovalRequest asked) =>
        Action != asked.Action ? $"it is for '{Action}', not '{asked.Action}'"
        : Slot != asked.Slot ? $"it is for the slot {Slot}, not {asked.Slot}"
        : Model != asked.Model ? $"it is for the model {Model}, not {asked.Model}"
        : Version != asked.Version ? string.Create(CultureInfo.InvariantCulture, $"it is for version {Version}, not {asked.Version}")
        : Content != asked.Content ? $"it is for other bytes of the model, {Short(Content)}, not {Short(asked.Content)}"
        : After != asked.After ? string.Create(CultureInfo.InvariantCulture, $"it was given for the slot as event {After} left it, and event {asked.After} has changed it since: an approval is used once")
        : Terms != asked.Terms ? "it is for other terms: limits, rollback target, fallback or rules were changed since"
        : State != asked.State ? "it was given for another ledger"
        : null;

    /// <summary>This request, if it can be signed and read back.</summary>
    /// <exception cref="InvalidDataException">A name or hash is not of its form.</exception>
    internal ApprovalRequest Sound() =>
        !Actions.Contains(Action) ? throw new InvalidDataException($"'{LedgerEntry.Shown(Action)}' is no action that is approved. Known: {string.Join(", ", Actions)}.")
        : !LedgerEntry.IsName(Slot) || !LedgerEntry.IsName(Model) ? throw new InvalidDataException($"'{LedgerEntry.Shown(LedgerEntry.IsName(Slot) ? Model : Slot)}' is no name of a slot or model: at most 64 of a-z, 0-9, '.', '_' and '-'.")
        : Version < 1 || After < 1 ? throw new InvalidDataException("A version and an event are counted from 1.")
        : !ContentId.IsWellFormed(Content) || !ContentId.IsWellFormed(State) || (Terms is not null && !ContentId.IsWellFormed(Terms)) ? throw new InvalidDataException("A hash is 64 lower-case hexadecimal digits.")
        : this;

    static string Short(string hash) => hash[..Math.Min(12, hash.Length)];
}
