using ModelOpsLab.Models;

namespace ModelOpsLab.Retraining;

/// <summary>
/// Sums over a range of rows whose ends move forward, without subtraction: a queue of two stacks. The older rows are held as sums from a row to the middle, the newer ones as one sum from the middle on;
/// when the older are used up, the middle moves to the end.
/// </summary>
/// <remarks>About three additions a row, however long the range. The older sums are kept for every block of rows only, so that at most 128 are, fewer where features are many.</remarks>
sealed class TwoStackSums(DesignRows rows)
{
    /// <summary>Most older sums that are kept, and most numbers in all of them.</summary>
    const int MostKept = 128, MostNumbers = 1 << 23;

    readonly int _most = Math.Clamp(MostNumbers / ((rows.Names.Count + 2) * (rows.Names.Count + 2)), 1, MostKept);
    readonly List<CrossProductSums> _older = [];
    readonly CrossProductSums _newer = new(rows.Names.Count), _running = new(rows.Names.Count);
    int _first, _middle = -1, _end, _block;

    /// <summary>Whether a range from that row on leaves none of the older rows, so that the next move reads the whole range.</summary>
    public bool IsUsedUp(int first) => first >= _middle;

    /// <summary>Moves to the rows from <paramref name="first"/> to before <paramref name="end"/>, neither before where it was.</summary>
    public void MoveTo(int first, int end, double[] shift)
    {
        if (IsUsedUp(first)) Refill(first, end, shift);
        for (; _end < end; _end++) _newer.Add(rows.Row(_end), shift, rows.Weight(_end));
        _first = first;
    }

    /// <summary>Adds the sums of the range, its rows weighted by a factor.</summary>
    public void AddTo(CrossProductSums total, double[] shift, double factor)
    {
        var whole = (_middle - _first) / _block;
        for (var i = _first; i < _middle - whole * _block; i++) total.Add(rows.Row(i), shift, factor * rows.Weight(i));
        if (whole > 0) total.Add(_older[whole - 1], factor);
        if (_end > _middle) total.Add(_newer, factor);
    }

    public void Restart() => _middle = -1;

    void Refill(int first, int end, double[] shift)
    {
        (_middle, _end, _block) = (end, end, Math.Max(1, (end - first + _most - 1) / _most));
        _newer.Clear();
        _running.Clear();
        for (var i = end - 1; i >= first; i--)
        {
            _running.Add(rows.Row(i), shift, rows.Weight(i));
            if ((end - i) % _block != 0) continue;
            var kept = (end - i) / _block;
            if (_older.Count < kept) _older.Add(new(rows.Names.Count));
            _older[kept - 1].CopyFrom(_running);
        }
    }
}
