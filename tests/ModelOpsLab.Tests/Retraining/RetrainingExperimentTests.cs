using ModelOpsLab.Data;
using ModelOpsLab.Models;
using ModelOpsLab.Reporting;
using ModelOpsLab.Retraining;
using ModelOpsLab.Statistics;

namespace ModelOpsLab.Tests.Retraining;

public sealed class RetrainingExperimentTests : IDisposable
{
    static readonly RetrainingExperiment Two = new() { Windows = [Window.Sliding(50), Window.Expanding()], Trainer = new RidgeTrainer { Penalty = 0.1 }, RefitEvery = 10, MinimumTraining = 60, Validation = 80 };

    readonly string _folder = Directory.CreateTempSubdirectory("modelops-test-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Baselines_are_always_there_and_every_candidate_is_judged_on_the_same_rows()
    {
        var frame = WalkForwardTests.Sample(200);
        var result = Two.Run(frame);
        Assert.Equal(["sliding 50", "expanding", "no change", "expanding mean"], result.Candidates.Select(c => c.Name));
        Assert.All(result.Candidates, c => Assert.Equal(80, c.Predictions.Count));
        Assert.Equal(frame.Time.Skip(120), result.Time);
        Assert.All(result.Candidates.Take(2), c => Assert.Equal(14, c.Refits));
        Assert.Equal(2, result.Trials);
    }

    [Fact]
    public void Errors_are_those_of_the_predictions()
    {
        var frame = WalkForwardTests.Sample(200);
        var result = Two.Run(frame);
        var y = frame["y"].Skip(120).ToArray();
        var expanding = WalkForward.Predict(frame, Two.Trainer, Window.Expanding(), 10, 0, 60).Predictions;
        double[] judged = expanding[120..];
        Assert.Equal(Math.Sqrt(y.Zip(judged, (a, b) => (a - b) * (a - b)).Average()), result.Measured("rmse", "expanding").Value, 1e-14);
        Assert.Equal(Math.Sqrt(frame["y"].Skip(60).Take(60).Zip(expanding[60..120], (a, b) => (a - b) * (a - b)).Average()), result.Measured("rmse_selection", "expanding").Value, 1e-14);
        Assert.Equal(Math.Sqrt(y.Average(v => v * v)), result.Measured("rmse", "no change").Value, 1e-14);
        Assert.Equal(y.Zip(judged).Count(p => p.First > 0 == p.Second > 0) / 80.0, result.Measured("hit_rate", "expanding").Value);
        Assert.Equal("no direction was predicted", result.Measured("hit_rate", "no change").Because);
        double[] differences = [.. y.Zip(judged, (a, b) => (a - b) * (a - b)).Zip(y.Zip(result.Candidates[0].Predictions, (a, b) => (a - b) * (a - b)), (e, s) => e - s)];
        Assert.Equal(differences.Average() / NeweyWest.MeanStandardError(differences), result.Candidates[1].T!.Value, 1e-10);
        Assert.True(result.Measured("squared_error_difference", "expanding").Interval!.Contains(differences.Average()));
    }

    [Fact]
    public void The_winner_is_chosen_on_rows_that_do_not_judge_it()
    {
        var frame = WalkForwardTests.Sample(200);
        var before = Two.Run(frame);
        // Another outcome on the judging rows, and the same choice
        double[] upsideDown = [.. frame["y"].Select((y, i) => i < 120 ? y : -y)];
        var after = Two.Run(frame.With("y", upsideDown));
        Assert.Equal(before.Winner, after.Winner);
        Assert.Equal(before.Candidates.Select(c => c.SelectionRmse), after.Candidates.Select(c => c.SelectionRmse));
        Assert.NotEqual(before.Candidates[0].Rmse, after.Candidates[0].Rmse);
        Assert.Equal(before.Candidates.Where(c => !c.Baseline).MinBy(c => c.SelectionRmse)!.Name, before.Winner);
    }

    [Fact]
    public void Signal_is_told_apart_from_the_baselines_and_noise_is_not()
    {
        var signal = (Two with { Validation = 300 }).Run(WalkForwardTests.Sample(500));
        Assert.All(signal.Candidates.Where(c => c.Baseline), c => Assert.True(c.Separated && c.Difference > 0));
        var noise = (Two with { Windows = [Window.Sliding(190), Window.Expanding()], MinimumTraining = 200 }).Run(WalkForwardTests.Sample(400, noise: 1, slope: 0));
        Assert.Equal(2, noise.NotSeparated.Count);
        Assert.Contains("could not separate it from", noise.Conclusion, StringComparison.Ordinal);
        Assert.Contains("does not beat the baseline", noise.Conclusion, StringComparison.Ordinal);
        Assert.NotEqual(PromotionDecision.Deploy, noise.Decision);
    }

    [Fact]
    public void A_champion_that_the_world_has_left_is_replaced_and_one_that_is_as_good_is_kept()
    {
        var frame = WalkForwardTests.Sample(600);
        var fitted = Assert.IsType<LinearModel>(Two.Trainer.Train(frame.Rows(..60)));
        var exaggerates = new LinearModel(fitted.Features, fitted.Intercept, [.. fitted.Coefficients.Select(c => 3 * c)], fitted.Scales);
        var replaced = (Two with { Champion = exaggerates, Windows = [Window.Expanding()], Validation = 300 }).Run(frame);
        Assert.Equal(PromotionDecision.Deploy, replaced.Decision);
        Assert.Equal(Two.Trainer.Train(frame).Predict(frame), replaced.Model.Predict(frame));

        var twin = (Two with { Champion = Two.Trainer.Train(frame.Rows(..300)), ChampionTrainedUntil = frame.Time[299], Windows = [Window.Expanding()], Validation = 300 }).Run(frame);
        Assert.NotEqual(PromotionDecision.Deploy, twin.Decision);
        Assert.True(double.IsNaN(twin.Candidates[0].SelectionRmse));
    }

    [Fact]
    public void A_champion_is_judged_only_on_rows_it_has_not_seen()
    {
        var frame = WalkForwardTests.Sample(200);
        var champion = Two.Trainer.Train(frame.Rows(..160));
        var result = (Two with { Champion = champion, ChampionTrainedUntil = frame.Time[159] }).Run(frame);
        Assert.Equal(frame.Time[160], result.Time[0]);
        Assert.StartsWith("The champion was trained on rows until", Assert.Throws<ArgumentException>(() => (Two with { Champion = champion, ChampionTrainedUntil = frame.Time[199] }).Run(frame)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Champion_comes_first_is_never_refitted_and_its_twin_has_the_same_errors()
    {
        var frame = WalkForwardTests.Sample(200);
        var champion = Two.Trainer.Train(frame.Rows(..60));
        var result = (Two with { Champion = champion, Windows = [Window.Expanding()], RefitEvery = 1000 }).Run(frame);
        Assert.Equal(("champion", 0), (result.Candidates[0].Name, result.Candidates[0].Refits));
        Assert.Null(result.Candidates[1].T);
        Assert.Equal("its errors never differ from those of champion", result.Measured("squared_error_difference_t", "expanding").Because);
    }

    [Fact]
    public void A_trainer_that_throws_is_a_failed_candidate_and_never_wins()
    {
        var result = (Two with { Trainers = [new Throwing(), Two.Trainer] }).Run(WalkForwardTests.Sample(200));
        Assert.Equal(2, result.Candidates.Count(c => c.Failure == "there is no licence on this machine"));
        Assert.StartsWith("ridge", result.Winner, StringComparison.Ordinal);
        Assert.Contains("there is no licence on this machine", result.Conclusion, StringComparison.Ordinal);
        Assert.All(result.Candidates.Where(c => c.Failure is not null), c => Assert.True(double.IsNaN(c.Rmse) && c.Predictions.Count == 0));
        Assert.Contains("No candidate could be trained", Assert.Throws<ArgumentException>(() => (Two with { Trainer = new Throwing() }).Run(WalkForwardTests.Sample(200))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_trainer_that_hangs_or_predicts_infinity_fails_alone()
    {
        using var release = new ManualResetEventSlim();
        var hanging = new Hanging(release);
        var result = (Two with { Trainers = [hanging, new Infinite(), Two.Trainer], CandidateLimit = TimeSpan.FromSeconds(1) }).Run(WalkForwardTests.Sample(200));
        release.Set();
        Assert.Contains("was not done after 1 s", result.Candidates[0].Failure, StringComparison.Ordinal);
        Assert.Equal("it predicts infinity for row 60", result.Candidates[2].Failure);
        Assert.StartsWith("ridge", result.Winner, StringComparison.Ordinal);
    }

    [Fact]
    public void A_window_longer_than_the_data_and_a_target_that_is_not_a_number_are_failed_candidates()
    {
        var frame = WalkForwardTests.Sample(200);
        var longer = (Two with { Windows = [Window.Sliding(201), Window.Sliding(200)] }).Run(frame);
        Assert.StartsWith("its window takes 201 points in time, and there are 200", longer.Candidates[0].Failure, StringComparison.Ordinal);
        Assert.Equal("sliding 200", longer.Winner);

        double[] y = [.. frame["y"]];
        y[70] = double.NaN;
        Assert.Contains("Row 70", Assert.Throws<ArgumentException>(() => Two.Run(frame.With("y", y))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_that_was_cut_goes_on_where_it_was()
    {
        var frame = WalkForwardTests.Sample(200);
        var counting = new Counting(Two.Trainer);
        var experiment = Two with { Trainers = [counting], Folder = _folder, Threads = 1 };
        using var cut = new CancellationTokenSource();
        Assert.ThrowsAny<OperationCanceledException>(() => experiment.Run(frame, new Once(cut.Cancel), cut.Token));
        var (before, kept) = (counting.Trained, Directory.GetFiles(_folder).Length);
        Assert.Equal(1, kept);
        var resumed = experiment.Run(frame);
        Assert.Equal(before + 1, counting.Trained - 14); // the other window's 14 refits, and the winner
        var whole = (Two with { Trainers = [new Counting(Two.Trainer)] }).Run(frame);
        Assert.Equal(whole.Measurements, resumed.Measurements);
        Assert.Equal(ReportJson.Write(whole), ReportJson.Write(resumed));
        // A damaged file is trained again
        File.WriteAllText(Directory.GetFiles(_folder)[0], "{}");
        Assert.Equal(ReportJson.Write(whole), ReportJson.Write(experiment.Run(frame)));
    }

    [Fact]
    public void Threads_do_not_change_a_byte()
    {
        var frame = WalkForwardTests.Sample(200);
        Assert.Equal(ReportJson.Write((Two with { Threads = 1 }).Run(frame)), ReportJson.Write((Two with { Threads = 4 }).Run(frame)));
    }

    [Fact]
    public void Several_trainers_are_named_with_their_windows()
    {
        var result = (Two with { Trainers = [new RidgeTrainer { Penalty = 1 }, new RidgeTrainer { Penalty = 10 }] }).Run(WalkForwardTests.Sample(200));
        Assert.Equal("ridge(penalty 10), expanding", result.Candidates[3].Name);
        Assert.Throws<ArgumentException>(() => (Two with { Windows = [Window.Expanding(), Window.Expanding()] }).Run(WalkForwardTests.Sample(200)));
    }

    [Fact]
    public void Report_carries_what_it_was_made_from_and_a_picture_of_the_errors()
    {
        var frame = WalkForwardTests.Sample(200);
        var result = Two.Run(frame);
        Assert.Equal(frame.ContentHash(), result.Provenance.DataHashes["prepared"]);
        Assert.Equal(("10", "80"), (result.Provenance.Parameters["refit_every"], result.Provenance.Parameters["validation"]));
        var chart = result.Body.OfType<LineChart>().Single(c => c.Id == "saved-by-each");
        Assert.Equal(["expanding", "no change", "expanding mean"], chart.Series.Select(s => s.Name));
        Assert.StartsWith("[unknown] " + result.Conclusion, result.ToString().Split('\n')[2], StringComparison.Ordinal);
        Assert.Equal(2 * 4, Two.Folds(frame).Rows.Count);
        Assert.Equal(4, result.Body.OfType<Table>().Single(t => t.Id == "candidates").Rows.Count);
    }

    [Fact]
    public void Panel_is_compared_by_points_in_time()
    {
        var raw = Frame.ReadCsv(Data.SampleFile.At("dow30/closes.csv"), Schema.Load(Data.SampleFile.At("dow30/closes.schema.json"))).Before(new DateOnly(1991, 9, 1));
        var panel = FeaturePipeline.OfCloses.Prepare(raw).Frame;
        var result = (Two with { MinimumTraining = 80, Validation = 30 }).Run(panel);
        Assert.Equal(30 * 30, result.Candidates[0].Predictions.Count);
        Assert.Equal(30, result.Measured("squared_error_difference", "expanding").Count);
    }

    [Fact]
    public void Weights_of_the_schema_count_in_the_score()
    {
        var frame = WalkForwardTests.Sample(200);
        frame = frame.With("w", [.. Enumerable.Range(0, 200).Select(i => i is >= 120 and < 150 ? 0.0 : 1.0)]);
        var weighted = (Two with { Trainer = new NoChangeTrainer2(), Windows = [Window.Expanding()] }).Run(frame.With(frame.Schema with { Weight = "w" }));
        Assert.Equal(Math.Sqrt(frame["y"].Skip(150).Average(y => y * y)), weighted.Candidates[0].Rmse, 1e-14);
    }

    [Fact]
    public void Too_few_rows_are_refused_with_the_number_needed() => Assert.StartsWith("One fold needs 60 train + 0 gap + 2 test + 80 validation = 142 points in time; the frame has 50.",
        Assert.Throws<ArgumentException>(() => Two.Run(WalkForwardTests.Sample(50))).Message, StringComparison.Ordinal);

    sealed record NoChangeTrainer2 : ITrainer
    {
        public string Name => "nothing";
        public bool UsesWeights => true;
        public IModel Train(Frame training) => new ConstantModel(0);
    }

    sealed record Throwing : ITrainer
    {
        public string Name => "throwing";
        public IModel Train(Frame training) => throw new InvalidOperationException("there is no licence on this machine");
    }

    sealed class Hanging(ManualResetEventSlim release) : ITrainer
    {
        public string Name => "hanging";
        public IModel Train(Frame training)
        {
            release.Wait(TimeSpan.FromMinutes(5));
            return new ConstantModel(0);
        }
    }

    sealed record Infinite : ITrainer
    {
        public string Name => "infinite";
        public IModel Train(Frame training) => new FunctionModel(training.Schema.Features, static _ => double.PositiveInfinity);
    }

    sealed class Counting(ITrainer inner) : ITrainer
    {
        int _trained;
        public int Trained => _trained;
        public string Name => inner.Name;
        public bool UsesWeights => inner.UsesWeights;
        public IModel Train(Frame training)
        {
            Interlocked.Increment(ref _trained);
            return inner.Train(training);
        }
    }

    sealed class Once(Action act) : IProgress<ExperimentProgress>
    {
        public void Report(ExperimentProgress value) => act();
    }
}
