using System.IO.Compression;
using System.Numerics;
using System.Text;
using System.Text.Json;
using ModelOpsLab.Reporting;
using ModelOpsLab.Statistics;
using ModelOpsLab.Statistics.Sketches;

namespace ModelOpsLab.Data;

/// <summary>A column's profile in few bytes, its name, type and edges left out: few values as themselves, from which the rest follows; many as exact sums, extremes and bin counts.</summary>
/// <remarks>Equal profiles give equal bytes. What fits neither form (categories, estimated quantiles) is compressed JSON.</remarks>
static class ProfileBytes
{
    const byte Json = 0, Values = 1, Sums = 2;
    /// <summary>No sum of fourth powers of doubles is longer.</summary>
    const int LongestNumber = 2_000;

    public static byte[] Of(ColumnProfile profile)
    {
        using var bytes = new MemoryStream();
        using var writer = new BinaryWriter(bytes);
        if (profile is { Moments: { } moments, Quantiles: { IsExact: true, K: KllSketch.DefaultK } quantiles } && Follows(profile, moments, quantiles))
        {
            Head(Values);
            var last = 0UL;
            foreach (var value in quantiles.Levels is [var level] ? level : [])
            {
                var key = Key(value);
                writer.Write7BitEncodedInt64((long)(key - last));
                last = key;
            }
        }
        else if (profile is { Moments: { } sums, Quantiles: null, Minimum: { } minimum, Maximum: { } maximum })
        {
            Head(Sums);
            writer.Write(minimum + 0.0);
            writer.Write(maximum + 0.0);
            foreach (var sum in sums.Parts)
            {
                var number = sum.Number.ToByteArray();
                writer.Write7BitEncodedInt(number.Length);
                writer.Write(number);
                writer.Write7BitEncodedInt(sum.Exponent);
            }
            foreach (var count in profile.BinCounts ?? []) writer.Write7BitEncodedInt64(count);
        }
        else
        {
            writer.Write(Json);
            using var deflate = new DeflateStream(bytes, CompressionLevel.Optimal, leaveOpen: true);
            deflate.Write(JsonSerializer.SerializeToUtf8Bytes(profile, JsonFormat.Line));
        }
        return bytes.ToArray();

        void Head(byte form)
        {
            writer.Write(form);
            writer.Write7BitEncodedInt64(profile.Count);
            writer.Write7BitEncodedInt64(profile.Missing);
            writer.Write7BitEncodedInt64(profile.NotFinite);
        }
    }

    /// <exception cref="InvalidDataException">The bytes are damaged.</exception>
    public static ColumnProfile Read(byte[] bytes, string name, ColumnType type, IReadOnlyList<double>? edges)
    {
        try
        {
            using var reader = new BinaryReader(new MemoryStream(bytes));
            var form = reader.ReadByte();
            if (form == Json)
            {
                using var inflate = new DeflateStream(reader.BaseStream, CompressionMode.Decompress);
                using var text = new StreamReader(inflate, Encoding.UTF8);
                return JsonFormat.Read<ColumnProfile>(text.ReadToEnd(), $"profile of '{name}'").Sound();
            }
            if (form is not (Values or Sums)) throw new InvalidDataException($"form {form} is not known");
            long count = reader.Read7BitEncodedInt64(), missing = reader.Read7BitEncodedInt64(), other = reader.Read7BitEncodedInt64();
            var profile = new ColumnProfile { Name = name, Type = type, Rows = count + missing + other, Missing = missing, NotFinite = other, Edges = edges };
            profile = form == Values ? WithValues(profile, reader, count) : WithSums(profile, reader, count);
            return reader.BaseStream.Position == bytes.Length ? profile.Sound() : throw new InvalidDataException($"{bytes.Length - reader.BaseStream.Position} bytes are left over");
        }
        catch (Exception damaged) when (damaged is IOException or FormatException or ArgumentException or InvalidDataException or OverflowException)
        {
            throw new InvalidDataException($"The profile of '{name}' cannot be read: {damaged.Message}. Restore it from a copy.", damaged);
        }
    }

    static ColumnProfile WithValues(ColumnProfile profile, BinaryReader reader, long count)
    {
        if (count is < 0 or > ColumnProfile.ExactCount) throw new InvalidDataException($"{count} values");
        var values = new double[count];
        var key = 0UL;
        for (var i = 0; i < values.Length; i++)
        {
            key += (ulong)reader.Read7BitEncodedInt64();
            values[i] = Value(key);
        }
        return profile with { Moments = PowerSums.Of(values), Quantiles = KllSketch.Of(values), BinCounts = Counts(profile.Edges, values) };
    }

    static ColumnProfile WithSums(ColumnProfile profile, BinaryReader reader, long count)
    {
        double minimum = reader.ReadDouble(), maximum = reader.ReadDouble();
        var sums = new Dyadic[PowerSums.Powers];
        for (var i = 0; i < sums.Length; i++)
        {
            var length = reader.Read7BitEncodedInt();
            if (length is < 1 or > LongestNumber) throw new InvalidDataException($"a number of {length} bytes");
            var number = new BigInteger(reader.ReadBytes(length));
            sums[i] = new(number, reader.Read7BitEncodedInt());
        }
        var counts = profile.Edges is { } edges ? new long[edges.Count + 1] : null;
        for (var b = 0; b < counts?.Length; b++) counts[b] = reader.Read7BitEncodedInt64();
        return profile with { Minimum = minimum, Maximum = maximum, Moments = new PowerSums(count, sums), BinCounts = counts };
    }

    /// <summary>Whether moments and bins are those of the values kept, so that they need not be kept too.</summary>
    static bool Follows(ColumnProfile profile, PowerSums moments, KllSketch quantiles)
    {
        double[] values = quantiles.Levels is [var level] ? [.. level] : [];
        return quantiles.Levels.Count <= 1 && profile is { Minimum: null, Maximum: null } && moments.Parts.SequenceEqual(PowerSums.Of(values).Parts)
            && (profile.BinCounts is { } counts ? counts.SequenceEqual(Counts(profile.Edges, values)!) : profile.Edges is null);
    }

    static long[]? Counts(IReadOnlyList<double>? edges, double[] values) => edges is null ? null : QuantileBins.At([.. edges]).Count(values);

    /// <summary>Whole numbers in the order of the values, so that near values differ by little.</summary>
    static ulong Key(double value)
    {
        var bits = BitConverter.DoubleToUInt64Bits(value);
        return bits >> 63 == 1 ? ~bits : bits | 1UL << 63;
    }

    static double Value(ulong key) => BitConverter.UInt64BitsToDouble(key >> 63 == 1 ? key & ~(1UL << 63) : ~key);
}
