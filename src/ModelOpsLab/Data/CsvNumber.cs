using System.Globalization;
using System.Numerics;

namespace ModelOpsLab.Data;

/// <summary>
/// Reads a decimal number to the nearest double, the same bits as <see cref="double.TryParse(ReadOnlySpan{byte}, NumberStyles, IFormatProvider, out double)"/> and several times as fast:
/// the digits times a power of five kept to 128 bits (Lemire, 2021).
/// </summary>
/// <remarks>That product lies below the number by less than two units of its last place. Where a rounding boundary lies so near, and for any text out of the ordinary, the platform decides.</remarks>
static class CsvNumber
{
    const int Smallest = -60, Largest = 55, MostDigits = 19;

    static readonly (UInt128 Digits, int Exponent)[] Fives = [.. Enumerable.Range(Smallest, Largest - Smallest + 1).Select(Five)];

    public static bool TryParse(ReadOnlySpan<byte> text, out double value) =>
        TryOrdinary(text, out value) || double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value);

    /// <summary>Digits, perhaps with a minus before, a point between and an exponent behind; at most 19 of them that count.</summary>
    static bool TryOrdinary(ReadOnlySpan<byte> text, out double value)
    {
        value = 0;
        var at = 0;
        var negative = text.Length > 0 && text[0] == '-';
        if (negative) at++;
        ulong digits = 0;
        var first = at;
        for (; at < text.Length && (uint)(text[at] - '0') <= 9; at++) digits = 10 * digits + (uint)(text[at] - '0');
        int count = at - first, exponent = 0;
        if (count == 0) return false;
        if (at < text.Length && text[at] == '.')
        {
            first = ++at;
            for (; at < text.Length && (uint)(text[at] - '0') <= 9; at++) digits = 10 * digits + (uint)(text[at] - '0');
            exponent = first - at;
            if (exponent == 0) return false;
            count -= exponent;
        }
        // Leading zeros count here as well: 0.0…01 with more digits than fit goes to the platform.
        if (count > MostDigits) return false;
        if (at < text.Length && (text[at] | 0x20) == 'e')
        {
            var down = ++at < text.Length && text[at] == '-';
            if (down || (at < text.Length && text[at] == '+')) at++;
            var power = 0;
            for (first = at; at < text.Length && (uint)(text[at] - '0') <= 9; at++) power = 10 * power + (text[at] - '0');
            if (at - first is < 1 or > 3) return false;
            exponent += down ? -power : power;
        }
        return at == text.Length && TryScale(digits, exponent, negative, out value);
    }

    /// <summary>The double nearest to the digits times a power of ten, if it is certain.</summary>
    static bool TryScale(ulong digits, int exponent, bool negative, out double value)
    {
        value = negative ? -0.0 : 0;
        if (digits == 0) return true;
        if (exponent is < Smallest or > Largest) return false;
        var (five, scale) = Fives[exponent - Smallest];
        var shift = BitOperations.LeadingZeroCount(digits);
        digits <<= shift;
        var high = Math.BigMul(digits, (ulong)(five >> 64), out var low);
        var more = Math.BigMul(digits, (ulong)five, out _);
        low += more;
        if (low < more) high++;

        // The leading 53 bits, what is left below them, and half of their last place.
        var dropped = (high >> 63) == 1 ? 11 : 10;
        ulong mantissa = high >> dropped, left = high & ((1UL << dropped) - 1), half = 1UL << (dropped - 1);
        if ((left == half && low == 0) || (left == half - 1 && low == ulong.MaxValue)) return false;
        if (left >= half) mantissa++;
        var power = exponent + scale - shift + 128 + dropped;
        if (mantissa >> 53 == 1)
        {
            mantissa >>= 1;
            power++;
        }
        value = BitConverter.UInt64BitsToDouble((negative ? 1UL << 63 : 0) | ((ulong)(power + 1075) << 52) | (mantissa & ((1UL << 52) - 1)));
        return true;
    }

    /// <summary>A power of five as 128 bits, the first of them set, times a power of two; what does not fit is cut off.</summary>
    static (UInt128 Digits, int Exponent) Five(int power)
    {
        var five = BigInteger.Pow(5, Math.Abs(power));
        var bits = (int)five.GetBitLength();
        return power < 0 ? ((UInt128)((BigInteger.One << (127 + bits)) / five), -127 - bits) : ((UInt128)(five << (128 - bits)), bits - 128);
    }
}
