using FsCheck;
using FsCheck.Fluent;

namespace ModelOpsLab.Tests.Statistics;

/// <summary>Laws checked on random samples, with a fixed seed, so that a red run can be run again.</summary>
static class Law
{
    static readonly Config Replayable = Config.QuickThrowOnFailure.WithReplay(20250101, 3).WithMaxTest(200);

    /// <summary>1 to 40 values, half of the samples on a coarse grid so that ties are common.</summary>
    static readonly Gen<double[]> Samples = Gen.OneOf(Values(1), Values(1024));

    public static void HoldsForPairs(Func<double[], double[], bool> law)
        => Prop.ForAll(Gen.Zip(Samples, Samples).ToArbitrary(), pair => law(pair.Item1, pair.Item2)).Check(Replayable);

    public static void Holds(Func<double[], bool> law) => Prop.ForAll(Samples.ToArbitrary(), law).Check(Replayable);

    static Gen<double[]> Values(int steps) => Gen.Choose(1, 40)
        .SelectMany(count => Gen.ArrayOf(Gen.Choose(-5 * steps, 5 * steps).Select(v => (double)v / steps), count));
}
