using ModelOpsLab.Monitoring;
using ModelOpsLab.Trading;

namespace ModelOpsLab.Live;

/// <summary>The alerts of a model's life up to a day: those its monitor raised, or where none has run those it would have raised.</summary>
/// <param name="Transitions">What alerts did, from the first on; empty where none can be known.</param>
/// <param name="Replayed">Whether they come from a replay of the rows.</param>
public sealed record KnownAlerts(IReadOnlyList<AlertTransition> Transitions, bool Replayed)
{
    /// <summary>Why there are none that can be known; null where there are, or could have been.</summary>
    public string? Because { get; init; }

    /// <summary>The alerts up to the end of a day.</summary>
    /// <param name="live">The model.</param>
    /// <param name="record">Its track record.</param>
    /// <param name="to">The last day.</param>
    public static KnownAlerts Of(LiveModel live, TrackRecord record, DateOnly to)
    {
        if (File.Exists(live.Workspace.HistoryFile))
        {
            using var history = MeasurementHistory.Open(live.Workspace.HistoryFile);
            if (history.State(live.Definition.Name) is not null) return new(history.Transitions(live.Definition.Name), false);
        }
        if (live.Raw.Schema.Asset is { } asset) return new([], false) { Because = $"no monitor has run, and rows of several assets, by '{asset}', are not replayed" };
        return new(AlertReplay.Of(live, record, record.GoLive, to.AddDays(1)).Alerts.Transitions, true);
    }
}
