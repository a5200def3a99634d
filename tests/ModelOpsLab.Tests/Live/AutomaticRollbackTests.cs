using ModelOpsLab.Live;
using ModelOpsLab.Registry;
using ModelOpsLab.Reporting;
using ModelOpsLab.Storage;
using ModelOpsLab.Tests.Registry;

namespace ModelOpsLab.Tests.Live;

public sealed class AutomaticRollbackTests : IDisposable
{
    const string Slot = RegistryWorkspace.Model;
    readonly RegistryWorkspace _w = new(RegistryWorkspace.Declared.TrimEnd(' ', '\n', '}') + """
        , "rules": [ { "metric": "pnl", "bad": "below", "limit": -0.01, "failureLimit": 1, "errorLimit": 1, "windowDays": 30, "because": "the mandate" },
                     { "metric": "psi", "bad": "above", "limit": 0.5, "errorLimit": 1, "whenInconclusive": "restrict", "because": "the first year" } ] }
        """);

    ModelRegistry Registry => _w.Registry;

    public void Dispose() => _w.Dispose();

    /// <summary>Version 1 lives from 2 January, version 2 from 3 January 2020.</summary>
    void TwoVersions()
    {
        for (var v = 1; v <= 2; v++) _w.Version(v);
        _w.Promote(1);
        _w.Clock.Now = new(2020, 1, 3, 9, 0, 0, TimeSpan.Zero);
        _w.Promote(2);
        _w.Clock.Now = new(2020, 1, 10, 9, 0, 0, TimeSpan.Zero);
    }

    static readonly DateOnly Today = new(2020, 1, 10);

    RollbackDecision Run(params (string Metric, int Day, double? Value)[] rows)
    {
        using var store = MeasurementStore.Open(Path.Combine(_w.Folder, "monitoring.db"));
        store.Append([.. rows.Select(r => new MeasurementRow(Slot, r.Metric, "", new(2020, 1, r.Day), new(2020, 1, r.Day), r.Value, r.Value is null ? "no prices" : null, 10, null, "", "A report", "unknown", new(2020, 1, r.Day)))]);
        return AutomaticRollback.Run(Registry, Slot, store, Today);
    }

    [Fact]
    public void A_rule_that_fails_takes_the_version_back_and_opens_an_incident_with_the_evidence()
    {
        TwoVersions();
        var decision = Run(("pnl", 4, -0.02), ("pnl", 5, -0.03), ("pnl", 6, 0.01), ("psi", 6, 0.1));
        Assert.Equal((RollbackAnswer.RollBack, "inc-0001", "went back to version 1"), (decision.Answer, decision.Incident, decision.Done));
        var live = Registry.LiveNow(Slot)!;
        Assert.Equal((1, SlotState.Active, "modelops"), (live.Version, live.State, live.By));
        var back = Registry.Ledger.Read().Last(e => e.Kind == "model.rolled-back").Payload;
        Assert.Equal((true, "inc-0001"), (back.GetProperty("automatic").GetBoolean(), back.GetProperty("incident").GetString()));
        var incident = Registry.Incidents.Incident("inc-0001");
        Assert.Equal((Slot, Slot, Severity.Critical, new DateTimeOffset(2020, 1, 4, 0, 0, 0, TimeSpan.Zero)), (incident.Slot, incident.Model, incident.Severity, incident.BeganAt));
        var evidence = JsonFormat.Read<RollbackVerdict>(System.Text.Encoding.UTF8.GetString(Registry.Blobs.Read(incident.Notes[0].Evidence!)), "evidence");
        Assert.Equal([-0.02, -0.03, 0.01], evidence.Evidence.Select(r => r.Value!.Value));
        Assert.Equal(TimeSpan.Zero, TimeSpan.FromMinutes(Math.Floor(Registry.Incidents.Timeline("inc-0001").Figures.ToMitigate!.Value.TotalMinutes)));
        Assert.NotEqual(Severity.Critical, _w.Registry.Workspace.Ledger.Verify(ModelRegistry.Projections).Severity);
    }

    [Fact]
    public void The_version_it_went_back_to_is_judged_by_what_it_does_from_then_on()
    {
        TwoVersions();
        Run(("pnl", 4, -0.02), ("pnl", 5, -0.03), ("psi", 6, 0.1));
        var size = Registry.Ledger.Size;
        var again = Run(("pnl", 6, -0.02));
        Assert.Equal(RollbackAnswer.Inconclusive, again.Answer);
        Assert.Equal("restricted to closing positions until a person arms the slot again", again.Done);
        Assert.Equal((size + 1, 1), (Registry.Ledger.Size, Registry.LiveNow(Slot)!.Version));
        Assert.Equal("nothing", Run().Done);
        Assert.Equal(size + 1, Registry.Ledger.Size);
    }

    [Fact]
    public void A_version_that_holds_stays_and_nothing_is_written()
    {
        TwoVersions();
        var size = Registry.Ledger.Size;
        Assert.Equal((RollbackAnswer.Hold, "nothing"), Run(("pnl", 4, -0.02), ("pnl", 5, 0.03), ("psi", 6, 0.1)) is var d ? (d.Answer, d.Done) : default);
        Assert.Equal(size, Registry.Ledger.Size);
    }

