using System.Text;
using FsCheck;
using FsCheck.Fluent;
using ModelOpsLab.Registry;
using ModelOpsLab.Reporting;

namespace ModelOpsLab.Tests.Registry;

public sealed class IncidentLogTests : IDisposable
{
    readonly IncidentWorkspace _w = new();

    public void Dispose() => _w.Dispose();

    [Fact]
    public void An_incident_goes_from_open_to_owned_to_closed_and_keeps_all_that_was_said()
    {
        var incident = _w.Open();
        Assert.Equal(("inc-0001", IncidentState.Open, "anna", "spx", "spx-momentum", Severity.Critical), (incident.Id, incident.State, incident.OpenedBy, incident.Slot, incident.Model, incident.Severity));
        _w.Wait(TimeSpan.FromMinutes(5));
        incident = _w.Log.Own(incident.Id, "ben", "anna");
        Assert.Equal((IncidentState.Owned, "ben", new DateTimeOffset(2020, 3, 16, 9, 5, 0, TimeSpan.Zero)), (incident.State, incident.Owner, incident.OwnedAt));
        _w.Log.Note(incident.Id, "The feed was late", "ben");
        _w.Log.Act(incident.Id, "Watch the age of the feed", "carla", new(2020, 3, 27), "ben");
        _w.Log.Done(incident.Id, 1, "carla");
        incident = _w.Log.Close(incident.Id, "Back on version 1", "ben", "what we learned"u8.ToArray());
        Assert.Equal((IncidentState.Closed, "Back on version 1", "carla", "The feed was late"), (incident.State, incident.Closed!.Because, incident.Actions[0].DoneBy, incident.Notes[0].Text));
        Assert.Equal("what we learned", Encoding.UTF8.GetString(_w.Files.Blobs.Read(incident.Postmortem!.Blob)));
        var before = JsonFormat.Write(incident);
        _w.Reopen();
        Assert.Equal(before, JsonFormat.Write(_w.Log.Incident("inc-0001")));
        Assert.Equal(["incident.opened", "incident.owned", "incident.noted", "incident.action", "incident.action", "incident.closed"], _w.Ledger.Read().Select(e => e.Kind));
        _w.AssertHolds();
    }

