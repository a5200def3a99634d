using System.Globalization;
using System.Text;
using ModelOpsLab.Data;
using ModelOpsLab.Statistics;

namespace ModelOpsLab.Benchmarks;

/// <summary>How many rows of twenty numbers a second a stream gives, as CSV and as JSON lines, beside reading the same file as a frame.</summary>
static class RowStreamSpeed
{
    const int Columns = 20, Turns = 5;

    public static void Print(TextWriter to, int rows)
    {
        string[] names = [.. Enumerable.Range(1, Columns).Select(i => $"x{i}")];
        var schema = new Schema { Timestamp = "time", Asset = "asset", Features = names };
        var folder = Directory.CreateTempSubdirectory("rowstream-").FullName;
        try
        {
            var (csv, json) = Write(folder, names, rows);
            to.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{rows:#,0} rows of a time, one of 30 assets and {Columns} numbers of 15 to 17 digits; processor time, median of {Turns}"));
            Measure(to, "RowStream, CSV", csv, rows, () => Stream(csv, schema));
            Measure(to, "RowStream, JSON lines", json, rows, () => Stream(json, schema));
            Measure(to, "Frame.ReadCsv", csv, rows, () => Frame.ReadCsv(csv, schema));
            var before = GC.GetAllocatedBytesForCurrentThread();
            Stream(csv, schema);
            to.WriteLine(string.Create(CultureInfo.InvariantCulture, $"allocated by streaming the whole CSV file: {(GC.GetAllocatedBytesForCurrentThread() - before) / 1024:#,0} KiB"));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    static (string Csv, string Json) Write(string folder, string[] names, int rows)
    {
        var (csv, json) = (Path.Combine(folder, "rows.csv"), Path.Combine(folder, "rows.jsonl"));
        var random = new DeterministicRandom(1);
        using StreamWriter csvRows = new(csv), jsonRows = new(json);
        csvRows.Write($"time,asset,{string.Join(',', names)}\n");
        var (cells, members) = (new StringBuilder(), new StringBuilder());
        for (var row = 0; row < rows; row++)
        {
            var time = DateTime.UnixEpoch.AddYears(50).AddSeconds(row / 30).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
            var asset = $"A{(row % 30).ToString("00", CultureInfo.InvariantCulture)}";
            cells.Clear().Append(time).Append(',').Append(asset);
            members.Clear().Append($"{{\"time\":\"{time}\",\"asset\":\"{asset}\"");
            foreach (var name in names)
            {
                var number = (random.NextDouble() - 0.5).ToString("R", CultureInfo.InvariantCulture);
                cells.Append(',').Append(number);
                members.Append($",\"{name}\":{number}");
            }
            csvRows.Write(cells.Append('\n'));
            jsonRows.Write(members.Append("}\n"));
        }
        return (csv, json);
    }

    static void Stream(string file, Schema schema)
    {
        using var stream = RowStream.Open(file, schema);
        var sum = 0.0;
        while (stream.Read() == RowRead.Row) sum += stream.Row.Numbers[0];
        if (stream.FaultCount > 0 || !double.IsFinite(sum)) throw new InvalidOperationException("A row was lost.");
    }

    static void Measure(TextWriter to, string what, string file, int rows, Action read)
    {
        read();
        var times = new double[Turns];
        for (var turn = 0; turn < Turns; turn++)
        {
            GC.Collect();
            var before = Environment.CpuUsage.TotalTime;
            read();
            times[turn] = (Environment.CpuUsage.TotalTime - before).TotalSeconds;
        }
        var seconds = RobustScale.Median(times);
        to.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what,-22} {rows / seconds:#,0} rows/s, {new FileInfo(file).Length / 1e6 / seconds:#,0} MB/s"));
    }
}
