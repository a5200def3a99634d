using ModelOpsLab.Statistics;

namespace ModelOpsLab.Trading;

/// <summary>Paths of compounded return resampled from a backtest, kept by session, with what a live drawdown is compared with.</summary>
/// <remarks>Paths are drawn in pieces of 250, each with its own seed, so that the bytes do not depend on how many threads drew them.</remarks>
sealed class FanPaths
{
    const int Piece = 250;

    /// <summary>Blocks of which the volatility counts as known from one independent observation, and fewest of these less one.</summary>
    const double BlocksPerDegree = 1.5, FewestDegrees = 4;

    readonly int[] _ages;

    FanPaths(int horizon, int paths, int[] ages)
    {
        (Count, _ages) = (paths, ages);
        ByStep = new double[horizon][];
        for (var t = 0; t < horizon; t++) ByStep[t] = new double[paths];
        (Deepest, Longest) = (new double[paths], new int[paths]);
        Depths = Array.ConvertAll(ages, _ => new List<double>?[paths]);
    }

    /// <summary>Paths.</summary>
    public int Count { get; }
    /// <summary>Compounded return after each session, one a path.</summary>
    public double[][] ByStep { get; }
    /// <summary>Deepest loss from the high-water mark of each path, zero or negative.</summary>
    public double[] Deepest { get; }
    /// <summary>Sessions of the longest drawdown of each path, the open one so far.</summary>
    public int[] Longest { get; }
    /// <summary>For each age that was asked for and each path, how deep every drawdown that lasted so long was by then; null where none did.</summary>
    public List<double>?[][] Depths { get; }

    /// <summary>Paths by the stationary bootstrap (Politis and Romano, 1994).</summary>
    /// <param name="returns">Of the backtest.</param>
    /// <param name="horizon">Sessions of a path.</param>
    /// <param name="paths">Number of paths.</param>
    /// <param name="meanBlock">Mean block length.</param>
    /// <param name="meanError">Standard error of the backtest's mean: each path has its own draw of it in every session.</param>
    /// <param name="ages">Ages in sessions at which the depth of drawdowns is kept.</param>
    /// <param name="seed">Seed.</param>
    /// <param name="threads">Most threads that draw.</param>
    public static FanPaths Draw(double[] returns, int horizon, int paths, double meanBlock, double meanError, int[] ages, ulong seed, int threads)
    {
        var all = new FanPaths(horizon, paths, ages);
        var stops = 1 / meanBlock;
        var mean = Moments.Mean(returns);
        var widened = 1 / Math.Sqrt(1 - Math.Min(0.5, meanBlock / returns.Length));
        var degrees = Math.Max(FewestDegrees, returns.Length / (BlocksPerDegree * meanBlock) - 1);
        Share((paths + Piece - 1) / Piece, threads, piece =>
        {
            var random = new DeterministicRandom(seed + (ulong)piece * 0x9E3779B97F4A7C15);
            var drawn = new double[horizon];
            for (var p = piece * Piece; p < Math.Min(paths, (piece + 1) * Piece); p++)
            {
                var at = 0;
                var scale = widened * Scale(random.NextNormal(), degrees);
                var shift = mean * (1 - scale) + scale * meanError * random.NextNormal();
                for (var t = 0; t < horizon; t++)
                {
                    if (t == 0 || random.NextDouble() < stops) at = random.NextInt32(returns.Length);
                    else if (++at == returns.Length) at = 0;
                    drawn[t] = returns[at] == -1 ? -1 : Math.Max(-1, scale * returns[at] + shift);
                }
                all.Follow(p, drawn);
            }
        });
        return all;
    }

    /// <summary>√(ν/χ²) of a normal draw (Wilson and Hilferty, 1931), five at most.</summary>
    static double Scale(double normal, double degrees)
    {
        var spread = 2 / (9 * degrees);
        return Math.Pow(Math.Max(1 - spread + normal * Math.Sqrt(spread), 0.342), -1.5);
    }

    /// <summary>Paths along given positions in the backtest.</summary>
    public static FanPaths Along(double[] returns, int[][] positions, int[] ages)
    {
        var all = new FanPaths(positions[0].Length, positions.Length, ages);
        for (var p = 0; p < positions.Length; p++) all.Follow(p, Array.ConvertAll(positions[p], i => returns[i]));
        return all;
    }

    /// <summary>Independent pieces, in any order, on so many threads.</summary>
    public static void Share(int pieces, int threads, Action<int> piece) => Parallel.For(0, pieces, new() { MaxDegreeOfParallelism = threads }, piece);

    void Follow(int path, double[] returns)
    {
        double growth = 0, below = 0, deepest = 0, depth = 0;
        int age = 0, longest = 0;
        for (var t = 0; t < returns.Length; t++)
        {
            ByStep[t][path] = growth = ReturnSeries.Compound(growth, returns[t]);
            below = ReturnSeries.Compound(below, returns[t]);
            if (below >= -1e-15)
            {
                // The session that comes back counts to the length, as in the table of drawdowns.
                if (age > 0) End(age + 1);
                (below, age, depth) = (Math.Min(below, 0), 0, 0);
                continue;
            }
            age++;
            depth = Math.Min(depth, below);
            deepest = Math.Min(deepest, below);
            for (var k = 0; k < _ages.Length; k++)
                if (age == _ages[k]) Old(k, depth);
        }
        if (age > 0) End(age);
        (Deepest[path], Longest[path]) = (deepest, longest);

        void End(int sessions)
        {
            longest = Math.Max(longest, sessions);
            for (var k = 0; k < _ages.Length; k++)
                if (sessions == _ages[k] && age < sessions) Old(k, depth);
        }

        void Old(int k, double reached) => (Depths[k][path] ??= []).Add(reached);
    }
}
