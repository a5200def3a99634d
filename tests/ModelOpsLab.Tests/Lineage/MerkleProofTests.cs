using System.Globalization;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using ModelOpsLab.Lineage;
using ModelOpsLab.Tests.Oracles;

namespace ModelOpsLab.Tests.Lineage;

/// <summary>Against the vectors that Certificate Transparency's libraries test themselves with; the oracle file names their origin.</summary>
public class MerkleProofTests
{
    static readonly JsonElement Oracle = OracleFile.Read("certificate-transparency.json");

    [Fact]
    public void Roots_are_those_of_certificate_transparency()
    {
        var leaves = Hashes(Oracle, "leaves").Select(l => MerkleTree.LeafHash(l)).ToArray();
        var frontier = new MerkleFrontier();
        for (var size = 0; size <= leaves.Length; size++)
        {
            var root = Hashes(Oracle, "roots")[size];
            Assert.Equal(root, MerkleTree.Root(leaves.AsSpan(0, size)));
            Assert.Equal(root, frontier.Root());
            if (size < leaves.Length) frontier.Append(leaves[size]);
        }
    }

    [Fact]
    public void Inclusion_proofs_hold_and_fail_as_in_certificate_transparency()
    {
        var probes = Oracle.GetProperty("inclusion").EnumerateArray().ToList();
        Assert.Equal(98, probes.Count);
        Assert.All(probes, p => Assert.True(p.GetProperty("valid").GetBoolean() ==
            (Whole(p, "index") is { } index && Whole(p, "size") is { } size && MerkleProof.Includes(Hash(p, "root"), size, index, Hash(p, "leaf"), Hashes(p, "proof"))), p.Text("name")));
    }

    [Fact]
    public void Consistency_proofs_hold_and_fail_as_in_certificate_transparency()
    {
        var probes = Oracle.GetProperty("consistency").EnumerateArray().ToList();
        Assert.Equal(98, probes.Count);
        Assert.All(probes, p => Assert.True(p.GetProperty("valid").GetBoolean() ==
            (Whole(p, "oldSize") is { } old && Whole(p, "newSize") is { } now && MerkleProof.Extends(Hash(p, "oldRoot"), old, Hash(p, "newRoot"), now, Hashes(p, "proof"))), p.Text("name")));
    }

    [Fact]
    public void Proofs_of_the_eight_published_leaves_are_the_published_ones()
    {
        var node = NodesOf([.. Hashes(Oracle, "leaves").Select(l => MerkleTree.LeafHash(l))]);
        Assert.All(Published("inclusion"), p => Assert.Equal(Hashes(p, "proof"), MerkleProof.Inclusion(Whole(p, "index")!.Value, Whole(p, "size")!.Value, node)));
        Assert.All(Published("consistency"), p => Assert.Equal(Hashes(p, "proof"), MerkleProof.Consistency(Whole(p, "oldSize")!.Value, Whole(p, "newSize")!.Value, node)));

        static IEnumerable<JsonElement> Published(string kind) => Oracle.GetProperty(kind).EnumerateArray().Where(p => p.Text("name")!.EndsWith("happy-path", StringComparison.Ordinal));
    }

    [Fact]
    public void Every_proof_of_every_tree_to_seventy_leaves_holds()
    {
        var leaves = Enumerable.Range(0, 70).Select(i => MerkleTree.LeafHash([(byte)i])).ToArray();
        var node = NodesOf(leaves);
        var roots = Enumerable.Range(0, 71).Select(n => MerkleTree.Root(leaves.AsSpan(0, n))).ToArray();
        for (var size = 0; size <= 70; size++)
        {
            Assert.Equal(roots[size], MerkleProof.Root(size, node));
            for (var index = 0; index < size; index++)
            {
                var path = MerkleProof.Inclusion(index, size, node);
                Assert.True(MerkleProof.Includes(roots[size], size, index, leaves[index], path));
                Assert.False(MerkleProof.Includes(roots[size], size, index, leaves[(index + 1) % 70], path));
            }
            for (var old = 0; old <= size; old++)
                Assert.True(MerkleProof.Extends(roots[old], old, roots[size], size, MerkleProof.Consistency(old, size, node)), $"{old} to {size}");
        }
    }

    [Fact]
    public void No_proof_holds_for_a_tree_whose_past_was_changed() => Check.QuickThrowOnFailure(Prop.ForAll(
        Gen.Choose(1, 40).SelectMany(_ => Gen.Choose(1, 40), (old, more) => (Old: old, New: old + more)).SelectMany(s => Gen.Choose(0, s.Old - 1), (s, changed) => (s.Old, s.New, Changed: changed)).ToArbitrary(), s =>
        {
            var before = Enumerable.Range(0, s.New).Select(i => MerkleTree.LeafHash([(byte)i])).ToArray();
            byte[][] after = [.. before];
            after[s.Changed] = MerkleTree.LeafHash([(byte)(s.Changed + 100)]);
            return !MerkleProof.Extends(MerkleTree.Root(before.AsSpan(0, s.Old)), s.Old, MerkleTree.Root(after), s.New, MerkleProof.Consistency(s.Old, s.New, NodesOf(after)));
        }));

    static Func<int, long, byte[]> NodesOf(byte[][] leaves) => (level, index) => MerkleTree.Root(leaves.AsSpan((int)(index << level), 1 << level));

    /// <summary>A size or index; null for those of the vectors that no 64-bit integer holds.</summary>
    static long? Whole(JsonElement probe, string property) => long.TryParse(probe.Text(property), CultureInfo.InvariantCulture, out var value) ? value : null;

    static byte[] Hash(JsonElement probe, string property) => Convert.FromHexString(probe.Text(property)!);

    static byte[][] Hashes(JsonElement probe, string property) => [.. probe.GetProperty(property).EnumerateArray().Select(h => Convert.FromHexString(h.GetString()!))];
}
