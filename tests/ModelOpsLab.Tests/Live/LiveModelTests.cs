using System.Text.Json.Nodes;
using ModelOpsLab.Data;
using ModelOpsLab.Drift;
using ModelOpsLab.Live;
using ModelOpsLab.Models;
using ModelOpsLab.Monitoring;
using ModelOpsLab.Registry;
using ModelOpsLab.Reporting;
using ModelOpsLab.Storage;
using ModelOpsLab.Trading;

namespace ModelOpsLab.Tests.Live;

public class LiveModelTests(DemonstrationWorkspace demonstration) : IClassFixture<DemonstrationWorkspace>
{
    const string Name = "spx-momentum";

    static string Blob(string workspace, string id) => Path.Combine(workspace, ".modelops", "blobs", "sha256", id[..2], id[2..]);

    string ModelFile(string workspace) => Blob(workspace, demonstration.Model.Version.ContentId);

    /// <summary>Another workspace with the same data, to be spoiled.</summary>
    sealed class Copy : IDisposable
    {
        public Copy(string source)
        {
            foreach (var file in Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories))
            {
                var target = Path.Combine(Folder, Path.GetRelativePath(source, file));
                Directory.CreateDirectory(Path.GetDirectoryName(target)!);
                File.Copy(file, target);
            }
        }

        public string Folder { get; } = Directory.CreateTempSubdirectory("modelops-copy-").FullName;

        public void Declare(Action<JsonNode> change)
        {
            var file = Path.Combine(Folder, Workspace.FileName);
            var root = JsonNode.Parse(File.ReadAllText(file))!;
            change(root["models"]![Name]!);
            File.WriteAllText(file, root.ToJsonString());
        }

        /// <summary>Multiplies every price after a day.</summary>
        public void Alter(DateOnly after, double by)
        {
            var file = Path.Combine(Folder, "spx", "sp500.csv");
            string[] lines = File.ReadAllLines(file);
            for (var i = 1; i < lines.Length; i++)
            {
                if (string.CompareOrdinal(lines[i][..10], Format.Date(after)) <= 0) continue;
                string[] cells = lines[i].Split(',');
                for (var c = 1; c < cells.Length - 1; c++) cells[c] = (double.Parse(cells[c], System.Globalization.CultureInfo.InvariantCulture) * by * (1 + 0.01 * (i % 5))).ToString("R", System.Globalization.CultureInfo.InvariantCulture);
                lines[i] = string.Join(',', cells);
            }
            File.WriteAllLines(file, lines);
        }

        public LiveModel Load() => LiveModel.Load(Workspace.Open(Folder), Name, new FixedClock());

