using System.Globalization;
using System.Text.Json;
using ModelOpsLab.Tests.Oracles;
using ModelOpsLab.Trading;

namespace ModelOpsLab.Tests.Trading;

/// <summary>Return series and expected numbers of the reference implementations; a real file is read from outside the repository.</summary>
sealed class PerformanceOracle
{
    readonly JsonElement _root;

    PerformanceOracle(JsonElement root) => _root = root;

    public static PerformanceOracle Committed { get; } = new(OracleFile.Read("performance.json"));

    /// <summary>Skips the test where the real data are not there.</summary>
    public static PerformanceOracle Real() => new(OracleFile.ReadReal("performance-real.json"));

    /// <summary>The whole file of which a part is committed; skips the test where it is not there.</summary>
    public static PerformanceOracle Edges() => new(OracleFile.ReadReal("performance.json"));

    public IEnumerable<JsonElement> Cases(string library, string function = "") => _root.GetProperty("cases").EnumerateArray()
        .Where(c => c.Text("lib") == library && c.Text("func")!.StartsWith(function, StringComparison.Ordinal));

    public IEnumerable<JsonElement> All => _root.GetProperty("cases").EnumerateArray();

    public static string Series(JsonElement row, int i = 0) => row.GetProperty("series")[i].GetString()!;

    public JsonElement Table(string name) => _root.GetProperty(name);

    public ReturnSeries Returns(string series, DateTime? start = null, double? periods = null)
    {
        var stored = _root.GetProperty("series").GetProperty(series);
        DateTime[] dates = [.. stored.GetProperty("dates").EnumerateArray().Select(d => Date(d.GetString()!))];
        double[] values = [.. stored.GetProperty("values").EnumerateArray().Select(v =>
            v.ValueKind == JsonValueKind.String ? v.GetString() == "inf" ? double.PositiveInfinity : double.NegativeInfinity : v.Number())];
        return ReturnSeries.Of(dates, values, periods is { } p ? new(p) : stored.Text("freq") switch
        {
            "monthly" => TradingCalendar.Monthly, "weekly" => TradingCalendar.Weekly, "yearly" => TradingCalendar.Yearly, _ => TradingCalendar.Daily,
        }, start);
    }

    public static DateTime Date(string text) => DateTime.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal);

    /// <summary>Equal within a relative tolerance, or within an absolute one where the expected number is rounding around zero.</summary>
    public static void Near(double expected, double actual, double relative, string what, double absolute = 1e-300)
    {
        if (!(Math.Abs(expected - actual) <= absolute)) OracleFile.Near(expected, actual, relative, what);
    }
}
