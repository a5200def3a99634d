using ModelOpsLab.Models;
using ModelOpsLab.Registry;
using ModelOpsLab.Reporting;

namespace ModelOpsLab.Tests.Registry;

public sealed class ModelRegistryTests : IDisposable
{
    const string Slot = RegistryWorkspace.Model;
    readonly RegistryWorkspace _workspace = new();

    ModelRegistry Registry => _workspace.Registry;

    public void Dispose() => _workspace.Dispose();

    [Fact]
    public void Versions_are_numbered_from_one_and_keep_their_bytes_and_record()
    {
        var (first, second) = (_workspace.Version(1), _workspace.Version(2));
        Assert.Equal((1, 2), (first.Number, second.Number));
        _workspace.Reopen();
        Assert.Equal(RegistryWorkspace.Bytes(2), Registry.Bytes(Registry.Version(Slot, 2)));
        Assert.Equal([1, 2], Registry.Versions(Slot).Select(v => v.Number));
        Assert.Equal(6, Registry.Load(Registry.Version(Slot, 2)).Predict([3]));
        Assert.Equal("anna", Registry.Version(Slot, 1).By);
    }

    [Fact]
    public void Bytes_of_any_format_are_kept_and_loaded_by_who_knows_it()
    {
        var version = Registry.Register(Slot, [1, 2, 3], "onnx", new() { Provenance = new() }, "anna", "a test");
        Assert.Equal([1, 2, 3], Registry.Bytes(version));
        Assert.Contains("in the format onnx, which nothing here reads", Assert.Throws<NotSupportedException>(() => Registry.Load(version)).Message, StringComparison.Ordinal);
        using var knowing = ModelRegistry.OpenToRead(Workspace.Open(_workspace.Folder), new Dictionary<string, Func<byte[], IModel>> { ["onnx"] = bytes => new ConstantModel(bytes[2]) })!;
        Assert.Equal(3, knowing.Load(version).Predict([]));
    }

    [Fact]
    public void A_model_that_says_something_else_when_it_is_read_again_is_not_registered()
    {
        var message = Assert.Throws<InvalidDataException>(() => Registry.Register(Slot, RegistryWorkspace.Bytes(1), ModelRegistry.OwnFormat, RegistryWorkspace.Record(2), "anna", "a test")).Message;
        Assert.Contains("for golden row 1 it says 1 and said 2", message, StringComparison.Ordinal);
        Assert.Equal(0, Registry.Ledger.Size);
    }

    [Fact]
    public void What_was_live_is_known_for_every_instant()
    {
        for (var v = 1; v <= 2; v++) _workspace.Version(v);
        Assert.Null(Registry.LiveNow(Slot));
        var first = _workspace.Promote(1);
        var second = _workspace.Promote(2);
        var back = Registry.Rollback(Slot, "ben", "worse than it looked", "inc-0001");
        Assert.Equal((1, 2, 1), (first.Version, second.Version, back.Version));
        Assert.Equal([(1, "model.promoted"), (2, "model.promoted"), (1, "model.rolled-back")], Registry.History(Slot).Select(d => (d.Version, d.Change)));
        Assert.Null(Registry.LiveAt(Slot, first.From.AddTicks(-1)));
        Assert.Equal(1, Registry.LiveAt(Slot, first.From)!.Version);
        Assert.Equal(1, Registry.LiveAt(Slot, second.From.AddTicks(-1))!.Version);
        Assert.Equal(2, Registry.LiveAt(Slot, second.From)!.Version);
        Assert.Equal(1, Registry.LiveAt(Slot, back.From.AddYears(5))!.Version);
        var past = Registry.LiveAt(Slot, second.From)!;
        Assert.Equal((back.From, "better in the test", "anna", 1), (past.Until, past.Because, past.By, past.RollbackTo));
        Assert.Null(back.RollbackTo);
        Assert.Equal("worse than it looked", back.Because);
    }

