using ModelOpsLab.Models;

namespace ModelOpsLab.Retraining;

/// <summary>Sums over everything known, where a row's weight falls by a constant factor with each point in time, or not at all.</summary>
/// <param name="rows">The rows.</param>
/// <param name="decay">What a weight is multiplied by when a new point in time comes, above 0 and at most 1.</param>
sealed class ExpandingSums(DesignRows rows, double decay = 1) : WindowSums(rows)
{
    readonly CrossProductSums _sums = new(rows.Names.Count);
    int _next;

    public override int First(int known) => 0;

    protected override CrossProductSums Moved(int known)
    {
        for (; _next < known; _next++)
        {
            if (decay < 1 && _next > 0 && Rows.PointOf[_next] != Rows.PointOf[_next - 1]) _sums.Scale(decay);
            _sums.Add(Rows.Row(_next), Shift, Rows.Weight(_next));
        }
        return _sums;
    }

    protected override void Restart()
    {
        _sums.Clear();
        _next = 0;
    }
}
