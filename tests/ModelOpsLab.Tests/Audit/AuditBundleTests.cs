using System.Diagnostics;
using System.IO.Compression;
using System.Text;
using ModelOpsLab.Audit;
using ModelOpsLab.Lineage;
using ModelOpsLab.Registry;
using ModelOpsLab.Reporting;
using ModelOpsLab.Storage;
using ModelOpsLab.Tests.Registry;

namespace ModelOpsLab.Tests.Audit;

public sealed class AuditBundleTests : IDisposable
{
    readonly SampleBundle _sample = new();

    public void Dispose() => _sample.Dispose();

    static Report Check(string bundle, Checkpoint? outside = null, params IReadOnlyList<NoteVerifier> keys) => AuditBundleCheck.Verify(bundle, [SampleLedger.Live], keys, outside);

    Checkpoint Newest()
    {
        using var ledger = Ledger.Open(_sample.Workspace.Ledger.Database, readOnly: true);
        return ledger.LatestCheckpoint!;
    }

    NoteVerifier Key => NoteVerifier.Parse(File.ReadAllLines(_sample.Workspace.Ledger.PublicKey)[0]);

    [Fact]
    public void A_bundle_that_nobody_touched_holds_in_every_part()
    {
        var report = Check(_sample.Write(), Newest(), Key);
        Assert.Equal(Severity.Healthy, report.Severity);
        Assert.Equal(
            [("file", 14), ("events", 5), ("order", 5), ("tree", 1), ("checkpoints", 6), ("outside checkpoint", 1), ("blobs", 5), ("state tables", 1), ("left out", 1)],
            report.Measurements.Where(m => m.Exists).Select(m => (m.Of, (int)m.Count)));
    }

    [Fact]
    public void The_same_history_gives_the_same_bytes()
    {
        var first = File.ReadAllBytes(_sample.Write());
        Assert.Equal(first, File.ReadAllBytes(_sample.Write(name: "again.zip")));
    }

    [Fact]
    public void Any_program_that_reads_zip_files_reads_it()
    {
        using var zip = ZipFile.OpenRead(_sample.Write());
        Assert.Equal(["README.txt", "events.jsonl", "leaves.txt", "checkpoint.txt", "checkpoints.jsonl", "keys.txt", "state/live_versions.jsonl", "workspace/modelops.json"], zip.Entries.Take(8).Select(e => e.FullName));
        using var text = new StreamReader(zip.GetEntry("checkpoint.txt")!.Open());
        Assert.Equal(Newest().Note, text.ReadToEnd());
        Assert.All(zip.Entries, e => Assert.Equal(new DateTime(1980, 1, 1), e.LastWriteTime.DateTime));
    }

    [Fact]
    public void The_events_of_one_model_are_proved_to_be_in_the_ledger_and_the_others_are_not_in_it()
    {
        var bundle = _sample.Write(new() { Model = "momentum" });
        var report = Check(bundle, Newest(), Key);
        Assert.Equal(Severity.Unknown, report.Severity);
        Assert.Equal((3, 3, 4, 3, 5), ((int)report.Measured("ledger_faults", "events").Count, (int)report.Measured("ledger_faults", "order").Count, (int)report.Measured("ledger_faults", "tree").Count, (int)report.Measured("ledger_faults", "blobs").Count, (int)report.Provenance.Rows!));
        Assert.Contains("they follow from all events", report.Measured("ledger_faults", "state tables").Because, StringComparison.Ordinal);
        Assert.All(report.Measurements.Where(m => m.Exists), m => Assert.Equal(0, m.Value));
        Assert.DoesNotContain("carry", Encoding.UTF8.GetString(File.ReadAllBytes(bundle)), StringComparison.Ordinal);
    }

