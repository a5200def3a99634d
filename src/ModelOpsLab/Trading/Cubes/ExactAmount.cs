namespace ModelOpsLab.Trading;

/// <summary>Amounts as whole numbers of 10⁻¹⁸: sums have no rounding, so that they do not depend on the order and any two cuts agree to the last digit.</summary>
static class ExactAmount
{
    const long Scale = 1_000_000_000_000_000_000;

    /// <summary>A double, to the nearest 10⁻¹⁸; its size must be below 1e15.</summary>
    public static Int128 Units(double amount)
    {
        if (!(Math.Abs(amount) < 1e15)) throw new ArgumentOutOfRangeException(nameof(amount), amount, "An amount of profit and loss must be below 1e15 in size.");
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
