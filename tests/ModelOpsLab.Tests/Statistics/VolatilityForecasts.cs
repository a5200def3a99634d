using System.Text.Json;
using ModelOpsLab.Tests.Oracles;

namespace ModelOpsLab.Tests.Statistics;

/// <summary>Out-of-sample forecasts of the S&amp;P 500's log variance by ten retraining strategies, and the numbers reference implementations made of their errors.</summary>
static class VolatilityForecasts
{
    /// <summary>statsmodels, R forecast 8.20 and arch 6.3.0 values.</summary>
    public static JsonElement Oracle { get; } = OracleFile.Read("retraining-tests.json");

    public static IEnumerable<JsonElement> Cases(string test) => Oracle.GetProperty("tests").GetProperty(test).GetProperty("cases").EnumerateArray();

    /// <summary>The first outcomes that were forecast. Skips the test where the real data are not there.</summary>
    public static double[] Outcome(JsonElement real, int count) => real.GetProperty("walkforward").Numbers("y")[500..(500 + count)];

    public static double[] Predictions(JsonElement real, string strategy, int count) =>
        real.GetProperty("walkforward").GetProperty("strategies").GetProperty(strategy).Numbers("pred")[..count];

    /// <summary>|error| to a power.</summary>
    public static double[] Losses(JsonElement real, string strategy, int count, double power = 2) =>
        [.. Outcome(real, count).Zip(Predictions(real, strategy, count), (y, p) => Math.Pow(Math.Abs(y - p), power))];

    public static JsonElement Real() => OracleFile.ReadReal("retraining-real.json");
}
