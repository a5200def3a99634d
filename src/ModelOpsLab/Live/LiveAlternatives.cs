using System.Globalization;
using ModelOpsLab.Data;
using ModelOpsLab.Models;
using ModelOpsLab.Registry;
using ModelOpsLab.Trading;

namespace ModelOpsLab.Live;

/// <summary>What else could have been held in a model's live sessions, by its own trading rule and costs: its other versions, and the market itself.</summary>
/// <param name="Versions">Each other registered version that is not retired, over the sessions after its training data; one that has none is left out.</param>
/// <param name="Earlier">Those of them that are older than the live one and could be gone back to, by name.</param>
/// <param name="Newer">Those that are newer and not live, by name.</param>
/// <param name="Market">The asset held all along without cost; of a panel equal parts of all assets, every session anew.</param>
public sealed record LiveAlternatives(IReadOnlyList<NamedReturns> Versions, IReadOnlyDictionary<string, ReturnSeries> Earlier, IReadOnlyDictionary<string, ReturnSeries> Newer, ReturnSeries Market)
{
    /// <summary>The alternatives as they were known at the end of a record.</summary>
    /// <param name="live">The model.</param>
    /// <param name="record">Its track record, cut where the review ends.</param>
    public static LiveAlternatives Of(LiveModel live, TrackRecord record)
    {
        var end = record.Rows.LastDay.AddDays(1);
        var held = live.VersionOn(record.Rows.LastDay).Number;
        var rows = live.Prepared.Frame.Before(end);
        var market = record.Live.With(record.Rows.Schema with { Return = record.Rows.Schema.Target, Weight = null });
        List<(int Number, NamedReturns Returns)> versions = [];
        using var registry = ModelRegistry.OpenToRead(live.Workspace);
        foreach (var version in registry?.Versions(live.Definition.Name) ?? [])
        {
            if (version.Retired || version.Number == held || version.RegisteredAt.UtcDateTime >= end.ToDateTime(default) || version.Provenance.AsOf is not { } trained) continue;
            var unseen = rows.Since(trained < record.GoLive ? record.GoLive : trained.AddDays(1));
            var model = registry!.Load(version);
            if (unseen.Count == 0 || model.Features.Any(f => !rows.Schema.Features.Contains(f))) continue;
            var traded = live.Traded(unseen, model.Predict(unseen));
            versions.Add((version.Number, new(string.Create(CultureInfo.InvariantCulture, $"version {version.Number}"), ReturnSeries.Of(traded, record.Calendar))));
        }
        Dictionary<string, ReturnSeries> Of(bool newer) => versions.Where(v => v.Number > held == newer).ToDictionary(v => v.Returns.Name, v => v.Returns.Returns);
        return new([.. versions.Select(v => v.Returns)], Of(newer: false), Of(newer: true), ReturnSeries.Of(market, record.Calendar));
    }
}
