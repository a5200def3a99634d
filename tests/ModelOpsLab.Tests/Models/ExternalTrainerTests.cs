using System.Globalization;
using ModelOpsLab.Data;
using ModelOpsLab.Models;
using ModelOpsLab.Retraining;

namespace ModelOpsLab.Tests.Models;

public sealed class ExternalTrainerTests : IDisposable
{
    const string Mean = """awk -F, 'NR > 1 { s += $4; n++ } END { printf "{\"kind\": \"constant\", \"value\": %.17g}", s / n }' "$1" > "$2" """;
    readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("modelops-external-");

    public ExternalTrainerTests() => Assert.SkipWhen(OperatingSystem.IsWindows(), "The programs of these tests are shell scripts.");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Program_that_writes_JSON_walks_forward_as_the_trainer_it_is()
    {
        var rows = Rows(60);
        var (theirs, ours) = (WalkForward.Predict(rows, Shell(Mean), Window.Expanding(), 20, 0, 20), WalkForward.Predict(rows, new ExpandingMeanTrainer(), Window.Expanding(), 20, 0, 20));
        for (var i = 20; i < 60; i++) Assert.Equal(ours.Predictions[i], theirs.Predictions[i], 1e-14);
        Assert.All(theirs.Refits, r => Assert.IsType<ConstantModel>(r.Model));
    }

    [Fact]
    public void Python_script_trains_a_linear_model()
    {
        var script = Path.Combine(_folder.FullName, "train.py");
        File.WriteAllText(script, """
            import csv, json, sys
            rows = list(csv.DictReader(open(sys.argv[1])))
            x, y = [float(r["x0"]) for r in rows], [float(r["y"]) for r in rows]
            mx, my = sum(x) / len(x), sum(y) / len(y)
            slope = sum((a - mx) * (b - my) for a, b in zip(x, y)) / sum((a - mx) ** 2 for a in x)
            scale = (sum((a - mx) ** 2 for a in x) / len(x)) ** 0.5
            json.dump({"kind": "linear", "features": ["x0"], "intercept": my - slope * mx, "coefficients": [slope], "scales": [scale]}, open(sys.argv[2], "w"))
            """);
        var rows = Rows(100);
        var ours = (LinearModel)new RidgeTrainer { Penalty = 0 }.Train(rows.With(rows.Schema with { Features = ["x0"] }));
        var theirs = (LinearModel)new ExternalTrainer("least squares in Python", ["python3", script, "{in}", "{out}"]).Train(rows);
        Assert.Equal(ours.Coefficients[0], theirs.Coefficients[0], 1e-12);
        Assert.Equal(ours.Intercept, theirs.Intercept, 1e-12);
        Assert.Equal(ours.Scales[0], theirs.Scales[0], 1e-12);
    }

    [Fact]
    public void Program_gets_time_asset_features_target_and_weight_and_nothing_else()
    {
        var copy = Path.Combine(_folder.FullName, "copy.csv");
        var panel = Frame.ParseCsv("time,asset,secret,\"a,b\",y,w\n2020-01-01,SPX,5,0.1,1,2\n", new() { Timestamp = "time", Asset = "asset", Features = ["a,b"], Target = "y", Weight = "w", Columns = new Dictionary<string, ColumnRule> { ["secret"] = new() } });
        Shell($$"""cp "$1" {{copy}}; echo '{"kind": "constant", "value": 1}' > "$2" """).Train(panel);
        Assert.Equal("time,asset,\"a,b\",y,w\n2020-01-01T00:00:00Z,SPX,0.1,1,2\n", File.ReadAllText(copy));
    }

