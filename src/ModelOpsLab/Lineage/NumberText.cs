using System.Globalization;

namespace ModelOpsLab.Lineage;

/// <summary>Numbers as text that reads back to the same bits.</summary>
static class NumberText
{
    /// <summary>The shortest text that reads back, or 17 digits.</summary>
    /// <remarks>.NET 10 writes 2^-25 and 2^-958 one unit in the last place off in its shortest form, so what was written is read again.</remarks>
    public static string RoundTrip(double value)
    {
        var text = value.ToString("R", CultureInfo.InvariantCulture);
        return double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture).Equals(value) ? text : value.ToString("G17", CultureInfo.InvariantCulture);
    }
}