    [Fact]
    public void A_change_that_is_refused_writes_nothing()
    {
        var id = _w.Open().Id;
        _w.Log.Own(id, "ben", "anna");
        _w.Log.Act(id, "Read the log", "ben", new(2020, 3, 20), "ben");
        _w.Log.Done(id, 1, "ben");
        var kill = _w.Append("slot.halted", new { slot = "spx", because = "losses" }).Sequence;
        _w.Log.Close(id, "over", "ben");
        var unowned = _w.Open("Another").Id;
        var size = _w.Ledger.Size;
        Refused(() => _w.Log.Close(id, "over again", "ben"), "was closed by ben on 2020-03-16 already");
        Refused(() => _w.Log.Own(id, "carla", "ben"), "was closed by ben on 2020-03-16: it has no new owner");
        Refused(() => _w.Log.Done(id, 1, "ben"), "Action 1 of inc-0001 was done by ben on 2020-03-16");
        Refused(() => _w.Log.Done(id, 2, "ben"), "has no action 2: it has 1");
        Refused(() => _w.Log.Close(unowned, "over", "ben", "a document"u8.ToArray()), "has no owner");
        Refused(() => _w.Log.Ratify(id, kill, "anna", "it was right"), "anna killed it and cannot approve that");
        Refused(() => _w.Log.Ratify(id, 1, "ben", "it was right"), "Event 1 is no kill");
        Refused(() => _w.Log.Ratify(id, 999, "ben", "it was right"), "Event 999 is no kill");
        Refused(() => _w.Log.Open("Nothing", Severity.Healthy, "anna"), "not as healthy");
        Refused(() => _w.Log.Attach(id, default, "ben"), "post-mortem is empty");
        _w.Log.Own(unowned, "ben", "anna");
        size++;
        Refused(() => _w.Log.Own(unowned, "ben", "ben"), "is ben's already");
        Assert.Equal(size, _w.Ledger.Size);
        Assert.Empty(_w.Files.Blobs.Ids);

        void Refused(Action change, string because) => Assert.Contains(because, Assert.Throws<InvalidDataException>(change).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("inc-001", "Did you mean 'inc-0001'?")]
    [InlineData("inc-00001", "Did you mean 'inc-0001'?")]
    [InlineData("INC-0001", "Did you mean 'inc-0001'?")]
    [InlineData("inc-0000", "Did you mean 'inc-0001'?")]
    [InlineData("../../etc/passwd", "There are inc-0001 to inc-0002.")]
    [InlineData("inc-0001\n", "There is no incident")]
    [InlineData("inc-99999999999999999999", "There is no incident")]
    [InlineData("", "There is no incident")]
    public void An_unknown_id_is_refused_with_the_nearest_one(string id, string hint)
    {
        _w.Open();
        _w.Open();
        Assert.Contains(hint, Assert.Throws<KeyNotFoundException>(() => _w.Log.Note(id, "text", "anna")).Message, StringComparison.Ordinal);
        Assert.Equal(2, _w.Ledger.Size);
    }

    [Fact]
    public void Where_none_was_opened_an_id_is_answered_with_that() =>
        Assert.Contains("None was opened yet", Assert.Throws<KeyNotFoundException>(() => _w.Log.Incident("inc-0001")).Message, StringComparison.Ordinal);

    [Fact]
    public void A_critical_alert_opens_an_incident_and_one_of_the_same_key_joins_it_while_it_is_open()
    {
        Assert.Null(_w.Log.Raise(IncidentWorkspace.Alert(-0.1, severity: Severity.Warning), "spx", "spx-momentum", "monitor"));
        var first = _w.Log.Raise(IncidentWorkspace.Alert(), "spx", "spx-momentum", "monitor")!;
        Assert.Equal((IncidentState.Open, Severity.Critical, 2L), (first.State, first.Severity, first.Alert));
        Assert.Equal("max_drawdown = -0.2, limit -0.15 (the mandate)", first.Title.Replace("≤ ", "", StringComparison.Ordinal).Replace("< ", "", StringComparison.Ordinal));
        var second = _w.Log.Raise(IncidentWorkspace.Alert(-0.25), "spx", "spx-momentum", "monitor")!;
        Assert.Equal((first.Id, 4L), (second.Id, second.Notes[0].Alert));
        var other = _w.Log.Raise(IncidentWorkspace.Alert(metric: "hit_rate"), "spx", "spx-momentum", "monitor")!;
        Assert.Equal("inc-0002", other.Id);
        _w.Log.Own(first.Id, "ben", "ben");
        _w.Log.Close(first.Id, "over", "ben");
        Assert.Equal("inc-0003", _w.Log.Raise(IncidentWorkspace.Alert(), "spx", "spx-momentum", "monitor")!.Id);
        Assert.Equal(3, _w.Log.All().Count);
        _w.AssertHolds();
    }

    [Fact]
    public void An_alert_whose_incident_a_crash_prevented_is_escalated_later_and_once()
    {
        _w.Append("alert.raised", new { slot = "spx", model = "spx-momentum", metric = "pnl", severity = "critical", value = -1.0, limit = -0.5, message = "pnl = -1", key = "k" }, "monitor");
        _w.Append("alert.raised", new { slot = "spx", model = "spx-momentum", metric = "pnl", severity = "critical", value = -2.0, limit = -0.5, message = "pnl = -2", key = "k" }, "monitor");
        Assert.Equal(["inc-0001", "inc-0001"], _w.Log.Escalate("modelops").Select(i => i.Id));
        var incident = _w.Log.Incident("inc-0001");
        Assert.Equal((1L, 2L), (incident.Alert, incident.Notes.Single().Alert));
        Assert.Empty(_w.Log.Escalate("modelops"));
    }

    [Fact]
    public void One_that_is_opened_by_hand_for_an_alert_takes_its_place_and_time_from_it()
    {
        var alert = _w.Append("alert.raised", new { slot = "spx", model = "spx-momentum", severity = "critical", message = "pnl = -1", key = "k" }, "monitor", _w.Clock.Now.AddMinutes(-9)).Sequence;
        var incident = _w.Log.Open("Losses", Severity.Critical, "anna", alert: alert);
        Assert.Equal(("spx", "spx-momentum", alert, _w.Clock.Now.AddMinutes(-9)), (incident.Slot, incident.Model, incident.Alert, incident.BeganAt));
        Assert.Empty(_w.Log.Escalate("modelops"));
        Assert.Contains("belongs to inc-0001 already", Assert.Throws<InvalidDataException>(() => _w.Log.Open("Losses", Severity.Critical, "anna", alert: alert)).Message, StringComparison.Ordinal);
        Assert.Contains("Event 2 is no alert", Assert.Throws<InvalidDataException>(() => _w.Log.Open("Losses", Severity.Critical, "anna", alert: 2)).Message, StringComparison.Ordinal);
        Assert.Equal(2, _w.Ledger.Size);
    }

    [Fact]
    public void No_alert_is_lost_for_its_words()
    {
        var incident = _w.Log.Raise(IncidentWorkspace.Alert(of: "col\u202Eumn\n" + new string('x', 9_000)), "spx", null, "monitor")!;
        Assert.True(incident.Title.Length <= 200);
        Assert.DoesNotContain(incident.Title + _w.Ledger.Read(1, 1).First().Payload, c => char.IsControl(c) || c == '\u202E');
        Assert.Equal(incident.Id, _w.Log.Raise(IncidentWorkspace.Alert(of: "col\u202Eumn\n" + new string('x', 9_000)), "spx", null, "monitor")!.Id);
    }

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("two\nlines")]
    [InlineData("a bell \a")]
    [InlineData("a tab\there")]
    [InlineData("right to left \u202E txt.exe")]
    [InlineData("an isolate \u2066 here")]
    [InlineData("a zero width \u200B space")]
    [InlineData("a line separator \u2028")]
    public void A_text_that_is_empty_or_steers_what_shows_it_is_refused_wherever_it_is_given(string text)
    {
        var id = _w.Open().Id;
        foreach (var change in new Action[]
        {
            () => _w.Log.Open(text, Severity.Critical, "anna"), () => _w.Log.Note(id, text, "anna"), () => _w.Log.Own(id, text, "anna"), () => _w.Log.Own(id, "ben", text),
            () => _w.Log.Act(id, text, "ben", new(2020, 3, 20), "anna"), () => _w.Log.Act(id, "what", text, new(2020, 3, 20), "anna"), () => _w.Log.Close(id, text, "anna"), () => _w.Log.Attach(id, new byte[1], "anna", text),
            () => _w.Log.Ratify(id, 1, "ben", text),
        })
            Assert.Throws<InvalidDataException>(change);
        Assert.Equal(1, _w.Ledger.Size);
        Assert.Empty(_w.Files.Blobs.Ids);
    }

