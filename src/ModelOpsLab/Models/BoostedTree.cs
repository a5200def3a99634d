using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ModelOpsLab.Models;

/// <summary>One regression tree: node 0 is its root, the children of a node stand beside each other behind it.</summary>
sealed class BoostedTree
{
    readonly TreeNode[] _nodes;

    /// <exception cref="ArgumentException">The nodes are no tree, or a number is not finite: the node is named.</exception>
    public BoostedTree(TreeNode[] nodes, int features)
    {
        if (nodes.Length == 0) throw new ArgumentException("it has no node");
        var expected = 1;
        var child = new bool[nodes.Length];
        for (var i = 0; i < nodes.Length; i++)
        {
            var node = nodes[i];
            if (!double.IsFinite(node.Number)) throw new ArgumentException($"node {i} has the number {FormattableString.Invariant($"{node.Number}")}");
            if (!(node.Gain >= 0) || double.IsInfinity(node.Gain)) throw new ArgumentException($"node {i} has the gain {FormattableString.Invariant($"{node.Gain}")}");
            if (node.Rows < 0) throw new ArgumentException($"node {i} has {node.Rows} rows");
            if (node.Feature >= features || node.Feature < -1) throw new ArgumentException($"node {i} splits by feature {node.Feature} of {features}; -1 marks a leaf");
            if (node.IsLeaf)
            {
                if (node.Left != 0) throw new ArgumentException($"node {i} is a leaf and has a child");
                continue;
            }
            if (node.Left <= i || node.Left >= nodes.Length - 1) throw new ArgumentException($"node {i} has the children {node.Left} and {(long)node.Left + 1}: they stand behind it, among {nodes.Length} nodes");
            if (child[node.Left] || child[node.Left + 1]) throw new ArgumentException($"node {node.Left} or the next has two parents");
            child[node.Left] = child[node.Left + 1] = true;
            expected += 2;
        }
        if (expected != nodes.Length) throw new ArgumentException($"it has {nodes.Length} nodes, of which {expected} hang together");
        _nodes = nodes;
    }

    public ReadOnlySpan<TreeNode> Nodes => _nodes;

    public int Leaves => (_nodes.Length + 1) / 2;

    /// <summary>The number of the leaf that the row falls into. Node numbers are checked at construction, so that no read here leaves the tree.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public double At(ref double row)
    {
        ref var first = ref MemoryMarshal.GetArrayDataReference(_nodes);
        var node = first;
        while (node.Feature >= 0) node = Unsafe.Add(ref first, node.Left + (Unsafe.Add(ref row, node.Feature) <= node.Number ? 0 : 1));
        return node.Number;
    }
}

/// <summary>A split, or a leaf.</summary>
/// <param name="Feature">Number of the feature that splits; -1 in a leaf.</param>
/// <param name="Left">Number of the child for values at or below <paramref name="Number"/>; the child for those above is the next. 0 in a leaf.</param>
/// <param name="Rows">Rows trained on that reached it.</param>
/// <param name="Number">Threshold of a split; in a leaf, what it adds to the prediction.</param>
/// <param name="Gain">What the split takes from the second-order loss; 0 in a leaf.</param>
readonly record struct TreeNode(int Feature, int Left, int Rows, double Number, double Gain)
{
    public bool IsLeaf => Feature < 0;
}
