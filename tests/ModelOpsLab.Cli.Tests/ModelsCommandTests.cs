using System.Text.Json;
using Microsoft.Data.Sqlite;
using ModelOpsLab.Lineage;
using ModelOpsLab.Registry;
using ModelOpsLab.Storage;

namespace ModelOpsLab.Cli.Tests;

public sealed class ModelsCommandTests : IClassFixture<ModelsWorkspace>, IDisposable
{
    const string Formula = "=cmd|'/c calc'!A1";

    readonly Folder _folder = new();
    DateTimeOffset _now = ModelsWorkspace.Start;

    public ModelsCommandTests(ModelsWorkspace built) => built.CopyTo(_folder.Path);

    public void Dispose() => _folder.Dispose();

    Outcome Run(params string[] arguments) => ModelsWorkspace.Run(_now = _now.AddMinutes(1), ["--workspace", _folder.Path, "models", .. arguments]);

    string Done(params string[] arguments)
    {
        var outcome = Run(arguments);
        Assert.True(outcome.Code == 0, outcome.Error);
        return outcome.Out.ReplaceLineEndings("\n");
    }

    JsonElement Json(params string[] arguments) => JsonDocument.Parse(Run(["--json", .. arguments]).Out).RootElement;

    SlotState Files(string slot = "small-a") => new KillSwitch(Workspace.Open(_folder.Path).StateFolder, slot).Read();

    string Signed(string by, params string[] what)
    {
        var file = _folder[$"signed-{by}.json"];
        Done(["approve", .. what, "--by", by, "--key", _folder[$"{by}.key"], "--out", file, "--because", "read the comparison"]);
        return file;
    }

    void Refused(string because, params string[] arguments)
    {
        var outcome = Run(arguments);
        Assert.True(outcome.Code == 2, $"{string.Join(' ', arguments)}: {outcome.Code} {outcome.Out} {outcome.Error}");
        Assert.Contains(because, outcome.Error, StringComparison.Ordinal);
        Assert.InRange(outcome.Error.Length, 10, 900);
    }

    long Events()
    {
        using var ledger = Ledger.Open(Workspace.Open(_folder.Path).Ledger.Database, readOnly: true);
        return ledger.Size;
    }

    [Fact]
    public void The_list_says_what_is_registered_and_what_is_live_where()
    {
        var printed = Done("list");
        Assert.Contains("live in small-a", printed, StringComparison.Ordinal);
        Assert.Contains("small-a  small 2  active  2020-03-01 09:07:00Z  zoe  version 1  1", printed, StringComparison.Ordinal);
        var list = Json("list");
        Assert.Equal([1, 2], list.GetProperty("versions").EnumerateArray().Select(v => v.GetProperty("version").GetInt32()));
        Assert.Equal("active", list.GetProperty("slots")[0].GetProperty("stateOfFiles").GetString());
    }

    [Fact]
    public void A_version_is_shown_with_its_life_and_a_slot_with_its_history()
    {
        Assert.Contains("by anna, event 2", Done("show", "small"), StringComparison.Ordinal);
        Assert.Contains("yearly retraining", Done("show", "small", "1"), StringComparison.Ordinal);
        Assert.Equal(2, Json("show", "small", "2").GetProperty("life")[0].GetProperty("version").GetInt32());
        Assert.All(Done("history", "small-a").Split('\n'), line => Assert.InRange(line.Length, 0, 120));
        Assert.Equal(["model.promoted", "model.promoted"], Json("history", "small-a").GetProperty("life").EnumerateArray().Select(d => d.GetProperty("change").GetString()));
    }

