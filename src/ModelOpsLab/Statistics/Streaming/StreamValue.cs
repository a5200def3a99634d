using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using static System.FormattableString;

namespace ModelOpsLab.Statistics.Streaming;

/// <summary>What the detectors take: checked before anything is remembered, thrown from elsewhere so that the hot path stays small.</summary>
static class StreamValue
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void RequireFinite(double value)
    {
        if (!double.IsFinite(value)) Refuse(value, "a finite number. Count missing values apart: they are a finding of their own");
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void RequireBit(double value)
    {
        if (value is not (0 or 1)) Refuse(value, "0 (right) or 1 (wrong)");
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void RequireShare(double value)
    {
        if (!(value >= 0 && value <= 1)) Refuse(value, "between 0 and 1. Scale a bounded number to that range first");
    }

    [DoesNotReturn]
    static void Refuse(double value, string expected) =>
        throw new ArgumentOutOfRangeException(nameof(value), value, Invariant($"The stream's value is {value} and must be {expected}."));

    /// <summary>A setting that lies in an open range.</summary>
    public static double Setting(double value, double above, double below, string name) => value > above && value < below
        ? value
        : throw new ArgumentOutOfRangeException(name, value, Invariant($"{name} is {value} and must lie between {above} and {below}."));
}
