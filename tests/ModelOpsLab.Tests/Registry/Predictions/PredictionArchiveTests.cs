using ModelOpsLab.Live;
using ModelOpsLab.Registry;
using ModelOpsLab.Reporting;

namespace ModelOpsLab.Tests.Registry;

public sealed class PredictionArchiveTests : IDisposable
{
    readonly string _path = Directory.CreateTempSubdirectory("modelops-test-").FullName;
    readonly SampleSlot _slot;

    public PredictionArchiveTests() => _slot = new(_path);

    public void Dispose() => Directory.Delete(_path, recursive: true);

    LivePredictor Open(int capacity = 10, PredictionArchive? archive = null) => LivePredictor.Open(_path, SampleSlot.Slot, new() { SegmentCapacity = capacity, Archive = archive });

    [Fact]
    public void Who_predicted_is_answered_before_and_after_the_seal()
    {
        _slot.Promote(3, new() { Kind = FallbackKind.Version, Version = 2 });
        using var ledger = _slot.Ledger();
        ledger.Append(SampleLedger.Promotion(1));
        var archive = _slot.Archive(ledger);
        Prediction good, stopped;
        using (var predictor = Open())
        {
            good = predictor.Predict([0.5, 1]);
            _slot.Switch.Halt();
            SpinWait.SpinUntil(() => predictor.State == SlotState.Halted, 5_000);
            stopped = predictor.Predict([0.25, 1]);
            Assert.Empty(archive.Seal(SampleSlot.Slot)); // its process lives
            var open = archive.WhoPredicted(good.Id);
            Assert.Null(open.Seal);
            Assert.Equal((3, 3000.5), (open.MadeBy, open.Record.Value));
            Assert.Contains("not sealed yet", open.ToString(), StringComparison.Ordinal);
        }
        var one = Assert.Single(archive.Seal(SampleSlot.Slot, "night-job"));
        Assert.Equal(("predictions.sealed", "night-job"), (one.Kind, one.Actor));
        Assert.Equal(("spx-momentum", "spx", 3, 1, 2, 0), (one.Payload.GetProperty("slot").GetString(), one.Payload.GetProperty("model").GetString(), one.Payload.GetProperty("version").GetInt32(),
            one.Payload.GetProperty("segment").GetInt32(), one.Payload.GetProperty("count").GetInt32(), one.Payload.GetProperty("unreadable").GetInt32()));
        Assert.Empty(_slot.Files);
        Assert.Empty(archive.Seal(SampleSlot.Slot));

        var (who, fallback) = (archive.WhoPredicted(good.Id), archive.WhoPredicted(stopped.Id));
        Assert.Equal((3, 3000.5, 2L), (who.MadeBy, who.Record.Value, who.Seal!.Sequence));
        Assert.True(who.Seal.Holds);
        Assert.True(who.Seal.Checkpoint!.IsSignedBy(NoteVerifier.Parse(File.ReadAllText(_slot.Folder.PublicKey))));
        Assert.Equal(ledger.Size, who.Seal.Size);
        Assert.False((who.Seal with { Sequence = 1 }).Holds);
        Assert.Equal((2, 2000.25, PredictionSource.Version, PredictionReason.Halted, SlotState.Halted), (fallback.MadeBy, fallback.Record.Value, fallback.Record.Source, fallback.Record.Because, fallback.Record.State));
        Assert.Equal(stopped.Value, fallback.Record.Value);
        Assert.Equal(["momentum", "volatility"], who.Features);
        Assert.NotEqual(Severity.Critical, _slot.Folder.Verify([PredictionArchive.Segments]).Severity);
    }

    [Fact]
    public void What_was_never_predicted_is_said_to_be_unknown()
    {
        _slot.Promote(1);
        using var ledger = _slot.Ledger();
        using var predictor = Open();
        predictor.Predict([1, 2]);
        var archive = _slot.Archive(ledger);
        foreach (var id in new[] { new PredictionId(SampleSlot.Slot, 1, 2), new(SampleSlot.Slot, 1, 60_000), new(SampleSlot.Slot, 9, 1), new("other", 1, 1), default })
            Assert.Throws<KeyNotFoundException>(() => archive.WhoPredicted(id));
        Assert.Throws<InvalidDataException>(() => archive.WhoPredicted(new("../spx", 1, 1)));
    }

    [Fact]
    public void Numbers_go_on_after_segments_were_sealed_and_removed()
    {
        _slot.Promote(1);
        using var ledger = _slot.Ledger();
        var archive = _slot.Archive(ledger);
        List<string> ids = [];
        for (var i = 1; i <= 4; i++)
        {
            using (var predictor = Open()) ids.Add(predictor.Predict([i, i]).Id.ToString());
            archive.Seal(SampleSlot.Slot);
        }
        Assert.Equal(Enumerable.Range(1, 4).Select(i => $"spx-momentum.{i:D12}.1"), ids);
        Assert.Equal(4, _slot.All(ledger).Count);
    }

