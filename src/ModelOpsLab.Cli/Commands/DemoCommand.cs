using System.CommandLine;
using ModelOpsLab.Registry;
using ModelOpsLab.Reporting;

namespace ModelOpsLab.Cli.Commands;

/// <summary><c>modelops demo</c>: rebuilds the demonstration workspace's state from nothing.</summary>
static class DemoCommand
{
    /// <summary>The folder name that marks a demonstration: its state may be thrown away.</summary>
    const string DemonstrationFolder = "data-samples";

    public static void Add(Action<Command, Work> add) =>
        add(new("demo", "Rebuild the demonstration workspace's state from nothing: train, and replay the live year."), async (_, session) =>
        {
            var workspace = session.OpenWorkspace();
            if (Path.GetFileName(workspace.Folder) != DemonstrationFolder)
                throw new InvalidDataException($"'{workspace.Folder}' is not the demonstration workspace, whose folder is called {DemonstrationFolder}, and its state is not thrown away. 'modelops review' builds what is missing there.");
            if (Directory.Exists(workspace.StateFolder)) Directory.Delete(workspace.StateFolder, recursive: true);
            List<object> models = [];
            foreach (var name in workspace.Models)
            {
                var goLive = workspace.Model(name).GoLive;
                var state = await LiveState.EnsureAsync(session with { Clock = new FixedClock(goLive) }, workspace, name).ConfigureAwait(false);
                session.Say($"{name}, version {state.Live.Version.Label}: {Format.Count(state.Live.Version.Provenance.Rows)} training rows, live since {Format.Date(goLive)}, {Format.Count(state.Record.Live.TimeCount)} live sessions replayed.");
                models.Add(new { name, version = state.Live.Version.ContentId });
            }
            session.Result(new { workspace = workspace.Folder, state = workspace.StateFolder, models });
            return ExitCode.Done;
        });

    sealed class FixedClock(DateOnly day) : TimeProvider
    {
        public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

        public override DateTimeOffset GetUtcNow() => new(day, TimeOnly.MinValue, TimeSpan.Zero);
    }
}
