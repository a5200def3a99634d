using ModelOpsLab.Live;
using ModelOpsLab.Registry;
using ModelOpsLab.Reviews;
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
        var state = new LiveState(live, live.TrackRecord(), ReviewOptions.Of(live.Definition, workspace));
        LiveReplay.Ensure(live, state.Record, state.Options.Monitoring, state.Options.Drift, new Months(steps), session.Cancel);
        return state;
    }

    sealed class Months(IProgress<Step> steps) : IProgress<ReplayStep>
    {
        public void Report(ReplayStep value) => steps.Report(new(value.Number, value.Of, $"replaying {value.Month}"));
    }
}