    [Fact]
    public void A_crash_between_the_event_and_the_removal_seals_nothing_twice()
    {
        _slot.Promote(1);
        using var ledger = _slot.Ledger();
        var archive = _slot.Archive(ledger);
        using (var predictor = Open()) predictor.Predict([1, 1]);
        var (path, bytes) = (_slot.Files[0], File.ReadAllBytes(_slot.Files[0]));
        archive.Seal(SampleSlot.Slot);
        File.WriteAllBytes(path, bytes); // as if it had not been removed
        Assert.Empty(archive.Seal(SampleSlot.Slot));
        Assert.Empty(_slot.Files);
        Assert.Single(ledger.Read(), e => e.Kind == PredictionArchive.Sealed);

        bytes[^1] = 1;
        File.WriteAllBytes(path, bytes);
        Assert.Contains("sealed before, with other bytes", Assert.Throws<InvalidDataException>(() => archive.Seal(SampleSlot.Slot)).Message, StringComparison.Ordinal);
        Assert.Single(_slot.Files);
    }

    [Fact]
    public void A_damaged_segment_is_named_stays_and_does_not_hold_up_the_others()
    {
        _slot.Promote(1);
        using (var predictor = Open(capacity: 2)) for (var i = 1; i <= 6; i++) predictor.Predict([i, i]);
        var damaged = _slot.Files[1];
        var bytes = File.ReadAllBytes(damaged);
        bytes[60] ^= 4;
        File.WriteAllBytes(damaged, bytes);
        using var ledger = _slot.Ledger();
        Assert.StartsWith(damaged, Assert.Throws<InvalidDataException>(() => _slot.Archive(ledger).Seal(SampleSlot.Slot)).Message, StringComparison.Ordinal);
        Assert.Equal([damaged], _slot.Files);
        Assert.Equal([1L, 3L], ledger.Read().Select(e => e.Payload.GetProperty("segment").GetInt64()));
    }

    [Fact]
    public void A_sealed_segment_that_was_changed_is_not_believed()
    {
        _slot.Promote(1);
        PredictionId id;
        using (var predictor = Open()) id = predictor.Predict([1, 1]).Id;
        using var ledger = _slot.Ledger();
        var archive = _slot.Archive(ledger);
        var content = archive.Seal(SampleSlot.Slot)[0].Blobs.Single();
        var blob = Path.Combine(_path, "blobs", "sha256", content[..2], content[2..]);
        var bytes = File.ReadAllBytes(blob);
        bytes[^9] ^= 1;
        File.WriteAllBytes(blob, bytes);
        Assert.Contains("is damaged", Assert.Throws<InvalidDataException>(() => archive.WhoPredicted(id)).Message, StringComparison.Ordinal);
        Assert.Equal(Severity.Critical, _slot.Folder.Verify([PredictionArchive.Segments]).Severity);
    }

    [Fact]
    public void A_row_that_is_damaged_before_the_seal_is_counted_in_the_event()
    {
        _slot.Promote(1);
        using (var predictor = Open()) for (var i = 1; i <= 4; i++) predictor.Predict([i, i]);
        var bytes = File.ReadAllBytes(_slot.Files[0]);
        bytes[^(48 * 8 + 4)] ^= 1; // in row 2 of 10
        File.WriteAllBytes(_slot.Files[0], bytes);
        using var ledger = _slot.Ledger();
        var archive = _slot.Archive(ledger);
        var payload = Assert.Single(archive.Seal(SampleSlot.Slot)).Payload;
        Assert.Equal((3, 1), (payload.GetProperty("count").GetInt32(), payload.GetProperty("unreadable").GetInt32()));
        Assert.Contains("damaged at row 2", Assert.Throws<InvalidDataException>(() => archive.WhoPredicted(new(SampleSlot.Slot, 1, 2))).Message, StringComparison.Ordinal);
        Assert.Equal(1004, archive.WhoPredicted(new(SampleSlot.Slot, 1, 4)).Record.Value);
    }

    [Fact]
    public void A_predictor_that_was_given_an_archive_seals_what_others_left_what_is_full_and_its_own()
    {
        _slot.Promote(1);
        using (var left = Open()) left.Predict([1, 1]);
        using var ledger = _slot.Ledger();
        using (var predictor = Open(archive: _slot.Archive(ledger)))
        {
            Assert.True(SpinWait.SpinUntil(() => ledger.Size >= 1, 10_000));
            for (var i = 1; i <= 12; i++) predictor.Predict([i, i]);
            Assert.True(SpinWait.SpinUntil(() => ledger.Size >= 2, 10_000));
            Assert.Null(predictor.Problem);
        }
        Assert.Equal([1, 10, 2], ledger.Read().Select(e => e.Payload.GetProperty("count").GetInt32()));
    }
}
