using Microsoft.Data.Sqlite;
using ModelOpsLab.Registry;
using ModelOpsLab.Reporting;

namespace ModelOpsLab.Tests.Registry;

public sealed class LedgerAuditTests : IDisposable
{
    readonly string _path = Directory.CreateTempSubdirectory("modelops-test-").FullName;
    LedgerFolder Folder => new(_path);

    public void Dispose() => Directory.Delete(_path, recursive: true);

    void Grow(int events)
    {
        using var ledger = SampleLedger.Open(Folder);
        SampleLedger.Grow(Folder, ledger, events);
    }

    /// <summary>Changes the file as somebody who has it can: without our triggers.</summary>
    void Tamper(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={Folder.Database};Pooling=False");
        connection.Open();
        List<string> triggers = [], names = [];
        using (var read = connection.CreateCommand())
        {
            read.CommandText = "SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'";
            using var row = read.ExecuteReader();
            while (row.Read()) { names.Add(row.GetString(0)); triggers.Add(row.GetString(1)); }
        }
        using var command = connection.CreateCommand();
        command.CommandText = $"{string.Concat(names.Select(n => $"DROP TRIGGER {n};"))}{sql};{string.Concat(triggers.Select(t => t + ";"))}";
        command.ExecuteNonQuery();
    }

    [Fact]
    public void A_ledger_that_nobody_touched_holds()
    {
        Grow(9);
        using var ledger = Ledger.Open(Folder.Database, readOnly: true);
        var report = Folder.Verify([SampleLedger.Live], outside: ledger.LatestCheckpoint);
        Assert.Equal(Severity.Healthy, report.Severity);
        Assert.Equal(
            [("file", 2), ("events", 9), ("order", 9), ("tree", 8), ("checkpoints", 9), ("outside checkpoint", 1), ("blobs", 9), ("state tables", 1)],
            report.Measurements.Select(m => (m.Of, (int)m.Count)));
        Assert.All(report.Measurements, m => Assert.Equal(0, m.Value));
        Assert.Equal(Convert.ToHexStringLower(ledger.Root), report.Provenance.DataHashes["ledger"]);
    }

    [Fact]
    public void What_was_not_looked_at_is_said_and_is_not_green()
    {
        Grow(2);
        var report = Folder.Verify();
        Assert.Equal(Severity.Unknown, report.Severity);
        Assert.Contains("could have rewritten it", report.Measured("ledger_faults", "outside checkpoint").Because, StringComparison.Ordinal);
        Assert.Equal("none was named", report.Measured("ledger_faults", "state tables").Because);
    }

    public static TheoryData<string, string, string> Changes => new()
    {
        { "UPDATE events SET body = CAST(replace(CAST(body AS TEXT), 'risk-desk', 'hush-desk') AS BLOB) WHERE seq = 4", "events", "event 4 does not hash to what is stored beside it" },
        { "UPDATE events SET leaf = x'0000000000000000000000000000000000000000000000000000000000000000' WHERE seq = 9", "events", "event 9 does not hash" },
        { "UPDATE head SET size = -108", "file", "says -108 events" },
        { "PRAGMA ignore_check_constraints = 1; UPDATE head SET id = 3", "file", "Its head has the key 3" },
        { "DELETE FROM events WHERE seq = 5", "file", "Event 5 is missing" },
        { "DELETE FROM events WHERE seq = 9", "file", "Event 9 is missing" },
        { "DELETE FROM events WHERE seq = 9; UPDATE head SET size = 8", "tree", "the stored root is not that of the events" },
        { "UPDATE nodes SET hash = zeroblob(32) WHERE level = 1 AND idx = 2", "tree", "node 2 of level 1 is not that of the events" },
        { "DELETE FROM nodes WHERE level = 3", "tree", "node 0 of level 3 is missing" },
        { "CREATE TABLE n AS SELECT * FROM nodes; DROP TABLE nodes; ALTER TABLE n RENAME TO nodes; INSERT INTO nodes SELECT * FROM nodes WHERE level = 1 AND idx = 2", "tree", "node 2 of level 1 stands there 2 times" },
        { "INSERT INTO nodes VALUES (1, 4, zeroblob(32))", "tree", "1 nodes beyond" },
        { "UPDATE head SET root = zeroblob(32)", "tree", "the stored root is not" },
        { "UPDATE checkpoints SET note = replace(note, 'desk-7', 'desk-8') WHERE size = 3", "checkpoints", "The checkpoint at 3 is not signed" },
        { "UPDATE checkpoints SET note = (SELECT note FROM checkpoints WHERE size = 4) WHERE size = 3", "checkpoints", "The checkpoint at 3 is not of these events" },
        { "UPDATE live_versions SET version = 8", "state tables", "it says (champion, 8, 9), the events say (champion, 9, 9)" },
        { "DELETE FROM live_versions", "state tables", "it says nothing" },
        { "UPDATE projections SET size = 4", "state tables", "has seen 4 of 9" },
        { "UPDATE projections SET size = 28", "state tables", "has seen 28 of 9" },
        { "DELETE FROM projections", "state tables", "was never computed" },
        { "CREATE TRIGGER t BEFORE INSERT ON events BEGIN SELECT RAISE(IGNORE); END", "file", "were altered" },
    };

