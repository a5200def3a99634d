using ModelOpsLab.Live;
using ModelOpsLab.Registry;
using ModelOpsLab.Reviews;
using ModelOpsLab.Trading;

namespace ModelOpsLab.Cli;

/// <summary>A model ready to be reviewed: trained, and its live months in the measurement history once <see cref="Replayed"/> has ended.</summary>
sealed record LiveState(LiveModel Live, TrackRecord Record, ReviewOptions Options, Task Replayed)
{
    /// <summary>Trains the model where that was not done yet, and begins to replay its live months while the caller goes on.</summary>
    public static Task<LiveState> BeginAsync(Session session, Workspace workspace, string name)
    {
        workspace.Model(name);
        return Progress.During(session, name, steps => Task.Run(() => Begin(session, workspace, name, steps, null), session.Cancel));
    }

    /// <summary>Trains the model and replays its live months where that was not done yet, or not from these data, this declaration and this program.</summary>
    public static Task<LiveState> EnsureAsync(Session session, Workspace workspace, string name)
    {
        workspace.Model(name); // an unknown name fails here, before any progress is shown
        return Progress.During(session, name, async steps =>
        {
            var state = await Task.Run(() => Begin(session, workspace, name, steps, new Months(steps)), session.Cancel).ConfigureAwait(false);
            await state.Replayed.ConfigureAwait(false);
            return state;
        });
    }

    static LiveState Begin(Session session, Workspace workspace, string name, IProgress<Step> steps, IProgress<ReplayStep>? months)
    {
        steps.Report(new(1, 1, "training"));
        var live = LiveModel.Load(workspace, name, session.Clock);
        session.Cancel.ThrowIfCancellationRequested();
        steps.Report(new(1, 1, "backtest"));
        var (record, options) = (live.TrackRecord(), ReviewOptions.Of(live.Definition, workspace));
        return new(live, record, options, Task.Run(() => LiveReplay.Ensure(live, record, options.Monitoring, options.Drift, months, session.Cancel), session.Cancel));
    }

    sealed class Months(IProgress<Step> steps) : IProgress<ReplayStep>
    {
        public void Report(ReplayStep value) => steps.Report(new(value.Number, value.Of, $"replaying {value.Month}"));
    }
}
