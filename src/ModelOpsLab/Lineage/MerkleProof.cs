using System.Numerics;
using System.Security.Cryptography;

namespace ModelOpsLab.Lineage;

/// <summary>
/// Short proofs about a Merkle tree of RFC 6962, section 2.1: that a leaf is in it, and that a tree is an older one with
/// leaves added at its end. A proof is a list of hashes; whoever checks it needs the roots and nothing else.
/// </summary>
public static class MerkleProof
{
    /// <summary>Whether a leaf hash is the one at <paramref name="index"/>, from 0, in the tree of this size and root.</summary>
    /// <param name="proof">The audit path of section 2.1.1, from the leaf to the root.</param>
    /// <returns>False too for an index outside of the tree, a proof of the wrong length, or hashes that are not 32 bytes.</returns>
    public static bool Includes(ReadOnlySpan<byte> root, long size, long index, byte[] leafHash, ReadOnlySpan<byte[]> proof) =>
        index >= 0 && index < size && AreHashes(proof) && IsHash(leafHash) && RootOver(leafHash, index, size, proof) is { } found && root.SequenceEqual(found);

    /// <summary>Whether the tree of the new size and root begins with exactly the leaves of the old one.</summary>
    /// <param name="proof">The path of section 2.1.2; empty where the sizes are equal, or the old tree is empty.</param>
    /// <returns>False too for sizes that fall, a proof of the wrong length, or hashes that are not 32 bytes.</returns>
    public static bool Extends(ReadOnlySpan<byte> oldRoot, long oldSize, ReadOnlySpan<byte> newRoot, long newSize, ReadOnlySpan<byte[]> proof)
    {
        if (oldSize < 0 || newSize < oldSize || !AreHashes(proof)) return false;
        if (oldSize == 0) return proof.IsEmpty && oldRoot.SequenceEqual(MerkleTree.EmptyRoot) && (newSize > 0 ? newRoot.Length == SHA256.HashSizeInBytes : newRoot.SequenceEqual(oldRoot));
        return RootsOver(oldRoot.ToArray(), oldSize, newSize, proof, oldIsSubtree: true) is var (old, now) && oldRoot.SequenceEqual(old) && newRoot.SequenceEqual(now);
    }

    /// <summary>The root over the first <paramref name="size"/> leaves.</summary>
    /// <param name="node">The root of the complete subtree of 2^level leaves that begins at leaf index · 2^level.</param>
    internal static byte[] Root(long size, Func<int, long, byte[]> node) => size == 0 ? MerkleTree.EmptyRoot.ToArray() : Subtree(0, size, node);

    /// <summary>The audit path of a leaf, found in a logarithmic number of nodes.</summary>
    internal static byte[][] Inclusion(long index, long size, Func<int, long, byte[]> node)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, size);
        List<byte[]> path = [];
        for (long start = 0, count = size; count > 1;)
        {
            var left = LeftOf(count);
            var isLeft = index - start < left;
            path.Add(isLeft ? Subtree(start + left, count - left, node) : Subtree(start, left, node));
            (start, count) = isLeft ? (start, left) : (start + left, count - left);
        }
        path.Reverse();
        return [.. path];
    }

    /// <summary>The proof that the tree of the new size extends the one of the old size.</summary>
    internal static byte[][] Consistency(long oldSize, long newSize, Func<int, long, byte[]> node)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(oldSize);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(oldSize, newSize);
        if (oldSize == 0) return [];
        List<byte[]> path = [];
        long start = 0, count = newSize;
        while (oldSize - start != count)
        {
            var left = LeftOf(count);
            var isLeft = oldSize - start <= left;
            path.Add(isLeft ? Subtree(start + left, count - left, node) : Subtree(start, left, node));
            (start, count) = isLeft ? (start, left) : (start + left, count - left);
        }
        if (start > 0) path.Add(Subtree(start, count, node)); // where it begins the tree, the checker holds it: the old root
        path.Reverse();
        return [.. path];
    }

    static byte[]? RootOver(byte[] leafHash, long index, long size, ReadOnlySpan<byte[]> proof)
    {
        if (size == 1) return proof.IsEmpty ? leafHash : null;
        if (proof.IsEmpty) return null;
        var left = LeftOf(size);
        return index < left
            ? RootOver(leafHash, index, left, proof[..^1]) is { } below ? MerkleTree.NodeHash(below, proof[^1]) : null
            : RootOver(leafHash, index - left, size - left, proof[..^1]) is { } right ? MerkleTree.NodeHash(proof[^1], right) : null;
    }

    static (byte[] Old, byte[] New)? RootsOver(byte[] oldRoot, long oldSize, long newSize, ReadOnlySpan<byte[]> proof, bool oldIsSubtree)
    {
        if (oldSize == newSize)
            return oldIsSubtree ? proof.IsEmpty ? (oldRoot, oldRoot) : null : proof.Length == 1 ? (proof[0], proof[0]) : null;
        if (proof.IsEmpty) return null;
        var left = LeftOf(newSize);
        var sibling = proof[^1];
        return oldSize <= left
            ? RootsOver(oldRoot, oldSize, left, proof[..^1], oldIsSubtree) is var (old, now) ? (old, MerkleTree.NodeHash(now, sibling)) : null
            : RootsOver(oldRoot, oldSize - left, newSize - left, proof[..^1], oldIsSubtree: false) is var (oldRight, newRight)
                ? (MerkleTree.NodeHash(sibling, oldRight), MerkleTree.NodeHash(sibling, newRight)) : null;
    }

    static byte[] Subtree(long start, long count, Func<int, long, byte[]> node)
    {
        if (BitOperations.IsPow2(count)) return node(BitOperations.Log2((ulong)count), start / count);
        var left = LeftOf(count);
        return MerkleTree.NodeHash(Subtree(start, left, node), Subtree(start + left, count - left, node));
    }

    /// <summary>Leaves of the left subtree: the largest power of two below the count.</summary>
    static long LeftOf(long count) => (long)BitOperations.RoundUpToPowerOf2((ulong)count) / 2;

    static bool IsHash(byte[]? hash) => hash is { Length: SHA256.HashSizeInBytes };

    static bool AreHashes(ReadOnlySpan<byte[]> hashes)
    {
        foreach (var hash in hashes) if (!IsHash(hash)) return false;
        return true;
    }
}
