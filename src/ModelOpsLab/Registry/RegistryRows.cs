using System.Globalization;
using System.Text;
using ModelOpsLab.Reporting;

namespace ModelOpsLab.Registry;

/// <summary>What the registry's state tables point at, read from the events and blobs themselves.</summary>
static class RegistryRows
{
    /// <summary>Versions, in order of number. One that was released has an empty training record.</summary>
    public static IReadOnlyList<ModelVersion> Versions(ModelRegistry registry, string where, params ReadOnlySpan<object?> arguments) =>
        [.. registry.Ledger.Query($"SELECT model, version, seq, content, format, training, retired, released FROM versions WHERE {where} ORDER BY version",
            r => (Model: r.GetString(0), Version: r.GetInt32(1), Sequence: r.GetInt64(2), Content: r.GetString(3), Format: r.GetString(4), Training: r.GetString(5), Retired: r.GetInt64(6) > 0, Released: r.GetInt64(7) > 0), arguments)
            .Select(row =>
            {
                var registered = registry.Event(row.Sequence);
                return new ModelVersion
                {
                    Name = row.Model,
                    Number = row.Version,
                    ContentId = row.Content[ModelRegistry.BlobMark.Length..],
                    Format = row.Format,
                    Training = row.Released && !registry.Blobs.Contains(row.Training[ModelRegistry.BlobMark.Length..]) ? new() { Provenance = new() { Model = row.Model } } : JsonFormat.Read<TrainingRecord>(Encoding.UTF8.GetString(registry.Blobs.Read(row.Training[ModelRegistry.BlobMark.Length..])), $"training record of {row.Model} version {row.Version}"),
                    By = registered.Actor,
                    RegisteredAt = registered.EffectiveAt,
                    Sequence = row.Sequence,
                    Retired = row.Retired,
                    Released = row.Released,
                };
            })];

    /// <summary>Stretches of a slot's life, with the terms of the promotion that hold.</summary>
    public static IReadOnlyList<Deployment> Deployments(ModelRegistry registry, string where, params ReadOnlySpan<object?> arguments) =>
        [.. registry.Ledger.Query($"SELECT seq, promotion, model, version, state, (SELECT at FROM slot_changes n WHERE n.slot = slot_changes.slot AND n.seq > slot_changes.seq ORDER BY n.seq LIMIT 1) FROM slot_changes WHERE {where}",
            r => (Sequence: r.GetInt64(0), Promotion: r.GetInt64(1), Model: r.GetString(2), Version: r.GetInt32(3), State: Enum.Parse<SlotState>(r.GetString(4)), Until: r.IsDBNull(5) ? null : r.GetString(5)), arguments)
            .Select(row =>
            {
                var change = registry.Event(row.Sequence);
                var terms = RegistryTables.Payload<ModelPromoted>(row.Promotion == row.Sequence ? change : registry.Event(row.Promotion));
                var payload = change.Payload;
                return new Deployment
                {
                    Slot = terms.Slot,
                    Model = row.Model,
                    Version = row.Version,
                    State = row.State,
                    Change = change.Kind,
                    From = change.EffectiveAt,
                    RecordedAt = change.RecordedAt,
                    Until = row.Until is null ? null : DateTimeOffset.Parse(row.Until, CultureInfo.InvariantCulture),
                    Sequence = row.Sequence,
                    By = change.Actor,
                    Because = payload.GetProperty("because").GetString()!,
                    Limits = terms.Limits,
                    Fallback = terms.Fallback,
                    RollbackTo = terms.RollbackTo,
                    Rules = terms.Rules,
                    ApprovedBy = payload.TryGetProperty("approvedBy", out var names) ? [.. names.EnumerateArray().Select(n => n.GetString()!)] : [],
                };
            })];
}
