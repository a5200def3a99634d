using ModelOpsLab.Data;
using ModelOpsLab.Models;
using ModelOpsLab.Reporting;
using ModelOpsLab.Tests.Data;
using ModelOpsLab.Tests.Retraining;

namespace ModelOpsLab.Tests.Models;

public sealed class LeakCheckTests
{
    static readonly Frame Panel = FeaturePipeline.OfCloses.Prepare(Frame.ReadCsv(SampleFile.At("dow30/closes.csv"), Schema.Load(SampleFile.At("dow30/closes.schema.json"))).Before(new DateOnly(1991, 6, 1))).Frame;

    [Fact]
    public void Feature_equal_to_the_future_label_is_critical_and_honest_ones_are_not()
    {
        var honest = LeakCheck.Of(Panel);
        Assert.Equal(Severity.Healthy, honest.Severity);
        var target = Panel[Panel.Schema.Target!].ToArray();
        foreach (var (name, leak) in new (string, Func<double, double>)[] { ("copy", y => y), ("scaled", y => 3 - 2 * y), ("sign", y => Math.Sign(y)) })
        {
            var alerts = LeakCheck.Of(Panel.With(name, Array.ConvertAll(target, y => leak(y))).With(Panel.Schema with { Features = [.. Panel.Schema.Features, name] }));
            Assert.Equal(Severity.Critical, alerts.Severity);
            Assert.All(alerts.Alerts, a => Assert.Equal(name, a.Evidence.Of));
        }
    }

    [Fact]
    public void Label_with_as_much_noise_is_found_by_its_foresight_and_the_past_label_is_not_a_leak()
    {
        var frame = WalkForwardTests.Sample(500, noise: 0.5);
        var (y, random) = (frame["y"].ToArray(), new System.Random(2));
        double[] noisy = [.. y.Select(v => v + 0.5 * (random.NextDouble() - 0.5))], past = [0, .. y[..^1]];
        var report = LeakCheck.Of(frame.With("noisy", noisy).With("past", past).With(frame.Schema with { Features = ["noisy", "past"] }));
        Assert.Equal(["noisy"], report.Alerts.Select(a => a.Evidence.Of).Distinct());
        Assert.True(report.Measured("foresight", "noisy").Value > 0.6);
        Assert.True(report.Measured("foresight", "past").Value < -0.8);
    }

    /// <summary>Overlapping labels: the target of the row before is no more known than the row's own.</summary>
    [Fact]
    public void Targets_that_are_not_known_yet_are_not_counted_as_the_past()
    {
        var random = new System.Random(4);
        double[] returns = [.. Enumerable.Range(0, 410).Select(_ => random.NextDouble() - 0.5)], forward = [.. Enumerable.Range(0, 400).Select(i => returns[(i + 1)..(i + 6)].Sum())];
        var frame = Labels.Of(Labels.Count(400), [.. Labels.Count(400).Select(i => i + 5)]).With("y", forward).With("leak", forward);
        var report = LeakCheck.Of(frame.With(frame.Schema with { Features = ["leak"] }));
        Assert.True(report.Measured("foresight", "leak").Value > 0.7, $"{report}");
    }

    [Fact]
    public void Constant_feature_and_missing_target_are_said_and_never_healthy()
    {
        var frame = WalkForwardTests.Sample(100);
        Assert.Equal("undefined: feature or target never changes", LeakCheck.Of(frame.With("x0", new double[100])).Measured("foresight", "x0").Text);
        Assert.NotEqual(Severity.Healthy, LeakCheck.Of(frame.With("x0", new double[100])).Severity);
        Assert.StartsWith("The schema names no target", Assert.Throws<ArgumentException>(() => LeakCheck.Of(frame.With(frame.Schema with { Target = null }))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Features_that_change_with_the_future_are_found_and_those_of_the_pipeline_do_not()
    {
        var raw = Frame.ReadCsv(SampleFile.At("dow30/closes.csv"), Schema.Load(SampleFile.At("dow30/closes.schema.json"))).Before(new DateOnly(1991, 6, 1));
        Assert.Equal(Severity.Healthy, LeakCheck.OfPreparation(raw, r => FeaturePipeline.OfCloses.Prepare(r).Frame).Severity);

        var frame = WalkForwardTests.Sample(120);
        Frame Prepare(Frame r, Func<double[], double[]> feature) => r.With("f", feature(r["x0"].ToArray())).With(r.Schema with { Features = ["f", "x1"] });
        double[] Scaled(double[] x) => [.. x.Select(v => (v - x.Average()) / x.Max())];
        double[] Centred(double[] x) => [.. x.Select((_, i) => x[Math.Max(0, i - 2)..Math.Min(x.Length, i + 3)].Average())];
        double[] Trailing(double[] x) => [.. x.Select((_, i) => x[Math.Max(0, i - 4)..(i + 1)].Average())];
        double Dependence(Func<double[], double[]> feature, string of = "f") => LeakCheck.OfPreparation(frame, r => Prepare(r, feature)).Measured("future_dependence", of).Value;
        Assert.True(Dependence(Scaled) > 0.9);
        Assert.InRange(Dependence(Centred), 0.01, 0.1);
        Assert.Equal(Severity.Critical, LeakCheck.OfPreparation(frame, r => Prepare(r, Centred)).Severity);
        Assert.Equal(0, Dependence(Trailing));
        Assert.Equal(0, Dependence(Scaled, "x1"));
        Assert.StartsWith("3 cuts need at least 8 points in time; there are 5.", Assert.Throws<ArgumentException>(() => LeakCheck.OfPreparation(frame.Rows(..5), r => r)).Message, StringComparison.Ordinal);
    }
}