        public void Dispose() => Directory.Delete(Folder, recursive: true);
    }

    [Fact]
    public void The_second_load_uses_the_registered_version_and_records_nothing()
    {
        using var copy = new Copy(demonstration.Folder);
        var before = File.ReadAllBytes(Path.Combine(copy.Folder, ".modelops", "ledger.db"));
        var again = copy.Load();
        Assert.Equal(before, File.ReadAllBytes(Path.Combine(copy.Folder, ".modelops", "ledger.db")));
        Assert.Equal(demonstration.Model.Version.ContentId, again.Version.ContentId);
        Assert.Equal(demonstration.Record.Rows.ContentHash(), again.TrackRecord().Rows.ContentHash());
    }

    [Fact]
    public void Training_again_from_nothing_gives_the_same_bytes()
    {
        using var copy = new Copy(demonstration.Folder);
        Directory.Delete(Path.Combine(copy.Folder, ".modelops"), recursive: true);
        Assert.Equal(File.ReadAllBytes(ModelFile(demonstration.Folder)), File.ReadAllBytes(Blob(copy.Folder, copy.Load().Version.ContentId)));
    }

    [Fact]
    public void A_model_whose_bytes_were_changed_is_refused_with_both_hashes()
    {
        using var copy = new Copy(demonstration.Folder);
        var file = ModelFile(copy.Folder);
        var bytes = File.ReadAllBytes(file);
        var at = Array.FindLastIndex(bytes, b => b is >= (byte)'1' and <= (byte)'8');
        bytes[at]++;
        File.WriteAllBytes(file, bytes);
        var e = Assert.Throws<InvalidDataException>(copy.Load);
        Assert.Contains(demonstration.Model.Version.ContentId[..12], e.Message, StringComparison.Ordinal);
        Assert.Contains(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(bytes))[..12], e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_training_record_that_was_cut_off_is_refused_with_its_file()
    {
        using var copy = new Copy(demonstration.Folder);
        string record;
        using (var registry = ModelRegistry.OpenToRead(Workspace.Open(copy.Folder))!)
            record = Blob(copy.Folder, registry.Ledger.Read().First(e => e.Kind == "model.registered").Blobs.Last());
        using (var cut = File.OpenWrite(record)) cut.SetLength(cut.Length / 2);
        Assert.Contains(record, Assert.Throws<InvalidDataException>(copy.Load).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void State_that_cannot_be_written_is_refused_with_its_folder_and_what_to_do()
    {
        using var copy = new Copy(demonstration.Folder);
        var state = Path.Combine(copy.Folder, ".modelops");
        Directory.Delete(state, recursive: true);
        File.WriteAllText(state, "a file where a folder should be");
        var message = Assert.Throws<UnauthorizedAccessException>(copy.Load).Message;
        Assert.StartsWith($"The state folder '{state}' cannot be written: ", message, StringComparison.Ordinal);
        Assert.EndsWith("Give yourself the right to write there, or copy the workspace to a folder where you have it.", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_panel_sized_one_asset_at_a_time_is_refused_with_its_asset_column()
    {
        using var copy = new Copy(demonstration.Folder);
        var schema = Path.Combine(copy.Folder, "spx", "sp500.schema.json");
        var root = JsonNode.Parse(File.ReadAllText(schema))!;
        root["asset"] = "asset";
        root["columns"]!["asset"] = new JsonObject { ["type"] = "category", ["nullable"] = false };
        File.WriteAllText(schema, root.ToJsonString());
        var data = Path.Combine(copy.Folder, "spx", "sp500.csv");
        File.WriteAllLines(data, [.. File.ReadAllLines(data).Select((line, i) => line + (i == 0 ? ",asset" : ",SPX"))]);
        var message = Assert.Throws<InvalidDataException>(() => copy.Load().TrackRecord()).Message;
        Assert.Contains("panel, with the asset in column 'asset'", message, StringComparison.Ordinal);
        Assert.Contains("Declare \"sizing\": \"crossSection\" under trading, or give the model a file of one asset", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Each_live_session_is_predicted_by_the_version_that_was_in_force_and_a_stopped_slot_holds_nothing()
    {
        using var registry = ModelRegistry.OpenToRead(demonstration.Workspace)!;
        var rows = demonstration.Record.Live;
        var models = new[] { 1, 2 }.ToDictionary(v => v, v => ModelExtensions.Predict(registry.Load(registry.Version(Name, v)), rows));
        HashSet<string> seen = [];
        for (var r = 0; r < rows.Count; r++)
        {
            var live = registry.LiveAt(Name, new(rows.Time[r].Date, TimeSpan.Zero))!;
            seen.Add($"{live.Version} {live.State}");
            Assert.Equal(live.State == SlotState.Halted ? 0 : models[live.Version][r], rows["prediction"][r]);
            if (live.State == SlotState.Halted) Assert.Equal(0, rows["position"][r]);
        }
        Assert.Equal(["1 Active", "1 Halted", "2 Active", "2 Halted"], seen.Order());
        Assert.StartsWith($"1 ({demonstration.Model.Version.ContentId[..12]}), 2 (", demonstration.Record.Version, StringComparison.Ordinal);
        Assert.EndsWith(") from 2020-03-09, stopped from 2020-03-13, 1 from 2020-03-17", demonstration.Record.Version, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_prediction_of_the_demonstration_is_in_its_log_and_is_traced_to_its_version()
    {
        using var registry = ModelRegistry.OpenToRead(demonstration.Workspace)!;
        var archive = new PredictionArchive(registry.Ledger, registry.Blobs, demonstration.Workspace.StateFolder);
        var rows = demonstration.Record.Live;
        var row = 0;
        foreach (var (segment, count) in registry.Ledger.Query("SELECT segment, count FROM prediction_segments WHERE slot = ?1 ORDER BY segment", r => (r.GetInt64(0), r.GetInt32(1)), Name))
            for (var i = 1; i <= count; i++, row++)
            {
                var trace = archive.WhoPredicted(new(Name, segment, i));
                Assert.Equal((rows.Time[row].Date, rows["prediction"][row]), (trace.Record.Time.Date, trace.Record.Value));
                Assert.Equal(trace.Record.Because == PredictionReason.Halted ? null : registry.LiveAt(Name, trace.Record.Time)!.Version, trace.MadeBy);
                if (i == 1) Assert.True(trace.Seal!.Holds);
            }
        Assert.Equal(rows.Count, row);
    }

    [Fact]
    public void A_demonstration_that_is_built_anew_keeps_what_was_recorded_since()
    {
        using var copy = new Copy(demonstration.Folder);
        var state = Path.Combine(copy.Folder, ".modelops");
        using (var registry = ModelRegistry.Open(Workspace.Open(copy.Folder))) registry.SetAlias(Name, "mine", 3, "a reader");
        copy.Declare(m => m["title"] = "Another title");
        copy.Load();
        using (var kept = Ledger.Open(Path.Combine(state, "replaced-1", "ledger.db"), readOnly: true)) Assert.Equal(("alias.set", "a reader"), kept.Read().Last() is var last ? (last.Kind, last.Actor) : default);
        copy.Declare(m => m["title"] = "A third title");
        copy.Load();
        Assert.False(Directory.Exists(Path.Combine(state, "replaced-2")));
    }

    [Fact]
    public void The_loss_that_stopped_the_demonstration_is_the_one_its_record_has()
    {
        var rows = demonstration.Record.Live.Between(new DateOnly(2020, 3, 9), new DateOnly(2020, 3, 13));
        Assert.Equal(4, rows.Count);
        using var registry = ModelRegistry.OpenToRead(demonstration.Workspace)!;
        var alert = registry.Ledger.Read().Last(e => e.Kind == "alert.raised").Payload;
        Assert.Equal(alert.GetProperty("value").GetDouble(), Enumerable.Range(0, 4).Aggregate(1.0, (wealth, r) => wealth * (1 + rows["return"][r])) - 1, 5e-5);
    }

    [Fact]
    public void Another_penalty_is_another_model_and_is_trained()
    {
        using var copy = new Copy(demonstration.Folder);
        copy.Declare(m => m["trainer"]!["penalty"] = 1000);
        Assert.NotEqual(demonstration.Model.Version.ContentId, copy.Load().Version.ContentId);
    }

    [Fact]
    public void Prices_after_training_do_not_train_the_model_again_and_before_it_do()
    {
        using var later = new Copy(demonstration.Folder);
        later.Alter(new(2018, 12, 31), 1.5);
        Assert.Equal(demonstration.Model.Version.ContentId, later.Load().Version.ContentId);
        using var earlier = new Copy(demonstration.Folder);
        earlier.Alter(new(2018, 6, 1), 1.5);
        Assert.NotEqual(demonstration.Model.Version.ContentId, earlier.Load().Version.ContentId);
    }

    [Theory]
    [InlineData("2019-12-13")]
    [InlineData("2019-02-15")]
    [InlineData("2010-05-06")]
    public void Nothing_in_the_track_record_knows_a_later_price(string day)
    {
        var until = DateOnly.ParseExact(day, "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
        using var copy = new Copy(demonstration.Folder);
        copy.Alter(until, 0.7);
        Frame was = demonstration.Record.Rows, now = copy.Load().TrackRecord().Rows;
        Assert.Equal(was.Before(until.AddDays(1)).ContentHash(), now.Before(until.AddDays(1)).ContentHash());
        Assert.NotEqual(was.Since(until.AddDays(1)).ContentHash(), now.Since(until.AddDays(1)).ContentHash());
    }

    [Fact]
    public void Predictions_begin_after_the_first_training_and_never_stop()
    {
        var rows = demonstration.Record.Rows;
        var prediction = rows["prediction"];
        var first = demonstration.Model.Definition.Backtest.FirstTraining;
        Assert.All(Enumerable.Range(0, first), r => Assert.True(double.IsNaN(prediction[r]) && double.IsNaN(rows["return"][r]) && rows["position"][r] == 0));
        Assert.All(Enumerable.Range(first, rows.Count - first), r => Assert.True(double.IsFinite(prediction[r]) && double.IsFinite(rows["return"][r])));
        Assert.Equal(rows.Rows(first..).Before(new DateOnly(2019, 4, 1)).Count, demonstration.Record.Backtest.Count);
    }

    [Fact]
    public void The_return_is_the_position_times_the_outcome_less_the_cost_of_moving()
    {
        var rows = demonstration.Record.Rows;
        var held = 0.0;
        for (var r = 0; r < rows.Count; r++)
        {
            double position = rows["position"][r], cost = 0.0001 * Math.Abs(position - held);
            Assert.Equal(cost, rows["cost"][r], 1e-15);
            if (!double.IsNaN(rows["prediction"][r]))
            {
                Assert.Equal(position * rows["session_return"][r] - cost, rows["return"][r], 1e-15);
                Assert.Equal(Math.Sign(rows["prediction"][r]) * Math.Min(1, 0.10 / (rows["volatility_20d"][r] * Math.Sqrt(252))), position, 1e-12);
            }
            held = position;
        }
    }

    [Fact]
    public void Scoring_rows_gives_the_predictions_of_the_track_record()
    {
        var raw = demonstration.Model.Raw.Since(new DateOnly(2019, 8, 1));
        var scored = demonstration.Model.LoadModelAndPredict(raw).Rows;
        var live = demonstration.Record.Live.Between(DateOnly.FromDateTime(scored.Time[0]), scored.LastDay.AddDays(1));
        var before = new DateOnly(2020, 3, 9);
        Assert.Equal(live.Before(before)["prediction"].ToArray(), scored.Before(before)["prediction"].ToArray());
        Assert.True(scored.Before(before).Count > 120);
    }

    [Fact]
    public void Rows_that_are_critical_are_refused_where_the_policy_refuses_and_reported_where_it_warns()
    {
        var raw = demonstration.Model.Raw.Between(new DateOnly(2020, 1, 15), new DateOnly(2020, 4, 1));
        var warned = demonstration.Model.LoadModelAndPredict(raw);
        Assert.Contains(warned.Checks, c => c.Severity == Severity.Critical);
        var e = Assert.Throws<InvalidDataException>(() => demonstration.Model.LoadModelAndPredict(raw, CheckPolicy.Refuse));
        Assert.Contains("spx-momentum did not predict: input distribution drift is critical.", e.Message, StringComparison.Ordinal);
        Assert.Contains("policy Warn", e.Message, StringComparison.Ordinal);
        Assert.NotEmpty(demonstration.Model.LoadModelAndPredict(demonstration.Model.Raw.Between(new DateOnly(2017, 1, 1), new DateOnly(2017, 3, 1)), CheckPolicy.Refuse).Rows["prediction"]);
    }

    [Fact]
    public void Too_few_rows_to_warm_the_features_up_give_no_prediction()
    {
        var scored = demonstration.Model.LoadModelAndPredict(demonstration.Model.Raw.Rows(..5));
        Assert.Equal((0, 0), (scored.Rows.Count, scored.Checks.Count));
    }

    [Fact]
    public void Training_refuses_too_few_rows_with_their_number()
    {
        using var copy = new Copy(demonstration.Folder);
        copy.Declare(m => m["backtest"]!["firstTraining"] = 100_000);
        Assert.Contains("100000 needed", Assert.Throws<InvalidDataException>(() => ModelTraining.TrainModel(Workspace.Open(copy.Folder), Name, new FixedClock())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Training_keeps_to_its_policy()
    {
        using var copy = new Copy(demonstration.Folder);
        copy.Alter(new(2015, 6, 1), 60);
        var workspace = Workspace.Open(copy.Folder);
        Assert.Contains(ModelTraining.TrainModel(workspace, Name, new FixedClock()).Checks, c => c.Severity == Severity.Critical);
        Assert.StartsWith("spx-momentum was not trained: ", Assert.Throws<InvalidDataException>(() => ModelTraining.TrainModel(workspace, Name, new FixedClock(), CheckPolicy.Refuse)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Replaying_twice_keeps_the_history_as_it_is()
    {
        var record = demonstration.Record.AsOf(new(2019, 6, 30));
        var file = Path.Combine(demonstration.Folder, ".modelops", "replay.db");
        List<string> told = [];
        void Replay()
        {
            using var history = MeasurementHistory.Open(file);
            LiveReplay.Run(record, history, new MonitoringOptions(), new DriftOptions(), new Told(told), TestContext.Current.CancellationToken);
        }
        Replay();
        var once = All();
        Replay();
        Assert.Equal(once, All());
        Assert.Equal(["2019-04 1/3", "2019-05 2/3", "2019-06 3/3"], told.Take(3));
        Assert.True(once.Count > 300);

        IReadOnlyList<StoredMeasurement> All()
        {
            using var store = MeasurementStore.Open(file);
            return store.History();
        }
    }

    [Fact]
    public void A_history_that_lost_its_rows_is_replayed_and_a_whole_one_is_not()
    {
        using var copy = new Copy(demonstration.Folder);
        var live = copy.Load();
        var record = live.TrackRecord().AsOf(new(2019, 5, 31));
        List<string> told = [];
        void Ensure() => LiveReplay.Ensure(live, record, new(), new(), new Told(told), TestContext.Current.CancellationToken);
        Ensure();
        Assert.Equal(["2019-04 1/2", "2019-05 2/2"], told);
        Ensure();
        Assert.Equal(2, told.Count);
        File.WriteAllBytes(live.Workspace.HistoryFile, []);
        Ensure();
        Assert.Equal(4, told.Count);
        using var history = MeasurementHistory.Open(live.Workspace.HistoryFile);
        Assert.True(history.Knows(Name));
    }

    [Fact]
    public void What_a_replay_keeps_of_a_month_is_what_was_known_at_its_end()
    {
        IReadOnlyList<PastMeasurement> Of(TrackRecord record)
        {
            var file = Path.Combine(demonstration.Folder, ".modelops", Guid.NewGuid().ToString("N") + ".db");
            using var history = MeasurementHistory.Open(file);
            LiveReplay.Run(record, history, new MonitoringOptions(), new DriftOptions(), cancel: TestContext.Current.CancellationToken);
            return history.Query(Name, "Temporal stability", "relative_error", new DateOnly(2019, 5, 1));
        }
        Assert.Equal(Of(demonstration.Record.AsOf(new(2019, 4, 30))), Of(demonstration.Record.AsOf(new(2019, 6, 30))));
    }

    sealed class Told(List<string> steps) : IProgress<ReplayStep>
    {
        public void Report(ReplayStep value) => steps.Add($"{value.Month} {value.Number}/{value.Of}");
    }

    [Fact]
    public void One_row_is_predicted_by_the_live_version_logged_and_never_throws()
    {
        using var copy = new Copy(demonstration.Folder);
        using var live = copy.Load();
        var rows = live.Prepared.Frame;
        double[] row = [.. live.Model.Features.Select(f => rows[f][rows.Count - 1])];
        var one = live.Predict(row);
        Assert.False(one.Id.IsNone);
        Assert.Equal(live.Version.Number, one.Version);
        Assert.Equal(one.State == SlotState.Halted ? 0 : live.Model.Predict(row), one.Value);
        Assert.Equal(0, live.Predict([1]).Value);

        Directory.Delete(Path.Combine(copy.Folder, ".modelops", "slots"), recursive: true);
        using var nowhere = copy.Load();
        Assert.Equal((0, PredictionReason.Closed, true), nowhere.Predict(row) is var p ? (p.Value, p.Because, p.Id.IsNone) : default);
    }
}
