namespace ModelOpsLab.Lineage;

/// <summary>The hash of one column: over its name, type, row count and the tree of its chunks.</summary>
/// <param name="Leaves">One hash per chunk of <see cref="ColumnHasher.ChunkRows"/> rows; it does not depend on the column's name.</param>
public sealed record ColumnHash(string Name, TableHashType Type, long Rows, string Hash, IReadOnlyList<string> Leaves)
{
    /// <summary>The column's hash after as many rows as were to be remembered; null where it has fewer.</summary>
    public string? Prefix { get; init; }
}

/// <summary>Where two tables part: a column, and where it is a matter of values, the chunk of rows.</summary>
/// <param name="Column">The column, or null where the tables have the same columns in another order.</param>
/// <param name="Chunk">Number of the first chunk that differs, from 0.</param>
/// <param name="FirstRow">The first row of that chunk, from 0.</param>
/// <param name="LastRow">The last row of that chunk in the longer of the two tables.</param>
public sealed record TableDifference(string What, string? Column = null, int? Chunk = null, long? FirstRow = null, long? LastRow = null)
{
    /// <summary>The finding in one sentence.</summary>
    public override string ToString() => What;
}

/// <summary>The <c>mol-th1</c> hash of a table with what is needed to compare it to another one.</summary>
/// <param name="Hash">64 hexadecimal digits; equal hashes mean equal tables.</param>
/// <param name="ReorderedHash">The same irrespective of the order of columns: tells "reordered" from "changed".</param>
/// <param name="Columns">The columns in their order.</param>
public sealed record TableHashResult(string Hash, string ReorderedHash, IReadOnlyList<ColumnHash> Columns)
{
    /// <summary>How many first rows <see cref="PrefixHash"/> stands for; null where the table has fewer than were asked for.</summary>
    public long? PrefixRows { get; init; }
    /// <summary>The hash that the table of the first <see cref="PrefixRows"/> rows alone would have.</summary>
    public string? PrefixHash { get; init; }
    /// <summary>Rows of the table; 0 for one without columns.</summary>
    public long Rows => Columns is [var first, ..] ? first.Rows : 0;

    /// <summary>Tables are equal when their hashes are.</summary>
    public bool Equals(TableHashResult? other) => other?.Hash == Hash;
    /// <inheritdoc/>
    public override int GetHashCode() => Hash.GetHashCode(StringComparison.Ordinal);

    /// <summary>The first difference seen from this table, column by column and chunk by chunk; null where there is none.</summary>
    public TableDifference? FirstDifference(TableHashResult other)
    {
        if (Hash == other.Hash) return null;
        foreach (var column in Columns)
        {
            if (other.Columns.FirstOrDefault(c => c.Name == column.Name) is not { } theirs)
                return new($"Column '{column.Name}' is missing from the other table.", column.Name);
            if (FirstDifference(column, theirs) is { } found) return found;
        }
        if (other.Columns.FirstOrDefault(c => Columns.All(mine => mine.Name != c.Name)) is { } added)
            return new($"Column '{added.Name}' is only in the other table.", added.Name);
        return new($"The same columns in another order: {string.Join(", ", Columns.Select(c => c.Name))} against {string.Join(", ", other.Columns.Select(c => c.Name))}.");
    }

    /// <summary>
    /// Whether this table is the earlier one with rows appended, or none, and nothing restated. Null where it cannot be
    /// told from the hashes: the earlier table ended within a chunk, and this one was hashed without its row count as prefix.
    /// </summary>
    public bool? IsAppendOf(TableHashResult earlier)
    {
        if (Hash == earlier.Hash) return true;
        if (Rows <= earlier.Rows || Columns.Count != earlier.Columns.Count) return false;
        if (PrefixRows == earlier.Rows) return PrefixHash == earlier.Hash;
        var fullChunks = (int)(earlier.Rows / ColumnHasher.ChunkRows);
        var same = Columns.Zip(earlier.Columns).All(p => p.First.Name == p.Second.Name && p.First.Type == p.Second.Type
            && p.First.Leaves.Take(fullChunks).SequenceEqual(p.Second.Leaves.Take(fullChunks)));
        return !same ? false : earlier.Rows % ColumnHasher.ChunkRows == 0 ? true : null;
    }

    static TableDifference? FirstDifference(ColumnHash mine, ColumnHash theirs)
    {
        if (mine.Hash == theirs.Hash) return null;
        if (mine.Type != theirs.Type) return new($"Column '{mine.Name}' is {mine.Type} here and {theirs.Type} in the other table.", mine.Name);
        var chunk = mine.Leaves.Zip(theirs.Leaves).TakeWhile(p => p.First == p.Second).Count();
        var first = (long)chunk * ColumnHasher.ChunkRows;
        var last = Math.Min(first + ColumnHasher.ChunkRows, Math.Max(mine.Rows, theirs.Rows)) - 1;
        var rows = mine.Rows == theirs.Rows ? "" : $"; {mine.Rows} rows against {theirs.Rows}";
        return new($"Column '{mine.Name}' differs first within rows {first} to {last} (chunk {chunk}){rows}.", mine.Name, chunk, first, last);
    }
}
