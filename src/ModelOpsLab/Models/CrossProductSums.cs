namespace ModelOpsLab.Models;

/// <summary>
/// Weighted sums of the products of rows z = (features − shift, target − shift, 1) with themselves, by adding only: a row that has left a window was never in the sums of the rows that stay,
/// so that no trace of it is left, however large it was.
/// </summary>
sealed class CrossProductSums(int features)
{
    readonly double[] _sums = new double[(features + 2) * (features + 2)];
    readonly double[] _z = new double[features + 2];

    /// <summary>Numbers of a row: features, target, 1.</summary>
    public int Size { get; } = features + 2;

    /// <summary>Sum of the weights.</summary>
    public double Weight => _sums[^1];

    /// <summary>Sum of the squared weights.</summary>
    public double SquaredWeight { get; private set; }

    /// <summary>Number of rows added.</summary>
    public int Rows { get; private set; }

    /// <summary>Products of number i with the numbers up to i.</summary>
    public ReadOnlySpan<double> Row(int i) => _sums.AsSpan(i * Size, i + 1);

    /// <summary>Adds one row of features and target.</summary>
    public void Add(ReadOnlySpan<double> row, ReadOnlySpan<double> shift, double weight)
    {
        for (var i = 0; i < row.Length; i++) _z[i] = row[i] - shift[i];
        _z[^1] = 1;
        for (var i = 0; i < Size; i++) Lanes.AddScaled(weight * _z[i], _z.AsSpan(0, i + 1), _sums.AsSpan(i * Size, i + 1));
        SquaredWeight += weight * weight;
        Rows++;
    }

    /// <summary>Adds other sums about the same shift, their rows weighted by a factor.</summary>
    public void Add(CrossProductSums other, double factor)
    {
        Lanes.AddScaled(factor, other._sums, _sums);
        SquaredWeight += factor * factor * other.SquaredWeight;
        Rows += other.Rows;
    }

    /// <summary>Multiplies the weight of every row.</summary>
    public void Scale(double factor)
    {
        for (var i = 0; i < _sums.Length; i++) _sums[i] *= factor;
        SquaredWeight *= factor * factor;
    }

    public void Clear()
    {
        Array.Clear(_sums);
        (SquaredWeight, Rows) = (0, 0);
    }

    public void CopyFrom(CrossProductSums other)
    {
        other._sums.CopyTo(_sums, 0);
        (SquaredWeight, Rows) = (other.SquaredWeight, other.Rows);
    }
}