    [Fact]
    public void Half_a_character_is_refused_and_a_whole_one_is_kept() // an attribute cannot hold it
    {
        var id = _w.Open().Id;
        Assert.Throws<InvalidDataException>(() => _w.Log.Note(id, "half " + (char)0xD83D, "anna"));
        Assert.Throws<InvalidDataException>(() => _w.Log.Note(id, (char)0xDE00 + " half", "anna"));
        Assert.Equal("whole \U0001F600 é 漢", _w.Log.Note(id, "whole \U0001F600 é 漢", "anna").Notes[0].Text);
    }

    [Fact]
    public void A_text_of_a_megabyte_is_refused_with_a_short_message()
    {
        var id = _w.Open().Id;
        var text = new string('x', 1 << 20);
        foreach (var change in new Action[] { () => _w.Log.Open(text, Severity.Critical, "anna"), () => _w.Log.Note(id, text, "anna"), () => _w.Log.Own(id, text, "anna"), () => _w.Log.Note(id, "text", text), () => _w.Log.Open("title", Severity.Critical, "anna", slot: text) })
            Assert.InRange(Assert.Throws<InvalidDataException>(change).Message.Length, 20, 300);
        Assert.Equal(1, _w.Ledger.Size);
    }

    [Theory]
    [InlineData("../spx")]
    [InlineData("Spx")]
    [InlineData("spx/1")]
    [InlineData("")]
    [InlineData(".hidden")]
    [InlineData("spx\0")]
    public void A_slot_or_model_that_is_no_name_is_refused(string name)
    {
        Assert.Throws<InvalidDataException>(() => _w.Log.Open("title", Severity.Critical, "anna", slot: name));
        Assert.Throws<InvalidDataException>(() => _w.Log.Open("title", Severity.Critical, "anna", model: name));
        Assert.Throws<InvalidDataException>(() => _w.Log.Raise(IncidentWorkspace.Alert(), name, null, "monitor"));
        Assert.Equal(0, _w.Ledger.Size);
    }

