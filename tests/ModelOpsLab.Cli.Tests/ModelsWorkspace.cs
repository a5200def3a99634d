using System.Globalization;
using System.Text;
using ModelOpsLab.Cli;
using ModelOpsLab.Registry;

namespace ModelOpsLab.Cli.Tests;

/// <summary>A workspace with people, approvals and two slots, built once by the commands themselves: two versions of a small model, the second live, the first its fallback and what it would go back to.</summary>
public sealed class ModelsWorkspace : IDisposable
{
    /// <summary>The day on which it all happens; each command comes a minute after the one before.</summary>
    public static DateTimeOffset Start { get; } = new(2020, 3, 2, 9, 0, 0, TimeSpan.Zero);

    readonly Folder _folder = new();
    int _minutes;

    public ModelsWorkspace()
    {
        string[] people = ["anna", "ben", "carla"];
        foreach (var person in people) Assert.Equal(0, Modelops.Run("models", "key", $"example.com/{person}", "--out", _folder[$"{person}.key"]).Code);
        _folder.Text("modelops.json", Declaration(string.Join(", ", people.Select(p => $$"""
            "{{p}}": { "key": "{{NoteSigner.Open(_folder[$"{p}.key"]).Verifier}}", "roles": [ "{{(p == "anna" ? "quant" : "risk")}}" ] }
            """))));
        _folder.Text("close.json", """{ "timestamp": "date", "features": ["close"], "columns": { "date": { "type": "date" } } }""");
        var text = new StringBuilder("date,close\n");
        for (var i = 0; i < 400; i++) text.Append(CultureInfo.InvariantCulture, $"{new DateOnly(2015, 1, 1).AddDays(i):yyyy-MM-dd},{100 + 5 * Math.Sin(i * i):R}\n");
        _folder.Text("close.csv", text.ToString());
        Done("register", "small", "--because", "the first", "--by", "anna");
        Done("register", "small", "--because", "the second", "--by", "anna", "--train-until", "2015-11-15");
        foreach (var version in new[] { "1", "2" })
        {
            foreach (var person in new[] { "ben", "carla" }) Done("approve", "small", version, "--slot", "small-a", "--by", person, "--key", _folder[$"{person}.key"], "--out", _folder[$"{person}.json"], "--because", "read the comparison");
            Done("promote", "small", version, "--slot", "small-a", "--by", "zoe", "--because", "yearly retraining", "--approval", _folder["ben.json"], "--approval", _folder["carla.json"]);
        }
    }

    public void Dispose() => _folder.Dispose();

    /// <summary>Copies it, for a test to change.</summary>
    public void CopyTo(string folder)
    {
        foreach (var file in _folder.Files)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(folder, file))!);
            File.Copy(_folder[file], Path.Combine(folder, file));
        }
    }

    /// <summary>Calls a command at a time.</summary>
    internal static Outcome Run(DateTimeOffset at, params string[] arguments)
    {
        using StringWriter output = new(), error = new();
        var code = CommandLine.Run(arguments, new(output, error) { Clock = new At(at) });
        return new(code, output.ToString(), error.ToString());
    }

    void Done(params string[] arguments)
    {
        var outcome = Run(Start.AddDays(-1).AddMinutes(_minutes++), ["models", .. arguments, "--workspace", _folder.Path]);
        Assert.True(outcome.Code == 0, outcome.Error);
    }

    static string Declaration(string people) => $$"""
        { "name": "example.com/desk", "people": { {{people}} },
          "approvals": { "promote": { "required": 2, "roles": ["risk"] }, "enable": { "required": 1 } },
          "models": { "small": { "title": "A small model", "data": "close.csv", "schema": "close.json",
            "pipeline": { "features": [ { "name": "r1", "kind": "return", "window": 1 } ], "sizing": null },
            "trainer": { "kind": "ridge", "penalty": 1 }, "trainUntil": "2015-10-31", "goLive": "2021-01-04", "backtest": { "firstTraining": 100 },
            "deployment": { "slots": ["small-a", "small-b"], "allowDirtyCode": true, "fallback": { "kind": "version", "version": 1 },
              "limits": { "instruments": ["X"], "venues": ["paper"], "maximumPosition": 1, "maximumOrder": 0.5, "maximumOrders": 4, "priceCollar": 0.02 },
              "rules": [ { "metric": "pnl", "bad": "below", "limit": -0.02, "because": "the mandate" } ] } } } }
        """;

    sealed class At(DateTimeOffset time) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => time;
    }
}
