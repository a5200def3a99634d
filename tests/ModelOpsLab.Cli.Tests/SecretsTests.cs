using System.Diagnostics;
using System.Globalization;
using System.Text;
using ModelOpsLab.Live;
using ModelOpsLab.Registry;

namespace ModelOpsLab.Cli.Tests;

/// <summary>Twenty secrets, each planted where programs pick them up without being asked: none of them is in anything that is kept or shown to others.</summary>
public sealed class SecretsTests : IDisposable
{
    static readonly string[] Places =
    [
        "AWS_SECRET_ACCESS_KEY", "GITHUB_TOKEN", "DB_PASSWORD", "AZURE_CLIENT_SECRET", "PGPASSWORD", "HTTPS_PROXY", "GIT_ASKPASS", // environment variables
        "remoteuser", "remotepassword", "pushtoken", "credentialhelper", // the settings of git
        "home", "desk", "temporary", // names of folders
        "argument", "badoption", "filename", // what was typed
        "exceptiontext", // what an error quotes
        "dotenv", "keyfile", // files that are secrets by their names
    ];

    readonly Folder _folder = new();
    readonly Dictionary<string, string> _secrets = Places.Select((place, i) => (place, $"canary{i:00}{place.ToLowerInvariant().Replace("_", "", StringComparison.Ordinal)}q7w"))
        .ToDictionary(s => s.place, s => s.Item2, StringComparer.Ordinal);

    string Home => Path.Combine(_folder.Path, _secrets["home"]);
    string Desk => Path.Combine(Home, _secrets["desk"]);
    string Pages => Path.Combine(_folder.Path, "pages");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Twenty_planted_secrets_are_in_no_record_ledger_blob_or_page()
    {
        Assert.Equal(20, _secrets.Values.Distinct().Count());
        Directory.CreateDirectory(Desk);
        Directory.CreateDirectory(Pages);
        Directory.CreateSymbolicLink(Path.Combine(Home, "program"), AppContext.BaseDirectory); // so that the paths of modules hold a secret
        Declare();
        Git("init", "-q");
        File.WriteAllText(Path.Combine(Desk, ".gitignore"), ".modelops/\n");
        Git("add", "-A");
        Git("-c", "user.name=x", "-c", "user.email=x@example.com", "commit", "-q", "-m", "x");
        Git("remote", "add", "origin", $"https://{_secrets["remoteuser"]}:{_secrets["remotepassword"]}@git.example.com/desk.git");
        Git("config", "remote.origin.pushurl", $"https://x:{_secrets["pushtoken"]}@git.example.com/desk.git");
        Git("config", "credential.helper", $"!echo {_secrets["credentialhelper"]}");

        Works("models", "register", "small", "--because", "first");
        Secret(".env", "dotenv");
        Secret("desk.pem", "keyfile");
        File.WriteAllText(Path.Combine(Desk, "edited.txt"), "an edit that is kept\n");
        Works("models", "register", "small", "--because", "with edits");
        File.WriteAllText(Path.Combine(Desk, _secrets["filename"] + ".onnx"), "made elsewhere");
        Works("models", "register", "small", "--file", Path.Combine(Desk, _secrets["filename"] + ".onnx"), "--format", "onnx", "--because", "made elsewhere");
        Works("models", "promote", "small", "1", "--because", "first");
        Works("models", "disable", "small", "--because", "a drill");
        Works("models", "reproduce", "small", "1");
        Works("models", "show", "small", "1", "--json");

        Works("models", "enable", "small", "--because", "over");
        Works("models", "promote", "small", "2", "--because", "second");
        Works("models", "rollback", "small", "--because", "worse");
        Shown("models", "list", "--json");
        Shown("models", "compare", "small", "1", "2", "--json");
        Shown("incidents", "open", "Losses", "--slot", "small", "--by", "anna", "--json");
        Shown("incidents", "note", "inc-0001", "Looked at it", "--by", "anna", "--json");
        Shown("incidents", "timeline", "inc-0001", "--html", Path.Combine(Pages, "incident.html"));
        Shown("audit", "model", "small", "--json", "--html", Path.Combine(Pages, "audit.html"));
        Shown("audit", "verify"); // with --json it names the file on this machine, to who asked
        Shown("audit", "bundle", "--out", Path.Combine(Pages, "audit.zip"), "--json");
        Shown("audit", "check", Path.Combine(Pages, "audit.zip"), "--json");

        // Errors, whose texts name folders, files and values
        var good = File.ReadAllText(Path.Combine(Desk, "close.csv"));
        File.WriteAllText(Path.Combine(Desk, "close.csv"), good + $"2020-01-01,{_secrets["exceptiontext"]}\n");
        Assert.Contains(_secrets["exceptiontext"], Run("models", "register", "small", "--because", "bad data").Error, StringComparison.Ordinal);
        File.WriteAllText(Path.Combine(Desk, "close.csv"), good);
        Assert.Equal(2, Run("models", "register", "small", $"--password={_secrets["badoption"]}").Code);
        Assert.Equal(2, Run("models", "promote", "small", "9", "--because", _secrets["argument"]).Code);
        string data;
        using (var registry = ModelRegistry.OpenToRead(Workspace.Open(Desk))!) data = registry.Version("small", 1).Training.Data!.Sha256;
        var blob = Path.Combine(Desk, ".modelops", "blobs", "sha256", data[..2], data[2..]);
        File.Move(blob, blob + ".away");
        Assert.Equal(1, Run("models", "reproduce", "small", "2").Code);
        File.Move(blob + ".away", blob);
        File.AppendAllText(Path.Combine(Desk, ".git", "config"), "\nno settings\n");
        Works("models", "register", "small", "--because", "git is broken");

        Works("drift", Path.Combine(Desk, "close.csv"), Path.Combine(Desk, "close.csv"), "--schema", Path.Combine(Desk, "close.json"), "--html", Path.Combine(Pages, "drift.html"));
        new ModelOpsLab.Notebooks.Notebook([ModelOpsLab.Notebooks.Cell.Code("1 + 1")]).Write(Path.Combine(Desk, "small.ipynb"));
        Works("run", Path.Combine(Desk, "small.ipynb"), "--out", Path.Combine(Pages, "small.ipynb"), "--record", Path.Combine(_folder.Path, "small.run.json"), "--html", Path.Combine(Pages, "small.html"));
        using (var registry = ModelRegistry.OpenToRead(Workspace.Open(Desk))!)
        {
            Assert.Equal(4, registry.Versions("small").Count);
            Assert.Contains("git found no revision", registry.Version("small", 4).Training.Code!.Because, StringComparison.Ordinal);
            Assert.Contains("an edit that is kept", Encoding.UTF8.GetString(registry.Blobs.Read(registry.Version("small", 2).Training.CodeDifference![12..])), StringComparison.Ordinal);
            foreach (var version in registry.Versions("small")) File.WriteAllText(Path.Combine(Pages, $"card-{version.Number}.md"), ModelCard.Of(version));
            File.WriteAllText(Path.Combine(Pages, "reproduction.txt"), ModelReproduction.Of(registry, "small", 1).Because);
        }

        string[] kept = [.. new[] { Path.Combine(Desk, ".modelops"), Pages }.SelectMany(f => Directory.EnumerateFiles(f, "*", SearchOption.AllDirectories))];
        Assert.True(kept.Length > 15, $"{kept.Length} files");
        var found = from file in kept
                    let bytes = File.ReadAllBytes(file)
                    from secret in _secrets
                    where new[] { Encoding.UTF8, Encoding.Unicode }.Any(e => bytes.AsSpan().IndexOf(e.GetBytes(secret.Value)) >= 0) || Path.GetFileName(file).Contains(secret.Value, StringComparison.Ordinal)
                    select $"{secret.Key} in {Path.GetRelativePath(Desk, file)}";
        Assert.Empty(found);
    }

