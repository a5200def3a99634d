using System.Diagnostics;
using System.Globalization;
using ModelOpsLab.Statistics;
using ModelOpsLab.Trading;

namespace ModelOpsLab.Benchmarks;

/// <summary>A fan with its quantiles, bands all along and drawdown odds.</summary>
static class FanSpeed
{
    const int Sessions = 250, History = 2_500, Turns = 9;

    public static void Print(TextWriter to, int paths)
    {
        ReturnSeries backtest = Draw(History, 1), live = Draw(Sessions, 2);
        List<double> wall = [], processor = [];
        for (var turn = 0; turn <= Turns; turn++)
        {
            GC.Collect();
            var used = Environment.CpuUsage.TotalTime;
            var started = Stopwatch.GetTimestamp();
            var fan = BacktestFan.Of(live, backtest, new() { Paths = paths });
            var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
            if (fan.Paths != paths) throw new InvalidOperationException("The fan is not whole.");
            if (turn == 0) to.WriteLine(string.Create(CultureInfo.InvariantCulture, $"cold: {seconds:F3} s"));
            else
            {
                wall.Add(seconds);
                processor.Add((Environment.CpuUsage.TotalTime - used).TotalSeconds);
            }
        }
        to.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{paths:#,0} paths of {Sessions} sessions from {History:#,0}, with quantiles, band all along and drawdown odds: {RobustScale.Median([.. wall]):F3} s (median of {Turns}, {wall.Min():F3} to {wall.Max():F3}), {RobustScale.Median([.. processor]):F3} s of processor time, {Environment.ProcessorCount} cores"));
    }

    static ReturnSeries Draw(int count, ulong seed)
    {
        var random = new DeterministicRandom(seed);
        var returns = new double[count];
        for (var i = 0; i < count; i++) returns[i] = 0.0003 + 0.01 * random.NextNormal();
        return ReturnSeries.Of([.. Enumerable.Range(0, count).Select(i => DateTime.UnixEpoch.AddDays(i))], returns);
    }
}
