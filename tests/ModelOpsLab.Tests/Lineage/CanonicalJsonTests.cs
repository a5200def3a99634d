using System.Globalization;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using ModelOpsLab.Lineage;
using ModelOpsLab.Tests.Oracles;

namespace ModelOpsLab.Tests.Lineage;

public class CanonicalJsonTests
{
    [Theory]
    // RFC 8785, appendix B
    [InlineData("0000000000000000", "0")]
    [InlineData("8000000000000000", "0")]
    [InlineData("0000000000000001", "5e-324")]
    [InlineData("8000000000000001", "-5e-324")]
    [InlineData("7fefffffffffffff", "1.7976931348623157e+308")]
    [InlineData("ffefffffffffffff", "-1.7976931348623157e+308")]
    [InlineData("4340000000000000", "9007199254740992")]
    [InlineData("c340000000000000", "-9007199254740992")]
    [InlineData("4430000000000000", "295147905179352830000")]
    [InlineData("44b52d02c7e14af5", "9.999999999999997e+22")]
    [InlineData("44b52d02c7e14af6", "1e+23")]
    [InlineData("44b52d02c7e14af7", "1.0000000000000001e+23")]
    [InlineData("444b1ae4d6e2ef4e", "999999999999999700000")]
    [InlineData("444b1ae4d6e2ef4f", "999999999999999900000")]
    [InlineData("444b1ae4d6e2ef50", "1e+21")]
    [InlineData("3eb0c6f7a0b5ed8c", "9.999999999999997e-7")]
    [InlineData("3eb0c6f7a0b5ed8d", "0.000001")]
    [InlineData("41b3de4355555553", "333333333.3333332")]
    [InlineData("41b3de4355555554", "333333333.33333325")]
    [InlineData("41b3de4355555555", "333333333.3333333")]
    [InlineData("41b3de4355555556", "333333333.3333334")]
    [InlineData("41b3de4355555557", "333333333.33333343")]
    [InlineData("becbf647612f3696", "-0.0000033333333333333333")]
    [InlineData("43143ff3c1cb0959", "1424953923781206.2")]
    public void Numbers_are_those_of_the_standard(string bits, string text) =>
        Assert.Equal(text, CanonicalJson.Number(BitConverter.UInt64BitsToDouble(ulong.Parse(bits, NumberStyles.HexNumber, CultureInfo.InvariantCulture))));

    [Fact]
    public void The_documents_of_the_standards_author_are_reproduced_byte_for_byte() =>
        Assert.All(OracleFile.Read("canonical-json.json").GetProperty("documents").EnumerateArray(), d =>
            Assert.Equal(d.Text("output"), Convert.ToHexStringLower(CanonicalJson.Of(Convert.FromHexString(d.Text("input")!)))));

    [Fact]
    public void The_numbers_of_the_standards_author_are_written_as_ecmascript_writes_them() =>
        Assert.All(OracleFile.Read("canonical-json.json").GetProperty("numbers").EnumerateArray(), n =>
            Assert.Equal(n[1].GetString(), CanonicalJson.Number(BitConverter.UInt64BitsToDouble(ulong.Parse(n[0].GetString()!, NumberStyles.HexNumber, CultureInfo.InvariantCulture)))));

    [Fact]
    public void Numbers_round_trip() => Check.QuickThrowOnFailure(Prop.ForAll<double>(value =>
        !double.IsFinite(value) || double.Parse(CanonicalJson.Number(value), CultureInfo.InvariantCulture) == value));

    [Fact]
    public void The_sample_of_section_3_2_2_is_reproduced() => Assert.Equal(
        """{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\u000f\nA'B\"\\\\\"/"}""",
        Canonical("""
            {
              "numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
              "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
              "literals": [null, true, false]
            }
            """));

    [Fact]
    public void The_sample_of_section_3_2_3_is_sorted_by_utf16_code_units() => Assert.Equal(
        "{\"\\r\":\"Carriage Return\",\"1\":\"One\",\"\u0080\":\"Control\",\"\u00f6\":\"Latin Small Letter O With Diaeresis\",\"\u20ac\":\"Euro Sign\",\"\ud83d\ude00\":\"Emoji: Grinning Face\",\"\ufb33\":\"Hebrew Letter Dalet With Dagesh\"}",
        Canonical("""
            {
              "\u20ac": "Euro Sign", "\r": "Carriage Return", "\ufb33": "Hebrew Letter Dalet With Dagesh", "1": "One",
              "\ud83d\ude00": "Emoji: Grinning Face", "\u0080": "Control", "\u00f6": "Latin Small Letter O With Diaeresis"
            }
            """));

