using ModelOpsLab.Data;
using ModelOpsLab.Monitoring;
using ModelOpsLab.Statistics;
using ModelOpsLab.Tests.Data;

namespace ModelOpsLab.Tests.Monitoring;

public class StreamPredictionTests
{
    static readonly DateTime Start = new(2024, 1, 2, 0, 0, 0, DateTimeKind.Utc);

    static Frame Predicted(int count, Func<double, double> change) => Frame.Of(new Schema { Timestamp = "time", Prediction = "p" },
        Column.Timestamps("time", [.. Enumerable.Range(0, count).Select(i => Timestamp.FromDateTime(Start.AddDays(-60).AddMinutes(i)))]), Column.Numbers("p", [.. MadeUpFrame.Autoregression(7, count).Select(change)]));

    [Fact]
    public void Too_many_predictions_to_keep_each_are_compared_by_counts_the_gap_exactly_and_the_distance_nearly()
    {
        var reference = Predicted(1_500, v => Math.Round(v, 3));
        var values = MadeUpFrame.Autoregression(8, 40_000).Select(v => Math.Round(0.2 + 1.3 * v, 3)).ToArray();
        var monitor = new RealTimeMonitor(reference);
        for (var i = 0; i < values.Length; i++) monitor.Observe(new Observation(Start.AddSeconds(i * 4), []) { Prediction = values[i] });
        monitor.Advance(Start.AddDays(2));
        MonitorReading? last = null;
        while (monitor.TryRead(out var reading)) last = reading;
        double Value(string metric) => Assert.Single(last!.Measurements, m => m.Metric == metric && m.Of == "level").Value;
        var before = reference["p"].Finite();
        Assert.Equal(KolmogorovSmirnov.Test(before, values).Statistic, Value("prediction_ks"), 1e-12);
        Assert.Equal(PopulationStabilityIndex.Between(before, values), Value("prediction_psi"), 1e-12);
        var exact = new ReferenceWindows(before, new int[before.Length].Select(_ => -1).ToArray()).Distance(values);
        Assert.InRange(Value("prediction_distance"), 0.99 * exact, 1.01 * exact);
        Assert.Equal(PredictionStep(values), last!.Measurements.Single(m => m.Metric == "prediction_step").Value);
        var profile = last.Series.Single(s => s.Metric == "prediction").Profile;
        Assert.Null(profile.Quantiles);
        Assert.Equal(PowerSumsOf(values[21_600..]), profile.Moments!.Sums);

        static double PredictionStep(double[] x) => Enumerable.Range(1, x.Length - 1).Max(i => Math.Abs(x[i] - x[i - 1]));
        static IReadOnlyList<string> PowerSumsOf(double[] x) => ModelOpsLab.Statistics.Sketches.PowerSums.Of(x).Sums;
    }

    [Fact]
    public void A_level_that_moves_for_good_is_a_shift_and_one_that_stays_is_none()
    {
        var reference = MadeUpFrame.Predicted(MadeUpFrame.Days(100, 20), MadeUpFrame.Autoregression(1, 2_000, 0.9), new double[2_000]);
        Frame Live(double shift) => MadeUpFrame.Predicted(MadeUpFrame.Days(10, 20, 100), [.. MadeUpFrame.Autoregression(2, 200, 0.9).Select((v, i) => i < 50 ? v : v + shift)], new double[200]);
        double Most(double shift, string side) => Streams.Run(new(reference), Live(shift)).Max(r => r.Measurements.Single(m => m.Metric == "prediction_shift" && m.Of == side).Value);
        Assert.True(Most(0, "up") < 1 && Most(0, "down") < 1);
        Assert.True(Most(3, "up") > 1 && Most(3, "down") < 1);
        Assert.True(Most(-3, "down") > 1);
    }

    [Fact]
    public void Older_predictions_count_ever_less_in_the_fading_comparison()
    {
        var reference = MadeUpFrame.Predicted(MadeUpFrame.Days(100, 20), MadeUpFrame.Autoregression(1, 2_000), new double[2_000]);
        var live = MadeUpFrame.Predicted(MadeUpFrame.Days(10, 20, 100), [.. MadeUpFrame.Autoregression(2, 200).Select((v, i) => i < 40 ? v + 3 : v)], new double[200]);
        var fading = Streams.Run(new(reference), live).Select(r => r.Measurements.Single(m => m.Metric == "prediction_psi" && m.Of == "decaying").Value).ToArray();
        Assert.True(fading[39] > 2 && fading[60] < fading[39] && fading[199] < 0.5);
    }
}
