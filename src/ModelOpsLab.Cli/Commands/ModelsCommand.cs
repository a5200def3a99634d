using System.CommandLine;

namespace ModelOpsLab.Cli.Commands;

/// <summary><c>modelops models</c>: versions, what is live where and was, and how that is changed.</summary>
static class ModelsCommand
{
    /// <summary>The command with its own commands below it.</summary>
    public static Command Of(Action<Command, Work> handle)
    {
        var models = new Command("models", "Versions of the models: which is live where, which was, and who decided it.");
        foreach (var command in new[]
        {
            ModelsReading.List(handle), ModelsReading.Show(handle), ModelsReading.History(handle), ModelsReading.LiveAt(handle), ModelsReading.Compare(handle), ModelsReading.Who(handle), ReproduceCommand.Of(handle),
            ModelsChanging.Register(handle), ModelsChanging.Promote(handle), ModelsChanging.Rollback(handle), ModelsChanging.Disable(handle), ModelsChanging.Enable(handle), ModelsChanging.Drill(handle), JudgeCommand.Of(handle),
            ModelsChanging.Alias(handle), ModelsChanging.Retire(handle), ModelsChanging.Release(handle), ModelsChanging.Key(handle), ModelsChanging.Approve(handle),
        }) models.Add(command);
        return models;
    }
}
