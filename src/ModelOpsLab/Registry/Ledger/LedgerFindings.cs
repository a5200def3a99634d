using System.Text.Json;
using Microsoft.Data.Sqlite;
using ModelOpsLab.Lineage;
using ModelOpsLab.Reporting;
using ModelOpsLab.Storage;

namespace ModelOpsLab.Registry;

/// <summary>What a check of a ledger has looked at and found, part by part; a part that was not looked at says why. The same for a file and for a bundle.</summary>
/// <param name="parts">What is looked at, in the order of the report.</param>
sealed class LedgerFindings(params IReadOnlyList<string> parts)
{
    const int MostShown = 20;

    readonly Dictionary<string, long> _checked = [], _faults = [];
    readonly List<(string Part, string What)> _found = [];
    readonly Dictionary<string, string> _untested = [];

    /// <summary>Counts one thing that was looked at.</summary>
    public void Count(string part) => _checked[part] = _checked.GetValueOrDefault(part) + 1;

    /// <summary>Counts one thing that does not hold; only the first of a part are shown.</summary>
    public void Fault(string part, string what)
    {
        Count(part);
        _faults[part] = _faults.GetValueOrDefault(part) + 1;
        if (_faults[part] <= MostShown) _found.Add((part, what));
    }

    /// <summary>Counts one check; what it throws for bad data is a fault.</summary>
    public void Check(string part, Action check)
    {
        Count(part);
        try { check(); }
        catch (Exception fault) when (fault is InvalidDataException or IOException or SqliteException) { Fault(part, fault.Message.ReplaceLineEndings(" ")); }
    }

    /// <summary>Says why a part was not looked at.</summary>
    public void NotLookedAt(string part, string because) => _untested[part] = because;

    /// <summary>Brings a table up to date with an event; an event that was changed may be one that the rule cannot read.</summary>
    public void Apply(LedgerProjection projection, LedgerEvent one, SqliteFile memory)
    {
        try { projection.Apply(one, memory); }
        catch (Exception error) when (error is InvalidDataException or InvalidOperationException or KeyNotFoundException or FormatException or ArgumentException or JsonException or SqliteException)
        {
            Fault("state tables", $"'{projection.Table}' cannot be computed from event {one.Sequence}: {error.Message}");
        }
    }

    /// <summary>An event's place: its number, the hash of the one before it, its time.</summary>
    /// <param name="previous">Hash of the event before it; null where that is not known.</param>
    public void CheckOrder(LedgerEvent one, long sequence, string? previous, DateTimeOffset? before)
    {
        Count("order");
        if (one.Sequence != sequence) Fault("order", $"event {sequence} says it is event {one.Sequence}");
        if (previous is not null && one.Previous != previous) Fault("order", $"event {sequence} does not follow the event before it");
        if (before is { } time && one.RecordedAt <= time) Fault("order", $"event {sequence} was recorded before the event before it");
    }

    /// <summary>A signed checkpoint is of these events, and signed by one of the keys where some are known.</summary>
    public void CheckNote(long size, string note, byte[]? root, IReadOnlyList<NoteVerifier> keys) => Check("checkpoints", () =>
    {
        var checkpoint = Checkpoint.Parse(note);
        if (checkpoint.Size != size || root is null || !checkpoint.Root.Span.SequenceEqual(root)) throw new InvalidDataException($"The checkpoint at {size} is not of these events.");
        if (keys.Count > 0 && !checkpoint.IsSignedBy(keys)) throw new InvalidDataException($"The checkpoint at {size} is not signed by a key that is known here.");
    });

    /// <summary>The events begin with what a checkpoint kept elsewhere signed.</summary>
    public void CheckOutside(Checkpoint? outside, long size, Func<long, byte[]?> rootAt, IReadOnlyList<NoteVerifier> keys)
    {
        if (outside is null) NotLookedAt("outside checkpoint", "none was given: whoever owns the file and the key could have rewritten it");
        else Check("outside checkpoint", () =>
        {
            if (keys.Count > 0 && !outside.IsSignedBy(keys)) throw new InvalidDataException("The checkpoint kept outside is not signed by a key that is known here.");
            if (outside.Size > size) throw new InvalidDataException($"The ledger has {size} events and had {outside.Size} when the checkpoint kept outside was signed: events were removed.");
            if (rootAt(outside.Size) is not { } root || !outside.Root.Span.SequenceEqual(root)) throw new InvalidDataException($"The first {outside.Size} events are not those of the checkpoint kept outside: history was rewritten.");
        });
    }

    /// <summary>The hash of an event's bytes, the event, and what is wrong with it.</summary>
    public readonly record struct Decoded(byte[] Hash, LedgerEvent? Event, string? Wrong);

    /// <summary>Reads an event's bytes without throwing.</summary>
    public static Decoded Decode(byte[] body)
    {
        var hash = MerkleTree.LeafHash(body);
        try
        {
            return new(hash, LedgerBody.Read(body, hash), CanonicalForm.Holds(body) ? null : "its bytes are not canonical JSON");
        }
        catch (InvalidDataException error)
        {
            return new(hash, null, error.Message);
        }
    }

    /// <summary>All of it as a report whose metric <c>ledger_faults</c> of each part is critical above 0.</summary>
    /// <param name="unread">What is said where the events could not be read to their end.</param>
    public Report ReportOf(string title, string of, long size, byte[] root, string unread, params IReadOnlyList<Block> notes)
    {
        Measurement[] measurements = [.. parts.Select(part => _untested.TryGetValue(part, out var why) && !_faults.ContainsKey(part)
            ? Measurement.Missing("ledger_faults", why) with { Of = part }
            : _checked.TryGetValue(part, out var n) ? new Measurement("ledger_faults", _faults.GetValueOrDefault(part)) { Of = part, Count = n }
            : size == 0 && _faults.Count == 0 ? Measurement.Missing("ledger_faults", "the ledger is empty") with { Of = part }
            : Measurement.Missing("ledger_faults", "not reached") with { Of = part })];
        return new()
        {
            Title = title,
            Of = of,
            Measurements = measurements,
            Thresholds = [Threshold.Above("ledger_faults", null, 0, "one changed byte is enough to doubt a record")],
            Body =
            [
                new Paragraph(root.Length == 0 ? unread : $"{Format.Count(size)} events, root {Convert.ToBase64String(root)}."),
                .. notes,
                new Table(["part", new("checked", Align.Right), new("faults", Align.Right), "not looked at because"],
                    [.. measurements.Select(m => (IReadOnlyList<Cell>)[m.Of, Format.Count(m.Count), m.Exists ? Format.Count((long)m.Value) : "", m.Because ?? ""])]),
                .. _found.Count == 0 ? Array.Empty<Block>() : [new Table(["part", "what does not hold"], [.. _found.Select(f => (IReadOnlyList<Cell>)[f.Part, f.What])])],
            ],
            Provenance = new() { Rows = size, DataHashes = root.Length == 0 ? new Dictionary<string, string>() : new Dictionary<string, string> { ["ledger"] = ContentId.Hex(root) } },
        };
    }
}
