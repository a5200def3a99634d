namespace ModelOpsLab.Trading;

/// <summary>Amounts as whole numbers of 10⁻¹⁸: sums have no rounding, so that they do not depend on the order and any two cuts agree to the last digit.</summary>
static class ExactAmount
{
    const long Scale = 1_000_000_000_000_000_000;

    static readonly double[] Powers = [1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15];

    /// <summary>A double: the decimal number of at most 15 digits that it was written as, or else its own value to the nearest 10⁻¹⁸; its size must be below 1e15.</summary>
    public static Int128 Units(double amount)
    {
        var size = Math.Abs(amount);
        if (!(size < 1e15)) throw new ArgumentOutOfRangeException(nameof(amount), amount, "An amount of profit and loss must be below 1e15 in size.");
        var decimals = 2;
        if (size >= 1e13 || Math.Round(amount * 100) / 100 != amount)
            for (decimals = Powers.Length - 1; decimals > 0 && size * Powers[decimals] >= 1e15; decimals--) ;
        // The division is rounded to the nearest double: equal means that this double is the one nearest to the decimal number.
        var digits = Math.Round(amount * Powers[decimals]);
        if (digits / Powers[decimals] == amount) return Math.BigMul((long)digits, (long)Powers[Powers.Length - 1 - decimals] * 1_000);
        var whole = (long)amount;
        return Math.BigMul(whole, Scale) + (long)Math.Round((amount - whole) * Scale);
    }

    /// <summary>A decimal, to the nearest 10⁻¹⁸; its size must be below 1e15.</summary>
    public static Int128 Units(decimal amount)
    {
        if (Math.Abs(amount) >= 1e15m) throw new ArgumentOutOfRangeException(nameof(amount), amount, "An amount of profit and loss must be below 1e15 in size.");
        var whole = decimal.Truncate(amount);
        return Math.BigMul((long)whole, Scale) + (long)decimal.Round((amount - whole) * Scale);
    }

    /// <summary>As a decimal: exact up to 1e10 in size, to 28 digits beyond.</summary>
    public static decimal Value(Int128 units)
    {
        var (whole, rest) = Int128.DivRem(units, Scale);
        return (decimal)whole + (decimal)rest / Scale;
    }
}
