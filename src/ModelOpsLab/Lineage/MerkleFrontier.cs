namespace ModelOpsLab.Lineage;

/// <summary>
/// The right edge of a growing Merkle tree (RFC 6962): the roots of its complete subtrees, at most one of each height.
/// Appending costs one hash on average, the root a logarithmic number.
/// </summary>
sealed class MerkleFrontier
{
    readonly List<byte[]?> _complete = [];

    /// <summary>The edge of a tree whose nodes are kept elsewhere; see <see cref="MerkleProof.Root"/> for the argument.</summary>
    public static MerkleFrontier Of(long size, Func<int, long, byte[]> node)
    {
        var frontier = new MerkleFrontier { Size = size };
        for (var level = 0; size >> level > 0; level++)
            frontier._complete.Add((size >> level) % 2 == 1 ? node(level, (size >> level) - 1) : null);
        return frontier;
    }

    /// <summary>Leaves so far.</summary>
    public long Size { get; private set; }

    /// <summary>Appends a leaf hash; says of each subtree that it completes its level (from 1), its index on that level and its root.</summary>
    public void Append(byte[] leafHash, Action<int, long, byte[]>? completed = null)
    {
        var (hash, level, index) = (leafHash, 0, Size++);
        for (; index % 2 == 1; index /= 2)
        {
            hash = MerkleTree.NodeHash(_complete[level]!, hash);
            _complete[level++] = null;
            completed?.Invoke(level, index / 2, hash);
        }
        if (level == _complete.Count) _complete.Add(null);
        _complete[level] = hash;
    }

    /// <summary>The root over all leaves so far.</summary>
    public byte[] Root()
    {
        byte[]? root = null;
        foreach (var subtree in _complete)
            if (subtree is not null) root = root is null ? subtree : MerkleTree.NodeHash(subtree, root);
        return root ?? MerkleTree.EmptyRoot.ToArray();
    }
}
