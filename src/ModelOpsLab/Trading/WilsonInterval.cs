using ModelOpsLab.Reporting;
using ModelOpsLab.Statistics;

namespace ModelOpsLab.Trading;

/// <summary>Score interval of a share (Wilson, 1927): inside 0 and 1, honest for few observations and for shares near the ends.</summary>
static class WilsonInterval
{
    /// <summary>95 % interval of a share seen in <paramref name="count"/> independent observations; the count may be an effective one, more than zero.</summary>
    public static Interval Of(double share, double count, string method = "Wilson")
    {
        const double z = TailProbability.NormalPoint95, zz = z * z;
        var centre = (share + zz / (2 * count)) / (1 + zz / count);
        var half = z / (1 + zz / count) * Math.Sqrt(share * (1 - share) / count + zz / (4 * count * count));
        return new(Math.Max(0, centre - half), Math.Min(1, centre + half), 0.95, method);
    }
}
