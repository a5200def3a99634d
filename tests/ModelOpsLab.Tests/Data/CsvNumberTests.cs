using System.Globalization;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using ModelOpsLab.Data;
using ModelOpsLab.Statistics;

namespace ModelOpsLab.Tests.Data;

public class CsvNumberTests
{
    [Fact]
    public void Every_double_is_read_back_from_its_shortest_text() => Prop.ForAll(ArbMap.Default.ArbFor<double>(), v => IsAsThePlatformReads(v.ToString("R", CultureInfo.InvariantCulture))).QuickCheckThrowOnFailure();

    [Fact]
    public void Random_bits_digits_and_exponents_are_read_to_the_bits_of_the_platform()
    {
        var random = new DeterministicRandom(11);
        for (var i = 0; i < 100_000; i++)
        {
            var v = BitConverter.UInt64BitsToDouble(random.NextUInt64());
            if (double.IsFinite(v)) Require(v.ToString("R", CultureInfo.InvariantCulture));
            Require(random.NextNormal().ToString("R", CultureInfo.InvariantCulture));
            var digits = random.NextUInt64().ToString(CultureInfo.InvariantCulture);
            digits = digits[..(1 + random.NextInt32(digits.Length))];
            var point = 1 + random.NextInt32(digits.Length);
            Require($"{(i % 2 == 0 ? "-" : "")}{digits[..point]}{(point < digits.Length ? "." : "")}{digits[point..]}{(i % 3 == 0 ? $"e{random.NextInt32(140) - 70}" : "")}");
        }
    }

    [Fact]
    public void Halfway_between_two_doubles_and_next_to_it_is_read_to_the_bits_of_the_platform()
    {
        var random = new DeterministicRandom(12);
        for (var i = 0; i < 20_000; i++)
        {
            // An odd multiple of half a unit in the last place, which decimal digits hold exactly; and the decimals on both sides of it.
            var half = ((1UL << 53) | (random.NextUInt64() >> 11)) | 1;
            foreach (var near in new[] { half - 1, half, half + 1 })
            {
                Require(near.ToString(CultureInfo.InvariantCulture));
                Require(((decimal)near / 1024).ToString(CultureInfo.InvariantCulture));
                Require($"{near}e-{i % 30}");
                Require($"{near}e{i % 30}");
            }
        }
        for (var power = -80; power <= 80; power++)
            foreach (var digits in new[] { "1", "5", "9007199254740993", "18446744073709551615", "9999999999999999999", "4503599627370497.5" }) Require($"{digits}e{power}");
    }

    [Theory]
    [InlineData("")]
    [InlineData("-")]
    [InlineData(".")]
    [InlineData("1.")]
    [InlineData(".5")]
    [InlineData("-.5")]
    [InlineData("+1.5")]
    [InlineData(" 1.5")]
    [InlineData("1.5 ")]
    [InlineData("1e")]
    [InlineData("1e+")]
    [InlineData("1e5.")]
    [InlineData("1e0005")]
    [InlineData("1E+05")]
    [InlineData("1e400")]
    [InlineData("1e-400")]
    [InlineData("4.9e-324")]
    [InlineData("2.2250738585072011e-308")]
    [InlineData("1.7976931348623157e308")]
    [InlineData("1.7976931348623159e308")]
    [InlineData("0")]
    [InlineData("-0")]
    [InlineData("-0.000")]
    [InlineData("0e99")]
    [InlineData("000000000000000000000001")]
    [InlineData("0.00000000000000000000000012345678901234567")]
    [InlineData("123456789012345678901234567890")]
    [InlineData("1,5")]
    [InlineData("1_000")]
    [InlineData("0x10")]
    [InlineData("--1")]
    [InlineData("NaN")]
    [InlineData("-Infinity")]
    [InlineData("1d")]
    [InlineData("१")]
    public void Text_out_of_the_ordinary_is_what_the_platform_makes_of_it(string text) => Require(text);

    static void Require(string text) => Assert.True(IsAsThePlatformReads(text), text);

    static bool IsAsThePlatformReads(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        var is1 = double.TryParse(bytes, NumberStyles.Float, CultureInfo.InvariantCulture, out var expected);
        var is2 = CsvNumber.TryParse(bytes, out var actual);
        return is1 == is2 && (!is1 || BitConverter.DoubleToUInt64Bits(expected) == BitConverter.DoubleToUInt64Bits(actual));
    }
}
