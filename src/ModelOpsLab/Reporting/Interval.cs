namespace ModelOpsLab.Reporting;

/// <summary>A confidence interval, in the unit of the measurement it belongs to.</summary>
/// <param name="Low">Lower end; negative infinity where the interval is open.</param>
/// <param name="High">Upper end; positive infinity where the interval is open.</param>
/// <param name="Level">Confidence level as a fraction: 0.95 is 95 %.</param>
/// <param name="Method">How it was made: <c>HAC, 5 lags</c>, <c>Wilson</c>.</param>
public sealed record Interval(double Low, double High, double Level = 0.95, string Method = "")
{
    /// <summary>Whether <paramref name="value"/> lies inside, ends included.</summary>
    public bool Contains(double value) => value >= Low && value <= High;
}
