using ModelOpsLab.Models;

namespace ModelOpsLab.Retraining;

/// <summary>Cross products of the rows in a window that moves forward, about a shift that follows the rows where these drift away from it.</summary>
abstract class WindowSums(DesignRows rows)
{
    readonly CrossProducts _products = new(rows.Names);
    bool _begun;

    /// <summary>The products of the window when the first <paramref name="known"/> rows are known, at least 1 and no fewer than before; null where their digits are lost. Good until the next call.</summary>
    public CrossProducts? At(int known)
    {
        if (!_begun) Shifted(known);
        _begun = true;
        if (_products.Read(Moved(known), Shift)) return _products;
        Recentred(known);
        Restart();
        return _products.Read(Moved(known), Shift) ? _products : null;
    }

    /// <summary>First row of the window.</summary>
    public abstract int First(int known);

    protected DesignRows Rows { get; } = rows;

    /// <summary>What is subtracted from features and target before they are multiplied.</summary>
    protected double[] Shift { get; } = new double[rows.Names.Count + 1];

    /// <summary>Sums of the window's rows.</summary>
    protected abstract CrossProductSums Moved(int known);

    /// <summary>Forgets all sums, so that they are made again about the new shift.</summary>
    protected abstract void Restart();

    protected void Shifted(int known) => Rows.Means(First(known), known, Shift);

    /// <summary>Shifts to the weighted means; where a number never changes, to that number, so that its products are exactly 0.</summary>
    void Recentred(int known)
    {
        Shifted(known);
        for (var j = 0; j < Shift.Length; j++)
            if (double.IsFinite(_products.Means[j]) && !Rows.IsConstant(j, First(known), known)) Shift[j] = _products.Means[j];
    }
}
