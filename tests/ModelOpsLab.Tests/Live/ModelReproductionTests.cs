using System.Text;
using ModelOpsLab.Data;
using ModelOpsLab.Lineage;
using ModelOpsLab.Live;
using ModelOpsLab.Models;
using ModelOpsLab.Registry;
using ModelOpsLab.Reporting;

namespace ModelOpsLab.Tests.Live;

public sealed class ModelReproductionTests : IDisposable
{
    readonly SmallWorkspace _small = new();

    public void Dispose() => _small.Dispose();

    ModelReproduction Again(int version = 1)
    {
        using var registry = ModelRegistry.OpenToRead(_small.Workspace)!;
        return ModelReproduction.Of(registry, "small", version);
    }

    /// <summary>Registers what somebody might claim: other bytes or another record than the training gave.</summary>
    int Registered(Func<ModelVersion, (byte[] Bytes, TrainingRecord Training)> change)
    {
        var version = _small.Train();
        using var registry = ModelRegistry.Open(_small.Workspace, new FixedClock());
        var (bytes, training) = change(version);
        return registry.Register("small", bytes, ModelRegistry.OwnFormat, training with { Golden = null }, "anna", "a test").Number;
    }

    byte[] BytesOf(ModelVersion version)
    {
        using var registry = ModelRegistry.OpenToRead(_small.Workspace)!;
        return registry.Bytes(version);
    }

    string BlobFile(string id) => Path.Combine(_small.Workspace.StateFolder, "blobs", "sha256", id[..2], id[2..]);

    [Fact]
    public void A_new_process_under_another_culture_and_time_zone_trains_the_same_bytes()
    {
        var version = _small.Train();
        var there = JsonFormat.Read<ModelReproduction>(ReproductionProcess.Run(_small.Folder, "1"), "reproduction");
        Assert.Equal((ReproductionOutcome.Equal, version.ContentId, version.ContentId), (there.Outcome, there.Recorded, there.Now));
        Assert.Contains("culture tr-TR, then invariant", there.OtherThanThen);
        Assert.Contains(there.OtherThanThen, o => o.StartsWith("time zone Asia/Kat", StringComparison.Ordinal));
        Assert.Empty(there.Since);
    }

    [Fact]
    public void Trainings_of_every_kind_and_many_ranges_of_rows_come_out_the_same_there()
    {
        var trainings = Registry.Campaign.Size("REPRODUCTIONS", 8, 50);
        for (var i = 0; i < trainings; i++)
        {
            var definition = _small.Workspace.Model("small") with { TrainFrom = new DateOnly(2015, 1, 1).AddDays(i), TrainUntil = new DateOnly(2016, 6, 30).AddDays(3 * i), Trainer = new() { Kind = (i % 6) switch { 1 => "expanding-mean", 2 => "no-change", 3 => "logistic", 4 => "ewma", 5 => "majority", _ => "ridge" }, Penalty = i / 3.0 } };
            ModelTraining.TrainModel(_small.Workspace, "small", new FixedClock(), declaration: definition);
        }
        string[] outcomes = ReproductionProcess.Run(_small.Folder, "all").Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Registry.Campaign.Say($"{outcomes.Count(o => o.Trim() == "Equal")} of {trainings} trainings equal to the bit in another process, culture and time zone");
        Assert.Equal(trainings, outcomes.Length);
        Assert.All(outcomes, o => Assert.Equal("Equal", o.Trim()));
    }

    [Fact]
    public void A_version_trained_under_another_culture_is_trained_here_to_the_same_bytes()
    {
        var there = ReproductionProcess.Run(_small.Folder, "train");
        Assert.Equal((ReproductionOutcome.Equal, there), (Again().Outcome, Again().Now));
    }

    [Fact]
    public void A_data_file_that_was_changed_afterwards_does_not_matter_and_is_told()
    {
        _small.Train();
        var closes = SmallWorkspace.Closes(900);
        closes[400] += 0.01;
        _small.Write(closes);
        var again = Again();
        Assert.Equal(ReproductionOutcome.Equal, again.Outcome);
        Assert.Equal("The data file prices/close.csv on disk differs from the recorded one. Column 'close' differs first within rows 0 to 899 (chunk 0).", Assert.Single(again.Since));

        _small.Write(SmallWorkspace.Closes(930));
        Assert.Equal("The data file prices/close.csv on disk has 30 more rows in the time of training, after the same 900.", Assert.Single(Again().Since));
        File.AppendAllText(_small.DataFile, "2020-01-01,100\n");
        _small.Declare("2017-06-18");
        Assert.Equal(2, Again().Since.Count);
        Assert.Contains("The declaration of small is another one now.", Again().Since);
        File.WriteAllText(_small.DataFile, "date,close\nno,1\n");
        Assert.Contains("cannot be read with its schema", Again().Since[0], StringComparison.Ordinal);
        File.Delete(_small.DataFile);
        Assert.Equal((ReproductionOutcome.Equal, "The data file prices/close.csv is no longer there."), (Again().Outcome, Again().Since[0]));
    }

    [Fact]
    public void Rows_after_the_training_do_not_count_as_a_change_of_its_rows()
    {
        _small.Declare("2016-12-31");
        _small.Train();
        var closes = SmallWorkspace.Closes(900);
        closes[899] += 1;
        _small.Write(closes);
        Assert.Equal("The data file prices/close.csv on disk is another one now; the rows that were trained on are the same in it.", Assert.Single(Again().Since));
    }

