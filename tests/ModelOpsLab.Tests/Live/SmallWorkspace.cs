using System.Globalization;
using System.Text;
using ModelOpsLab.Data;
using ModelOpsLab.Live;
using ModelOpsLab.Registry;

namespace ModelOpsLab.Tests.Live;

/// <summary>A workspace of its own with one model on made-up closes: trained in some hundredths of a second.</summary>
sealed class SmallWorkspace : IDisposable
{
    public const string Model = "small", File = "prices/close.csv";

    public SmallWorkspace(string beside = "")
    {
        Directory.CreateDirectory(Path.Combine(Folder, "prices"));
        Declare("2017-12-31", beside);
        System.IO.File.WriteAllText(Path.Combine(Folder, "prices", "close.json"), """{ "timestamp": "date", "features": ["close"], "columns": { "date": { "type": "date" } } }""");
        Write(Closes(900));
    }

    public string Folder { get; } = Directory.CreateTempSubdirectory("modelops-small-").FullName;
    public Workspace Workspace => Workspace.Open(Folder);
    public string DataFile => Path.Combine(Folder, "prices", "close.csv");

    public void Declare(string trainUntil, string beside = "") => System.IO.File.WriteAllText(Path.Combine(Folder, Workspace.FileName), $$"""
        { "models": { "small": { "title": "A *small* model", "data": "prices/close.csv", "schema": "prices/close.json",
          "pipeline": { "features": [ { "name": "r1", "kind": "return", "window": 1 }, { "name": "m5", "kind": "momentum", "window": 5 } ], "sizing": null },
          "trainer": { "kind": "ridge", "penalty": 1 }, "trainUntil": "{{trainUntil}}", "goLive": "2021-01-04", "backtest": { "firstTraining": 200, "refitEvery": 50 } {{beside}} } } }
        """);

    /// <summary>Closes in which today's return follows yesterday's a little, the same each time.</summary>
    public static double[] Closes(int count)
    {
        var random = new ModelOpsLab.Statistics.DeterministicRandom(7);
        var (closes, last) = (new double[count], 0.0);
        for (var i = 0; i < count; i++)
        {
            last = 0.3 * last + 0.01 * random.NextNormal();
            closes[i] = (i == 0 ? 100 : closes[i - 1]) * (1 + last);
        }
        return closes;
    }

    public void Write(double[] closes)
    {
        var text = new StringBuilder("date,close\n");
        var day = new DateOnly(2015, 1, 1);
        for (var i = 0; i < closes.Length; i++) text.Append(CultureInfo.InvariantCulture, $"{day.AddDays(i):yyyy-MM-dd},{closes[i]:R}\n");
        System.IO.File.WriteAllText(DataFile, text.ToString());
    }

    public ModelVersion Train(TimeProvider? clock = null) => ModelTraining.TrainModel(Workspace, Model, clock ?? new FixedClock()).Version;

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