    [Fact]
    public void Events_that_another_program_wrote_wrongly_change_nothing_and_stop_nothing()
    {
        var id = _w.Open().Id;
        _w.Append("incident.closed", new { incident = id, because = 7 });
        foreach (var payload in new object[] { new { }, new { incident = 1 }, new { incident = "inc-0007" }, new { incident = "inc-000x" }, new { incident = id, action = 99, done = true }, new { incident = id, action = "1" }, new { incident = id, owner = new[] { 1 } } })
            foreach (var kind in new[] { "incident.owned", "incident.action", "incident.closed", "alert.raised", "incident.noted" })
                _w.Append(kind, payload);
        Assert.Equal((IncidentState.Closed, "", 0), (_w.Log.Incident(id).State, _w.Log.Incident(id).Closed!.Because, _w.Log.Incident(id).Actions.Count));
        Assert.Single(_w.Log.All());
        Assert.NotEmpty(_w.Log.Timeline(id).ToString());
        Assert.NotEmpty(_w.Log.Findings(_w.Clock.Now).ToString());
        Assert.Equal("inc-0002", _w.Open().Id);
        _w.AssertHolds();
    }

    [Fact]
    public void A_ledger_without_the_state_table_is_refused_in_words()
    {
        using var plain = Ledger.Open(Path.Combine(_w.Folder, "plain.db"));
        Assert.Contains("IncidentLog.Projection", Assert.Throws<ArgumentException>(() => new IncidentLog(plain)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Whatever_is_tried_in_whatever_order_the_log_is_what_was_acknowledged_and_the_table_what_the_events_say()
    {
        Prop.ForAll(Gen.Choose(0, 6).ListOf(25).ToArbitrary(), steps =>
        {
            using var w = new IncidentWorkspace();
            var told = new Dictionary<string, string>();
            foreach (var (step, i) in steps.Select((s, i) => (s, i)))
            {
                var id = told.Keys.Count == 0 ? "inc-0001" : told.Keys.ElementAt(i % told.Keys.Count);
                var before = w.Ledger.Size;
                try
                {
                    var incident = step switch
                    {
                        0 => w.Open(),
                        1 => w.Log.Own(id, i % 2 == 0 ? "ben" : "carla", "anna"),
                        2 => w.Log.Note(id, "noted", "ben"),
                        3 => w.Log.Act(id, "do it", "ben", new(2020, 4, 1), "anna"),
                        4 => w.Log.Done(id, 1, "ben"),
                        5 => w.Log.Close(id, "over", "ben"),
                        _ => w.Log.Raise(IncidentWorkspace.Alert(), "spx", null, "monitor")!,
                    };
                    told[incident.Id] = JsonFormat.Write(incident);
                }
                catch (Exception refused) when (refused is InvalidDataException or KeyNotFoundException)
                {
                    Assert.Equal(before, w.Ledger.Size);
                }
            }
            w.Reopen();
            Assert.Equal(told.OrderBy(t => t.Key, StringComparer.Ordinal).Select(t => t.Value), w.Log.All().Select(JsonFormat.Write));
            w.AssertHolds();
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(6));
    }
}
