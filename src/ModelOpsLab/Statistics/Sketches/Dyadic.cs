using System.Globalization;
using System.Numerics;

namespace ModelOpsLab.Statistics.Sketches;

/// <summary>A whole number times a power of two, of any size; kept with an odd number, so that equal values are equal.</summary>
readonly record struct Dyadic
{
    readonly BigInteger _number;
    readonly int _exponent;

    public Dyadic(BigInteger number, int exponent)
    {
        var zeros = number.IsZero ? 0 : (int)BigInteger.TrailingZeroCount(number);
        (_number, _exponent) = number.IsZero ? (number, 0) : (number >> zeros, exponent + zeros);
    }

    /// <summary>A finite double, as it is: IEEE 754 has it as mantissa · 2^(exponent − 1075), and exponent 0 stands for 1 without the leading bit.</summary>
    public static Dyadic Of(double value)
    {
        var bits = BitConverter.DoubleToUInt64Bits(value);
        var exponent = (int)(bits >> 52) & 0x7FF;
        var mantissa = (long)(bits & ((1UL << 52) - 1)) | (exponent == 0 ? 0 : 1L << 52);
        return new(value < 0 ? -mantissa : mantissa, Math.Max(1, exponent) - 1075);
    }

    /// <summary>The whole number, odd or zero.</summary>
    public BigInteger Number => _number;
    /// <summary>The power of two.</summary>
    public int Exponent => _exponent;

    public static Dyadic operator +(Dyadic a, Dyadic b)
    {
        if (a._number.IsZero) return b;
        if (b._number.IsZero) return a;
        var exponent = Math.Min(a._exponent, b._exponent);
        return new((a._number << (a._exponent - exponent)) + (b._number << (b._exponent - exponent)), exponent);
    }

    public static Dyadic operator *(Dyadic a, Dyadic b) => new(a._number * b._number, a._exponent + b._exponent);
    public static Dyadic operator *(BigInteger a, Dyadic b) => new(a * b._number, b._exponent);

    /// <summary>The quotient to 64 bits: nearer to the true one than a double can say.</summary>
    public static Scaled Ratio(Dyadic number, BigInteger divisor)
    {
        if (number._number.IsZero) return default;
        var shift = (int)(64 + divisor.GetBitLength() - BigInteger.Abs(number._number).GetBitLength());
        var quotient = shift >= 0 ? (number._number << shift) / divisor : number._number / (divisor << -shift);
        return new((double)quotient, number._exponent - shift);
    }

    /// <summary>Reads what <see cref="ToString"/> writes.</summary>
    public static Dyadic Parse(string text)
    {
        var parts = text.Split("*2^");
        return parts.Length == 2 && BigInteger.TryParse(parts[0], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            && int.TryParse(parts[1], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var exponent) && Math.Abs(exponent) < 10_000
            ? new(number, exponent)
            : throw new ArgumentException($"'{(text.Length > 40 ? text[..40] + "…" : text)}' is not a sum: it is written like 3*2^-2.", nameof(text));
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{_number}*2^{_exponent}");
}

/// <summary>A double times a power of two that may lie far beyond a double's.</summary>
readonly record struct Scaled(double Part, int Exponent)
{
    public bool IsZero => Part == 0;
    public double Value => Math.ScaleB(Part, Exponent);
    public Scaled Root() => Exponent % 2 == 0 ? new(Math.Sqrt(Part), Exponent / 2) : new(Math.Sqrt(2 * Part), (Exponent - 1) / 2);
    public static Scaled operator *(Scaled a, Scaled b) => new(a.Part * b.Part, a.Exponent + b.Exponent);
    public static Scaled operator /(Scaled a, Scaled b) => new(a.Part / b.Part, a.Exponent - b.Exponent);
}
