using ModelOpsLab.Data;
using ModelOpsLab.Models;
using ModelOpsLab.Reporting;
using ModelOpsLab.Retraining;
using ModelOpsLab.Statistics;

namespace ModelOpsLab.Tests.Retraining;

public sealed class RetrainingExperimentTests
{
    static readonly RetrainingExperiment Two = new() { Windows = [Window.Sliding(50), Window.Expanding()], Trainer = new RidgeTrainer { Penalty = 0.1 }, RefitEvery = 10, MinimumTraining = 60 };

    [Fact]
    public void Baselines_are_always_there_and_every_candidate_is_judged_on_the_same_rows()
    {
        var frame = WalkForwardTests.Sample(200);
        var result = Two.Run(frame);
        Assert.Equal(["sliding 50", "expanding", "no change", "expanding mean"], result.Candidates.Select(c => c.Name));
        Assert.All(result.Candidates, c => Assert.Equal(140, c.Predictions.Count));
        Assert.Equal(frame.Time.Skip(60), result.Time);
        Assert.All(result.Candidates.Take(2), c => Assert.Equal(14, c.Refits));
    }

    [Fact]
    public void Errors_are_those_of_the_predictions()
    {
        var frame = WalkForwardTests.Sample(200);
        var result = Two.Run(frame);
        var y = frame["y"].Skip(60).ToArray();
        var expanding = WalkForward.Predict(frame, Two.Trainer, Window.Expanding(), 10, 0, 60).Predictions[60..];
        Assert.Equal(Math.Sqrt(y.Zip(expanding, (a, b) => (a - b) * (a - b)).Average()), result.Measured("rmse", "expanding").Value, 1e-14);
        Assert.Equal(Math.Sqrt(y.Average(v => v * v)), result.Measured("rmse", "no change").Value, 1e-14);
        Assert.Equal(y.Zip(expanding).Count(p => p.First > 0 == p.Second > 0) / 140.0, result.Measured("hit_rate", "expanding").Value);
        Assert.Equal("no direction was predicted", result.Measured("hit_rate", "no change").Because);
        double[] differences = [.. y.Zip(expanding, (a, b) => (a - b) * (a - b)).Zip(y.Zip(result.Candidates[0].Predictions, (a, b) => (a - b) * (a - b)), (e, s) => e - s)];
        Assert.Equal(differences.Average() / NeweyWest.MeanStandardError(differences), result.Candidates[1].T!.Value, 1e-10);
        Assert.True(result.Measured("squared_error_difference", "expanding").Interval!.Contains(differences.Average()));
    }

    [Fact]
    public void Signal_is_told_apart_from_the_baselines_and_noise_is_not()
    {
        var signal = Two.Run(WalkForwardTests.Sample(400));
        Assert.All(signal.Candidates.Where(c => c.Baseline), c => Assert.True(c.Separated && c.Difference > 0));
        Assert.Contains("Told apart from 'sliding 50': 'no change'", signal.Conclusion, StringComparison.Ordinal);
        var noise = (Two with { Windows = [Window.Sliding(290), Window.Expanding()], MinimumTraining = 300 }).Run(WalkForwardTests.Sample(400, noise: 1, slope: 0));
        Assert.False(noise.Candidates[1].Separated);
        Assert.Contains("could not separate", noise.Conclusion, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("No candidate beats the baseline", noise.Conclusion, StringComparison.Ordinal);
        Assert.Equal(Severity.Unknown, noise.Severity);
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
    public void Several_trainers_are_named_with_their_windows()
    {
        var result = (Two with { Trainers = [new RidgeTrainer { Penalty = 1 }, new RidgeTrainer { Penalty = 10 }] }).Run(WalkForwardTests.Sample(200));
        Assert.Equal("ridge(penalty 10), expanding", result.Candidates[3].Name);
        Assert.Throws<InvalidOperationException>(() => (Two with { Windows = [Window.Expanding(), Window.Expanding()] }).Run(WalkForwardTests.Sample(200)));
    }

    [Fact]
    public void Report_carries_what_it_was_made_from_and_a_picture_of_the_errors()
    {
        var frame = WalkForwardTests.Sample(200);
        var result = Two.Run(frame);
        Assert.Equal(frame.ContentHash(), result.Provenance.DataHashes["prepared"]);
        Assert.Equal("10", result.Provenance.Parameters["refit_every"]);
        var chart = Assert.Single(result.Body.OfType<LineChart>());
        Assert.Equal(["expanding", "no change", "expanding mean"], chart.Series.Select(s => s.Name));
        Assert.All(chart.Series, (s, i) => Assert.Equal(-140 * result.Candidates[i + 1].Difference, s.Y[^1], 1e-10));
        Assert.Equal(result.Conclusion, Assert.IsType<Paragraph>(result.Body[0]).Text);
        Assert.Equal(4, result.Body.OfType<Table>().Single().Rows.Count);
    }

    [Fact]
    public void Panel_is_compared_by_points_in_time()
    {
        var raw = Frame.ReadCsv(Data.SampleFile.At("dow30/closes.csv"), Schema.Load(Data.SampleFile.At("dow30/closes.schema.json"))).Before(new DateOnly(1991, 9, 1));
        var panel = FeaturePipeline.OfCloses.Prepare(raw).Frame;
        var result = (Two with { MinimumTraining = 100 }).Run(panel);
        Assert.Equal(panel.Count - 100 * 30, result.Candidates[0].Predictions.Count);
        Assert.Equal(result.Measured("squared_error_difference", "expanding").Count * 30, result.Candidates[0].Predictions.Count);
    }

    [Fact]
    public void Same_data_give_the_same_numbers() => Assert.Equal(Two.Run(WalkForwardTests.Sample(150)).Measurements, Two.Run(WalkForwardTests.Sample(150)).Measurements);

    [Fact]
    public void Too_few_rows_are_refused_with_the_number_needed() => Assert.StartsWith("One fold needs 60 train + 0 gap + 2 test = 62 points in time; the frame has 50.",
        Assert.Throws<ArgumentException>(() => Two.Run(WalkForwardTests.Sample(50))).Message, StringComparison.Ordinal);
}
