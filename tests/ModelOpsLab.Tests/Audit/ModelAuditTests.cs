using ModelOpsLab.Audit;
using ModelOpsLab.Lineage;
using ModelOpsLab.Models;
using ModelOpsLab.Registry;
using ModelOpsLab.Reporting;
using ModelOpsLab.Tests.Registry;

namespace ModelOpsLab.Tests.Audit;

public sealed class ModelAuditTests
{
    const string Model = AuditedWorkspace.Model;

    static AuditFinding Found(ModelAudit audit, string id) => Assert.Single(audit.Findings, f => f.Id == id);

    static AuditOutcome Outcome(ModelAudit audit, string id) => Found(audit, id).Outcome;

    [Theory]
    [InlineData("sr26-2")]
    [InlineData("rts6")]
    [InlineData("dora")]
    public void A_workspace_without_a_history_gives_a_page_of_gaps_and_no_error(string regime)
    {
        var folder = Directory.CreateTempSubdirectory("modelops-test-");
        File.WriteAllText(Path.Combine(folder.FullName, Workspace.FileName), RegistryWorkspace.Declaration("{}"));
        try
        {
            var audit = ModelAudit.Of(Workspace.Open(folder.FullName), Model, new(2020, 3, 31), regime);
            Assert.Equal(Severity.Critical, audit.Severity);
            Assert.Contains("the workspace has no ledger", Found(audit, "registered").What, StringComparison.Ordinal);
            Assert.Equal(AuditOutcome.NotApplicable, Outcome(audit, "limits"));
            Assert.Equal(AuditOutcome.NotMet, Outcome(audit, "review"));
            Assert.All(audit.Gaps, g => Assert.NotEmpty(g.ToDo));
            Assert.Contains("# alpha, audit as of 2020-03-31", audit.ToDocument().ToString(), StringComparison.Ordinal);
            Assert.False(Directory.Exists(Path.Combine(folder.FullName, ".modelops")));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void An_empty_ledger_gives_a_page_too()
    {
        using var workspace = new AuditedWorkspace();
        var audit = workspace.Audit("2020-03-31");
        Assert.Contains("No version is registered.", audit.ToDocument().ToString(), StringComparison.Ordinal);
        Assert.Equal(AuditOutcome.Met, Outcome(audit, "ledger"));
    }

    [Fact]
    public void A_damaged_ledger_or_training_record_is_a_gap_and_no_error()
    {
        using var workspace = new AuditedWorkspace();
        workspace.At("2020-01-02").Version(1);
        workspace.Promote(1);
        var record = workspace.Registry.Ledger.Read().First(one => one.Kind == "model.registered").Payload.GetProperty("training").GetString()![12..];
        File.WriteAllText(Path.Combine(workspace.Workspace.StateFolder, "blobs", "sha256", record[..2], record[2..]), "{");
        var audit = workspace.Audit("2020-03-31");
        Assert.Equal(AuditOutcome.NotMet, Outcome(audit, "data"));
        Assert.Contains("its training record is damaged", audit.Lineage.ToString(), StringComparison.Ordinal);
        Assert.Equal(AuditOutcome.NotMet, Outcome(audit, "ledger"));
    }

    [Fact]
    public void Only_what_was_recorded_by_the_day_is_known()
    {
        using var workspace = new AuditedWorkspace();
        workspace.At("2020-01-02").Version(1);
        workspace.Promote(1);
        workspace.At("2020-02-03").Version(2);
        workspace.Promote(2);
        Assert.Contains("version 1 in alpha", workspace.Audit("2020-02-02").Summary.ToString(), StringComparison.Ordinal);
        Assert.Contains("version 2 in alpha", workspace.Audit("2020-02-03").Summary.ToString(), StringComparison.Ordinal);
        Assert.Contains("nothing", workspace.Audit("2020-01-01").Summary.ToString(), StringComparison.Ordinal);
        Assert.Single(Found(workspace.Audit("2020-02-02"), "registered").Events);
    }

    [Fact]
    public void The_same_history_gives_the_same_page_whatever_the_key()
    {
        string Page()
        {
            using var workspace = new AuditedWorkspace(AuditedWorkspace.Calendar);
            workspace.At("2020-01-02").Version(1);
            workspace.Promote(1);
            return HtmlWriter.Write(workspace.Audit("2020-03-31").ToDocument());
        }
        Assert.Equal(Page(), Page());
    }

    [Fact]
    public void Two_persons_means_somebody_who_neither_asked_nor_made_the_version()
    {
        using var people = new People("ben", "cleo");
        using var workspace = new AuditedWorkspace("\"approvals\": { \"promote\": { \"required\": 1 } },", people);
        workspace.At("2020-01-02").Version(1);
        var request = workspace.Registry.RequestOf(new Promotion(Model, 1, "better in the test"));
        workspace.Promote(1, people.Sign("ben", request, workspace.Now));
        Assert.Equal(AuditOutcome.Met, Outcome(workspace.Audit("2020-03-31"), "two persons"));
        Assert.Contains("ben", workspace.Audit("2020-03-31").Deployments.ToString(), StringComparison.Ordinal);

        using var alone = new AuditedWorkspace();
        alone.At("2020-01-02").Version(1);
        alone.Promote(1);
        var found = Found(alone.Audit("2020-03-31"), "two persons");
        Assert.Equal((AuditOutcome.NotMet, 2), (found.Outcome, found.Events[0]));
        Assert.Contains("nobody else", alone.Audit("2020-03-31").Deployments.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Terms_of_a_promotion_are_evidence_and_dirty_code_is_not()
    {
        using var workspace = new AuditedWorkspace();
        workspace.At("2020-01-02").Version(1);
        workspace.Promote(1);
        workspace.Version(2, t => t with { Code = new(new('a', 40), new('b', 40), new('c', 40), Dirty: true) });
        workspace.Promote(2);
        var audit = workspace.Audit("2020-03-31");
        Assert.Equal([AuditOutcome.Met, AuditOutcome.Met, AuditOutcome.Met, AuditOutcome.NotMet], new[] { "change log", "limits", "way back", "code" }.Select(id => Outcome(audit, id)));
        Assert.Contains("Version 2 was live, but an unchanged commit", Found(audit, "code").What, StringComparison.Ordinal);
        Assert.Equal(AuditOutcome.Met, audit.OutcomeOf(audit.Regime.Articles.Single(a => a.Name == "RTS 6, article 8")));
    }

    [Fact]
    public void A_review_that_was_signed_was_held_whoever_records_it_too()
    {
        using var workspace = new AuditedWorkspace(AuditedWorkspace.Calendar);
        workspace.At("2020-01-02").Version(1);
        workspace.Promote(1);
        workspace.At("2020-02-05").Registry.Signed.Sign("a page"u8, new() { Model = AuditedWorkspace.Model, From = new(2020, 1, 1), To = new(2020, 1, 31), File = "alpha-2020-01.html", Page = "", Proposed = Decision.Keep, Decision = Decision.Keep }, "carla");
        Assert.Equal(AuditOutcome.Met, Outcome(workspace.Audit("2020-03-05"), "review"));
        workspace.At("2020-02-20").Review("2020-01-01", "2020-01-31"); // recorded by hand later: the period is done once
        Assert.Equal(AuditOutcome.Met, Outcome(workspace.Audit("2020-03-05"), "review"));
        Assert.Contains("Missed in 1 of 2 periods, 2020-02", Found(workspace.Audit("2020-03-11"), "review").What, StringComparison.Ordinal);
    }

    [Fact]
    public void Reviews_are_held_against_the_calendar()
    {
        using var workspace = new AuditedWorkspace(AuditedWorkspace.Calendar);
        workspace.At("2020-01-02").Version(1);
        workspace.Promote(1);
        workspace.At("2020-02-05").Review("2020-01-01", "2020-01-31");
        workspace.At("2020-03-20").Review("2020-02-01", "2020-02-29");
        Assert.Contains("Late in 1 of 2 periods, 2020-02", Found(workspace.Audit("2020-04-05"), "review").What, StringComparison.Ordinal);
        var missed = Found(workspace.Audit("2020-04-11"), "review");
        Assert.Contains("Missed in 1 of 3 periods, 2020-03", missed.What, StringComparison.Ordinal);
        Assert.Equal([3, 4], missed.Events);
        Assert.Equal(AuditOutcome.Met, Outcome(workspace.Audit("2020-03-05"), "review"));
        Assert.Contains("2020-02-10", workspace.Audit("2020-02-04").Procedures.ToString(), StringComparison.Ordinal);
        Assert.Equal(AuditOutcome.NotApplicable, Outcome(workspace.Audit("2020-02-04"), "review"));
        Assert.Equal(AuditOutcome.NotMet, Outcome(workspace.Audit("2020-05-15"), "drill of the stop"));
    }

    [Fact]
    public void A_quarter_is_done_by_any_event_in_its_time()
    {
        var definition = new ProcedureDefinition { EveryMonths = 3, WithinDays = 10 };
        using var workspace = new AuditedWorkspace();
        workspace.At("2020-01-15").Event("control.drilled", "ops", new { Slot = Model, Control = "kill", Milliseconds = 4.5, Missed = 0 });
        workspace.At("2020-07-05").Event("control.drilled", "ops", new { Slot = Model, Control = "kill", Milliseconds = 4.5, Missed = 0 });
        var periods = ProcedurePeriod.Of(definition, new(2019, 12, 20), new(2020, 8, 1), [.. workspace.Registry.Ledger.Read()]);
        Assert.Equal([(new DateOnly(2020, 1, 1), 1L), (new(2020, 4, 1), 2), (new(2020, 7, 1), 0)], periods.Select(p => (p.From, p.Done?.Sequence ?? 0)));
        Assert.Equal(AuditOutcome.NotApplicable, Outcome(workspace.Audit("2020-08-01"), "limits"));
        Assert.Equal(AuditOutcome.Met, Outcome(workspace.Audit("2020-08-01"), "stop works"));
    }

    [Fact]
    public void Predictions_are_traced_day_by_day_to_the_version_that_was_live()
    {
        using var workspace = new AuditedWorkspace();
        workspace.At("2020-01-06").Version(1); // a Monday
        workspace.Promote(1);
        var segment = 0;
        void Seal(int version, string from, string to) => workspace.Event("predictions.sealed", "modelops", new { Slot = Model, Model, Version = version, Segment = ++segment, Content = "blob:sha256:" + new string('a', 64), Count = 5, Unreadable = 0, From = from + "T10:00:00.0000000Z", To = to + "T10:00:00.0000000Z" });
        Assert.Equal(AuditOutcome.NotMet, Outcome(workspace.Audit("2020-01-10"), "traced"));
        workspace.At("2020-01-10");
        Seal(1, "2020-01-06", "2020-01-08");
        var found = Found(workspace.Audit("2020-01-10"), "traced");
        Assert.Contains("3 of 5 weekdays on which a version was live (60.0 %)", found.What, StringComparison.Ordinal);
        Assert.Contains("2020-01-09 to 2020-01-10", workspace.Audit("2020-01-10").Predictions.ToString(), StringComparison.Ordinal);
        Seal(1, "2020-01-09", "2020-01-10");
        Assert.Equal((AuditOutcome.Met, AuditOutcome.Met), (Outcome(workspace.Audit("2020-01-12"), "traced"), Outcome(workspace.Audit("2020-01-12"), "right version")));
        Seal(2, "2020-01-09", "2020-01-10");
        Assert.Equal(AuditOutcome.NotMet, Outcome(workspace.Audit("2020-01-12"), "right version"));
    }

    [Fact]
    public void The_last_reproduction_of_the_live_version_counts()
    {
        using var workspace = new AuditedWorkspace();
        workspace.At("2020-01-06").Version(1);
        workspace.Promote(1);
        Assert.Contains("never trained again", Found(workspace.Audit("2020-01-10"), "reproduced").What, StringComparison.Ordinal);
        foreach (var (outcome, holds) in new[] { ("equal", AuditOutcome.Met), ("different", AuditOutcome.NotMet), ("within", AuditOutcome.Met) })
        {
            workspace.Event("model.reproduced", "ops", new { Model, Version = 1, Outcome = outcome, Because = "a test" });
            Assert.Equal(holds, Outcome(workspace.Audit("2020-01-10"), "reproduced"));
        }
    }

    [Fact]
    public void Incidents_need_an_owner_actions_in_time_and_a_post_mortem_and_critical_alerts_an_incident()
    {
        using var workspace = new AuditedWorkspace();
        workspace.At("2020-01-06").Version(1);
        workspace.Promote(1);
        var alert = workspace.Event("alert.raised", "monitor", new { Model, Slot = Model, Metric = "max_drawdown", Severity = "critical", Value = -0.2, Limit = -0.15, Message = "too deep", Key = "k" });
        var audit = workspace.Audit("2020-01-10");
        Assert.Equal((AuditOutcome.NotMet, alert), (Outcome(audit, "alerts"), Found(audit, "alerts").Events[0]));
        workspace.Event("incident.opened", "monitor", new { Incident = "inc-0001", Slot = Model, Model, Title = "too deep", Severity = "critical", Alert = alert });
        Assert.Equal((AuditOutcome.Met, AuditOutcome.NotMet), (Outcome(workspace.Audit("2020-01-10"), "alerts"), Outcome(workspace.Audit("2020-01-10"), "owned")));
        workspace.Event("incident.owned", "anna", new { Incident = "inc-0001", Owner = "anna" });
        workspace.Event("incident.action", "anna", new { Incident = "inc-0001", Action = 1, What = "look", Owner = "anna", Due = "2020-01-08", Done = false });
        Assert.Equal((AuditOutcome.Met, AuditOutcome.NotMet), (Outcome(workspace.Audit("2020-01-10"), "owned"), Outcome(workspace.Audit("2020-01-10"), "actions")));
        workspace.Event("incident.action", "anna", new { Incident = "inc-0001", Action = 1, What = "look", Owner = "anna", Due = "2020-01-08", Done = true });
        workspace.Event("incident.closed", "anna", new { Incident = "inc-0001", Because = "over", Postmortem = (string?)null });
        Assert.Equal((AuditOutcome.Met, AuditOutcome.Met), (Outcome(workspace.Audit("2020-01-10"), "actions"), Outcome(workspace.Audit("2020-01-10"), "post-mortems")));
        Assert.Equal(AuditOutcome.NotMet, Outcome(workspace.Audit("2020-01-20"), "post-mortems"));
    }

    [Fact]
    public void An_emergency_stop_is_approved_by_another_person_within_five_business_days()
    {
        using var workspace = new AuditedWorkspace();
        workspace.At("2020-01-06").Version(1);
        workspace.Promote(1);
        workspace.Registry.Disable(Model, "anna", "losses");
        var stop = workspace.Registry.Ledger.Size;
        Assert.Equal((AuditOutcome.Met, AuditOutcome.NotMet), (Outcome(workspace.Audit("2020-01-10"), "stops approved"), Outcome(workspace.Audit("2020-01-20"), "stops approved")));
        workspace.Event("incident.opened", "anna", new { Incident = "inc-0001", Slot = Model, Model, Title = "losses", Severity = "critical", Alert = (long?)null });
        workspace.Event("incident.noted", "anna", new { Incident = "inc-0001", Text = "it was right", Ratifies = stop });
        Assert.Equal(AuditOutcome.NotMet, Outcome(workspace.Audit("2020-01-20"), "stops approved"));
        workspace.Event("incident.noted", "ben", new { Incident = "inc-0001", Text = "it was right", Ratifies = stop });
        Assert.Equal(AuditOutcome.Met, Outcome(workspace.Audit("2020-01-20"), "stops approved"));
    }

    [Fact]
    public void Nobody_validates_their_own_version()
    {
        using var workspace = new AuditedWorkspace();
        workspace.At("2020-01-06").Version(1);
        workspace.Promote(1);
        workspace.Event("validation.held", "anna", new { Model, Version = 1, Because = "fine" });
        Assert.Equal(AuditOutcome.NotMet, Outcome(workspace.Audit("2020-01-10"), "independent validation"));
        workspace.Event("validation.held", "ben", new { Model, Version = 1, Because = "fine" });
        Assert.Equal(AuditOutcome.Met, Outcome(workspace.Audit("2020-01-10"), "independent validation"));
    }

    [Fact]
    public void What_a_version_looks_at_is_shown_against_the_one_before()
    {
        using var workspace = new AuditedWorkspace();
        workspace.At("2020-01-06").Version(1, t => t with { Importance = [new FeatureImportance("x", 0.25)] });
        workspace.Promote(1);
        workspace.Version(2, t => t with { Importance = [new FeatureImportance("x", 0.5)], Provenance = t.Provenance with { Parameters = new Dictionary<string, string> { ["trainer"] = "ridge, penalty 20" } } });
        workspace.Promote(2);
        var audit = workspace.Audit("2020-01-10");
        Assert.Contains("Weight of each feature, version 2 against version 1", audit.Logic.ToString(), StringComparison.Ordinal);
        Assert.Contains("trainer: none → ridge, penalty 20", audit.Lineage.ToString(), StringComparison.Ordinal);
        Assert.Equal((AuditOutcome.Met, AuditOutcome.NotMet), (Outcome(audit, "importance"), Outcome(audit, "sensitivity")));
    }

    [Fact]
    public void What_the_audit_cannot_see_it_says()
    {
        using var workspace = new AuditedWorkspace();
        workspace.At("2020-01-06").Version(1);
        workspace.Promote(1);
        var audit = workspace.Audit("2020-01-10");
        Assert.Contains("Without one, whoever owns the ledger and its key could have rewritten all of it", Found(audit, "anchored").What, StringComparison.Ordinal);
        Assert.Contains("at most SLSA Build L1", Found(audit, "build level").What, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(AuditOutcome.CannotBeTold, audit.OutcomeOf(audit.Regime.Articles.Single(a => a.Name == "RTS 6, article 11") with { Findings = ["notice"] }));
        Assert.Contains("non-binding", workspace.Audit("2020-01-10", "sr26-2").Articles.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void What_people_wrote_is_text_on_the_page()
    {
        using var workspace = new AuditedWorkspace();
        workspace.At("2020-01-06").Version(1);
        workspace.Promote(1);
        workspace.Event("incident.opened", "=cmd|x", new { Incident = "inc-0001", Slot = Model, Model, Title = "<script>alert(1)</script>", Severity = "critical" });
        using (var without = workspace.Workspace.Ledger.Open("modelopslab")) // another program, which keeps no state tables
            without.Append(
                LedgerEntry.Of("model.registered", "<b>", new { Model, Version = "many", Training = 7 }),
                LedgerEntry.Of("model.promoted", "<b>", new { Model, Slot = 7, Limits = "none", Rehearsals = new[] { 1 } }),
                LedgerEntry.Of("predictions.sealed", "<b>", new { Model, Slot = Model, Version = 1, From = "yesterday", To = 3 }));
        var page = HtmlWriter.Write(workspace.Audit("2020-01-10").ToDocument());
        Assert.DoesNotContain("<script>", page, StringComparison.Ordinal);
        Assert.Contains("&lt;script&gt;", page, StringComparison.Ordinal);
    }

    [Fact]
    public void What_was_told_restored_and_assessed_closes_its_gap()
    {
        using var workspace = new AuditedWorkspace(AuditedWorkspace.Calendar);
        workspace.At("2020-01-06").Version(1);
        var promotion = workspace.Promote(1).Sequence;
        string[] asked = ["notice", "restored", "self-assessment"];
        Assert.Equal([AuditOutcome.CannotBeTold, AuditOutcome.CannotBeTold, AuditOutcome.NotMet], asked.Select(id => Outcome(workspace.Audit("2021-02-28"), id)));
        workspace.Event("notice.given", "anna", new { Model, Promotion = promotion });
        workspace.Event("restore.tested", "ops", new { Because = "on another machine" });
        workspace.Event("assessment.held", "board", new { From = "2020-01-01", To = "2020-12-31" });
        Assert.Equal([AuditOutcome.Met, AuditOutcome.Met, AuditOutcome.Met], asked.Select(id => Outcome(workspace.Audit("2021-02-28"), id)));
    }

    [Fact]
    public void Each_article_names_findings_that_there_are_and_each_name_is_known_once()
    {
        using var workspace = new AuditedWorkspace();
        var ids = workspace.Audit("2020-01-10").Findings.Select(f => f.Id).ToArray();
        Assert.Equal(ids.Distinct(), ids);
        Assert.All(AuditRegime.All.SelectMany(r => r.Articles).SelectMany(a => a.Findings), id => Assert.Contains(id, ids));
        Assert.Contains("Did you mean 'rts6'", Assert.Throws<KeyNotFoundException>(() => AuditRegime.Of("rts5")).Message, StringComparison.OrdinalIgnoreCase);
    }
}
