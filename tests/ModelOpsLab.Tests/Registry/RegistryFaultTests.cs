using ModelOpsLab.Live;
using ModelOpsLab.Registry;
using ModelOpsLab.Reporting;

namespace ModelOpsLab.Tests.Registry;

/// <summary>What goes wrong between a registry, its files and its people: each made to happen.</summary>
public sealed class RegistryFaultTests : IDisposable
{
    const string Slot = RegistryWorkspace.Model;
    readonly RegistryWorkspace _workspace = new();

    ModelRegistry Registry => _workspace.Registry;
    string State => Path.Combine(_workspace.Folder, ".modelops");

    public void Dispose() => _workspace.Dispose();

    string BlobFile(string id) => Path.Combine(State, "blobs", "sha256", id[..2], id[2..]);

    string RecordFile(int version) => BlobFile(Registry.Ledger.Query("SELECT training FROM versions WHERE version = ?1", r => r.GetString(0), version)[0][12..]);

    static string Refused(Action change) => Assert.Throws<InvalidDataException>(change).Message;

    [Theory]
    [InlineData(false), InlineData(true)]
    public void A_rollback_works_where_the_training_record_of_its_target_is_damaged_or_missing(bool missing)
    {
        for (var v = 1; v <= 3; v++) _workspace.Version(v);
        _workspace.Promote(1);
        _workspace.Promote(2);
        if (missing) File.Delete(RecordFile(1));
        else File.WriteAllText(RecordFile(1), "{}");
        Assert.Equal(1, Registry.Rollback(Slot, "ben", "worse").Version);
        Assert.Equal(1, LivePointer.Read(State, Slot)!.Version);
        using (var predictor = LivePredictor.Open(Workspace.Open(_workspace.Folder), Slot)) Assert.Equal((5, PredictionSource.Model), predictor.Predict([5]) is var said ? (said.Value, said.Source) : default);
        File.Delete(Path.Combine(State, "slots", Slot, "live"));
        _workspace.Reopen(); // and the files are made again
        Assert.Equal(1, LivePointer.Read(State, Slot)!.Version);
        Assert.Contains("the rehearsal of version 1, to which it would go back, failed", Refused(() => _workspace.Promote(3)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_damaged_training_record_of_a_version_that_is_not_asked_for_stops_no_promotion()
    {
        for (var v = 1; v <= 3; v++) _workspace.Version(v);
        _workspace.Promote(1);
        File.WriteAllText(RecordFile(2), "{}");
        Assert.Equal(3, _workspace.Promote(3).Version);
    }

    [Fact]
    public void A_rollback_to_damaged_bytes_is_refused_since_no_process_could_load_them()
    {
        for (var v = 1; v <= 2; v++) _workspace.Version(v);
        _workspace.Promote(1);
        _workspace.Promote(2);
        File.WriteAllText(BlobFile(Registry.Version(Slot, 1).ContentId), "{}");
        var size = Registry.Ledger.Size;
        Assert.Contains("did not go back to version 1: it cannot be loaded: Blob", Refused(() => Registry.Rollback(Slot, "ben", "worse")), StringComparison.Ordinal);
        Assert.Equal((size, 2), (Registry.Ledger.Size, LivePointer.Read(State, Slot)!.Version));
    }

    [Fact]
    public void A_version_that_was_taken_back_does_not_come_back_without_a_promotion()
    {
        for (var v = 1; v <= 2; v++) _workspace.Version(v);
        _workspace.Promote(1);
        _workspace.Promote(2);
        Registry.Rollback(Slot, "ben", "worse");
        Assert.Contains("promoted there only after version 1; to bring it back is a promotion", Refused(() => Registry.Rollback(Slot, "mallory", "I like it", to: 2)), StringComparison.Ordinal);
        Assert.Equal(2, _workspace.Promote(2).Version);
    }

    [Fact]
    public void A_rollback_takes_the_terms_of_the_promotion_before_the_live_one()
    {
        for (var v = 1; v <= 3; v++) _workspace.Version(v);
        Promotion With(Promotion p, double value) => p with { Fallback = new() { Kind = FallbackKind.Constant, Value = value } };
        _workspace.Promote(1, p => With(p, 1));
        _workspace.Promote(2, p => With(p, 2));
        _workspace.Promote(3);
        _workspace.Promote(2, p => With(p, 99)); // tried again with other terms, and taken back
        Assert.Equal(3, Registry.Rollback(Slot, "ben", "worse").Version);
        Assert.Equal((2, 2.0), Registry.Rollback(Slot, "ben", "worse") is var back ? (back.Version, back.Fallback.Value!.Value) : default);
        Assert.NotEqual(Severity.Critical, Workspace.Open(_workspace.Folder).Ledger.Verify(ModelRegistry.Projections).Severity);
    }

    [Fact]
    public void A_retired_version_is_no_fallback_and_no_target_and_what_a_rollback_would_need_is_not_retired()
    {
        for (var v = 1; v <= 4; v++) _workspace.Version(v);
        Promotion FallingTo(Promotion p, int version) => p with { Fallback = new() { Kind = FallbackKind.Version, Version = version } };
        _workspace.Promote(2, p => FallingTo(p, 1));
        _workspace.Promote(3);
        Assert.Contains("would go back to it", Refused(() => Registry.Retire(Slot, 1, "ben", "old")), StringComparison.Ordinal); // the fallback of version 2
        _workspace.Promote(4);
        Registry.Retire(Slot, 1, "ben", "old");
        Assert.Contains("version 1, the fallback, was retired", Refused(() => _workspace.Promote(2, p => FallingTo(p, 1))), StringComparison.Ordinal);
        Assert.Equal(3, Registry.Rollback(Slot, "ben", "worse").Version);
        Assert.Contains("its fallback was retired", Refused(() => Registry.Rollback(Slot, "ben", "worse")), StringComparison.Ordinal);
        _workspace.Promote(4);
        Registry.Retire(Slot, 2, "ben", "old");
        Assert.Contains("it was retired", Refused(() => Registry.Rollback(Slot, "ben", "worse", to: 2)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_stop_between_the_decision_to_arm_and_the_arming_wins_even_where_it_is_not_recorded()
    {
        _workspace.Version(1);
        _workspace.Promote(1);
        Registry.Disable(Slot, "ben", "losses");
        // What Enable does, cut where a stop can come: the ledger has decided, the files are not in place
        SlotFiles.Prepare(Registry, Slot);
        Registry.Ledger.Append(LedgerEntry.Of("slot.armed", "carla", new { slot = Slot, because = "calm" }));
        new KillSwitch(State, Slot).Halt();
        Assert.Contains("was stopped while it was being armed", Assert.Throws<IOException>(() => SlotFiles.Arm(Registry, Slot)).Message, StringComparison.Ordinal);
        Assert.Equal(SlotState.Halted, Registry.StateOf(Slot));
    }

    [Fact]
    public void Enabling_and_disabling_at_once_never_leaves_files_that_trade_more_than_the_ledger_says()
    {
        _workspace.Version(1);
        _workspace.Promote(1);
        for (var round = 0; round < 12; round++)
        {
            Registry.Disable(Slot, "ben", "losses");
            using var other = ModelRegistry.Open(Workspace.Open(_workspace.Folder));
            Exception? failed = null;
            var stopping = new Thread(() => failed = Record.Exception(() => { other.Disable(Slot, "dora", "losses"); }));
            stopping.Start();
            Thread.SpinWait(round * 20_000);
            try { Registry.Enable(Slot, "carla", "calm"); }
            catch (IOException) { } // stopped while it was being armed
            stopping.Join();
            Assert.Null(failed);
            Assert.True(Registry.StateOf(Slot) <= Registry.LiveNow(Slot)!.State, $"round {round}: files {Registry.StateOf(Slot)}, ledger {Registry.LiveNow(Slot)!.State}");
        }
    }

    [Fact]
    public void Arming_after_a_stop_that_was_not_recorded_records_both_and_an_approval_is_not_given_ahead_of_a_stop()
    {
        _workspace.Version(1);
        _workspace.Promote(1);
        Assert.Contains("is armed already", Refused(() => Registry.RequestToEnable(Slot)), StringComparison.Ordinal);
        new KillSwitch(State, Slot).Halt();
        Registry.Enable(Slot, "ben", "calm");
        Assert.Equal([("model.promoted", "anna"), ("slot.halted", "modelops"), ("slot.armed", "ben")], Registry.History(Slot).Select(d => (d.Change, d.By)));
        Assert.Equal(SlotState.Active, Registry.StateOf(Slot));
    }

    [Fact]
    public void A_stop_stands_whatever_is_wrong_with_its_words()
    {
        _workspace.Version(1);
        foreach (var stop in new Action[] { () => Registry.Disable(Slot, "ben", " "), () => Registry.Disable(Slot, "b\u202een", "losses") })
        {
            if (Registry.LiveNow(Slot) is null) _workspace.Promote(1);
            else Registry.Enable(Slot, "ben", "calm");
            Refused(stop);
            Assert.Equal(SlotState.Halted, Registry.StateOf(Slot));
        }
        Assert.Equal("losses\uFFFDof today", Registry.Disable(Slot, "ben", "losses\nof today").Because);
        Registry.Enable(Slot, "ben", "calm");
        Assert.Equal("a\uFFFDholiday", Registry.ReduceOnly(Slot, "ben", "a\u202eholiday").Because);
    }

    [Fact]
    public void Reasons_and_incidents_that_control_text_or_are_no_names_are_refused_and_nothing_is_written()
    {
        for (var v = 1; v <= 2; v++) _workspace.Version(v);
        _workspace.Promote(1);
        var size = Registry.Ledger.Size;
        foreach (var bad in new[] { "a\u202eb", "a\0b", "a\nb", "\u2066x", new string('x', 4_002), "\ud800" })
        {
            Refused(() => _workspace.Promote(2, p => p with { Because = bad }));
            Refused(() => Registry.Retire(Slot, 2, "ben", bad));
            Refused(() => Registry.Release(Slot, 2, "ben", bad));
            Refused(() => Registry.Register(Slot, RegistryWorkspace.Bytes(3), ModelRegistry.OwnFormat, RegistryWorkspace.Record(3), "ben", bad));
        }
        Refused(() => Registry.Rollback(Slot, "ben", "worse", "../inc"));
        Assert.Equal((size, SlotState.Active), (Registry.Ledger.Size, Registry.StateOf(Slot)));
    }

    [Fact]
    public void White_space_in_a_name_makes_nobody_another_person()
    {
        using var keys = new People("anna", "ben");
        using var workspace = new RegistryWorkspace(beside: keys.Declared + """ "approvals": { "promote": { "required": 1 } }, """);
        workspace.Version(1);
        var promotion = new Promotion(Slot, 1, "better");
        foreach (var by in new[] { "ben", "Ben ", " b en", "ben\u00a0" })
            Assert.Contains("nobody approves their own work", Refused(() => workspace.Registry.Promote(promotion with { Approvals = [keys.Sign("ben", workspace.Registry.RequestOf(promotion), workspace.Clock.Now)] }, by)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(-1), InlineData(-24 * 366)]
    public void A_clock_set_back_keeps_the_order_and_brings_no_approval_back_to_life(int hours)
    {
        using var keys = new People("anna", "ben");
        using var workspace = new RegistryWorkspace(beside: keys.Declared + """ "approvals": { "promote": { "required": 1 } }, """);
        var registry = workspace.Registry;
        for (var v = 1; v <= 2; v++) workspace.Version(v);
        DsseEnvelope Signed(int version) => keys.Sign("ben", registry.RequestOf(new(Slot, version, "x")), workspace.Clock.Now);
        workspace.Promote(1, p => p with { Approvals = [Signed(1)] });
        var old = Signed(2);
        workspace.Clock.Now = workspace.Clock.Now.AddDays(3);
        workspace.Version(3); // something is recorded after the approval has ended
        workspace.Clock.Now = workspace.Clock.Now.AddHours(hours).AddDays(hours < -24 ? 0 : -2.9);
        Assert.Contains("it ended at", Refused(() => workspace.Promote(2, p => p with { Approvals = [old] })), StringComparison.Ordinal);
        workspace.Clock.Now = registry.Ledger.Read().Last().RecordedAt;
        var fresh = Signed(2);
        workspace.Clock.Now = workspace.Clock.Now.AddHours(hours);
        var second = workspace.Promote(2, p => p with { Approvals = [fresh] });
        var back = registry.Rollback(Slot, "ben", "worse");
        Assert.Contains(registry.Ledger.Read(), e => e.Kind == Ledger.ClockWentBack);
        var history = registry.History(Slot);
        Assert.Equal([1, 2, 1], history.Select(d => d.Version));
        Assert.All(history.Zip(history.Skip(1)), pair => Assert.True(pair.First.From < pair.Second.From && pair.First.Until == pair.Second.From));
        Assert.Equal((2, 1), (registry.LiveAt(Slot, second.From)!.Version, registry.LiveAt(Slot, back.From)!.Version));
        Assert.Equal(back.Sequence, registry.LiveNow(Slot)!.Sequence);
    }

    [Fact]
    public void An_approval_is_good_for_no_other_slot_no_other_version_and_not_again_after_a_rollback()
    {
        using var keys = new People("anna", "ben");
        using var workspace = new RegistryWorkspace(RegistryWorkspace.Declared.Replace("{ \"limits\"", "{ \"slots\": [\"one\", \"two\"], \"limits\"", StringComparison.Ordinal), keys.Declared + """ "approvals": { "promote": { "required": 1 } }, """);
        var registry = workspace.Registry;
        for (var v = 1; v <= 2; v++) workspace.Version(v);
        Promotion In(string slot, int version, params DsseEnvelope[] approvals) => new(Slot, version, "better") { Slot = slot, Approvals = approvals };
        DsseEnvelope Signed(string slot, int version) => keys.Sign("ben", registry.RequestOf(In(slot, version)), workspace.Clock.Now);
        registry.Promote(In("one", 1, Signed("one", 1)), "anna");
        registry.Promote(In("two", 1, Signed("two", 1)), "anna");
        var used = Signed("one", 2);
        Assert.Contains("it is for the slot one, not two", Refused(() => registry.Promote(In("two", 2, used), "anna")), StringComparison.Ordinal);
        registry.Promote(In("one", 2, used), "anna");
        registry.Rollback("one", "ben", "worse");
        Assert.Contains("an approval is used once", Refused(() => registry.Promote(In("one", 2, used), "anna")), StringComparison.Ordinal);
        Assert.Equal(1, registry.LiveNow("one")!.Version);
    }
}
