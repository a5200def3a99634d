namespace ModelOpsLab.Models;

/// <summary>Weighted means and centred cross products of a window's features and target.</summary>
sealed class CrossProducts(IReadOnlyList<string> names)
{
    /// <summary>Largest squared mean about the shift, in variances: beyond it centring loses more than a digit, and the shift must move.</summary>
    const double FarthestShift = 10;

    readonly double[] _centred = new double[names.Count * names.Count];

    /// <summary>Names of the features, each once.</summary>
    public IReadOnlyList<string> Names { get; } = names;

    /// <summary>Sum of the weights.</summary>
    public double Weight { get; private set; }

    /// <summary>Number of rows.</summary>
    public int Rows { get; private set; }

    /// <summary>Kish's effective number of rows: squared sum of the weights over the sum of their squares.</summary>
    public double EffectiveRows { get; private set; }

    /// <summary>Weighted means of the features, then of the target.</summary>
    public double[] Means { get; } = new double[names.Count + 1];

    /// <summary>Weighted sum of centred target times centred feature, one a feature.</summary>
    public double[] Target { get; } = new double[names.Count];

    /// <summary>Room for a trainer to work in: as many numbers as features, squared.</summary>
    public double[] Work { get; } = new double[names.Count * names.Count];

    /// <summary>Weighted sums of centred feature i times the centred features up to i.</summary>
    public ReadOnlySpan<double> Centred(int i) => _centred.AsSpan(i * Names.Count, i + 1);

    /// <summary>Weighted standard deviation of a feature, divisor the sum of the weights.</summary>
    public double Deviation(int feature) => Math.Sqrt(Centred(feature)[feature] / Weight);

    /// <summary>Takes over sums about a shift. False where there is no weight, or the shift is too far from the means: these are still right enough to shift to.</summary>
    public bool Read(CrossProductSums sums, ReadOnlySpan<double> shift)
    {
        var p = Names.Count;
        (Weight, Rows, EffectiveRows) = (sums.Weight, sums.Rows, sums.Weight * sums.Weight / sums.SquaredWeight);
        if (!(Weight > 0) || !double.IsFinite(Weight)) return false;
        var totals = sums.Row(p + 1);
        var near = true;
        for (var j = 0; j <= p; j++) Means[j] = totals[j] / Weight;
        for (var i = 0; i <= p; i++)
        {
            var row = i < p ? _centred.AsSpan(i * p, i + 1) : Target;
            sums.Row(i)[..row.Length].CopyTo(row);
            Lanes.AddScaled(-totals[i], Means.AsSpan(0, row.Length), row);
            var squares = i < p ? row[i] : sums.Row(p)[p] - totals[p] * Means[p];
            near &= Weight * Means[i] * Means[i] <= FarthestShift * squares;
        }
        for (var j = 0; j <= p; j++) Means[j] += shift[j];
        return near;
    }

    /// <summary>The products of rows read at once, about their own means.</summary>
    public static CrossProducts Of(TrainingRows rows)
    {
        var (p, products, sums) = (rows.Names.Count, new CrossProducts(rows.Names), new CrossProductSums(rows.Names.Count));
        double[] shift = [.. rows.Features.Select(f => RidgeTrainer.Mean(f, rows.Weights)), RidgeTrainer.Mean(rows.Target, rows.Weights)];
        var row = new double[p + 1];
        for (var i = 0; i < rows.Count; i++)
        {
            for (var j = 0; j < p; j++) row[j] = rows.Features[j][i];
            row[p] = rows.Target[i];
            sums.Add(row, shift, rows.Weights?[i] ?? 1);
        }
        products.Read(sums, shift);
        return products;
    }
}
