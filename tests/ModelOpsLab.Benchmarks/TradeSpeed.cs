using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using ModelOpsLab.Data;
using ModelOpsLab.Statistics;
using ModelOpsLab.Trading;

namespace ModelOpsLab.Benchmarks;

/// <summary>Cutting trades by five keys beside pandas on the same trades, their statistics, and matching fills, in processor time of one run.</summary>
static class TradeSpeed
{
    const int Count = 1_000_000, Assets = 500, Strategies = 10, Days = 2_500, Turns = 5;

    public static void Print(TextWriter to, string python)
    {
        const int count = Count;
        var random = new DeterministicRandom(1);
        string[] assets = [.. Enumerable.Range(0, Assets).Select(i => $"ASSET{i:000}")], strategies = [.. Enumerable.Range(0, Strategies).Select(i => $"strategy{i}")];
        var first = new DateTime(2010, 1, 4, 0, 0, 0, DateTimeKind.Utc);
        var trades = new Trade[count];
        for (var i = 0; i < count; i++)
        {
            var exit = first.AddDays((long)i * Days / count);
            trades[i] = new(assets[random.NextInt32(Assets)], (TradeSide)random.NextInt32(2), exit.AddDays(-5), exit, Math.Round(1_000 * random.NextNormal(), 2), 5, 5)
            { Strategy = strategies[random.NextInt32(Strategies)], Currency = "EUR", Cost = 1.25 };
        }
        var frame = Frame.Of(new Schema { Timestamp = "exit", Asset = "asset", Strategy = "strategy", Return = "pnl" }, Column.Timestamps("exit", [.. trades.Select((t, i) => Timestamp.FromDateTime(t.Exit!.Value) + 100L * i)]),
            Column.Categories("asset", [.. trades.Select(t => t.Asset)]), Column.Categories("strategy", [.. trades.Select(t => t.Strategy)]), Column.Numbers("pnl", [.. trades.Select(t => t.ProfitAndLoss)]));
        Peer(to, python, trades);
        Time(to, $"cube of {count} trades", () => ProfitAndLossCube.Of(trades));
        Time(to, $"cube of {count} rows of a frame", () => ProfitAndLossCube.Of(frame));
        var cube = ProfitAndLossCube.Of(trades);
        Time(to, "five cuts of the cube: asset; asset x strategy; month; asset x year; strategy x side x month", () =>
        {
            cube.By(Cut.Asset);
            cube.By(Cut.Asset | Cut.Strategy);
            cube.By(CalendarPeriod.Month);
            cube.By(CalendarPeriod.Year, Cut.Asset);
            cube.By(CalendarPeriod.Month, Cut.Strategy | Cut.Side);
        });
        to.WriteLine(string.Create(CultureInfo.InvariantCulture, $"sum of all cells, exact: {cube.By(Cut.Asset | Cut.Strategy).Totals["EUR"]}"));
        Time(to, $"statistics of {count} trades", () => TradeStatistics.Of(trades));
        Fill[] fills = [.. trades.Select((t, i) => new Fill(first.AddSeconds((long)i * Days * 86_400 / count), t.Asset, random.NextInt32(2_001) - 1_000.5m, 100 + (decimal)random.NextInt32(1_000) / 100) { Strategy = t.Strategy, Fee = 0.35m, Currency = "EUR" })];
        Time(to, $"checking {count} fills", () => FillBook.Of(fills));
        var book = FillBook.Of(fills);
        Time(to, $"matching {count} fills, first in first out", () => RoundTrips.Of(book));
        Time(to, $"matching {count} fills at average cost", () => RoundTrips.Of(book, LotMatching.AverageCost));
    }

    /// <summary>The same cuts by pandas, with keys as texts and as categories.</summary>
    static void Peer(TextWriter to, string python, Trade[] trades)
    {
        var file = Path.GetTempFileName();
        try
        {
            double[] rows = [.. trades.SelectMany(t => new[] { (t.Exit!.Value - DateTime.UnixEpoch).TotalDays, Code(t.Asset), Code(t.Strategy), (double)t.Side, t.ProfitAndLoss })];
            File.WriteAllBytes(file, MemoryMarshal.AsBytes(rows.AsSpan()).ToArray());
            foreach (var (keys, flag) in new[] { ("texts", "0"), ("categories", "1") })
            {
                using var process = Process.Start(new ProcessStartInfo(python, [Path.Combine(AppContext.BaseDirectory, "trades_peer.py"), file, flag]) { RedirectStandardOutput = true })!;
                var said = process.StandardOutput.ReadToEnd().Split(' ', 4);
                process.WaitForExit();
                to.WriteLine(said.Length < 4 ? "pandas is not there" : $"{said[3].Trim()}, keys as {keys}: made in {said[0]} s, five cuts in {said[1]} s, sum {said[2]}");
            }
        }
        finally
        {
            File.Delete(file);
        }

        static double Code(string name) => int.Parse(name.AsSpan(name.AsSpan().IndexOfAnyInRange('0', '9')), CultureInfo.InvariantCulture);
    }

    /// <summary>Median processor time: other processes on the machine do not count.</summary>
    static void Time(TextWriter to, string what, Action work)
    {
        List<double> taken = [];
        for (var turn = 0; turn <= Turns; turn++)
        {
            GC.Collect();
            var before = Environment.CpuUsage.TotalTime;
            work();
            if (turn > 0) taken.Add((Environment.CpuUsage.TotalTime - before).TotalSeconds); // the first warms up
        }
        to.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what}: {RobustScale.Median([.. taken]):F3} s"));
    }
}
