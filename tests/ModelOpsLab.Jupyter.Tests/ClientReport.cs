using System.Text.Json;

namespace ModelOpsLab.Jupyter.Tests;

/// <summary>What a client said of each of its tests: one JSON line each.</summary>
sealed class ClientReport
{
    readonly Ended _ended;
    readonly Dictionary<string, (string Outcome, string Detail)> _tests = new(StringComparer.Ordinal);

    public ClientReport(Ended ended)
    {
        _ended = ended;
        foreach (var line in ended.Out.Split('\n').Where(line => line.StartsWith('{')))
        {
            using var json = JsonDocument.Parse(line);
            _tests[Field("test")] = (Field("outcome"), Field("detail"));

            string Field(string name) => json.RootElement.GetProperty(name).GetString()!;
        }
    }

    public IEnumerable<string> Names => _tests.Keys.Order(StringComparer.Ordinal);

    /// <summary>The tests for which the client was given nothing to try.</summary>
    public IEnumerable<string> Skipped => Names.Where(name => _tests[name].Outcome == "skipped");

    /// <summary>Fails with the client's own words unless the test passed; gives what it remarked.</summary>
    public string Passed(string test)
    {
        Assert.True(_tests.TryGetValue(test, out var result), $"the client did not report '{test}'\n{_ended}");
        Assert.True(result.Outcome == "passed", $"{test}: {result.Outcome}\n{result.Detail}\n{_ended.Error}");
        return result.Detail;
    }
}