    [Fact]
    public void An_older_checkpoint_kept_elsewhere_is_extended_and_one_of_a_rewritten_history_is_not()
    {
        var kept = Newest();
        _sample.Grow(3);
        foreach (var model in new[] { null, "carry" }) Assert.Equal(0, Check(_sample.Write(new() { Model = model }), kept).Measured("ledger_faults", "outside checkpoint").Value);
        File.Delete(_sample.Workspace.Ledger.Database);
        using (var ledger = SampleLedger.Open(_sample.Workspace.Ledger)) ledger.Append([.. Enumerable.Range(1, 9).Select(i => SampleLedger.Promotion(i))]);
        foreach (var model in new[] { null, "carry" }) Assert.Contains("history was rewritten", Check(_sample.Write(new() { Model = model }), kept).ToString(), StringComparison.Ordinal);
        File.Delete(_sample.Workspace.Ledger.Database);
        _sample.Grow(2);
        Assert.Contains("events were removed", Check(_sample.Write(), kept).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_key_in_the_bundle_is_said_to_be_that_and_another_key_is_not_taken_for_it()
    {
        var bundle = _sample.Write();
        Assert.Contains("the keys in the bundle itself (example.com/desk-7, id ", Check(bundle).ToString(), StringComparison.Ordinal);
        var other = NoteSigner.Create(_sample["other.key"], "example.com/desk-7").Verifier;
        Assert.Contains("is not signed by a key that is known here", Check(bundle, null, other).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_too_large_is_left_out_and_listed_with_its_hash()
    {
        var manifest = AuditBundle.Write(_sample.Workspace, _sample["small.zip"], new() { MaxFileBytes = 3 });
        var id = ContentId.Of(SampleLedger.Model(1));
        Assert.Contains(new($"blobs/{id}", SampleLedger.Model(1).Length, id, "larger than the limit of 3 bytes for one file"), manifest.LeftOut);
        var report = Check(_sample["small.zip"]);
        Assert.Equal(Severity.Unknown, report.Severity);
        Assert.Contains("6 not in the bundle", report.Measured("ledger_faults", "left out").Because, StringComparison.Ordinal);
        Assert.Equal("all of them were left out", report.Measured("ledger_faults", "blobs").Because);
        Assert.Equal(4, AuditBundle.Write(_sample.Workspace, _sample["some.zip"], new() { MaxBytes = 40 }).LeftOut.Count);
    }

    [Fact]
    public void A_blob_that_is_gone_or_damaged_is_a_fault_of_the_bundle_too()
    {
        var ids = _sample.Workspace.Ledger.Blobs.Ids;
        string At(string id) => _sample[$".modelops/blobs/sha256/{id[..2]}/{id[2..]}"];
        File.Delete(At(ids[0]));
        File.AppendAllText(At(ids[1]), " ");
        var report = Check(_sample.Write());
        Assert.Equal(2, report.Measured("ledger_faults", "left out").Value);
        Assert.Contains($"{ids[1]}: its bytes are not those of its name", report.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_blob_that_an_event_says_was_released_is_no_fault()
    {
        var id = _sample.Workspace.Ledger.Blobs.Ids[0];
        File.Delete(_sample[$".modelops/blobs/sha256/{id[..2]}/{id[2..]}"]);
        Assert.Equal(Severity.Critical, Check(_sample.Write()).Severity);
        using (var ledger = SampleLedger.Open(_sample.Workspace.Ledger)) ledger.Append(LedgerEntry.Of("blobs.released", "risk-desk", new { Ids = new[] { id }, Because = "kept for seven years" }));
        Assert.Contains("it was released, as an event says", Check(_sample.Write()).Measured("ledger_faults", "left out").Because, StringComparison.Ordinal);
    }

    [Fact]
    public void A_damaged_ledger_gives_no_bundle_and_leaves_no_file()
    {
        var bytes = File.ReadAllBytes(_sample.Workspace.Ledger.Database);
        bytes[Encoding.Latin1.GetString(bytes).IndexOf("risk-desk", StringComparison.Ordinal)] ^= 1;
        File.WriteAllBytes(_sample.Workspace.Ledger.Database, bytes);
        Assert.Contains("is damaged at event", Assert.Throws<InvalidDataException>(() => _sample.Write()).Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(_sample[""], "*bundle*"));
    }

    [Fact]
    public void Where_nothing_was_recorded_there_is_no_bundle_and_an_empty_ledger_gives_one()
    {
        using var empty = new SampleBundle(0);
        Assert.Equal("the ledger is empty", Check(empty.Write()).Measured("ledger_faults", "events").Because);
        File.Delete(empty.Workspace.Ledger.Database);
        Assert.Throws<FileNotFoundException>(() => empty.Write(name: "none.zip"));
    }

    [Fact]
    public void Notebooks_keep_their_names_and_must_have_ones_that_can_be_kept()
    {
        File.WriteAllText(_sample["review.ipynb"], "{}");
        Directory.CreateDirectory(_sample["other"]);
        File.WriteAllText(_sample["other/Review.ipynb"], "{}");
        File.WriteAllText(_sample["my review.ipynb"], "{}");
        Assert.Contains("notebooks/review.ipynb", Names(_sample.Write(new() { Notebooks = [_sample["review.ipynb"]] })));
        Assert.Contains("Two notebooks have the name", Assert.Throws<InvalidDataException>(() => _sample.Write(new() { Notebooks = [_sample["review.ipynb"], _sample["other/Review.ipynb"]] })).Message, StringComparison.Ordinal);
        Assert.Contains("cannot keep its name", Assert.Throws<InvalidDataException>(() => _sample.Write(new() { Notebooks = [_sample["my review.ipynb"]] })).Message, StringComparison.Ordinal);
        Assert.Throws<FileNotFoundException>(() => _sample.Write(new() { Notebooks = [_sample["none.ipynb"]] }));
    }

    static string[] Names(string bundle)
    {
        using var zip = StoredZip.Open(bundle);
        return [.. zip.Entries.Select(e => e.Name)];
    }

    [Fact]
    public void The_environment_is_kept_without_time_host_and_paths()
    {
        var environment = EnvironmentRecord.Capture(new SetClock(new(2031, 7, 1, 0, 0, 0, TimeSpan.Zero)));
        var bundle = _sample.Write(new() { Environment = environment });
        var text = Encoding.UTF8.GetString(File.ReadAllBytes(bundle));
        Assert.Contains(environment.Runtime, text, StringComparison.Ordinal);
        Assert.DoesNotContain("2031-07-01", text, StringComparison.Ordinal); // a hash may hold the four digits
        Assert.DoesNotContain(AppContext.BaseDirectory, text, StringComparison.Ordinal);
        Assert.Equal(File.ReadAllBytes(bundle), File.ReadAllBytes(_sample.Write(new() { Environment = environment with { At = DateTimeOffset.UnixEpoch, Host = "other", Modules = [] } }, "again.zip")));
    }

    [Fact]
    public void It_unpacks_to_a_workspace_whose_ledger_holds_and_only_to_a_new_folder()
    {
        File.WriteAllText(_sample["review.ipynb"], "{}");
        var bundle = _sample.Write(new() { Notebooks = [_sample["review.ipynb"]] });
        Assert.Equal([_sample["unpacked/notebooks/review.ipynb"]], AuditBundle.Unpack(bundle, _sample["unpacked"], [SampleLedger.Live]));
        var workspace = Workspace.Open(_sample["unpacked"]);
        Assert.Equal(Severity.Healthy, workspace.Ledger.Verify([SampleLedger.Live], Key, Newest()).Severity);
        Assert.Throws<IOException>(() => AuditBundle.Unpack(bundle, _sample["unpacked"]));
    }

    [Fact]
    public void Every_single_bit_flip_is_found()
    {
        using var small = new SampleBundle(2);
        var bundle = small.Write();
        var (bytes, key) = (File.ReadAllBytes(bundle), NoteVerifier.Parse(File.ReadAllLines(small.Workspace.Ledger.PublicKey)[0]));
        var flips = 0;
        for (var at = 0; at < bytes.Length; at += 7)
        {
            var bit = (byte)(1 << (at % 8));
            bytes[at] ^= bit;
            File.WriteAllBytes(small["flipped.zip"], bytes);
            bytes[at] ^= bit;
            flips++;
            try { Assert.True(Check(small["flipped.zip"], null, key).Severity == Severity.Critical, $"byte {at}, bit {bit}"); }
            catch (InvalidDataException) { }
        }
        Assert.True(flips > 500);
    }

    /// <summary>What somebody who packs the bundle again, with all check sums put right, cannot hide.</summary>
    [Theory]
    [InlineData("events.jsonl", "risk-desk", "hush-desk", "events", "does not hash to what leaves.txt says")]
    [InlineData("leaves.txt", null, null, "tree", "the list says 5 events and root")]
    [InlineData("keys.txt", "example.com/desk-7", "example.com/desk-8", "checkpoints", "is not signed by a key that is known here")]
    [InlineData("checkpoint.txt", "desk-7", "desk-8", "checkpoints", "is not the last of checkpoints.jsonl")]
    [InlineData("state/live_versions.jsonl", "5", "4", "state tables", "row 2 is not what the events say")]
    public void A_change_that_is_packed_again_is_found(string name, string? was, string? now, string part, string says)
    {
        var report = Check(Repacked(_sample.Write(), (entry, bytes) => entry != name ? bytes
            : was is null ? [.. bytes[65..], .. bytes[..65]] : Encoding.UTF8.GetBytes(ReplaceLast(Encoding.UTF8.GetString(bytes), was, now!))));
        Assert.True(report.Measured("ledger_faults", part).Value > 0, report.ToString());
        Assert.Contains(says, report.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_or_a_blob_that_is_taken_out_or_put_in_is_found()
    {
        var bundle = _sample.Write();
        var blob = Names(bundle).First(n => n.StartsWith("blobs/", StringComparison.Ordinal));
        Assert.Contains("it is not said to be left out", Check(Repacked(bundle, (n, b) => n == blob ? null : b)).ToString(), StringComparison.Ordinal);
        Assert.Contains("is listed and not there", Check(Repacked(bundle, (n, b) => n == "state/live_versions.jsonl" ? null : b)).ToString(), StringComparison.Ordinal);
        Assert.Contains("it has no leaves.txt", Assert.Throws<InvalidDataException>(() => Check(Repacked(bundle, (n, b) => n == "leaves.txt" ? null : b))).Message, StringComparison.Ordinal);
    }

    static string ReplaceLast(string text, string was, string now) => text.LastIndexOf(was, StringComparison.Ordinal) is var at ? text[..at] + now + text[(at + was.Length)..] : text;

    /// <summary>The bundle with files changed or taken out, and its check sums of the zip format right again.</summary>
    string Repacked(string bundle, Func<string, byte[], byte[]?> change)
    {
        using var zip = StoredZip.Open(bundle);
        using var to = File.Create(_sample["repacked.zip"]);
        var writer = new StoredZipWriter(to);
        Dictionary<string, string> sums = [];
        foreach (var entry in zip.Entries.Where(e => e.Name is not "SHA256SUMS"))
            if (change(entry.Name, zip.Bytes(entry.Name, 1 << 24)) is { } bytes) sums[entry.Name] = writer.Add(entry.Name, bytes).Sha256;
        writer.Add("SHA256SUMS", Encoding.UTF8.GetBytes(string.Concat(sums.Select(s => $"{s.Value}  {s.Key}\n"))));
        writer.Finish();
        return _sample["repacked.zip"];
    }

    [Fact]
    public void A_stranger_checks_it_by_hand_as_its_readme_says()
    {
        if (OperatingSystem.IsWindows()) return;
        ZipFile.ExtractToDirectory(_sample.Write(), _sample["by-hand"]);
        var script = string.Join('\n', File.ReadAllLines(_sample["by-hand/README.txt"]).SkipWhile(l => !l.StartsWith("# 1.", StringComparison.Ordinal)).TakeWhile(l => !l.StartsWith("What this proves", StringComparison.Ordinal)));
        var start = new ProcessStartInfo("bash", ["-c", script]) { WorkingDirectory = _sample["by-hand"], RedirectStandardOutput = true, RedirectStandardError = true };
        using var bash = Process.Start(start)!;
        var (output, error) = (bash.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries), bash.StandardError.ReadToEnd());
        Assert.Equal("", error);
        Assert.Equal(["Verified OK", ContentId.Hex(Newest().Root.Span), ContentId.Hex(Newest().Root.Span)], output);
    }
}