    void Declare()
    {
        File.WriteAllText(Path.Combine(Desk, "modelops.json"), """
            { "models": { "small": { "title": "A small model", "data": "close.csv", "schema": "close.json",
              "pipeline": { "features": [ { "name": "r1", "kind": "return", "window": 1 } ], "sizing": null },
              "trainer": { "kind": "ridge", "penalty": 1 }, "trainUntil": "2017-12-31", "goLive": "2021-01-04", "backtest": { "firstTraining": 100 },
              "deployment": { "limits": { "instruments": ["SPX"], "venues": ["paper"], "maximumPosition": 1, "maximumOrder": 0.5, "maximumOrders": 10, "priceCollar": 0.02 }, "fallback": { "kind": "flat" }, "allowDirtyCode": true } } } }
            """);
        File.WriteAllText(Path.Combine(Desk, "close.json"), """{ "timestamp": "date", "features": ["close"], "columns": { "date": { "type": "date" } } }""");
        var text = new StringBuilder("date,close\n");
        for (var i = 0; i < 400; i++) text.Append(CultureInfo.InvariantCulture, $"{new DateOnly(2015, 1, 1).AddDays(i):yyyy-MM-dd},{100 + 5 * Math.Sin(i * i):R}\n");
        File.WriteAllText(Path.Combine(Desk, "close.csv"), text.ToString());
    }

    void Secret(string file, string place) => File.WriteAllText(Path.Combine(Desk, file), $"TOKEN={_secrets[place]}\n");

    void Works(params string[] arguments)
    {
        var outcome = Run(arguments);
        Assert.True(outcome.Code == 0, $"{string.Join(' ', arguments)}: {outcome}");
    }

    /// <summary>What a command prints is shown to others too: it is kept with the pages.</summary>
    void Shown(params string[] arguments)
    {
        var outcome = Start("dotnet", [Path.Combine(Home, "program", "modelops.dll"), .. arguments, "--workspace", Desk]);
        Assert.True(outcome.Error.Length == 0 || outcome.Code == 0, $"{string.Join(' ', arguments)}: {outcome}");
        Assert.NotEqual(0, outcome.Out.Length);
        File.WriteAllText(Path.Combine(Pages, $"{arguments[0]}-{arguments[1]}.txt"), outcome.Out);
    }

    Outcome Run(params string[] arguments) => Start("dotnet", [Path.Combine(Home, "program", "modelops.dll"), .. arguments, .. arguments[0] is "models" ? (string[])["--by", "anna", "--workspace", Desk] : []]);

    void Git(params string[] arguments) => Assert.Equal(0, Start("git", arguments).Code);

    Outcome Start(string program, string[] arguments)
    {
        if (arguments.Contains("show")) arguments = [.. arguments.Where(a => a is not ("--by" or "anna"))];
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = Desk, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var variable in Places.Take(7)) start.Environment[variable] = _secrets[variable];
        start.Environment["HOME"] = Home;
        start.Environment["TMPDIR"] = Directory.CreateDirectory(Path.Combine(_folder.Path, _secrets["temporary"])).FullName;
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return new(process.ExitCode, output, error.Result);
    }
}
