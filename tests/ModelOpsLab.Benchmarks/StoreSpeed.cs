using System.Diagnostics;
using System.Globalization;
using ModelOpsLab.Data;
using ModelOpsLab.Monitoring;
using ModelOpsLab.Reporting;
using ModelOpsLab.Statistics;

namespace ModelOpsLab.Benchmarks;

/// <summary>How many bytes and how long a monitor's minutes take: 10 inputs of 60 values, 10 of 4,000, and 30 measurements a minute.</summary>
static class StoreSpeed
{
    const int Inputs = 10, Few = 60, Many = 4_000, Measured = 30, Variants = 32, Singles = 500, Batch = 60, Repeats = 20;
    const int Series = 2 * Inputs + Measured;
    static readonly DateTime Start = new(2020, 3, 2, 0, 0, 0, DateTimeKind.Utc);

    public static void Print(TextWriter to, int rows, string? place)
    {
        var folder = Directory.CreateTempSubdirectory("modelops-store-");
        try
        {
            var file = Path.Combine(folder.FullName, "monitoring.db");
            using var history = MeasurementHistory.Open(place ?? file);
            if (history.State("bench") is not null) throw new InvalidOperationException("A model 'bench' is there already. Name an empty schema with Search Path.");
            var (random, edges) = (new DeterministicRandom(7), QuantileBins.From(Normal(new(1), 10_000)));
            ColumnProfile[] few = [.. Enumerable.Range(0, Variants).Select(_ => Profile(Normal(random, Few), edges))], many = [.. Enumerable.Range(0, Variants).Select(_ => Profile(Normal(random, Many), edges))];
            to.WriteLine(string.Create(CultureInfo.InvariantCulture, $"bytes of a minute: {few.Average(p => ProfileBytes.Of(p).Length):F0} of {Few} values, {many.Average(p => ProfileBytes.Of(p).Length):F0} of {Many}; as JSON {few.Average(p => (double)JsonFormat.Write(p).Length):F0} and {many.Average(p => (double)JsonFormat.Write(p).Length):F0}"));

            int minutes = rows / Series, minute = 0;
            long version = 0;
            var single = new double[Singles];
            for (var i = 0; i < Singles; i++) single[i] = Milliseconds(() => Commit(1));
            Array.Sort(single);
            to.WriteLine(string.Create(CultureInfo.InvariantCulture, $"a commit of one minute, {Series} series: {single[Singles / 2]:F1} ms median, {single[Singles * 99 / 100]:F1} ms p99, {single[^1]:F1} ms at most (those that complete an hour roll {Series * 60} rows up)"));
            var processor = Environment.CpuUsage.TotalTime;
            var whole = Milliseconds(() => { while (minute < minutes) Commit(Math.Min(Batch, minutes - minute)); });
            to.WriteLine(string.Create(CultureInfo.InvariantCulture, $"commits of {Batch} minutes: {(minutes - Singles) * (double)Series / whole * 1000:F0} rows a second, {(minutes - Singles) * (double)Series / (Environment.CpuUsage.TotalTime - processor).TotalSeconds:F0} a second of this process's processor time, roll-ups in it; {minutes * Series} minute rows{(place is null ? $", file {new FileInfo(file).Length / 1e6:F0} MB, {new FileInfo(file).Length / (double)(minutes * Series):F0} bytes a row with its hours and days" : "")}"));

            var end = Start.AddMinutes(minute);
            Time("a day of minutes of one input", () => history.Series("bench", "input", "few0", end.AddDays(-1), end, Resolution.Minute).Count);
            Time("a day of minutes of one measurement", () => history.Series("bench", "measured", "m0", end.AddDays(-1), end, Resolution.Minute).Count);
            Time("all hours of one input", () => history.Series("bench", "input", "few0", Start, end, Resolution.Hour).Count);
            Time("all days of one input", () => history.Series("bench", "input", "few0", Start, end, Resolution.Day).Count);
            Time("all minutes of one measurement", () => history.Series("bench", "measured", "m0", Start, end, Resolution.Minute).Count);
            Time("the profile of all inputs over all days", () => (int)history.ProfileOf("bench", Start, end)!.Rows);
            Time("the same from noon to noon", () => (int)history.ProfileOf("bench", Start.AddHours(12), Start.AddHours(12).AddDays(Math.Max(1, (end - Start).Days - 1)))!.Rows);
            var (gone, longest) = (0, 0.0);
            Retention kept = new() { Minutes = TimeSpan.FromDays(1) };
            var going = Milliseconds(() =>
            {
                for (int? some = 0; some is not null; gone += some ?? 0) longest = Math.Max(longest, Milliseconds(() => some = history.LetGo("bench", kept)));
            });
            to.WriteLine(string.Create(CultureInfo.InvariantCulture, $"letting go all minutes but those of the last day: {going / 1000:F1} s, {gone} rows, {longest / 1000:F2} s at most for one day of them"));

            void Commit(int count)
            {
                MonitorReading[] readings = [.. Enumerable.Range(minute, count).Select(m => new MonitorReading(Start.AddMinutes(m), Start.AddMinutes(m + 1),
                    [.. Enumerable.Range(0, Measured).Select(i => new Measurement("measured", (m + 1) / (7.0 + i)) { Of = $"m{i}", Count = 60 })],
                    [.. Enumerable.Range(0, Inputs).SelectMany(i => new SeriesProfile[] { new("input", few[(m + i) % Variants] with { Name = $"few{i}" }), new("input", many[(m + i) % Variants] with { Name = $"many{i}" }) })]))];
                version = history.Commit(new() { Model = "bench", After = version, Readings = readings, State = new string('s', 20_000) + minute.ToString(CultureInfo.InvariantCulture) });
                minute += count;
            }

            void Time(string what, Func<int> query)
            {
                var found = query();
                var times = Enumerable.Range(0, Repeats).Select(_ => Milliseconds(() => query())).Order().ToArray();
                to.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what}: {times[Repeats / 2]:F1} ms median of {Repeats}, {found} {(what.Contains("profile", StringComparison.Ordinal) || what.Contains("same", StringComparison.Ordinal) ? "values of a column" : "stretches")}"));
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    static ColumnProfile Profile(double[] values, QuantileBins bins) => ColumnProfile.RollUp(ColumnProfile.Of(Column.Numbers("x", values), bins));

    static double[] Normal(DeterministicRandom random, int count) => [.. Enumerable.Range(0, count).Select(_ => random.NextNormal())];

    static double Milliseconds(Action work)
    {
        var since = Stopwatch.GetTimestamp();
        work();
        return Stopwatch.GetElapsedTime(since).TotalMilliseconds;
    }
}