    [Fact]
    public void A_rule_that_cannot_tell_restricts_where_it_says_so_and_else_waits()
    {
        TwoVersions();
        Assert.Equal("restricted to closing positions until a person arms the slot again", Run(("pnl", 4, 0.02), ("psi", 5, null), ("psi", 6, null)).Done);
        Assert.Equal((2, SlotState.ReduceOnly), (Registry.LiveNow(Slot)!.Version, Registry.LiveNow(Slot)!.State));
        Assert.Contains("psi is missing 2 times in a row", Registry.LiveNow(Slot)!.Because, StringComparison.Ordinal);
        Registry.Enable(Slot, "anna", "looked at it");
        Assert.Equal((RollbackAnswer.Inconclusive, "nothing"), Run(("pnl", 5, null), ("pnl", 6, null), ("psi", 7, 0.1)) is var d ? (d.Answer, d.Done) : default);
        Assert.Equal(SlotState.Active, Registry.LiveNow(Slot)!.State);
    }

    [Fact]
    public void The_first_version_has_nothing_to_go_back_to_and_is_stopped()
    {
        _w.Version(1);
        _w.Promote(1);
        _w.Clock.Now = new(2020, 1, 10, 9, 0, 0, TimeSpan.Zero);
        var decision = Run(("pnl", 4, -0.02), ("pnl", 5, -0.03), ("psi", 6, 0.1));
        Assert.StartsWith("stopped", decision.Done, StringComparison.Ordinal);
        Assert.Equal(SlotState.Halted, Registry.LiveNow(Slot)!.State);
        var size = Registry.Ledger.Size;
        Assert.Equal("nothing: the slot is stopped", Run().Done);
        Assert.Equal(size, Registry.Ledger.Size);
    }

    [Fact]
    public void Evidence_that_cannot_be_kept_does_not_hold_up_the_rollback()
    {
        TwoVersions();
        for (var i = 0; i < 256; i++) // a file where a new blob's folder would be; those that are there stay
            if (Path.Combine(Registry.Workspace.StateFolder, "blobs", "sha256", i.ToString("x2", System.Globalization.CultureInfo.InvariantCulture)) is var folder && !Directory.Exists(folder)) File.WriteAllText(folder, "");
        var decision = Run(("pnl", 4, -0.02), ("pnl", 5, -0.03), ("psi", 6, 0.1));
        Assert.Equal(("went back to version 1", "inc-0001"), (decision.Done, decision.Incident));
        Assert.Contains("the evidence could not be kept", Registry.LiveNow(Slot)!.Because, StringComparison.Ordinal);
        Assert.Equal("inc-0001", Registry.Incidents.Incident("inc-0001").Id);
    }

    [Fact]
    public void A_judgement_on_a_version_that_another_has_replaced_does_nothing()
    {
        TwoVersions();
        _w.Version(3);
        using var store = MeasurementStore.Open(Path.Combine(_w.Folder, "monitoring.db"));
        var judged = AutomaticRollback.Judge(Registry, Slot, [.. new[] { 4, 5 }.Select(day => new MeasurementRow(Slot, "pnl", "", new(2020, 1, day), new(2020, 1, day), -1, null, 10, null, "", "A report", "unknown", Today))], Today);
        Assert.Equal(RollbackAnswer.RollBack, judged.Answer);
        _w.Promote(3);
        var size = Registry.Ledger.Size;
        Assert.Equal("nothing: version 3 is live by now", AutomaticRollback.Act(Registry, judged).Done);
        Assert.Equal((size, 3), (Registry.Ledger.Size, Registry.LiveNow(Slot)!.Version));
        Assert.Contains("not version 2: it was changed in between", Assert.Throws<InvalidDataException>(() => Registry.Rollback(Slot, "anna", "why", from: 2)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_rules_that_count_are_those_of_the_promotion()
    {
        TwoVersions();
        File.WriteAllText(Path.Combine(_w.Folder, Workspace.FileName), RegistryWorkspace.Declaration(RegistryWorkspace.Declared));
        _w.Reopen();
        Assert.Equal(2, Registry.LiveNow(Slot)!.Rules.Count);
        Assert.Equal("went back to version 1", Run(("pnl", 4, -0.02), ("pnl", 5, -0.03)).Done);
    }

    [Fact]
    public void A_promotion_without_rules_is_inconclusive_and_an_empty_slot_is_refused()
    {
        using var plain = new RegistryWorkspace();
        Assert.Throws<InvalidDataException>(() => AutomaticRollback.Judge(plain.Registry, Slot, [], Today));
        plain.Version(1);
        plain.Promote(1);
        var decision = AutomaticRollback.Act(plain.Registry, AutomaticRollback.Judge(plain.Registry, Slot, [], Today));
        Assert.Equal((RollbackAnswer.Inconclusive, "nothing"), (decision.Answer, decision.Done));
        Assert.Contains("promoted without rollback rules", decision.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Control_characters_in_the_reason_of_a_missing_value_do_not_stop_it()
    {
        TwoVersions();
        using var store = MeasurementStore.Open(Path.Combine(_w.Folder, "monitoring.db"));
        store.Append([.. new[] { 4, 5 }.Select(day => new MeasurementRow(Slot, "psi", "", new(2020, 1, day), new(2020, 1, day), null, "no\u202E\nprices", 10, null, "", "A report", "unknown", Today))]);
        Assert.StartsWith("restricted", AutomaticRollback.Run(Registry, Slot, store, Today).Done, StringComparison.Ordinal);
        Assert.DoesNotContain('\u202E', Registry.LiveNow(Slot)!.Because);
    }
}
