using System.Runtime.CompilerServices;

namespace ModelOpsLab.Monitoring;

/// <summary>Runs of one value among the rows of one asset in one bucket; those of neighbouring buckets join.</summary>
struct RunTally
{
    /// <summary>Rows.</summary>
    public long Rows;
    /// <summary>Value of the first row; NaN where it is missing.</summary>
    public double First;
    /// <summary>Value of the last row.</summary>
    public double Last;
    /// <summary>Rows from the first on with its value; 0 where it is missing.</summary>
    public long Prefix;
    /// <summary>Rows up to the last with its value; 0 where it is missing.</summary>
    public long Suffix;
    /// <summary>The longest run.</summary>
    public long Longest;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(double value)
    {
        Suffix = double.IsNaN(value) ? 0 : Rows > 0 && value == Last ? Suffix + 1 : 1;
        if (Rows == 0) First = value;
        if (Suffix == Rows + 1) Prefix = Suffix;
        if (Suffix > Longest) Longest = Suffix;
        Last = value;
        Rows++;
    }

    /// <summary>Reads finite values; quickly where none repeats the one before.</summary>
    public void Add(ReadOnlySpan<double> values)
    {
        if (values.IsEmpty) return;
        Add(values[0]);
        if (ValueBatch.Repeats(values))
        {
            foreach (var value in values[1..]) Add(value);
            return;
        }
        if (values.Length == 1) return;
        (Suffix, Last) = (1, values[^1]);
        Rows += values.Length - 1;
    }

    /// <summary>This stretch with the one that follows it.</summary>
    public void Join(in RunTally next)
    {
        if (next.Rows == 0) return;
        if (Rows == 0)
        {
            this = next;
            return;
        }
        var joins = next.Prefix > 0 && next.First == Last;
        Longest = Math.Max(Math.Max(Longest, next.Longest), joins ? Suffix + next.Prefix : 0);
        if (joins && Prefix == Rows) Prefix += next.Prefix;
        Suffix = joins && next.Suffix == next.Rows ? Suffix + next.Suffix : next.Suffix;
        Rows += next.Rows;
        Last = next.Last;
    }

    public readonly void Save(BinaryWriter to)
    {
        to.Write(Rows);
        to.Write(First);
        to.Write(Last);
        to.Write(Prefix);
        to.Write(Suffix);
        to.Write(Longest);
    }

    public static RunTally Restore(BinaryReader from) => new()
    {
        Rows = from.ReadInt64(), First = from.ReadDouble(), Last = from.ReadDouble(), Prefix = from.ReadInt64(), Suffix = from.ReadInt64(), Longest = from.ReadInt64(),
    };
}
