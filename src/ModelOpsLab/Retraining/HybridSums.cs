using ModelOpsLab.Models;

namespace ModelOpsLab.Retraining;

/// <summary>Sums over everything known, the newest points in time with another weight: older and newer rows are summed apart.</summary>
sealed class HybridSums(DesignRows rows, int recent, double weight) : WindowSums(rows)
{
    readonly TwoStackSums _recent = new(rows);
    readonly CrossProductSums _older = new(rows.Names.Count), _total = new(rows.Names.Count);
    int _nextOlder;

    public override int First(int known) => 0;

    protected override CrossProductSums Moved(int known)
    {
        var first = Rows.FirstOfNewest(recent, known);
        for (; _nextOlder < first; _nextOlder++) _older.Add(Rows.Row(_nextOlder), Shift, Rows.Weight(_nextOlder));
        _recent.MoveTo(first, known, Shift);
        _total.CopyFrom(_older);
        _recent.AddTo(_total, Shift, weight);
        return _total;
    }

    protected override void Restart()
    {
        _recent.Restart();
        _older.Clear();
        _nextOlder = 0;
    }
}
