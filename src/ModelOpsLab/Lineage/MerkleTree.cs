using System.Numerics;
using System.Security.Cryptography;

namespace ModelOpsLab.Lineage;

/// <summary>
/// The Merkle tree of RFC 6962, section 2.1, over SHA-256: one root that stands for a list of leaves, in order.
/// </summary>
public static class MerkleTree
{
    /// <summary>SHA-256 of no bytes: the root of no leaves.</summary>
    internal static ReadOnlySpan<byte> EmptyRoot =>
    [
        0xe3, 0xb0, 0xc4, 0x42, 0x98, 0xfc, 0x1c, 0x14, 0x9a, 0xfb, 0xf4, 0xc8, 0x99, 0x6f, 0xb9, 0x24,
        0x27, 0xae, 0x41, 0xe4, 0x64, 0x9b, 0x93, 0x4c, 0xa4, 0x95, 0x99, 0x1b, 0x78, 0x52, 0xb8, 0x55,
    ];

    /// <summary>SHA-256(0x00 ‖ data): what a piece of data becomes as a leaf.</summary>
    public static byte[] LeafHash(ReadOnlySpan<byte> data) => SHA256.HashData([0, .. data]);

    /// <summary>SHA-256(0x01 ‖ left ‖ right): what two subtrees become.</summary>
    public static byte[] NodeHash(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right) => SHA256.HashData([1, .. left, .. right]);

    /// <summary>The root over leaf hashes; of no leaves, SHA-256 of no bytes.</summary>
    public static byte[] Root(ReadOnlySpan<byte[]> leafHashes)
    {
        if (leafHashes.Length == 0) return EmptyRoot.ToArray();
        if (leafHashes.Length == 1) return leafHashes[0];
        var left = (int)BitOperations.RoundUpToPowerOf2((uint)leafHashes.Length) / 2;
        return NodeHash(Root(leafHashes[..left]), Root(leafHashes[left..]));
    }
}
