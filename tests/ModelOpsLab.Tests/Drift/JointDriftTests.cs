using ModelOpsLab.Data;
using ModelOpsLab.Drift;
using ModelOpsLab.Reporting;
using ModelOpsLab.Statistics;
using ModelOpsLab.Tests.Data;

namespace ModelOpsLab.Tests.Drift;

public class JointDriftTests
{
    const int Months = 60, Rows = 20, All = (Months + 1) * Rows;

    /// <summary>Three inputs that share a factor; in the last month the first may go against it.</summary>
    static DriftReport Judge(double loading = 0.9, double scale = 1, double phi = 0.5, bool missing = false)
    {
        var factor = MadeUpFrame.Autoregression(9, All, phi);
        var columns = Enumerable.Range(0, 3).Select(j =>
        {
            var own = MadeUpFrame.Autoregression((ulong)j, All, phi);
            double[] values = [.. own.Select((e, t) => t < All - Rows ? 0.9 * factor[t] + 0.43 * e : scale * ((j == 0 ? loading : 0.9) * factor[t] + 0.43 * e))];
            if (missing && j == 1) Array.Fill(values, double.NaN, All - Rows, 7);
            return Column.Numbers($"x{j}", values);
        }).ToArray();
        var frame = MadeUpFrame.Of(MadeUpFrame.Days(Months + 1, Rows), columns);
        return new DriftDetector(frame.Rows(..(All - Rows))).MonitorInputDistributionDrift(frame.Rows((All - Rows)..));
    }

    [Fact]
    public void A_calm_month_is_told_from_nothing()
    {
        var report = Judge();
        Assert.Equal(["reconstruction_error", "classifier_auc"], report.Joint.Select(j => j.Metric));
        Assert.All(report.Joint, j => Assert.Equal((Rows, Months, ""), (j.Count, j.Rank!.Windows, j.Because)));
        Assert.DoesNotContain(report.Alerts, a => a.Evidence.Of == "multivariate");
        Assert.InRange(report.Measured("classifier_auc", "multivariate").Value, 0, 1);
    }

    [Fact]
    public void A_correlation_that_breaks_shows_together_and_in_no_single_input()
    {
        var report = Judge(loading: -0.9);
        Assert.Equal(1, report.Joint[0].Rank!.Rank);
        Assert.Equal("x0", report.Joint[0].Telling[0].Input);
        Assert.True(report.Joint[0].Value > 1.5 * report.Joint[0].Usual);
        Assert.DoesNotContain(report.Alerts, a => a.Evidence.Metric == "drift_excess");
    }

    [Fact]
    public void A_joint_growth_of_volatility_is_told_by_the_squares()
    {
        double calm = Judge().Joint[1].Value, wild = Judge(scale: 4).Joint[1].Value;
        Assert.True(wild > 0.75 && wild > calm, $"{calm} {wild}");
    }

    [Fact]
    public void Only_rows_with_a_value_in_every_input_are_compared()
    {
        var report = Judge(missing: true);
        Assert.All(report.Joint, j => Assert.Equal(Rows - 7, j.Count));
        Assert.Contains("the 13 rows of the period with a value in each", report.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Too_few_complete_rows_are_said_and_do_not_hide_the_verdict_on_single_inputs()
    {
        var frame = MadeUpFrame.Of(MadeUpFrame.Days(Months, Rows), ("a", MadeUpFrame.Autoregression(1, Months * Rows)), ("b", MadeUpFrame.Autoregression(2, Months * Rows)));
        var report = new DriftDetector(frame.Rows(Rows..)) { Options = new() { MinimumCount = 5 } }.MonitorInputDistributionDrift(frame.Rows(..6));
        Assert.All(report.Joint, j => Assert.Equal("6 rows of the period have a value in every input, 10 needed", j.Because));
        Assert.Equal(Severity.Healthy, report.Severity);
        Assert.Empty(new DriftDetector(frame).MonitorPredictionDrift(frame.With(frame.Schema with { Prediction = "a" }).Rows(..Rows)).Joint);
    }

    [Fact]
    public void Error_and_components_are_those_of_numpy()
    {
        static (string, double[])[] Inputs(IEnumerable<int> rows, double flip)
        {
            double[] i = [.. rows.Select(r => (double)r)];
            double[] a = [.. i.Select(v => Math.Sin(1.1 * v))], b = [.. i.Select(v => Math.Cos(0.7 * v))];
            return [("a", a), ("b", [.. a.Zip(b, (x, y) => flip * (0.9 * x + 0.3 * y))]), ("c", [.. a.Zip(b, (x, y) => y - 0.2 * x)]), ("d", [.. i.Zip(a, (v, x) => Math.Sin(2.3 * v) + 0.5 * x)])];
        }
        var reference = MadeUpFrame.Of(MadeUpFrame.Days(10, 20), Inputs(Enumerable.Range(0, 200), 1));
        var joint = new DriftDetector(reference).MonitorInputDistributionDrift(MadeUpFrame.Of(MadeUpFrame.Days(2, 20, 10), Inputs(Enumerable.Range(200, 40), -1))).Joint;
        // joint.py
        Assert.Equal(0.5528019981635518, joint[0].Usual, 1e-9);
        Assert.Equal(1.1156318037648216, joint[0].Value, 1e-9);
        Assert.StartsWith("2 of 4 principal components", joint[0].Method, StringComparison.Ordinal);
        Assert.NotNull(joint[0].Permutation);
    }

    [Fact]
    public void The_area_under_the_curve_counts_ties_half_as_scipy_does()
    {
        double[] lower = [.. Enumerable.Range(0, 30).Select(i => Math.Round(Math.Sin(i), 1))], upper = [.. Enumerable.Range(0, 20).Select(i => Math.Round(Math.Sin(i) + 0.3, 1))];
        Assert.Equal(0.6116666666666667, DomainClassifier.AreaUnderCurve(lower, upper), 1e-12);
        Assert.Equal(1 - DomainClassifier.AreaUnderCurve(lower, upper), DomainClassifier.AreaUnderCurve(upper, lower), 1e-12);
    }

    [Fact]
    public void Eigenvectors_rebuild_the_matrix_also_from_those_of_a_neighbour()
    {
        var random = new DeterministicRandom(4);
        double[][] rows = [.. Enumerable.Range(0, 30).Select(_ => Enumerable.Range(0, 7).Select(_ => random.NextNormal()).ToArray())];
        double[][] matrix = [.. Enumerable.Range(0, 7).Select(i => Enumerable.Range(0, 7).Select(j => rows.Sum(r => r[i] * r[j])).ToArray())];
        var eigen = SymmetricEigen.Of(matrix);
        matrix[2][2] += 0.5;
        var warm = SymmetricEigen.Of(matrix, eigen.Vectors);
        for (var i = 0; i < 7; i++)
            for (var j = 0; j < 7; j++) Assert.Equal(matrix[i][j], Enumerable.Range(0, 7).Sum(k => warm.Values[k] * warm.Vectors[k][i] * warm.Vectors[k][j]), 1e-9);
        Assert.Equal(warm.Values.OrderDescending(), warm.Values);
    }
}