    [Fact]
    public void Program_that_predicts_is_started_once_for_a_frame_and_its_model_comes_back()
    {
        var count = Path.Combine(_folder.FullName, "count");
        var trainer = new ExternalTrainer("sum", ["sh", "-c", "echo 10 > \"$1\"", "", "{out}", "{in}"])
        {
            PredictCommand = ["sh", "-c", $$"""echo x >> {{count}}; awk -F, -v b="$(cat "$1")" 'NR > 1 { printf "%.17g\n", b + $1 + $2 }' "$2" > "$3" """, "", "{model}", "{in}", "{out}"],
        };
        var rows = Rows(30).With("x0", [.. Enumerable.Range(0, 30).Select(i => i == 4 ? double.NaN : i / 4.0)]);
        var model = trainer.Train(Rows(30));
        var predictions = model.Predict(rows);
        Assert.Single(File.ReadAllLines(count));
        for (var i = 0; i < 30; i++) Assert.Equal(i == 4 ? double.NaN : 10 + i / 4.0 + rows["x1"].Span[i], predictions[i], 1e-13);
        var back = trainer.Load(trainer.Save(model));
        Assert.Equal(predictions, back.Predict(rows));
        Assert.Equal(13, back.Predict([1.0, 2.0]));
        Assert.Equal(double.NaN, back.Predict([1.0, double.NaN]));
        Assert.Throws<ArgumentException>(() => trainer.Save(new ConstantModel(1)));
        Assert.Throws<ArgumentException>(() => back.Predict([1.0]));
        Assert.Throws<InvalidDataException>(() => trainer.Load([1]));
        Assert.Contains("PredictCommand", Assert.Throws<InvalidOperationException>(() => Shell(Mean).Load([1])).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("echo 1 > \"$3\"", "wrote 1 predictions for 2 rows")]
    [InlineData("printf '1\\nnan\\n' > \"$3\"", "line 2 of its predictions: 'nan' is no finite number")]
    [InlineData("printf '1,5\\n2\\n' > \"$3\"", "line 1 of its predictions: '1,5' is no finite number")]
    [InlineData("exit 3", "exited with code 3")]
    [InlineData("true", "wrote no file")]
    public void Predictions_that_are_none_are_refused(string script, string says)
    {
        var trainer = new ExternalTrainer("engine", ["sh", "-c", "echo 1 > \"$1\"", "", "{out}", "{in}"]) { PredictCommand = ["sh", "-c", script, "", "{model}", "{in}", "{out}"] };
        var model = trainer.Train(Rows(2));
        Assert.Contains(says, Assert.ThrowsAny<Exception>(() => model.Predict(Rows(2))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Program_that_fails_is_told_with_its_code_and_last_lines_and_without_its_arguments()
    {
        var trainer = new ExternalTrainer("engine", ["sh", "-c", "seq 1 50 >&2; printf 'no \\033[1mmemory\\n' >&2; exit 7", "", "{in}", "{out}", "--token=hunter2"]);
        var message = Assert.Throws<InvalidOperationException>(() => trainer.Train(Rows(3))).Message;
        Assert.StartsWith("engine: 'sh' exited with code 7. Its last lines:\n42\n", message, StringComparison.Ordinal);
        Assert.EndsWith("50\nno  [1mmemory", message, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", message, StringComparison.Ordinal);
        Assert.EndsWith("exited with code 1. It wrote nothing to standard error.", Assert.Throws<InvalidOperationException>(() => Shell("exit 1").Train(Rows(3))).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("true", "engine exited with code 0 and wrote no file to {out}.")]
    [InlineData(": > \"$2\"", "engine exited with code 0 and wrote an empty file to {out}.")]
    [InlineData("echo nonsense > \"$2\"", "engine, the file it wrote")]
    [InlineData("echo '{\"kind\": \"System.Diagnostics.Process\"}' > \"$2\"", "which is not a known one")]
    [InlineData("echo '{\"kind\": \"constant\", \"value\": 1e999}' > \"$2\"", "must be a finite number")]
    [InlineData("echo '{\"kind\": \"linear\", \"features\": [\"tomorrow\"], \"intercept\": 0, \"coefficients\": [1], \"scales\": [1]}' > \"$2\"", "reads 'tomorrow', which is no feature of the rows: x0, x1")]
    [InlineData("truncate -s 300M \"$2\"", "the most that is read is 268435456")]
    public void What_is_no_model_is_refused(string script, string says) =>
        Assert.Contains(says, Assert.Throws<InvalidDataException>(() => Shell(script).Train(Rows(3))).Message, StringComparison.Ordinal);

    [Fact]
    public void Program_that_hangs_is_killed_with_what_it_started()
    {
        var file = Path.Combine(_folder.FullName, "pid");
        var trainer = new ExternalTrainer("engine", ["sh", "-c", $"sleep 300 & echo $! > {file}; echo waiting >&2; wait", "", "{in}", "{out}"]) { TimeLimit = TimeSpan.FromSeconds(1) };
        var message = Assert.Throws<InvalidOperationException>(() => trainer.Train(Rows(3))).Message;
        Assert.StartsWith("engine: 'sh' had not ended after 1 s and was killed with what it started.", message, StringComparison.Ordinal);
        Assert.EndsWith("waiting", message, StringComparison.Ordinal);
        var started = int.Parse(File.ReadAllText(file), CultureInfo.InvariantCulture);
        Assert.True(SpinWait.SpinUntil(() => !IsRunning(started), TimeSpan.FromSeconds(10)));
    }

    [Fact]
    public void Flood_of_output_is_read_and_its_end_kept()
    {
        var message = Assert.Throws<InvalidOperationException>(() => Shell("head -c 20000000 /dev/zero | tr '\\0' 'x' >&2; head -c 20000000 /dev/zero; echo >&2; echo the end >&2; exit 1").Train(Rows(3))).Message;
        Assert.EndsWith("the end", message, StringComparison.Ordinal);
        Assert.InRange(message.Length, 50, 3000);
    }

    [Fact]
    public void Program_that_leaves_another_running_is_not_waited_for() =>
        Assert.Equal(1, ((ConstantModel)Shell("sleep 20 & echo '{\"kind\": \"constant\", \"value\": 1}' > \"$2\"").Train(Rows(3))).Value);

    [Fact]
    public void Its_files_are_gone_when_it_has_ended_and_when_it_has_failed()
    {
        var path = Path.Combine(_folder.FullName, "path");
        foreach (var end in new[] { "echo '{\"kind\": \"constant\", \"value\": 1}' > \"$2\"", "exit 1" })
        {
            try
            {
                Shell($"echo \"$1\" > {path}; {end}").Train(Rows(3));
            }
            catch (InvalidOperationException)
            {
                Assert.Equal("exit 1", end);
            }
            Assert.False(Directory.Exists(Path.GetDirectoryName(File.ReadAllText(path).Trim())));
        }
    }

    [Fact]
    public void Program_that_is_not_there_or_is_given_no_files_is_refused()
    {
        Assert.StartsWith("engine: 'no-such-program' could not be started.", Assert.Throws<InvalidOperationException>(() => new ExternalTrainer("engine", ["/nowhere/no-such-program", "{in}", "{out}"]).Train(Rows(3))).Message, StringComparison.Ordinal);
        Assert.Contains("could not be started", Assert.Throws<InvalidOperationException>(() => new ExternalTrainer("engine", ["sh", "{in}", "{out}"]) { WorkingFolder = Path.Combine(_folder.FullName, "absent") }.Train(Rows(3))).Message, StringComparison.Ordinal);
        Assert.Contains("{out}", Assert.Throws<ArgumentException>(() => new ExternalTrainer("engine", ["train", "{in}"])).Message, StringComparison.Ordinal);
        Assert.Contains("{model}", Assert.Throws<ArgumentException>(() => new ExternalTrainer("engine", ["train", "{in}", "{out}"]) { PredictCommand = ["predict", "{in}", "{out}"] }).Message, StringComparison.Ordinal);
        Assert.Contains("is empty", Assert.Throws<ArgumentException>(() => new ExternalTrainer("engine", [])).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => Shell(Mean) is { } t ? new ExternalTrainer(t.Name, ["x", "{in}{out}"]) { TimeLimit = TimeSpan.Zero } : null);
    }

    static ExternalTrainer Shell(string script) => new("engine", ["sh", "-c", script, "", "{in}", "{out}"]);

    /// <summary>A process that has ended stays in the table until its parent asks for it.</summary>
    static bool IsRunning(int id)
    {
        try
        {
            return !File.ReadAllText($"/proc/{id.ToString(CultureInfo.InvariantCulture)}/stat").Contains(") Z ", StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return false;
        }
    }

    static Frame Rows(int count) => RidgeTrainerTests.Rows([[.. Enumerable.Range(0, count).Select(i => Math.Sin(i * i))], [.. Enumerable.Range(0, count).Select(i => Math.Cos(3 * i))]],
        [.. Enumerable.Range(0, count).Select(i => Math.Sin(i * i) + i % 3)], null);
}