    [Fact]
    public void What_was_live_at_a_time_comes_with_a_proof_that_holds()
    {
        var printed = Done("live-at", "small-a", "2020-03-01T09:06Z");
        Assert.Contains("small version 1 (", printed, StringComparison.Ordinal);
        Assert.Contains("proof holds", printed, StringComparison.Ordinal);
        var said = Json("live-at", "small-a", "2020-03-01T10:30+01:00");
        Assert.Equal(2, said.GetProperty("live").GetProperty("version").GetInt32());
        var (proof, sequence) = (said.GetProperty("proof"), said.GetProperty("live").GetProperty("sequence").GetInt64());
        using var ledger = Ledger.Open(Workspace.Open(_folder.Path).Ledger.Database, readOnly: true);
        var leaf = Convert.FromHexString(proof.GetProperty("leaf").GetString()!);
        Assert.Equal(ledger.Read(sequence, sequence).Single().Hash, proof.GetProperty("leaf").GetString());
        byte[][] path = [.. proof.GetProperty("inclusion").EnumerateArray().Select(h => Convert.FromHexString(h.GetString()!))];
        var (size, root) = (proof.GetProperty("ledgerSize").GetInt64(), Convert.FromHexString(proof.GetProperty("root").GetString()!));
        Assert.True(MerkleProof.Includes(root, size, sequence - 1, leaf, path));
        Assert.False(MerkleProof.Includes(root, size, sequence - 2, leaf, path));
    }

    [Fact]
    public void Two_versions_are_compared()
    {
        var printed = Done("compare", "small", "1", "2");
        Assert.Contains("Changed: model's bytes", printed, StringComparison.Ordinal);
        Assert.All(printed.Split('\n').Where(line => line.EndsWith("changed", StringComparison.Ordinal)), line => Assert.InRange(line.Length, 0, 120));
        Assert.Equal(32, Json("compare", "small", "1", "2").GetProperty("rows").GetInt32());
    }

    [Fact]
    public void A_file_trained_elsewhere_becomes_the_next_version_and_one_that_is_not_its_format_does_not()
    {
        var file = _folder.Text("net.onnx", "bytes");
        Assert.Equal(3, Json("register", "small", "--file", file, "--format", "onnx", "--because", "trained elsewhere").GetProperty("version").GetProperty("version").GetInt32());
        var before = Events();
        Refused("needs --format", "register", "small", "--file", file, "--because", "x");
        Refused("this is not JSON", "register", "small", "--file", file, "--format", "modelopslab-json", "--because", "x");
        Refused("There is no file", "register", "small", "--file", _folder["none"], "--format", "onnx", "--because", "x");
        Refused("lies after the last", "register", "small", "--train-from", "2016-01-15", "--because", "x");
        Refused("controls or reorders text", "register", "small", "--because", "two\nlines");
        Refused("A reason is needed", "register", "small", "--because", " ");
        Assert.Equal(before, Events());
    }

    [Fact]
    public void A_promotion_takes_the_approvals_of_two_others_by_file_and_uses_them_once()
    {
        string[] what = ["small", "1", "--slot", "small-b"], promote = ["promote", .. what, "--because", "the other book", "--by", "zoe"];
        var (ben, carla) = (Signed("ben", what), Signed("carla", what));
        Refused("0 count", promote);
        Refused("counts once", [.. promote, "--approval", ben, "--approval", ben]);
        Refused("nobody approves their own work", "promote", "small", "1", "--slot", "small-b", "--because", "x", "--by", "ben", "--approval", ben, "--approval", carla);
        Refused("it is for version 1, not 2", "promote", "small", "2", "--slot", "small-b", "--because", "x", "--approval", ben, "--approval", carla);
        Refused("There is no file", [.. promote, "--approval", _folder["none.json"]]);
        Refused("close.csv: ", [.. promote, "--approval", _folder["close.csv"]]);
        var late = ModelsWorkspace.Run(_now.AddDays(6), ["--workspace", _folder.Path, "models", .. promote, "--approval", ben, "--approval", carla]);
        Assert.Contains("it ended at", late.Error, StringComparison.Ordinal);
        Assert.Contains("approved by ben, carla", Done([.. promote, "--approval", ben, "--approval", carla]), StringComparison.Ordinal);
        Assert.Equal(SlotState.Active, Files("small-b"));
        Done("disable", "small-b", "--because", "a drill");
        Refused("an approval is used once", [.. promote, "--approval", ben, "--approval", carla]);
    }

