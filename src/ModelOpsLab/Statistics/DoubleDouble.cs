namespace ModelOpsLab.Statistics;

/// <summary>A number as the unevaluated sum of two doubles, about 32 digits: for differences of long sums (Dekker, 1971; Knuth).</summary>
readonly record struct DoubleDouble(double High, double Low)
{
    public static implicit operator DoubleDouble(double value) => new(value, 0);

    /// <summary>The exact product of two doubles.</summary>
    public static DoubleDouble Product(double a, double b)
    {
        var high = a * b;
        return new(high, Math.FusedMultiplyAdd(a, b, -high));
    }

    public static DoubleDouble operator +(DoubleDouble a, DoubleDouble b)
    {
        var (high, low) = Sum(a.High, b.High);
        return Quick(high, low + a.Low + b.Low);
    }

    public static DoubleDouble operator -(DoubleDouble a, DoubleDouble b) => a + new DoubleDouble(-b.High, -b.Low);

    public static DoubleDouble operator *(DoubleDouble a, double b)
    {
        var product = Product(a.High, b);
        return Quick(product.High, product.Low + a.Low * b);
    }

    /// <summary>The nearest double.</summary>
    public double Value => High + Low;

    static DoubleDouble Sum(double a, double b)
    {
        double high = a + b, part = high - a;
        return new(high, a - (high - part) + (b - part));
    }

    static DoubleDouble Quick(double high, double low)
    {
        var sum = high + low;
        return new(sum, low - (sum - high));
    }
}
