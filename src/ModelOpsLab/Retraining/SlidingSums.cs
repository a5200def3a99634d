using ModelOpsLab.Models;

namespace ModelOpsLab.Retraining;

/// <summary>Sums over the newest points in time.</summary>
sealed class SlidingSums(DesignRows rows, int points) : WindowSums(rows)
{
    readonly TwoStackSums _recent = new(rows);
    readonly CrossProductSums _total = new(rows.Names.Count);
    bool _keepsShift;

    public override int First(int known) => Rows.FirstOfNewest(points, known);

    protected override CrossProductSums Moved(int known)
    {
        // Where the sums are made anyway, the shift can follow the rows for nothing.
        if (_recent.IsUsedUp(First(known)) && !_keepsShift) Shifted(known);
        _keepsShift = false;
        _recent.MoveTo(First(known), known, Shift);
        _total.Clear();
        _recent.AddTo(_total, Shift, 1);
        return _total;
    }

    protected override void Restart()
    {
        _recent.Restart();
        _keepsShift = true;
    }
}
