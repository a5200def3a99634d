namespace ModelOpsLab.Statistics;

/// <summary>P-values adjusted so that the chance of even one false rejection stays below the level, whatever the dependence between the tests: statsmodels' <c>multipletests</c>, to 1e-12.</summary>
/// <remarks>For the share of false rejections see <see cref="BenjaminiHochberg"/>. No p-values give none; NaN or a value outside [0, 1] throws <see cref="ArgumentException"/>.</remarks>
public static class FamilywiseError
{
    /// <summary>Each p-value times their number, at most 1.</summary>
    public static double[] Bonferroni(ReadOnlySpan<double> pValues)
    {
        BenjaminiHochberg.Require(pValues);
        var adjusted = new double[pValues.Length];
        for (var i = 0; i < adjusted.Length; i++) adjusted[i] = Math.Min(1, pValues[i] * pValues.Length);
        return adjusted;
    }

    /// <summary>Step-down form (Holm 1979): rejects all that <see cref="Bonferroni"/> does and more, at the same chance.</summary>
    public static double[] Holm(ReadOnlySpan<double> pValues)
    {
        BenjaminiHochberg.Require(pValues);
        var values = pValues.ToArray();
        var order = new int[values.Length];
        for (var i = 0; i < order.Length; i++) order[i] = i;
        Array.Sort([.. values], order);
        var adjusted = new double[values.Length];
        double least = 0;
        for (var k = 0; k < order.Length; k++) adjusted[order[k]] = least = Math.Max(least, Math.Min(1, values[order[k]] * (order.Length - k)));
        return adjusted;
    }
}
