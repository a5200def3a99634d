using ModelOpsLab.Models;

namespace ModelOpsLab.Retraining;

/// <summary>Sums over everything known, where weights rise in equal steps from the oldest point in time to 1 at the newest.</summary>
sealed class LinearSums(DesignRows rows) : WindowSums(rows)
{
    readonly CrossProductSums _sums = new(rows.Names.Count), _scaled = new(rows.Names.Count);
    int _next;

    public override int First(int known) => 0;

    protected override CrossProductSums Moved(int known)
    {
        for (; _next < known; _next++) _sums.Add(Rows.Row(_next), Shift, Rows.Weight(_next) * (Rows.PointOf[_next] + 1));
        _scaled.CopyFrom(_sums);
        _scaled.Scale(1.0 / (Rows.PointOf[known - 1] + 1));
        return _scaled;
    }

    protected override void Restart()
    {
        _sums.Clear();
        _next = 0;
    }
}
