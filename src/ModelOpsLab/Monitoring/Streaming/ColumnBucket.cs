namespace ModelOpsLab.Monitoring;

/// <summary>What is kept of one column of a bucket that is closed, as long as it lies in the window.</summary>
sealed class ColumnBucket
{
    public long Number, Rows, Missing, Finite, OutOfRange, Far;
    public double Minimum, Maximum, Furthest;
    /// <summary>Of a panel, the largest share of assets that repeated their value: of those with a row before in this bucket, and with one before in any.</summary>
    public double OwnUnchanged = double.NaN, Unchanged = double.NaN;
    /// <summary>When the latter was, in ticks.</summary>
    public long StandstillAt;
    public ChangeTally Changes = new();
    public IReadOnlyList<EarlierChanges> Earlier = [];
    /// <summary>By asset.</summary>
    public RunTally[] Runs = [];

    public void Save(BinaryWriter to)
    {
        to.Write(Number);
        to.Write(Rows);
        to.Write(Missing);
        to.Write(Finite);
        to.Write(OutOfRange);
        to.Write(Far);
        to.Write([Minimum, Maximum, Furthest, OwnUnchanged, Unchanged]);
        to.Write(StandstillAt);
        Changes.Save(to);
        to.Write(Earlier, e => Save(to, e));
        to.Write(Runs, r => r.Save(to));
    }

    public static ColumnBucket Restore(BinaryReader from) => new()
    {
        Number = from.ReadInt64(), Rows = from.ReadInt64(), Missing = from.ReadInt64(), Finite = from.ReadInt64(), OutOfRange = from.ReadInt64(), Far = from.ReadInt64(),
        Minimum = from.ReadDouble(), Maximum = from.ReadDouble(), Furthest = from.ReadDouble(), OwnUnchanged = from.ReadDouble(), Unchanged = from.ReadDouble(), StandstillAt = from.ReadInt64(),
        Changes = ChangeTally.Restore(from),
        Earlier = from.ReadList(() => ReadEarlier(from)),
        Runs = [.. from.ReadList(() => RunTally.Restore(from))],
    };

    public static void Save(BinaryWriter to, EarlierChanges earlier)
    {
        to.Write(earlier.Age);
        earlier.Changes.Save(to);
        earlier.SinceReference.Save(to);
    }

    public static EarlierChanges ReadEarlier(BinaryReader from) => new(from.ReadInt64()) { Changes = ChangeTally.Restore(from), SinceReference = ChangeTally.Restore(from) };
}
