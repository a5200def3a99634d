using System.Globalization;
using ModelOpsLab.Reporting;

namespace ModelOpsLab.Trading;

/// <summary>How amounts are written: currency to the cent, fractions of capital in per cent.</summary>
static class Money
{
    public static string Text(decimal amount, string currency) => currency.Length == 0
        ? Format.Percent((double)amount, 2)
        : Rounded(amount).ToString("#,0.00", CultureInfo.InvariantCulture) + " " + currency;

    /// <summary>To the cent, with no negative zero.</summary>
    static decimal Rounded(decimal amount) => Math.Round(amount, 2) is var rounded && rounded == 0 ? 0 : rounded;
}
