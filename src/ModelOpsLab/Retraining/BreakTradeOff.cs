namespace ModelOpsLab.Retraining;

/// <summary>
/// What a mean loses as a forecast after a break in level, of which rows before the break are part: their bias against the noise that they average out.
/// Errors are squared, without the irreducible part, in variances after the break.
/// </summary>
/// <remarks>Pesaran and Timmermann (2007); Pesaran, Pick and Pranovich (2013).</remarks>
/// <param name="Before">Points in time before the break.</param>
/// <param name="After">Points in time after it, at least 1.</param>
/// <param name="Jump">Mean before minus mean after, in standard deviations after.</param>
/// <param name="NoiseRatio">Standard deviation before over that after.</param>
readonly record struct BreakTradeOff(int Before, int After, double Jump, double NoiseRatio)
{
    /// <summary>Expected error of the mean over the newest points, so many of which are from before the break.</summary>
    public double Error(int fromBefore)
    {
        double all = fromBefore + After, bias = fromBefore / all * Jump;
        return bias * bias + (fromBefore * NoiseRatio * NoiseRatio + After) / (all * all);
    }

    /// <summary>Expected error of a weighted mean.</summary>
    /// <param name="weights">One a point in time, oldest first, that add up to 1.</param>
    public double Error(ReadOnlySpan<double> weights)
    {
        double before = 0, noise = 0;
        for (var i = 0; i < weights.Length; i++)
        {
            if (i < Before) before += weights[i];
            noise += weights[i] * weights[i] * (i < Before ? NoiseRatio * NoiseRatio : 1);
        }
        return before * before * Jump * Jump + noise;
    }

    /// <summary>How many points from before the break make the expected error smallest; the fewest of equals.</summary>
    public int BestFromBefore()
    {
        var best = 0;
        for (var m = 1; m <= Before; m++)
            if (Error(m) < Error(best)) best = m;
        return best;
    }

    /// <summary>Weights of a point before and one after the break that make the expected error smallest of all.</summary>
    public (double Before, double After) BestWeights()
    {
        var more = NoiseRatio * NoiseRatio + Before * Jump * Jump;
        var one = 1 / (Before + After * more);
        return (one, more * one);
    }
}
