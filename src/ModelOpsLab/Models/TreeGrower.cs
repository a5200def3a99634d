namespace ModelOpsLab.Models;

/// <summary>Grows one tree at a time, always at the leaf whose split takes most from the loss; of equal splits the one of the earlier leaf, then feature, then bin.</summary>
sealed class TreeGrower(HistogramBoostingTrainer settings, FeatureBins bins, BoostingGradients gradients, int threads)
{
    readonly int[] _rows = new int[gradients.Slopes.Length];
    readonly int[] _right = new int[gradients.Slopes.Length];
    readonly long[] _slopes = new long[gradients.Slopes.Length];
    readonly long[] _curvatures = new long[gradients.Curvatures?.Length ?? 0];
    readonly Stack<SlopeHistogram> _free = [];

    /// <summary>A leaf while the tree grows: its rows, their sums, and the best split of it.</summary>
    sealed class Leaf
    {
        public required int Node, Depth, From, Count;
        public required double Slope, Curvature;
        public SlopeHistogram? Sums;
        public Split Best;
    }

    /// <summary>A split of a leaf. <paramref name="Gain"/> is 0 where there is none.</summary>
    readonly record struct Split(double Gain, int Feature, int Bin, int LeftCount, double LeftSlope, double LeftCurvature);

    /// <summary>The next tree; its leaves' steps are added to the predictions. Null where no split helps.</summary>
    public TreeNode[]? Grow()
    {
        for (var i = 0; i < _rows.Length; i++) _rows[i] = i;
        var root = new Leaf { Node = 0, Depth = 0, From = 0, Count = _rows.Length, Slope = Total(gradients.Slopes) * gradients.SlopeUnit, Curvature = gradients.Curvatures is { } all ? Total(all) * gradients.CurvatureUnit : _rows.Length };
        List<Leaf> leaves = [root];
        List<TreeNode> nodes = [default];
        Search(root, null);
        while (leaves.Count < settings.Leaves)
        {
            var best = leaves[0];
            foreach (var leaf in leaves)
                if (leaf.Best.Gain > best.Best.Gain || leaf.Best.Gain == best.Best.Gain && leaf.Node < best.Node) best = leaf;
            if (!(best.Best.Gain > 0)) break;
            var split = best.Best;
            Partition(best.From, best.Count, split);
            nodes[best.Node] = new(split.Feature, nodes.Count, best.Count, bins.Edge(split.Feature, split.Bin), split.Gain);
            var left = new Leaf { Node = nodes.Count, Depth = best.Depth + 1, From = best.From, Count = split.LeftCount, Slope = split.LeftSlope, Curvature = split.LeftCurvature };
            var right = new Leaf { Node = nodes.Count + 1, Depth = best.Depth + 1, From = best.From + split.LeftCount, Count = best.Count - split.LeftCount, Slope = best.Slope - split.LeftSlope, Curvature = best.Curvature - split.LeftCurvature };
            nodes.AddRange([default, default]);
            leaves[leaves.IndexOf(best)] = left;
            leaves.Add(right);
            var (small, large) = left.Count <= right.Count ? (left, right) : (right, left);
            large.Sums = best.Sums;
            if (leaves.Count < settings.Leaves) Search(small, large);
        }
        leaves.ForEach(Release);
        if (leaves.Count == 1) return null;
        foreach (var leaf in leaves)
        {
            var rows = _rows.AsSpan(leaf.From, leaf.Count);
            var step = settings.LearningRate * gradients.Step(rows, leaf.Slope, leaf.Curvature, settings.L2);
            gradients.Add(rows, step);
            nodes[leaf.Node] = new(-1, 0, leaf.Count, step, 0);
        }
        return [.. nodes];
    }