    [Theory]
    [InlineData("[]", "[]")]
    [InlineData("{ }", "{}")]
    [InlineData("""{"b":{"z":1,"a":[{}]},"a":-0}""", """{"a":0,"b":{"a":[{}],"z":1}}""")]
    [InlineData("295147905179352830000", "295147905179352830000")]
    [InlineData("1e2", "100")]
    public void Structure_is_kept_and_keys_are_sorted_at_every_level(string json, string canonical)
    {
        Assert.Equal(canonical, Canonical(json));
        Assert.Equal(canonical, Canonical(canonical));
    }

    [Theory]
    [InlineData("{\"a\":1,\"a\":2}", "'a' twice")]
    [InlineData("{\"a\":1,\"\\u0061\":2}", "'a' twice")]
    [InlineData("1e400", "beyond the range")]
    [InlineData("9007199254740993", "write it as a string")]
    [InlineData("\"\\ud83d\"", "surrogate")]
    [InlineData("{\"\\udc00\":1}", "surrogate")]
    [InlineData("[1,]", "Not JSON")]
    [InlineData("[1] 2", "Not JSON")]
    [InlineData("", "Not JSON")]
    public void What_has_no_single_meaning_is_refused(string json, string says) =>
        Assert.Contains(says, Assert.Throws<InvalidDataException>(() => Canonical(json)).Message, StringComparison.Ordinal);

    [Fact]
    public void Bytes_that_are_not_utf8_are_refused() =>
        Assert.Throws<InvalidDataException>(() => CanonicalJson.Of((byte[])[(byte)'"', 0xE9, (byte)'"']));

    [Fact]
    public void Sixty_four_levels_are_hashed_and_sixty_five_refused()
    {
        string Nested(int levels) => new string('[', levels) + new string(']', levels);
        Assert.Equal(Nested(64), Canonical(Nested(64)));
        Assert.Throws<InvalidDataException>(() => Canonical(Nested(65)));
    }

    [Theory]
    [InlineData(double.NaN), InlineData(double.PositiveInfinity), InlineData(double.NegativeInfinity)]
    public void Numbers_that_json_lacks_are_refused(double value) => Assert.Throws<InvalidDataException>(() => CanonicalJson.Number(value));

    [Theory]
    [InlineData("""{"a":[1,-7,0.1,1e+21,"x y",true,null],"b":{"c":{},"d":[]},"é":"\n"}""", true), InlineData("""{"a":1,"a":2}""", false), InlineData("""{"b":1,"a":2}""", false)]
    [InlineData("""{"a": 1}""", false), InlineData("""{"a":1.0}""", false), InlineData("""{"a":-0}""", false), InlineData("""{"a":0.10}""", false), InlineData("""{"a":1e999}""", false)]
    [InlineData("""{"a":"\u0061"}""", false), InlineData("""{"a":"\/"}""", false), InlineData("""{"\u0061":1}""", false), InlineData("{\"a\":1}\n", false), InlineData("[1,]", false), InlineData("", false)]
    [InlineData("""{"a":{"z":1},"b":{"a":1}}""", true), InlineData("""[{"b":1},{"a":1}]""", true), InlineData("""{"a":9007199254740993}""", false), InlineData("""{"a":9007199254740992}""", true)]
    public void What_is_canonical_already_is_known_without_writing_it(string json, bool holds) => Assert.Equal(holds, CanonicalForm.Holds(Encoding.UTF8.GetBytes(json)));

    [Fact]
    public void Both_ways_to_know_agree_on_the_documents_of_the_standards_author() =>
        Assert.All(OracleFile.Read("canonical-json.json").GetProperty("documents").EnumerateArray(), d =>
        {
            byte[] input = Convert.FromHexString(d.Text("input")!), output = Convert.FromHexString(d.Text("output")!);
            Assert.True(CanonicalForm.Holds(output));
            Assert.Equal(input.AsSpan().SequenceEqual(output), CanonicalForm.Holds(input));
            for (var i = 0; i < output.Length; i++)
                foreach (var bit in new[] { 1, 4, 32, 128 })
                {
                    byte[] changed = [.. output];
                    changed[i] ^= (byte)bit;
                    Assert.Equal(Slowly(changed), CanonicalForm.Holds(changed));
                }

            static bool Slowly(byte[] json)
            {
                try { return CanonicalJson.Of(json).AsSpan().SequenceEqual(json); }
                catch (InvalidDataException) { return false; }
            }
        });

    static string Canonical(string json) => Encoding.UTF8.GetString(CanonicalJson.Of(Encoding.UTF8.GetBytes(json)));
}
