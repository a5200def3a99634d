using System.Text;
using ModelOpsLab.Data;
using ModelOpsLab.Lineage;
using ModelOpsLab.Live;
using ModelOpsLab.Models;
using ModelOpsLab.Registry;
using ModelOpsLab.Reporting;

namespace ModelOpsLab.Tests.Live;

public sealed class ModelTrainingTests : IDisposable
{
    readonly SmallWorkspace _small = new();

    public void Dispose() => _small.Dispose();

    [Fact]
    public void All_that_is_needed_to_train_again_is_in_the_record()
    {
        var training = _small.Train().Training;
        using var registry = ModelRegistry.OpenToRead(_small.Workspace)!;
        var data = training.Data!;
        Assert.Equal(("prices/close.csv", 0, 900, 900L), (data.File, data.FirstRow, data.Rows, data.Table.Rows));
        Assert.Equal(File.ReadAllBytes(_small.DataFile), registry.Blobs.Read(data.Sha256));
        Assert.Equal(training.Provenance.DataHashes["raw"], data.Table.Hash);
        Assert.Equal(["date", "close"], data.Table.Columns.Select(c => c.Name));
        Assert.Equal(training.Provenance.DataHashes["training"], data.Prepared.Hash);
        Assert.Equal(JsonFormat.Write(_small.Workspace.Model("small")), JsonFormat.Write(training.Definition));
        Assert.Equal(Assert.Single(training.Blobs), data.Content);
        Assert.NotEmpty(training.Environment!.Modules);
        Assert.All(training.Environment.Modules, m => Assert.Null(m.Path));
        Assert.Contains(training.Packages, p => p.Name == "Microsoft.Data.Sqlite.Core" && p.Hash!.StartsWith("sha512-", StringComparison.Ordinal));
        Assert.Equal(2, training.Checks.Count);
        Assert.Null(data.Change);
        Assert.NotNull(training.BeganAt);
        Assert.True(training.EndedAt >= training.BeganAt);
        Assert.Contains(data.Content, registry.Ledger.Read().Single(e => e.Kind == "model.registered").Payload.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_model_is_judged_on_rows_that_were_not_trained_on()
    {
        var evidence = _small.Train().Training.Evidence!;
        Assert.StartsWith("Walk forward over 694 rows from 2015-07-26 to 2017-06-18", evidence.OutOfSampleBy, StringComparison.Ordinal);
        Assert.InRange(evidence.OutOfSample.Single(m => m.Metric == "prediction_correlation").Value, 0.15, 0.45);
        Assert.StartsWith("Of a twin trained on the", evidence.PermutationBy, StringComparison.Ordinal);
        Assert.Equal("r1", evidence.Permutation[0].Feature);
        Assert.All(evidence.Permutation, p => Assert.True(p.Error > 0 && p.Repeats == 20));
        Assert.Equal(["m5", "r1"], evidence.Sensitivity.Select(s => s.Feature).Order());
        Assert.All(evidence.Inputs, i => Assert.True(i.Minimum < i.Low && i.Low < i.Median && i.Median < i.High && i.High < i.Maximum));
    }

    [Fact]
    public void Times_and_machine_are_in_the_record_and_not_in_the_model()
    {
        var (one, two) = (_small.Train(), _small.Train(new LaterClock()));
        Assert.Equal(one.ContentId, two.ContentId);
        Assert.NotEqual(one.Training.BeganAt, two.Training.BeganAt);
        Assert.Equal(one.Provenance, two.Provenance);
        Assert.Equal(JsonFormat.Write(one.Training.Evidence), JsonFormat.Write(two.Training.Evidence));
    }

    [Fact]
    public void The_next_version_says_whether_rows_were_only_appended_or_which_column_was_restated()
    {
        _small.Train();
        Assert.Equal(new DataChange(1, DataChangeKind.Same, "The same 900 rows as version 1."), _small.Train().Training.Data!.Change);
        _small.Write(SmallWorkspace.Closes(950));
        Assert.Equal(new DataChange(2, DataChangeKind.Appended, "Only appended rows since version 2: 50 after the same 900."), _small.Train().Training.Data!.Change);
        var restated = SmallWorkspace.Closes(960);
        restated[17] = Math.BitIncrement(restated[17]);
        _small.Write(restated);
        Assert.Equal(new DataChange(3, DataChangeKind.Restated, "Restated since version 3: Column 'close' differs first within rows 0 to 949 (chunk 0)."), _small.Train().Training.Data!.Change);
        _small.Write(SmallWorkspace.Closes(500));
        Assert.StartsWith("Restated since version 4, 960 rows then and 500 now:", _small.Train().Training.Data!.Change!.What, StringComparison.Ordinal);
        using var registry = ModelRegistry.OpenToRead(_small.Workspace)!;
        Assert.True(registry.Compare("small", 1, 2).Parts.Single(p => p.What == "rows, column by column").Same);
        var parted = registry.Compare("small", 2, 3).Parts.Single(p => p.What == "rows, column by column");
        Assert.Equal((false, "Column 'date' differs first within rows 0 to 949 (chunk 0); 950 rows against 900."), (parted.Same, parted.To));
    }

    [Fact]
    public void The_rows_of_a_later_start_are_counted_in_the_file()
    {
        var definition = _small.Workspace.Model("small") with { TrainFrom = new(2015, 4, 11), TrainUntil = new(2016, 12, 31) };
        var training = ModelTraining.TrainModel(_small.Workspace, "small", new FixedClock(), declaration: definition).Version.Training;
        Assert.Equal((100, 631, new DateTime(2015, 4, 11), new DateTime(2016, 12, 31)), (training.Data!.FirstRow, training.Data.Rows, training.Data.From, training.Data.To));
        Assert.Equal(definition.TrainFrom, training.Definition!.TrainFrom);
        Assert.Equal(631, training.Data.Prepared.Rows);
    }

    [Fact]
    public void A_critical_check_that_refuses_leaves_nothing_behind()
    {
        var broken = SmallWorkspace.Closes(900);
        for (var i = 800; i < 900; i++) broken[i] = 100;
        _small.Write(broken);
        Assert.Contains("was not trained", Assert.Throws<InvalidDataException>(() => ModelTraining.TrainModel(_small.Workspace, "small", new FixedClock(), CheckPolicy.Refuse)).Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_small.Workspace.StateFolder));
        var training = _small.Train().Training;
        Assert.Contains(training.Checks, c => c.Severity == Severity.Critical && c.Alerts.Count > 0);
    }

    [Fact]
    public void A_record_that_names_a_blob_that_is_not_kept_is_not_registered()
    {
        var version = _small.Train();
        using var registry = ModelRegistry.Open(_small.Workspace);
        var training = version.Training with { CodeDifference = "blob:sha256:" + new string('a', 64) };
        Assert.Contains("which is not kept here", Assert.Throws<InvalidDataException>(() => registry.Register("small", registry.Bytes(version), version.Format, training, "anna", "x")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_differs_from_the_commit_is_kept_as_a_patch_without_keys()
    {
        void Git(params string[] arguments) => Assert.True(Registry.LedgerProcess.Succeeds("git", ["-C", _small.Folder, "-c", "user.name=x", "-c", "user.email=x@example.com", .. arguments]));
        Git("init", "-q");
        Git("add", "-A");
        Git("commit", "-q", "-m", "x");
        Assert.Null(_small.Train().Training.CodeDifference);
        File.WriteAllText(Path.Combine(_small.Folder, "new.txt"), "a new line\n");
        File.WriteAllText(Path.Combine(_small.Folder, ".env"), "TOKEN=planted\n");
        var training = _small.Train().Training;
        Assert.True(training.Code!.Dirty);
        using var registry = ModelRegistry.OpenToRead(_small.Workspace)!;
        var patch = Encoding.UTF8.GetString(registry.Blobs.Read(training.CodeDifference![12..]));
        Assert.Contains("+a new line", patch, StringComparison.Ordinal);
        Assert.DoesNotContain("planted", patch, StringComparison.Ordinal);
        Assert.DoesNotContain("PRIVATE+KEY", patch, StringComparison.Ordinal);
    }

    [Fact]
    public void The_card_says_what_the_record_says_and_shows_what_people_wrote_as_text()
    {
        _small.Declare("2017-12-31", """, "card": { "purpose": "Timing [the](http://x) index<script>", "owner": "desk_7", "limits": "Fails in\npanics" }""");
        var version = _small.Train();
        var card = ModelCard.Of(version);
        Assert.StartsWith("# A \\*small\\* model\n", card, StringComparison.Ordinal);
        Assert.Contains("Timing \\[the\\](http://x) index&lt;script&gt;", card, StringComparison.Ordinal);
        Assert.Contains("Who answers for it: desk\\_7", card, StringComparison.Ordinal);
        Assert.Contains("Fails in panics", card, StringComparison.Ordinal);
        Assert.Contains("Not said: declare `card.notFor`.", card, StringComparison.Ordinal);
        Assert.Contains(version.ContentId, card, StringComparison.Ordinal);
        Assert.Contains(version.Training.Data!.Table.Hash, card, StringComparison.Ordinal);
        Assert.Contains("| prediction\\_correlation |", card, StringComparison.Ordinal);
        Assert.DoesNotContain("NaN", card, StringComparison.Ordinal);
        Assert.Equal(card, ModelCard.Of(version));
    }

    sealed class LaterClock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);
    }
}
