using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using ModelOpsLab.Lineage;
using ModelOpsLab.Statistics;

namespace ModelOpsLab.Benchmarks;

/// <summary>The table hash of five columns of doubles against a plain SHA-256 of the same bytes, turn by turn in one run.</summary>
static class TableHashSpeed
{
    const int Columns = 5, Turns = 7;

    public static void Print(TextWriter to, int rows)
    {
        var random = new DeterministicRandom(1);
        var columns = new double[Columns][];
        for (var c = 0; c < Columns; c++)
        {
            columns[c] = new double[rows];
            for (var i = 0; i < rows; i++) columns[c][i] = random.NextDouble();
        }
        List<double> tables = [], plains = [];
        for (var turn = 0; turn <= Turns; turn++)
        {
            var plain = Time(() =>
            {
                using var sha = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
                foreach (var column in columns) sha.AppendData(MemoryMarshal.AsBytes(column.AsSpan()));
                sha.GetHashAndReset();
            });
            var table = Time(() =>
            {
                var hash = new TableHash();
                for (var c = 0; c < Columns; c++) hash.AddFloat64($"c{c}", columns[c]);
                hash.Finish();
            });
            if (turn == 0) continue; // the first warms up
            tables.Add(table);
            plains.Add(plain);
        }
        to.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{rows} x {Columns} doubles, processor time, median of {Turns}: SHA-256 {RobustScale.Median([.. plains]):F0} ms, mol-th1 {RobustScale.Median([.. tables]):F0} ms, {RobustScale.Median([.. tables.Zip(plains, (t, p) => t / p)]):F2} times"));
    }

    /// <summary>Milliseconds of processor time: other processes on the machine do not count.</summary>
    static double Time(Action work)
    {
        GC.Collect();
        var before = Environment.CpuUsage.TotalTime;
        work();
        return (Environment.CpuUsage.TotalTime - before).TotalMilliseconds;
    }
}