    [Theory, MemberData(nameof(Changes))]
    public void A_change_is_found_and_named(string sql, string part, string says)
    {
        Grow(9);
        Tamper(sql);
        var report = Folder.Verify([SampleLedger.Live]);
        Assert.Equal(Severity.Critical, report.Severity);
        Assert.True(report.Measured("ledger_faults", part).Value > 0, report.ToString());
        Assert.Contains(says, report.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_history_rewritten_by_who_has_the_key_agrees_with_itself_and_not_with_the_checkpoint_kept_outside()
    {
        Grow(5);
        Checkpoint outside;
        using (var ledger = Ledger.Open(Folder.Database, readOnly: true)) outside = ledger.LatestCheckpoint!;
        File.Delete(Folder.Database);
        using (var forged = SampleLedger.Open(Folder)) forged.Append([.. Enumerable.Range(1, 6).Select(i => SampleLedger.Promotion(i * 10))]);
        Assert.NotEqual(Severity.Critical, Folder.Verify([SampleLedger.Live]).Severity);
        Assert.Contains("history was rewritten", Folder.Verify(outside: outside).ToString(), StringComparison.Ordinal);

        File.Delete(Folder.Database);
        Grow(3);
        Assert.Contains("events were removed", Folder.Verify(outside: outside).ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("UPDATE events SET body = CAST(replace(CAST(body AS TEXT), 'risk-desk', 'hush-desk') AS BLOB) WHERE seq = 2", "at event 2: its bytes do not hash to what is stored beside them")]
    [InlineData("DELETE FROM events WHERE seq = 2", "at event 2: event 3 stands in its place")]
    public void A_changed_event_is_not_read(string sql, string says)
    {
        Grow(3);
        Tamper(sql);
        using var ledger = Ledger.Open(Folder.Database, readOnly: true);
        Assert.Contains(says, Assert.Throws<InvalidDataException>(() => ledger.Read().ToList()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_new_key_signs_what_follows_and_the_old_one_still_holds()
    {
        Grow(2);
        File.Delete(Folder.Key);
        Grow(1);
        Assert.Equal(2, File.ReadAllLines(Folder.PublicKey).Length);
        Assert.Equal((0, 3), (Folder.Verify().Measured("ledger_faults", "checkpoints").Value, Folder.Verify().Measured("ledger_faults", "checkpoints").Count));
        File.WriteAllLines(Folder.PublicKey, File.ReadAllLines(Folder.PublicKey)[1..]);
        Assert.Equal(2, Folder.Verify().Measured("ledger_faults", "checkpoints").Value);
    }

    [Fact]
    public void A_blob_that_is_gone_or_changed_is_named()
    {
        Grow(3);
        var ids = Folder.Blobs.Ids;
        string At(string id) => Path.Combine(_path, "blobs", "sha256", id[..2], id[2..]);
        File.Delete(At(ids[0]));
        File.AppendAllText(At(ids[1]), " ");
        var report = Folder.Verify();
        Assert.Equal((2, 3), ((int)report.Measured("ledger_faults", "blobs").Value, (int)report.Measured("ledger_faults", "blobs").Count - 2));
        Assert.Contains($"There is no blob {ids[0]}", report.ToString(), StringComparison.Ordinal);
        Assert.Contains($"Blob {ids[1]} is damaged", report.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_no_ledger_gives_a_report_and_a_missing_one_an_error()
    {
        Assert.Throws<FileNotFoundException>(() => Folder.Verify());
        File.WriteAllText(Folder.Database, "date,close\n");
        Assert.Equal(Severity.Critical, Folder.Verify().Severity);
    }

    [Fact]
    public void An_empty_ledger_holds_and_says_that_it_is_empty()
    {
        Grow(0);
        var report = Folder.Verify([SampleLedger.Live]);
        Assert.Equal(Severity.Unknown, report.Severity);
        Assert.Equal("the ledger is empty", report.Measured("ledger_faults", "events").Because);
    }
}
