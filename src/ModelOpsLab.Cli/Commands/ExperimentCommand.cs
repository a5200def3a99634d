using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using ModelOpsLab.Live;
using ModelOpsLab.Registry;
using ModelOpsLab.Reporting;
using ModelOpsLab.Retraining;
using ModelOpsLab.Storage;

namespace ModelOpsLab.Cli.Commands;

/// <summary><c>modelops experiment</c>: would another window, or another trainer, do better than what is in production, and should it be deployed?</summary>
static class ExperimentCommand
{
    const string Examples = """
          modelops experiment spx-momentum                                    what modelops.json declares, else three windows of the model's trainer
          modelops experiment spx-momentum --window sliding:500 --window exponential:125 --refit-every 63
          modelops experiment spx-momentum --trainer ridge --trainer boosting
          modelops experiment spx-momentum --until 2020-02-28 --html experiment.html
          modelops experiment spx-momentum --record --because "quarterly retraining"
        """;

    public static void Add(Action<Command, Work> add)
    {
        var model = new Argument<string>("MODEL") { Description = "A model of modelops.json." };
        var windows = new Option<WindowDefinition[]>("--window")
        {
            Description = "A window to compare: expanding, sliding:500, hybrid:250:4 or exponential:125. May stand several times.",
            HelpName = "WINDOW",
            AllowMultipleArgumentsPerToken = false,
            CustomParser = result =>
            {
                try
                {
                    return [.. result.Tokens.Select(token => WindowDefinition.Parse(token.Value))];
                }
                catch (FormatException wrong)
                {
                    return Inputs.Refuse<WindowDefinition[]>(result, $"--window: {wrong.Message}");
                }
            },
        };
        var trainers = new Option<TrainerDefinition[]>("--trainer")
        {
            Description = "A kind of trainer to compare, with its own defaults: ridge, elastic-net, boosting, logistic, ... May stand several times. Default: those of modelops.json, else the model's own.",
            HelpName = "KIND",
            CustomParser = result =>
            {
                try
                {
                    return [.. result.Tokens.Select(token => Known(token.Value))];
                }
                catch (InvalidDataException wrong)
                {
                    return Inputs.Refuse<TrainerDefinition[]>(result, $"--trainer: {wrong.Message}");
                }
            },
        };
        var refitEvery = Whole("--refit-every", "POINTS", "Points in time between refits.", 1);
        var validation = Whole("--validation", "POINTS", "Newest points in time on which the winner is judged. Default: a third of those predicted.", 2);
        var threads = Whole("--threads", "COUNT", "Candidates trained at a time. The result does not depend on it.", 1);
        var until = Inputs.Date("--until", "Last day of the rows. Default: all there are.");
        var html = Inputs.FileOption("--html", "Also write the report as a page.");
        var fresh = new Option<bool>("--fresh") { Description = "Train every candidate anew, also those that an earlier run has finished." };
        var record = new Option<bool>("--record") { Description = "Record the decision in the ledger; where it is to deploy, register the winner as the next version." };
        var (by, because) = (ModelsChanging.By(), new Option<string?>("--because") { Description = "Why, for who reads it in five years; needed with --record.", HelpName = "TEXT" });
        add(new CommandWithExamples("experiment", "Compare ways to retrain a model with the version in production, on the same dates, and decide.", Examples) { model, windows, trainers, refitEvery, validation, until, threads, fresh, html, record, by, because }, async (parsed, session) =>
        {
            var page = Inputs.Writable(parsed.GetValue(html));
            var why = parsed.GetValue(because);
            if (parsed.GetValue(record) && string.IsNullOrWhiteSpace(why)) throw new InvalidDataException("--record needs --because TEXT: why the experiment was run, for who reads it in five years.");
            var workspace = session.OpenWorkspace();
            var name = parsed.GetRequiredValue(model);
            var definition = workspace.Model(name).Experiment ?? new();
            definition = definition with
            {
                Windows = parsed.GetValue(windows) is { Length: > 0 } asked ? asked : definition.Windows,
                Trainers = parsed.GetValue(trainers) is { Length: > 0 } kinds ? kinds : definition.Trainers,
                RefitEvery = parsed.GetValue(refitEvery) ?? definition.RefitEvery,
                Validation = parsed.GetValue(validation) ?? definition.Validation,
            };
            using var live = LiveModel.Load(workspace, name, session.Clock);
            var declared = new DeclaredExperiment(live, definition, parsed.GetValue(until));
            var folder = Path.Combine(workspace.StateFolder, "experiments");
            if (parsed.GetValue(fresh) && Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
            var experiment = declared.Experiment with { Folder = folder, Threads = parsed.GetValue(threads) ?? Environment.ProcessorCount };
            var result = await Progress.During<RetrainingExperimentResult>(session, $"Experiment on {name}", steps => Task.Run(
                () => experiment.Run(declared.Rows, new Steps(steps), session.Cancel), session.Cancel)).ConfigureAwait(false);
            var recorded = parsed.GetValue(record) ? declared.Record(result, ModelsChanging.Name(parsed.GetValue(by)), why!, session.Clock) : null;
            if (page is not null) AtomicFile.Write(page, HtmlWriter.Page(new([.. result.ToDocument().Blocks, experiment.Folds(declared.Rows)]), $"Retraining experiment on {name}"));
            if (!session.Json)
            {
                session.Out.Write(result.ToString());
                if (recorded is not null) session.Say($"Recorded as event {recorded.Sequence}.{(recorded.Version is { } version ? $" {name} version {version.Label} is registered: 'modelops models promote {name} {version.Number} --because TEXT' puts it live." : "")}");
            }
            else
            {
                var json = JsonNode.Parse(ReportJson.Write(result))!.AsObject();
                json["decision"] = JsonNode.Parse(JsonFormat.Write(result.Decision));
                json["winner"] = result.Winner;
                json["notSeparated"] = new JsonArray([.. result.NotSeparated.Select(n => (JsonNode)n)]);
                json["conclusion"] = result.Conclusion;
                if (recorded is not null) json["recorded"] = new JsonObject { ["sequence"] = recorded.Sequence, ["version"] = recorded.Version?.Number };
                session.Out.Write(ResultJson.Write(json));
            }
            return ExitCode.Done;
        });
    }

    static TrainerDefinition Known(string kind)
    {
        var trainer = new TrainerDefinition { Kind = kind };
        trainer.Create();
        return trainer;
    }

    static Option<int?> Whole(string name, string unit, string description, int least) => new(name)
    {
        Description = description,
        HelpName = unit,
        CustomParser = result => int.TryParse(result.Tokens[0].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least
            ? number
            : Inputs.Refuse<int?>(result, FormattableString.Invariant($"{name} '{result.Tokens[0].Value}' is not a whole number of at least {least}.")),
    };

    sealed class Steps(IProgress<Step> steps) : IProgress<ExperimentProgress>
    {
        public void Report(ExperimentProgress value) => steps.Report(new(Math.Min(value.Done + 1, value.Of), value.Of, value.Failure is null ? $"{value.Candidate} done" : $"{value.Candidate} failed"));
    }
}