    /// <summary>The best splits of a leaf, and of its larger sibling, which holds their parent's sums.</summary>
    void Search(Leaf small, Leaf? large)
    {
        if (!Splittable(small) && (large is null || !Splittable(large)))
        {
            Release(large);
            return;
        }
        var sums = small.Sums = _free.TryPop(out var free) ? free : new(bins.Groups, gradients.Curvatures is not null);
        var rows = _rows.AsMemory(small.From, small.Count);
        Gather(rows.Span);
        var splits = new (Split Small, Split Large)[bins.Features];
        Work.Share(bins.Groups, threads, g =>
        {
            sums.Fill(g, bins.Group(g), rows.Span, _slopes, _curvatures);
            large?.Sums!.Subtract(g, sums);
            for (var f = g * FeatureBins.GroupSize; f < Math.Min(bins.Features, (g + 1) * FeatureBins.GroupSize); f++)
                splits[f] = (Splittable(small) ? Best(small, f) : default, large is not null && Splittable(large) ? Best(large, f) : default);
        });
        foreach (var (s, l) in splits)
        {
            if (s.Gain > small.Best.Gain) small.Best = s;
            if (l.Gain > large?.Best.Gain) large.Best = l;
        }
    }

    void Release(Leaf? leaf)
    {
        if (leaf?.Sums is not { } sums) return;
        _free.Push(sums);
        leaf.Sums = null;
    }

    bool Splittable(Leaf leaf) => leaf.Count >= 2 * settings.MinimumLeafRows && leaf.Curvature >= 2 * gradients.LeastCurvature && leaf.Depth < (settings.MaximumDepth ?? int.MaxValue);

    /// <summary>The best split of a leaf by one feature: the first of those with the highest gain G_L²/(H_L + l2) + G_R²/(H_R + l2) − G²/(H + l2).</summary>
    Split Best(Leaf leaf, int feature)
    {
        var sums = leaf.Sums!.Feature(feature);
        var (lanes, l2, least) = (leaf.Sums.Lanes, settings.L2, gradients.LeastCurvature);
        var whole = leaf.Slope * leaf.Slope / (leaf.Curvature + l2);
        var (slope, rows, curvature) = (0L, 0L, 0L);
        Split best = default;
        for (var bin = 0; bin < bins.Bins(feature) - 1; bin++)
        {
            var at = bin * lanes;
            if (sums[at + 1] == 0) continue;
            slope += sums[at];
            rows += sums[at + 1];
            if (lanes > 2) curvature += sums[at + 2];
            if (rows < settings.MinimumLeafRows) continue;
            if (leaf.Count - rows < settings.MinimumLeafRows) break;
            var (g, h) = (slope * gradients.SlopeUnit, lanes > 2 ? curvature * gradients.CurvatureUnit : rows);
            if (h < least) continue;
            if (leaf.Curvature - h < least) break;
            var parts = g * g / (h + l2) + (leaf.Slope - g) * (leaf.Slope - g) / (leaf.Curvature - h + l2);
            var gain = parts - whole;
            // Less than rounding makes of equal slopes is no gain.
            if (gain > best.Gain && gain > 1e-12 * parts) best = new(gain, feature, bin, (int)rows, g, h);
        }
        return best;
    }

    void Gather(ReadOnlySpan<int> rows)
    {
        for (var i = 0; i < rows.Length; i++) _slopes[i] = gradients.Slopes[rows[i]];
        if (gradients.Curvatures is { } curvatures)
            for (var i = 0; i < rows.Length; i++) _curvatures[i] = curvatures[rows[i]];
    }

    /// <summary>Puts the rows of the left child before those of the right one, each in their order.</summary>
    void Partition(int from, int count, Split split)
    {
        var words = bins.Group(split.Feature / FeatureBins.GroupSize);
        var shift = 8 * (split.Feature % FeatureBins.GroupSize);
        var (left, right) = (0, 0);
        var rows = _rows.AsSpan(from, count);
        for (var i = 0; i < rows.Length; i++)
        {
            var row = rows[i];
            var goesLeft = (words[row] >> shift & 255) <= (uint)split.Bin ? 1 : 0;
            rows[left] = row;
            _right[right] = row;
            left += goesLeft;
            right += 1 - goesLeft;
        }
        _right.AsSpan(0, right).CopyTo(rows[left..]);
    }

    static long Total(long[] values)
    {
        var total = 0L;
        foreach (var value in values) total += value;
        return total;
    }
}