    [Theory, InlineData("data file"), InlineData("model's bytes"), InlineData("training record")]
    public void A_damaged_or_missing_blob_is_named(string which)
    {
        var version = _small.Train();
        var record = "";
        using (var registry = ModelRegistry.OpenToRead(_small.Workspace)!)
            record = registry.Ledger.Read().Single(e => e.Kind == "model.registered").Payload.GetProperty("training").GetString()![12..];
        var id = which == "data file" ? version.Training.Data!.Sha256 : which == "training record" ? record : version.ContentId;
        var bytes = File.ReadAllBytes(BlobFile(id));
        bytes[bytes.Length / 2] ^= 1;
        File.WriteAllBytes(BlobFile(id), bytes);
        var damaged = Again();
        Assert.Equal(ReproductionOutcome.Failed, damaged.Outcome);
        Assert.Contains(which, damaged.Because, StringComparison.Ordinal);
        Assert.Contains("damaged", damaged.Because, StringComparison.Ordinal);
        File.Delete(BlobFile(id));
        Assert.Contains("missing", Again().Because, StringComparison.Ordinal);
        Assert.DoesNotContain(_small.Folder, damaged.Because + Again().Because, StringComparison.Ordinal);
    }

    [Fact]
    public void A_record_that_says_other_rows_than_the_data_hold_is_different_by_column()
    {
        var number = Registered(v =>
        {
            var closes = SmallWorkspace.Closes(900);
            closes[17] = Math.BitIncrement(closes[17]);
            _small.Write(closes);
            return (BytesOf(v), v.Training with { Data = v.Training.Data! with { Table = Frame.ReadCsv(_small.DataFile, v.Training.Data.Schema).ContentHashes() } });
        });
        var again = Again(number);
        Assert.Equal(ReproductionOutcome.Different, again.Outcome);
        Assert.Equal("The recorded data file does not hold the rows that the record says. Column 'close' differs first within rows 0 to 899 (chunk 0).", again.Because);
    }

    [Fact]
    public void A_record_whose_declaration_was_changed_is_different_and_says_by_how_much()
    {
        var number = Registered(v => (BytesOf(v), v.Training with { Definition = v.Training.Definition! with { Trainer = new() { Kind = "ridge", Penalty = 100 } } }));
        var again = Again(number);
        Assert.Equal(ReproductionOutcome.Different, again.Outcome);
        Assert.InRange(again.CoefficientDifference!.Value, 0.01, 1);
        Assert.InRange(again.PredictionDifference!.Value, 0.01, 1);
        Assert.Contains("model differs by more than 1e-9", again.Because, StringComparison.Ordinal);
        Assert.False(again.Holds);
    }

    [Fact]
    public void A_model_one_unit_in_the_last_place_off_is_within_and_not_equal()
    {
        var number = Registered(v =>
        {
            var model = (LinearModel)ModelJson.Read(Encoding.UTF8.GetString(BytesOf(v)));
            return (Encoding.UTF8.GetBytes(ModelJson.Write(new LinearModel(model.Features, model.Intercept, [Math.BitIncrement(model.Coefficients[0]), .. model.Coefficients.Skip(1)], model.Scales))), v.Training);
        });
        var again = Again(number);
        Assert.Equal(ReproductionOutcome.Within, again.Outcome);
        Assert.True(again.Holds && again.CoefficientDifference is > 0 and < 1e-15);
        Assert.NotEqual(again.Recorded, again.Now);
    }

    [Fact]
    public void Another_runtime_package_or_module_is_named()
    {
        var number = Registered(v => (BytesOf(v), v.Training with
        {
            Definition = v.Training.Definition! with { Trainer = new() { Kind = "ridge", Penalty = 2 } },
            Packages = [.. v.Training.Packages.Select(p => p.Name == "Microsoft.Data.Sqlite.Core" ? p with { Version = "9.9.9" } : p)],
            Environment = v.Training.Environment! with { Runtime = ".NET 9.0.1", Modules = [.. v.Training.Environment.Modules.Select(m => m.Name == "ModelOpsLab.dll" ? m with { Sha256 = new string('a', 64) } : m)] },
        }));
        var again = Again(number);
        Assert.Contains(again.OtherThanThen, o => o.EndsWith(", then .NET 9.0.1", StringComparison.Ordinal));
        Assert.Contains(again.OtherThanThen, o => o.StartsWith("package Microsoft.Data.Sqlite.Core ", StringComparison.Ordinal) && o.EndsWith("then 9.9.9", StringComparison.Ordinal));
        Assert.Contains(again.OtherThanThen, o => o.StartsWith("module ModelOpsLab.dll ", StringComparison.Ordinal));
        Assert.Contains("Other than then: runtime", again.Because, StringComparison.Ordinal);
    }

    [Fact]
    public void A_version_made_elsewhere_cannot_be_trained_again()
    {
        _small.Train();
        using (var registry = ModelRegistry.Open(_small.Workspace)) registry.Register("small", "bytes"u8, "onnx", new() { Provenance = new() }, "anna", "made elsewhere");
        Assert.Equal((ReproductionOutcome.Failed, "The version was made elsewhere: no declaration and no data were recorded with it that could be trained here."), (Again(2).Outcome, Again(2).Because));
        Assert.Throws<KeyNotFoundException>(() => Again(3));
    }

    [Fact]
    public void The_outcome_is_recorded()
    {
        _small.Train();
        var again = Again();
        using var registry = ModelRegistry.Open(_small.Workspace, new FixedClock());
        again.Record(registry, "audit");
        var recorded = registry.Ledger.Read().Last();
        Assert.Equal(("model.reproduced", "audit"), (recorded.Kind, recorded.Actor));
        Assert.Equal("""{"because":"The same bytes.","model":"small","outcome":"equal","version":1}""", recorded.Payload.GetRawText());
        Assert.Equal(again.ToString(), JsonFormat.Read<ModelReproduction>(JsonFormat.Write(again), "reproduction").ToString());
    }
}
