using ModelOpsLab.Data;
using ModelOpsLab.Drift;
using ModelOpsLab.Reporting;
using ModelOpsLab.Tests.Data;

namespace ModelOpsLab.Tests.Drift;

public class StandingWatchTests
{
    const int Before = 1_000, Year = 252, Inputs = 20;

    /// <summary>Twenty persistent inputs of variance 1; the year after the reference as the given function changes them.</summary>
    static Frame Rows(int run, Func<int, double, double>? changed = null)
    {
        var days = MadeUpFrame.Days(63, 20)[..(Before + Year)];
        return MadeUpFrame.Of(days, [.. Enumerable.Range(0, Inputs).Select(i =>
        {
            var series = MadeUpFrame.Autoregression((ulong)(run * Inputs + i), days.Length, i % 3 == 0 ? 0.5 : i % 3 == 1 ? 0.9 : 0.98);
            if (changed is not null) for (var d = Before; d < days.Length; d++) series[d] = changed(i, series[d]);
            return ($"x{i}", series);
        })]);
    }

    static Report Watch(Frame rows) => new DriftDetector(rows.Rows(..Before)).WatchInputs(rows.Rows(Before..));

    static double Alarms(Frame rows) => Watch(rows).Measured("standing_alarms").Value;

    [Fact]
    public void A_year_of_daily_looks_at_twenty_persistent_inputs_alarms_once_at_most_on_average() =>
        Assert.InRange(Enumerable.Range(0, 20).Average(run => Alarms(Rows(run))), 0, 1);

    [Fact]
    public void An_input_that_rises_is_named_with_its_direction()
    {
        var report = Watch(Rows(1, (i, v) => i == 3 ? v + 2 : v));
        Assert.Equal(Severity.Warning, report.Severity);
        Assert.Equal(["x3", "higher"], report.Body.OfType<Table>().Single().Rows[0].Skip(1).Select(c => c.Text));
    }

    [Fact]
    public void An_input_that_falls_and_one_that_moves_more_are_told_apart()
    {
        Assert.Equal(["x0", "lower"], Watch(Rows(2, (i, v) => i == 0 ? v - 2 : v)).Body.OfType<Table>().Single().Rows[0].Skip(1).Select(c => c.Text));
        Assert.Equal(["x5", "moving more"], Watch(Rows(2, (i, v) => i == 5 ? 2 * v : v)).Body.OfType<Table>().Single().Rows[0].Skip(1).Select(c => c.Text));
    }

    [Fact]
    public void After_an_alarm_the_evidence_starts_anew_and_a_change_that_stands_alarms_again()
    {
        var rows = Rows(3, (i, v) => i == 0 ? v + 4 : v);
        var watch = new StandingWatch(rows.Rows(..Before));
        var evidence = new List<double>();
        var alarms = new List<int>();
        for (var d = Before; d < rows.Count; d++)
        {
            if (watch.Observe([.. watch.Inputs.Select(x => rows[x][d])]) is { } alarm)
            {
                alarms.Add(d);
                Assert.True(alarm.Evidence >= watch.AverageRunLength);
            }
            evidence.Add(watch.Evidence);
        }
        Assert.True(alarms.Count > 1);
        Assert.All(alarms, d => Assert.True(d + 1 == rows.Count || evidence[d + 1 - Before] < watch.AverageRunLength));
    }

    [Fact]
    public void Missing_values_say_nothing()
    {
        var rows = Rows(4);
        StandingWatch watch = new(rows.Rows(..Before));
        watch.Observe([.. watch.Inputs.Select(x => rows[x][Before])]);
        var before = watch.Evidence;
        for (var d = 0; d < 100; d++) Assert.Null(watch.Observe([.. watch.Inputs.Select(_ => double.NaN)]));
        Assert.Equal(before, watch.Evidence);
    }

    [Fact]
    public void What_cannot_be_watched_has_a_reason_and_the_rest_is_watched()
    {
        var days = MadeUpFrame.Days(20, 20);
        double[] sound = MadeUpFrame.Autoregression(1, days.Length), mostlyMissing = [.. sound.Select((v, i) => i < 99 ? v : double.NaN)];
        var rows = MadeUpFrame.Of(days, Column.Numbers("sound", sound), Column.Numbers("constant", new double[days.Length]), Column.Numbers("missing", mostlyMissing), Column.Booleans("open", new bool[days.Length]));
        var watch = new StandingWatch(rows);
        Assert.Equal(["sound"], watch.Inputs);
        Assert.Equal("all values of the reference are equal", watch.NotWatched["constant"]);
        Assert.Equal("99 values in the reference, 100 needed", watch.NotWatched["missing"]);
        Assert.Equal("not a number", watch.NotWatched["open"]);
        Assert.Contains(new DriftDetector(rows).WatchInputs(rows).Measurements, m => m is { Metric: "standing_watched", Of: "constant", Exists: false });
        Assert.Throws<ArgumentException>(() => watch.Observe([1, 2]));
        Assert.Throws<ArgumentOutOfRangeException>(() => new StandingWatch(rows, 1));
    }

    [Fact]
    public void A_watch_of_nothing_is_unknown() =>
        Assert.Equal(Severity.Unknown, Watch(MadeUpFrame.Of(MadeUpFrame.Days(63, 20)[..(Before + Year)], Column.Numbers("constant", new double[Before + Year]))).Severity);

    [Fact]
    public void A_panel_is_refused()
    {
        var rows = Frame.ParseCsv("time,asset,x\n2020-01-01,A,1\n2020-01-01,B,2\n", new Schema { Timestamp = "time", Asset = "asset", Features = ["x"], Columns = new Dictionary<string, ColumnRule> { ["time"] = new() { Type = ColumnType.Date } } });
        Assert.Contains("panel by 'asset'", Assert.Throws<ArgumentException>(() => new StandingWatch(rows)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_same_rows_give_the_same_report() => Assert.Equal(ReportJson.Write(Watch(Rows(6))), ReportJson.Write(Watch(Rows(6))));
}
