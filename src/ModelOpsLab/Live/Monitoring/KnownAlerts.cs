using ModelOpsLab.Monitoring;
using ModelOpsLab.Reporting;
using ModelOpsLab.Trading;

namespace ModelOpsLab.Live;

/// <summary>The alerts of a model's life up to a day: those its monitor raised, or where none has run those it would have raised.</summary>
/// <param name="Transitions">What alerts did, from the first on; empty where none can be known.</param>
/// <param name="Replayed">Whether they come from a replay of the rows.</param>
/// <remarks>Of a panel all assets of a session are read together: its returns add up to one, its inputs are counted over the assets.</remarks>
public sealed record KnownAlerts(IReadOnlyList<AlertTransition> Transitions, bool Replayed)
{
    /// <summary>Sessions times rows of the reference that are replayed at most: each session is compared with all of them, and a page does not wait longer than some seconds.</summary>
    const long MostComparisons = 200_000_000;

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
        int sessions = record.Live.Before(to.AddDays(1)).TimeCount, past = record.Backtest.Count;
        if ((long)sessions * past > MostComparisons) return new([], false) { Because = $"no monitor has run, and {Format.Count(sessions)} sessions against {Format.Count(past)} rows of the backtest are too many to replay" };
        return new(RecordReplay.Of(live, record, to.AddDays(1)).Transitions, true);
    }
}
