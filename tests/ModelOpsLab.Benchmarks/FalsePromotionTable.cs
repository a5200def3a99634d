using System.Globalization;
using ModelOpsLab.Retraining;
using ModelOpsLab.Statistics;

namespace ModelOpsLab.Benchmarks;

/// <summary>How often a challenger that is no better is promoted, at one look and at 52 weekly ones, and how often a better one is: the gate beside what is done elsewhere.</summary>
static class FalsePromotionTable
{
    const int Single = 250, Looks = 52, Week = 5;
    const double Alpha = 0.05, Better = 0.15;
    const LongRunKernel Kernel = LongRunKernel.Truncated;

    static readonly int First = new PromotionGate { Look = PromotionLook.Standing }.MinimumPoints;
    static readonly AsymptoticConfidenceSequence Sequence = new() { Alpha = Alpha };

    static readonly (string Name, Func<double[], bool> Promotes)[] Rules =
    [
        ("smaller mean loss", saved => Moments.Mean(saved) > 0),
        ("t of independent points", saved => TailProbability.Student(Moments.Mean(saved) / Math.Sqrt(Moments.Variance(saved) / saved.Length), saved.Length - 1) <= Alpha),
        ("Diebold-Mariano, HLN, h = 5", saved => DieboldMariano.Test(saved, new double[saved.Length], 5, Kernel).PSecondBetter <= Alpha),
        ("cosine test (one planned look)", saved => EqualWeightedCosine.Test(saved).PValue <= Alpha),
        ($"cosine test, Bonferroni / {Looks}", saved => EqualWeightedCosine.Test(saved).PValue <= Alpha / Looks),
        ("confidence sequence (standing)", saved => Sequence.After(saved).Lower > 0),
    ];

    public static void Print(TextWriter to, int runs)
    {
        to.WriteLine(string.Create(CultureInfo.InvariantCulture, $"""
            {runs:N0} runs; loss differences AR(1), deviation 1; weekly looks at {First}, {First + Week}, … {First + (Looks - 1) * Week} points; nominal {Alpha:P0}

            | rule | one look, {Single} points, φ 0 | φ 0.3 | φ 0.6 | {Looks} weekly looks, φ 0.3 | promoted there at +{Better} deviations | {Looks} weekly looks, φ 0.6 |
            |---|---:|---:|---:|---:|---:|---:|
            """));
        double[][] single = [.. new[] { 0, 0.3, 0.6 }.Select(phi => Share(runs, phi, 0, [Single]))];
        int[] weekly = [.. Enumerable.Range(0, Looks).Select(look => First + look * Week)];
        double[] equal = Share(runs, 0.3, 0, weekly), better = Share(runs, 0.3, Better, weekly), persistent = Share(runs, 0.6, 0, weekly);
        for (var rule = 0; rule < Rules.Length; rule++)
            to.WriteLine($"| {Rules[rule].Name} | {string.Join(" | ", single.Select(s => Text(s[rule])))} | {Text(equal[rule])} | {Text(better[rule])} | {Text(persistent[rule])} |");
        to.WriteLine();
        to.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Confidence sequence with its first look at {Week} points and its last at {Looks * Week}, φ 0.3: {Early(runs)} of equal challengers promoted"));
    }

    static string Early(int runs) => Text(Share(runs, 0.3, 0, [.. Enumerable.Range(1, Looks).Select(look => look * Week)], 5)[5]);

    /// <summary>Share of runs in which each rule promotes at one of the looks.</summary>
    static double[] Share(int runs, double phi, double mean, int[] looks, int firstRule = 0)
    {
        var promoted = new int[Rules.Length];
        Parallel.For(0, runs, run =>
        {
            double[] saved = [.. FalseAlarmTable.Autoregressive(new DeterministicRandom((ulong)run + 1), looks[^1], phi).Select(x => x * Math.Sqrt(1 - phi * phi) + mean)];
            double[][] seen = [.. looks.Select(n => saved[..n])];
            for (var rule = firstRule; rule < Rules.Length; rule++)
                if (seen.Any(Rules[rule].Promotes)) Interlocked.Increment(ref promoted[rule]);
        });
        return [.. promoted.Select(p => (double)p / runs)];
    }

    static string Text(double share) => share.ToString("P1", CultureInfo.InvariantCulture);
}
