using System.Text.Json;
using ModelOpsLab.Statistics;
using ModelOpsLab.Tests.Oracles;

namespace ModelOpsLab.Tests.Statistics;

/// <summary>SciPy 1.10.1 and statsmodels 0.13.5 values, by kind of case.</summary>
static class DriftOracle
{
    static readonly JsonElement File = OracleFile.Read("drift.json");

    public static TheoryData<string> Ids(string kind)
        => [.. File.GetProperty("cases").EnumerateArray().Where(c => c.Text("kind") == kind).Select(c => c.Text("id")!)];

    public static JsonElement Case(string id) => File.GetProperty("cases").EnumerateArray().Single(c => c.Text("id") == id);

    public static JsonElement Outputs(string id) => Case(id).GetProperty("outputs");

    /// <summary>The data set a case names under a role (reference, current, series), without NaN and infinities.</summary>
    public static double[] Sample(string id, string role) => Finite.Of(Raw(id, role)).Values;

    public static double[] Raw(string id, string role) => File.GetProperty("datasets").Numbers(Case(id).Text(role)!);
}
