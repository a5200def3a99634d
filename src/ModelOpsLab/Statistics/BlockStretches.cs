namespace ModelOpsLab.Statistics;

/// <summary>
/// Sorted values cut into stretches, with the number of values of each block before each: so the gap of a split is known at the ends of all stretches without
/// a walk, and inside one it can be no larger than its values allow. Only stretches in which that could reach the bound are walked.
/// </summary>
/// <remarks>A stretch ends between different values, because gaps inside a tie do not count.</remarks>
sealed class BlockStretches
{
    const int Values = 512;

    readonly double[] _sorted;
    readonly int[] _blockAt;
    readonly int _blocks;
    readonly List<int> _ends = [];
    readonly List<int> _counts = [];

    public BlockStretches(double[] sorted, int[] blockAt, int blocks)
    {
        (_sorted, _blockAt, _blocks) = (sorted, blockAt, blocks);
        // Few enough that their ends cost less than the values between.
        var values = Math.Max(Values, 4 * blocks);
        for (int start = 0, end; start < sorted.Length; start = end)
        {
            end = Math.Min(start + values, sorted.Length);
            if (end < sorted.Length && sorted[end] == sorted[end - 1])
            {
                // A tie that began within the stretch is a stretch of its own; one that fills it is taken whole.
                var first = end - 1;
                while (first > start && sorted[first - 1] == sorted[first]) first--;
                if (first > start) end = first;
                else while (end < sorted.Length && sorted[end] == sorted[end - 1]) end++;
            }
            var at = _counts.Count;
            for (var block = 0; block < blocks; block++) _counts.Add(0);
            var counts = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_counts)[at..];
            foreach (var block in blockAt.AsSpan(start..end)) counts[block]++;
            _ends.Add(end);
        }
    }

    /// <summary>Whether the running sum of the weights, over <paramref name="scale"/>, is anywhere at least <paramref name="bound"/> in size.</summary>
    public bool Reach(ReadOnlySpan<long> weights, double bound, double scale)
    {
        var counts = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_counts);
        // The ends first: where the bound is reached it mostly is at one of them.
        long sum = 0;
        for (var s = 0; s < _ends.Count; s++)
        {
            for (var block = 0; block < _blocks; block++) sum += counts[s * _blocks + block] * weights[block];
            if (Math.Abs(sum) / scale >= bound) return true;
        }
        sum = 0;
        for (var s = 0; s < _ends.Count; s++)
        {
            long up = 0, down = 0;
            for (var block = 0; block < _blocks; block++)
            {
                var step = counts[s * _blocks + block] * weights[block];
                if (step > 0) up += step;
                else down += step;
            }
            var after = sum + up + down;
            // All rises first, then all falls, is as high as it gets.
            if (Math.Max(sum + up, -(sum + down)) / scale >= bound && Walk(s, sum, weights, bound, scale)) return true;
            sum = after;
        }
        return false;
    }

    bool Walk(int stretch, long sum, ReadOnlySpan<long> weights, double bound, double scale)
    {
        int start = stretch == 0 ? 0 : _ends[stretch - 1], end = _ends[stretch];
        if (_sorted[start] == _sorted[end - 1]) return false;
        for (var i = start; i < end; i++)
        {
            sum += weights[_blockAt[i]];
            if ((i + 1 == _sorted.Length || _sorted[i + 1] != _sorted[i]) && Math.Abs(sum) / scale >= bound) return true;
        }
        return false;
    }
}