    [Fact]
    public void What_the_policy_would_not_count_is_not_signed()
    {
        string[] approve = ["approve", "small", "1", "--slot", "small-b", "--out", _folder["x.json"], "--because", "x"];
        Refused("Did you mean 'ben'?", [.. approve, "--by", "bn", "--key", _folder["ben.key"]]);
        Refused("not signed by their key", [.. approve, "--by", "carla", "--key", _folder["ben.key"]]);
        Refused("none of the roles risk", [.. approve, "--by", "anna", "--key", _folder["anna.key"]]);
        Refused("is not 1 to 366", [.. approve, "--by", "ben", "--key", _folder["ben.key"], "--days", "99999999"]);
        Refused("none.key", [.. approve, "--by", "ben", "--key", _folder["none.key"]]);
        Refused("others may read", [.. approve, "--by", "ben", "--key", _folder["close.csv"]]);
        Assert.False(File.Exists(_folder["x.json"]));
    }

    [Fact]
    public void A_key_is_made_once_and_its_public_line_printed()
    {
        var printed = Done("key", "example.com/ben", "--out", _folder["other.key"]);
        Assert.Equal(NoteSigner.Open(_folder["other.key"]).Verifier + "\n", printed);
        Assert.NotEqual(NoteSigner.Open(_folder["ben.key"]).Verifier + "\n", printed);
        Refused("already exists", "key", "example.com/ben", "--out", _folder["other.key"]);
        Refused("neither spaces", "key", "two words", "--out", _folder["fourth.key"]);
    }

    [Fact]
    public void A_rollback_goes_back_at_once()
    {
        Assert.StartsWith("small-a: small version 1 is active since ", Done("rollback", "small-a", "--because", "losses", "--by", "zoe"), StringComparison.Ordinal);
        Refused("Did you mean 'small-a'?", "rollback", "smal-a", "--because", "losses");
        Refused("no version to go back to", "rollback", "small-a", "--because", "losses");
        Refused("'two' is not a whole number", "rollback", "small-a", "--because", "losses", "--to", "two");
    }

    [Fact]
    public void A_slot_is_stopped_at_once_and_armed_again_by_approval()
    {
        var stopped = Run("disable", "small-a", "--because", "losses", "--by", "zoe");
        Assert.Equal((0, SlotState.Halted), (stopped.Code, Files()));
        Assert.StartsWith("'small-a' is halted now", stopped.Error, StringComparison.Ordinal);
        Assert.Contains("It serves its fallback: version 1", stopped.Out, StringComparison.Ordinal);
        Refused("it stays halted", "disable", "small-a", "--reduce-only", "--because", "x");
        Refused("takes the approval of 1 person", "enable", "small-a", "--because", "over");
        Assert.Contains("is active since", Done("enable", "small-a", "--because", "over", "--by", "zoe", "--approval", Signed("ben", "small", "--slot", "small-a")), StringComparison.Ordinal);
        Assert.Equal(SlotState.Active, Files());
        Done("disable", "small-a", "--reduce-only", "--because", "thin markets");
        Assert.Equal(SlotState.ReduceOnly, Files());
    }

    [Fact]
    public void A_stop_is_recorded_whatever_characters_its_reason_has()
    {
        Assert.Equal("two\uFFFDlines", Json("disable", "small-a", "--because", "two\nlines").GetProperty("because").GetString());
        Assert.Equal(SlotState.Halted, Files());
    }

