using System.Numerics;

namespace ModelOpsLab.Statistics.Sketches;

/// <summary>Sums of the powers of mantissas of one exponent, in 256 bits each: exact for more values than there can be.</summary>
sealed class PowerBucket
{
    Wide _first, _second, _third, _fourth;

    public void Add(ulong mantissa, bool negative)
    {
        var square = (UInt128)mantissa * mantissa;
        var (cube, fourth) = (Wide.Product(square, mantissa), Wide.Product(square, (ulong)square) + Wide.Product(square, (ulong)(square >> 64)).Up64());
        _first += negative ? -new Wide(0, mantissa) : new Wide(0, mantissa);
        _second += new Wide(0, square);
        _third += negative ? -cube : cube;
        _fourth += fourth;
    }

    public void Clear() => _first = _second = _third = _fourth = default;

    public BigInteger Sum(int power) => (power switch { 1 => _first, 2 => _second, 3 => _third, _ => _fourth }).ToInteger();

    /// <summary>A signed number of 256 bits.</summary>
    readonly record struct Wide(Int128 High, UInt128 Low)
    {
        public static Wide Product(UInt128 a, ulong b)
        {
            UInt128 low = (UInt128)(ulong)a * b, high = (UInt128)(ulong)(a >> 64) * b, sum = low + (high << 64);
            return new((Int128)(high >> 64) + (sum < low ? 1 : 0), sum);
        }

        public Wide Up64() => new((High << 64) | (Int128)(Low >> 64), Low << 64);

        public static Wide operator +(Wide a, Wide b)
        {
            var low = a.Low + b.Low;
            return new(a.High + b.High + (low < a.Low ? 1 : 0), low);
        }

        public static Wide operator -(Wide a) => new(a.Low == 0 ? -a.High : ~a.High, ~a.Low + 1);

        public BigInteger ToInteger() => ((BigInteger)High << 128) + (BigInteger)Low;
    }
}
