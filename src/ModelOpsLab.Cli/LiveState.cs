using System.Text;
using ModelOpsLab.Lineage;
using ModelOpsLab.Live;
using ModelOpsLab.Monitoring;
using ModelOpsLab.Registry;
using ModelOpsLab.Reporting;
using ModelOpsLab.Reviews;
using ModelOpsLab.Storage;
using ModelOpsLab.Trading;

namespace ModelOpsLab.Cli;

/// <summary>A model ready to be reviewed: trained, and its live months in the measurement history.</summary>
sealed record LiveState(LiveModel Live, TrackRecord Record, ReviewOptions Options)
{
    /// <summary>Trains the model and replays its live months where that was not done yet, or not from these data, this declaration and this program.</summary>
    public static Task<LiveState> EnsureAsync(Session session, Workspace workspace, string name)
    {
        workspace.Model(name); // an unknown name fails here, before any progress is shown
        return Progress.During(session, name, steps => Task.Run(() => Ensure(session, workspace, name, steps), session.Cancel));
    }

    static LiveState Ensure(Session session, Workspace workspace, string name, IProgress<Step> steps)
    {
        steps.Report(new(1, 1, "training"));
        var live = LiveModel.Load(workspace, name, session.Clock);
        session.Cancel.ThrowIfCancellationRequested();
        steps.Report(new(1, 1, "backtest"));
        var state = new LiveState(live, live.TrackRecord(), new() { Monitoring = new() { Thresholds = live.Definition.Thresholds } });
        if (File.Exists(state.StampFile) && File.Exists(workspace.HistoryFile) && File.ReadAllText(state.StampFile) == state.Stamp) return state;
        using (var history = MeasurementHistory.Open(workspace.HistoryFile))
            LiveReplay.Run(state.Record, history, state.Options.Monitoring, state.Options.Drift, new Months(steps), session.Cancel);
        AtomicFile.Write(state.StampFile, state.Stamp);
        return state;
    }

    string StampFile => Path.Combine(Live.Workspace.StateFolder, "replayed", Live.Definition.Name + ".txt");

    /// <summary>What the replay in the history was computed from.</summary>
    string Stamp => string.Join('\n',
        Live.Version.ContentId,
        Record.Raw.ContentHash(),
        Record.Rows.ContentHash(),
        ContentId.Of(Encoding.UTF8.GetBytes(JsonFormat.Write(Live.Definition))),
        $"{Provenance.ThisLibrary} {typeof(LiveReplay).Module.ModuleVersionId}") + "\n";

    sealed class Months(IProgress<Step> steps) : IProgress<ReplayStep>
    {
        public void Report(ReplayStep value) => steps.Report(new(value.Number, value.Of, $"replaying {value.Month}"));
    }
}
