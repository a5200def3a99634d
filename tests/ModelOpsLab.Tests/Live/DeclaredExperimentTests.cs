using ModelOpsLab.Lineage;
using ModelOpsLab.Live;
using ModelOpsLab.Models;
using ModelOpsLab.Registry;
using ModelOpsLab.Retraining;

namespace ModelOpsLab.Tests.Live;

public sealed class DeclaredExperimentTests : IDisposable
{
    static readonly ExperimentDefinition Hybrid = new() { Windows = [new() { Kind = "hybrid", Size = 100, Weight = 3 }], RefitEvery = 20 };

    readonly SmallWorkspace _small = new();

    public void Dispose() => _small.Dispose();

    DeclaredExperiment Declared(LiveModel live, ExperimentDefinition? definition = null) => new(live, definition);

    LiveModel Live()
    {
        _small.Declare("2016-03-31");
        return LiveModel.Load(_small.Workspace, "small", new FixedClock());
    }

    [Fact]
    public void The_version_in_production_is_the_champion_and_is_judged_after_its_training()
    {
        using var live = Live();
        var declared = Declared(live);
        var result = declared.Experiment.Run(declared.Rows);
        Assert.Equal(["champion", "sliding 500", "expanding", "hybrid 250 × 4", "no change", "expanding mean"], result.Candidates.Select(c => c.Name));
        Assert.True(result.Time[0] > new DateTime(2016, 3, 31));
        Assert.Same(live.Model, declared.Experiment.Champion);
    }

    [Fact]
    public void A_winner_to_deploy_is_registered_as_the_model_that_was_judged_and_can_be_reproduced()
    {
        using var live = Live();
        var declared = Declared(live, Hybrid);
        var champion = Assert.IsType<LinearModel>(live.Model);
        // Production that predicts four times too much: the same signs, and worse
        var worse = new LinearModel(champion.Features, champion.Intercept, [.. champion.Coefficients.Select(c => 4 * c)], champion.Scales);
        var result = (declared.Experiment with { Champion = worse }).Run(declared.Rows);
        Assert.Equal(PromotionDecision.Deploy, result.Decision);
        var record = declared.Record(result, "anna", "production exaggerates", new FixedClock());
        var version = record.Version!;
        Assert.Equal(("hybrid", 100, 3.0), (version.Training.Definition!.Window!.Kind, version.Training.Definition.Window.Size, version.Training.Definition.Window.Weight));
        Assert.Equal("hybrid 100 × 3", version.Provenance.Parameters["window"]);
        using var registry = ModelRegistry.OpenToRead(_small.Workspace)!;
        Assert.Equal(ModelJson.Write(result.Model), System.Text.Encoding.UTF8.GetString(registry.Bytes(version)));
        Assert.Equal(ReproductionOutcome.Equal, ModelReproduction.Of(registry, "small", version.Number).Outcome);
        var decided = registry.Ledger.Read().Last();
        Assert.Equal(("experiment.decided", record.Sequence, "deploy", version.Number), (decided.Kind, decided.Sequence, decided.Payload.GetProperty("decision").GetString(), decided.Payload.GetProperty("version").GetInt32()));
    }

    [Fact]
    public void A_result_of_other_rows_is_not_recorded()
    {
        using var live = Live();
        var result = Declared(live, Hybrid).Experiment.Run(live.Prepared.Frame);
        Assert.Throws<ArgumentException>(() => new DeclaredExperiment(live, Hybrid, new DateOnly(2016, 12, 31)).Record(result, "anna", "a test", new FixedClock()));
    }

    [Fact]
    public void A_data_file_that_changes_meanwhile_is_found_before_a_promotion()
    {
        using var live = Live();
        var declared = Declared(live, Hybrid);
        var champion = Assert.IsType<LinearModel>(live.Model);
        var worse = new LinearModel(champion.Features, champion.Intercept, [.. champion.Coefficients.Select(c => 4 * c)], champion.Scales);
        var result = (declared.Experiment with { Champion = worse }).Run(declared.Rows);
        _small.Write([.. SmallWorkspace.Closes(900).Select((c, i) => i == 300 ? c * 1.01 : c)]);
        Assert.Contains("is another model", Assert.Throws<InvalidDataException>(() => declared.Record(result, "anna", "a test", new FixedClock())).Message, StringComparison.Ordinal);
    }
}
