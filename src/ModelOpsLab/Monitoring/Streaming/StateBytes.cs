namespace ModelOpsLab.Monitoring;

/// <summary>Lists in the bytes of a saved state: their length, then their items.</summary>
static class StateBytes
{
    /// <summary>Longest list that is believed.</summary>
    const int Longest = 100_000_000;

    public static void Write(this BinaryWriter to, ReadOnlySpan<double> values)
    {
        foreach (var value in values) to.Write(value);
    }

    public static void WriteAll(this BinaryWriter to, ReadOnlySpan<double> values)
    {
        to.Write(values.Length);
        foreach (var value in values) to.Write(value);
    }

    public static double[] ReadDoubles(this BinaryReader from)
    {
        var values = new double[from.ReadLength()];
        for (var i = 0; i < values.Length; i++) values[i] = from.ReadDouble();
        return values;
    }

    public static void WriteAll(this BinaryWriter to, ReadOnlySpan<long> values)
    {
        to.Write(values.Length);
        foreach (var value in values) to.Write(value);
    }

    public static long[] ReadLongs(this BinaryReader from)
    {
        var values = new long[from.ReadLength()];
        for (var i = 0; i < values.Length; i++) values[i] = from.ReadInt64();
        return values;
    }

    public static void Write<T>(this BinaryWriter to, IReadOnlyCollection<T> items, Action<T> write)
    {
        to.Write(items.Count);
        foreach (var item in items) write(item);
    }

    public static List<T> ReadList<T>(this BinaryReader from, Func<T> read)
    {
        var list = new List<T>();
        for (var n = from.ReadLength(); n > 0; n--) list.Add(read());
        return list;
    }

    static int ReadLength(this BinaryReader from) => from.ReadInt32() is >= 0 and <= Longest and var length ? length : throw new InvalidDataException("a list has an impossible length");
}