    [Fact]
    public void A_stopped_slot_stays_stopped_through_promotions_until_it_is_armed()
    {
        for (var v = 1; v <= 2; v++) _workspace.Version(v);
        Assert.Equal(SlotState.Active, _workspace.Promote(1).State);
        Assert.Equal(SlotState.Halted, Registry.Disable(Slot, "ben", "losses").State);
        Assert.Equal(SlotState.Halted, _workspace.Promote(2).State);
        Assert.Equal(SlotState.Halted, Registry.Rollback(Slot, "ben", "no better").State);
        Assert.Equal((SlotState.Active, 1), (Registry.Enable(Slot, "ben", "calm again") is var armed ? (armed.State, armed.Version) : default));
        Assert.Equal(SlotState.ReduceOnly, Registry.ReduceOnly(Slot, "ben", "a holiday").State);
        Registry.Disable(Slot, "ben", "losses");
        Assert.Contains("is halted, which is less", Assert.Throws<InvalidDataException>(() => Registry.ReduceOnly(Slot, "ben", "a holiday")).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{}", "it has no limits: declare models.alpha.deployment.limits in modelops.json; it has no fallback: declare models.alpha.deployment.fallback")]
    [InlineData("""{ "fallback": { "kind": "version", "version": 7 }, "allowDirtyCode": true }""", "version 7, the fallback, does not exist")]
    public void A_promotion_without_what_it_needs_is_refused_with_all_that_is_missing(string deployment, string expected)
    {
        using var workspace = new RegistryWorkspace(deployment);
        workspace.Version(1);
        var size = workspace.Registry.Ledger.Size;
        Assert.Contains(expected, Assert.Throws<InvalidDataException>(() => workspace.Promote(1)).Message, StringComparison.Ordinal);
        Assert.Equal(size, workspace.Registry.Ledger.Size);
        Assert.Null(workspace.Registry.LiveNow(Slot));
    }

    [Fact]
    public void Code_that_is_of_no_commit_is_not_promoted_unless_that_is_declared()
    {
        using var strict = new RegistryWorkspace(RegistryWorkspace.Declared.Replace("\"allowDirtyCode\": true", "\"allowDirtyCode\": false", StringComparison.Ordinal));
        strict.Version(1);
        strict.Version(2, t => t with { Code = t.Code! with { Dirty = true } });
        strict.Version(3, t => t with { Code = null });
        Assert.Equal(1, strict.Promote(1).Version);
        Assert.Contains("its code is not that of a commit (aaaaaaaaaaaa+dirty)", Assert.Throws<InvalidDataException>(() => strict.Promote(2)).Message, StringComparison.Ordinal);
        Assert.Contains("its code is not that of a commit (not recorded)", Assert.Throws<InvalidDataException>(() => strict.Promote(3)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_version_to_go_back_to_is_rehearsed_and_a_damaged_one_stops_the_promotion()
    {
        var first = _workspace.Version(1);
        _workspace.Version(2);
        _workspace.Promote(1);
        File.WriteAllText(Path.Combine(_workspace.Folder, ".modelops", "blobs", "sha256", first.ContentId[..2], first.ContentId[2..]), "{}");
        var message = Assert.Throws<InvalidDataException>(() => _workspace.Promote(2)).Message;
        Assert.Contains("the rehearsal of version 1, to which it would go back, failed: Blob", message, StringComparison.Ordinal);
        Assert.Equal(1, Registry.LiveNow(Slot)!.Version);
    }

    [Fact]
    public void Changes_that_mean_nothing_are_refused_and_write_nothing()
    {
        for (var v = 1; v <= 3; v++) _workspace.Version(v);
        _workspace.Promote(1);
        _workspace.Promote(2);
        var size = Registry.Ledger.Size;
        void Refused<T>(string expected, Func<object> change) where T : Exception => Assert.Contains(expected, Assert.Throws<T>(change).Message, StringComparison.Ordinal);
        Refused<InvalidDataException>("it is live there already", () => _workspace.Promote(2));
        Refused<InvalidDataException>("has no slot 'alfa'", () => _workspace.Promote(3, p => p with { Slot = "alfa" }));
        Refused<InvalidDataException>("was never live there", () => _workspace.Promote(1, p => p with { RollbackTo = 3 }));
        Refused<InvalidDataException>("A reason is needed", () => _workspace.Promote(3, p => p with { Because = " " }));
        Refused<KeyNotFoundException>("alpha has no version 9. It has: 1, 2, 3.", () => _workspace.Promote(9));
        Refused<InvalidDataException>("Version 3 was never live in slot 'alpha'", () => Registry.Rollback(Slot, "ben", "no", to: 3));
        Refused<InvalidDataException>("runs version 2 already", () => Registry.Rollback(Slot, "ben", "no", to: 2));
        Refused<InvalidDataException>("Nothing was ever live in slot 'beta'", () => Registry.Disable("beta", "ben", "no"));
        Refused<InvalidDataException>("slot 'alpha' runs it", () => { Registry.Retire(Slot, 2, "ben", "no"); return 0; });
        Refused<InvalidDataException>("would go back to it", () => { Registry.Retire(Slot, 1, "ben", "no"); return 0; });
        Refused<InvalidDataException>("is no alias", () => { Registry.SetAlias(Slot, "../live", 1, "ben"); return 0; });
        Refused<InvalidDataException>("is no name of a format", () => Registry.Register(Slot, [1], "../x", RegistryWorkspace.Record(1), "ben", "no"));
        Refused<InvalidDataException>("is no actor", () => Registry.Disable(Slot, "ben\u202e", "no"));
        Assert.Equal(size, Registry.Ledger.Size);
    }

    [Fact]
    public void Two_others_than_author_and_asker_sign_a_promotion_and_the_arming_of_a_slot_and_each_signature_is_used_once()
    {
        using var keys = new People("anna", "ben", "carla", "dora");
        using var workspace = new RegistryWorkspace(beside: keys.Declared + """ "approvals": { "promote": { "required": 2 }, "enable": { "required": 1 } }, """);
        var registry = workspace.Registry;
        for (var v = 1; v <= 2; v++) workspace.Version(v);
        DsseEnvelope Signed(string by, ApprovalRequest request) => keys.Sign(by, request, workspace.Clock.Now);
        Deployment Promote(int version, params string[] by) => workspace.Promote(version, p => p with { Approvals = [.. by.Select(b => Signed(b, registry.RequestOf(p)))] });

        Assert.Contains("takes the approval of 2 different people; 1 counts", Assert.Throws<InvalidDataException>(() => Promote(1, "anna", "ben")).Message, StringComparison.Ordinal);
        var size = registry.Ledger.Size;
        var first = Promote(1, "ben", "carla");
        Assert.Equal(["ben", "carla"], first.ApprovedBy);
        Assert.Equal(size + 1, registry.Ledger.Size);
        DsseEnvelope[] used = [Signed("ben", registry.RequestOf(new(Slot, 2, "x"))), Signed("dora", registry.RequestOf(new(Slot, 2, "x")))];
        registry.Disable(Slot, "ben", "losses");
        Assert.Contains("an approval is used once", Assert.Throws<InvalidDataException>(() => workspace.Promote(2, p => p with { Approvals = used })).Message, StringComparison.Ordinal);
        Assert.Contains("other terms", Assert.Throws<InvalidDataException>(() => workspace.Promote(2, p => p with { Approvals = [Signed("ben", registry.RequestOf(p))], Fallback = new() { Kind = FallbackKind.Constant, Value = 1 } })).Message, StringComparison.Ordinal);
        Assert.Contains("was not armed", Assert.Throws<InvalidDataException>(() => registry.Enable(Slot, "ben", "calm", Signed("ben", registry.RequestToEnable(Slot)))).Message, StringComparison.Ordinal);
        var armed = registry.Enable(Slot, "ben", "calm", Signed("dora", registry.RequestToEnable(Slot)));
        Assert.Equal((SlotState.Active, "dora"), (armed.State, armed.ApprovedBy.Single()));
        Assert.Contains("is armed already", Assert.Throws<InvalidDataException>(() => registry.Enable(Slot, "ben", "calm")).Message, StringComparison.Ordinal);
        Assert.Equal(3, registry.Ledger.Read().Where(e => e.Kind is "model.promoted" or "slot.armed").Sum(e => e.Blobs.Count(b => registry.Blobs.Read(b).Length > 0)));
    }

    [Fact]
    public void What_the_ledger_says_is_what_trading_processes_see_and_a_stop_is_seen_even_where_it_was_not_recorded()
    {
        for (var v = 1; v <= 2; v++) _workspace.Version(v);
        var state = Path.Combine(_workspace.Folder, ".modelops");
        Assert.Equal(SlotState.Halted, Registry.StateOf(Slot));
        _workspace.Promote(1);
        Assert.Equal((SlotState.Active, 1), (Registry.StateOf(Slot), LivePointer.Read(state, Slot)!.Version));
        _workspace.Promote(2);
        Assert.Equal((2, Registry.Version(Slot, 2).ContentId), LivePointer.Read(state, Slot) is var now ? (now!.Version, now.ContentId) : default);
        Registry.Rollback(Slot, "ben", "worse");
        Assert.Equal(1, LivePointer.Read(state, Slot)!.Version);
        Registry.Disable(Slot, "ben", "losses");
        Assert.Equal(SlotState.Halted, Registry.StateOf(Slot));
        Registry.Enable(Slot, "ben", "calm");
        Assert.Equal(SlotState.Active, Registry.StateOf(Slot));
        Registry.ReduceOnly(Slot, "ben", "a holiday");
        Assert.Equal(SlotState.ReduceOnly, Registry.StateOf(Slot));
        Registry.Enable(Slot, "ben", "calm");

        new KillSwitch(state, Slot).Halt();
        Assert.Equal((SlotState.Halted, SlotState.Active), (Registry.StateOf(Slot), Registry.LiveNow(Slot)!.State));
        _workspace.Reopen();
        Assert.Equal(SlotState.Halted, Registry.StateOf(Slot));
    }

    [Fact]
    public void What_a_crash_left_between_an_event_and_its_files_is_put_right_when_the_registry_is_opened()
    {
        for (var v = 1; v <= 2; v++) _workspace.Version(v);
        _workspace.Promote(1);
        var file = Path.Combine(_workspace.Folder, ".modelops", "slots", Slot, "live");
        var old = File.ReadAllBytes(file);
        _workspace.Promote(2);
        File.WriteAllBytes(file, old);
        _workspace.Reopen();
        Assert.Equal(2, LivePointer.Read(Path.Combine(_workspace.Folder, ".modelops"), Slot)!.Version);
        File.WriteAllText(file, "damaged");
        _workspace.Reopen();
        Assert.Equal(2, LivePointer.Read(Path.Combine(_workspace.Folder, ".modelops"), Slot)!.Version);
    }

    [Fact]
    public void A_retired_version_is_kept_and_not_promoted()
    {
        for (var v = 1; v <= 2; v++) _workspace.Version(v);
        _workspace.Promote(1);
        Registry.Retire(Slot, 2, "ben", "never used");
        Assert.True(Registry.Version(Slot, 2).Retired);
        Assert.Equal(RegistryWorkspace.Bytes(2), Registry.Bytes(Registry.Version(Slot, 2)));
        Assert.Contains("it was retired", Assert.Throws<InvalidDataException>(() => _workspace.Promote(2)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_label_moves_and_can_be_taken_away()
    {
        for (var v = 1; v <= 2; v++) _workspace.Version(v);
        Registry.SetAlias(Slot, "candidate", 1, "anna");
        Registry.SetAlias(Slot, "candidate", 2, "anna");
        Assert.Equal(2, Registry.Alias(Slot, "candidate"));
        Registry.SetAlias(Slot, "candidate", null, "anna");
        Assert.Null(Registry.Alias(Slot, "candidate"));
        Assert.Equal(5, Registry.Ledger.Size);
    }

    [Fact]
    public void The_audit_computes_the_state_again_and_finds_a_row_that_was_changed()
    {
        for (var v = 1; v <= 2; v++) _workspace.Version(v);
        _workspace.Promote(1);
        _workspace.Promote(2);
        Registry.Rollback(Slot, "ben", "worse");
        Assert.Equal(Severity.Healthy, Workspace.Open(_workspace.Folder).Ledger.Verify(ModelRegistry.Projections).Severity switch { Severity.Unknown => Severity.Healthy, var other => other });
        using (var file = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={Path.Combine(_workspace.Folder, ".modelops", "ledger.db")};Pooling=False"))
        {
            file.Open();
            using var command = file.CreateCommand();
            command.CommandText = "UPDATE slot_changes SET version = 2 WHERE seq = 5";
            Assert.Equal(1, command.ExecuteNonQuery());
        }
        var report = Workspace.Open(_workspace.Folder).Ledger.Verify(ModelRegistry.Projections);
        Assert.Equal(Severity.Critical, report.Severity);
        Assert.Contains("'slot_changes' row 3", report.ToString(), StringComparison.Ordinal);
    }
}