    [Fact]
    public void A_stop_without_a_reason_holds_and_says_that_it_is_not_recorded()
    {
        var outcome = Run("disable", "small-a", "--json", "--because", "");
        Assert.Equal((1, SlotState.Halted), (outcome.Code, Files()));
        Assert.Contains("That is not recorded yet", outcome.Error, StringComparison.Ordinal);
        var result = JsonDocument.Parse(outcome.Out).RootElement;
        Assert.Equal(("halted", false), (result.GetProperty("state").GetString(), result.GetProperty("recorded").GetBoolean()));
        Assert.Contains("recorded as active, and halted by its files", Done("list"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_name_that_is_no_slot_is_not_said_to_be_stopped()
    {
        using var locked = Lock();
        Refused("nothing was stopped. There is: small-a. Did you mean 'small-a'?", "disable", "smal-a", "--because", "losses");
        Refused("is no name of a slot", "disable", "../small-a", "--because", "losses");
        Assert.Equal(SlotState.Active, Files());
    }

    [Fact]
    public async Task Beside_a_locked_ledger_a_stop_is_said_before_the_record_is_given_up()
    {
        using var locked = Lock();
        using StringWriter output = new(), error = new();
        var call = Task.Run(() => Cli.CommandLine.Run(["models", "disable", "small-a", "--because", "losses", "--json", "--workspace", _folder.Path], new(output, TextWriter.Synchronized(error))), TestContext.Current.CancellationToken);
        while (Files() != SlotState.Halted) await Task.Delay(1, TestContext.Current.CancellationToken);
        Assert.False(call.IsCompleted); // it is stopped, and the record is waited for
        locked.Dispose();
        Assert.Equal(0, await call);
        Assert.StartsWith("'small-a' is halted now", error.ToString(), StringComparison.Ordinal);
        Assert.Equal("halted", JsonDocument.Parse(output.ToString()).RootElement.GetProperty("state").GetString());
    }

    [Fact]
    public void A_drill_is_measured_and_recorded()
    {
        var before = Events();
        Assert.Equal(0, Json("drill", "small-a", "--times", "5").GetProperty("missed").GetInt32());
        Assert.Equal((before + 1, SlotState.Active), (Events(), Files()));
        Refused("is not 1 to", "drill", "small-a", "--times", "0");
        Refused("There was in: small-a", "drill", "small-b");
    }

    [Fact]
    public void A_label_is_put_on_a_version_and_taken_away()
    {
        Assert.Equal("small: 'best' is version 1.\n", Done("alias", "small", "best", "1"));
        Assert.Contains("best", Done("list"), StringComparison.Ordinal);
        Refused("Did you mean 'best'?", "alias", "small", "bes");
        Assert.Equal("small: 'best' is on no version.\n", Done("alias", "small", "best"));
        Refused("is no alias", "alias", "small", "=cmd", "1");
    }

    [Fact]
    public void A_version_is_retired_unless_a_slot_needs_it()
    {
        Refused("runs it", "retire", "small", "2", "--because", "old");
        Refused("would go back to it", "retire", "small", "1", "--because", "old");
        Done("register", "small", "--file", _folder["close.csv"], "--format", "onnx", "--because", "a try");
        Assert.True(Json("retire", "small", "3", "--because", "old").GetProperty("retired").GetBoolean());
        Assert.Contains("retired", Done("list"), StringComparison.Ordinal);
    }

    [Fact]
    public void Who_made_a_prediction_that_is_none_is_said()
    {
        Refused("is no id of a prediction", "who", "../../etc/passwd");
        Refused("small-a", "who", "small-a.000000000001.1");
    }

    [Fact]
    public void Rules_that_hold_end_with_0_and_rules_that_fail_with_1_after_the_rollback()
    {
        Measure(new(2020, 3, 2), 0.01);
        var held = Json("judge", "small-a");
        Assert.Equal((true, "hold", "nothing"), (held.GetProperty("holds").GetBoolean(), held.GetProperty("answer").GetString(), held.GetProperty("done").GetString()));
        Measure(new(2020, 3, 3), -0.05);
        _now = new(2020, 3, 3, 20, 0, 0, TimeSpan.Zero);
        var before = Events();
        var dry = Run("judge", "small-a", "--dry-run");
        Assert.Equal((1, before), (dry.Code, Events()));
        Assert.Contains("Would be done: go back to version 1.", dry.Out, StringComparison.Ordinal);
        Assert.Contains("2020-03-03", dry.Out, StringComparison.Ordinal);
        Assert.Equal(0, Run("judge", "small-a", "--dry-run", "--as-of", "2020-03-02").Code);
        var outcome = Run("judge", "small-a", "--json");
        Assert.Equal(1, outcome.Code);
        var result = JsonDocument.Parse(outcome.Out).RootElement;
        Assert.Equal(("rollBack", "went back to version 1", "inc-0001"), (result.GetProperty("answer").GetString(), result.GetProperty("done").GetString(), result.GetProperty("incident").GetString()));
        Assert.Equal(1, Json("list").GetProperty("slots")[0].GetProperty("live").GetProperty("version").GetInt32());
    }

    [Fact]
    public void Without_measurements_the_rules_cannot_tell_and_nothing_is_done()
    {
        var outcome = Run("judge", "small-a");
        Assert.Equal(0, outcome.Code);
        Assert.Contains("Inconclusive: pnl was measured 0 times", outcome.Out, StringComparison.Ordinal);
        Refused("Did you mean 'small-a'?", "judge", "smal-a");
        Refused("--dry-run is missing", "judge", "small-a", "--as-of", "2020-03-02");
    }

    [Fact]
    public void What_is_not_there_ends_with_2_and_a_hint()
    {
        foreach (var (arguments, because) in new (string[], string)[]
        {
            ([], "models needs one of: list, show"),
            (["shw"], "Did you mean 'show'?"),
            (["show", "smal"], "Did you mean 'small'?"),
            (["show", "small", "9"], "It has: 1, 2."),
            (["compare", "small", "one", "2"], "'one' is not a whole number"),
            (["history", "smal-a"], "Did you mean 'small-a'?"),
            (["live-at", "smal-a", "2020-03-02"], "Did you mean 'small-a'?"),
            (["live-at", "small-a", "2010-01-01"], "its life begins at 2020-03-01"),
            (["live-at", "small-a", "12/03/2020"], "is no time"),
            (["live-at", "small-a", "yesterday"], "is no time"),
            (["promote", "small", "1", "--slot", "small-c", "--because", "x"], "Did you mean 'small-a'?"),
            (["promote", "small", "1", "--because", "x"], "name one of small-a, small-b"),
            (["promote", "small", "1", "--slot", "small-a"], "--because"),
            (["rollback", "small-a", "--because", new string('x', 100_000)], "at most 4,001"),
        }) Refused(because, arguments);
    }

    [Fact]
    public void Where_nothing_was_recorded_reading_makes_no_ledger()
    {
        Directory.Delete(_folder[".modelops"], recursive: true);
        var outcome = Run("list");
        Assert.Equal((0, ""), (outcome.Code, outcome.Out));
        Assert.Contains("'modelops models register small --because TEXT'", outcome.Error, StringComparison.Ordinal);
        Refused("Nothing was recorded in", "history", "small-a");
        Refused("No slot of this workspace was ever armed", "disable", "small-a", "--because", "x");
        Assert.False(Directory.Exists(_folder[".modelops"]));
    }

    [Fact]
    public void A_formula_or_markup_in_a_reason_or_name_is_printed_as_text_and_kept_as_it_is()
    {
        Done("rollback", "small-a", "--by=" + Formula, "--because=" + Formula);
        Done("disable", "small-a", "--because=" + string.Join(' ', Enumerable.Repeat("=1+1", 100))); // so long that its lines are broken
        Done("register", "small", "--file", _folder["close.csv"], "--format", "onnx", "--by=" + Formula, "--because", "<script>alert(1)</script>");
        foreach (var printed in new[] { Done("list"), Done("history", "small-a"), Done("show", "small", "1"), Done("show", "small", "3"), Done("compare", "small", "1", "3") })
            Assert.DoesNotContain(printed.Split('\n').SelectMany(line => line.Split("  ", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)), cell => cell.StartsWith('='));
        Assert.Contains("'" + Formula, Done("list"), StringComparison.Ordinal);
        Assert.Equal(Formula, Json("history", "small-a").GetProperty("life")[2].GetProperty("because").GetString());
        Assert.DoesNotContain("<script>", Run("history", "small-a", "--json").Out, StringComparison.Ordinal);
    }

    void Measure(DateOnly day, double value)
    {
        using var store = MeasurementStore.Open(Workspace.Open(_folder.Path).HistoryFile);
        store.Append([new("small", "pnl", "", day, day, value, null, 10, null, "", "live", "unknown", day)]);
    }

    /// <summary>Holds the ledger as a process that hangs in a transaction does.</summary>
    SqliteConnection Lock()
    {
        var connection = new SqliteConnection($"Data Source={Workspace.Open(_folder.Path).Ledger.Database};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "BEGIN EXCLUSIVE";
        command.ExecuteNonQuery();
        return connection;
    }
}
