using System.Xml.Linq;
using ModelOpsLab.Lineage;
using ModelOpsLab.Registry;
using ModelOpsLab.Reporting;

namespace ModelOpsLab.Tests.Registry;

public sealed class IncidentTimelineTests : IDisposable
{
    readonly IncidentWorkspace _w = new();

    public void Dispose() => _w.Dispose();

    /// <summary>A bad promotion on Monday, losses, a kill, a rollback, an end on Wednesday; beside it another slot and an old event.</summary>
    string Story()
    {
        var began = _w.Clock.Now;
        _w.Clock.Now = began.AddDays(-60);
        _w.Append("model.promoted", new { slot = "spx", model = "spx-momentum", version = 1, previous = (int?)null, because = "the first" });
        _w.Clock.Now = began.AddDays(-5);
        _w.Append("predictions.sealed", new { slot = "spx", model = "spx-momentum", version = 1, segment = 1, count = 100, from = "2020-03-10", to = "2020-03-11" }, "modelops");
        _w.Append("predictions.sealed", new { slot = "spx", model = "spx-momentum", version = 1, segment = 2, count = 50, from = "2020-03-11", to = "2020-03-12" }, "modelops");
        _w.Append("model.promoted", new { slot = "dow", model = "dow30", version = 7, because = "elsewhere" });
        _w.Clock.Now = began;
        _w.Append("model.promoted", new { slot = "spx", model = "spx-momentum", version = 2, previous = 1, approvedBy = new[] { "anna", "carla" }, because = "better in the test" });
        _w.Wait(TimeSpan.FromHours(3));
        var id = _w.Log.Raise(IncidentWorkspace.Alert(), "spx", "spx-momentum", "monitor", at: began.AddHours(1))!.Id;
        _w.Wait(TimeSpan.FromMinutes(4));
        _w.Log.Own(id, "ben", "ben");
        _w.Wait(TimeSpan.FromMinutes(2));
        _w.Append("slot.halted", new { slot = "spx", because = "losses" }, "ben");
        _w.Wait(TimeSpan.FromMinutes(10));
        _w.Append("model.rolled-back", new { slot = "spx", model = "spx-momentum", from = 2, to = 1, because = "the bad promotion", incident = id, automatic = false }, "ben");
        _w.Append("slot.armed", new { slot = "spx", because = "version 1 holds", approvedBy = new[] { "anna", "carla" } }, "anna");
        _w.Log.Act(id, "Promote on more than one month", "anna", new(2020, 4, 1), "ben");
        _w.Wait(TimeSpan.FromDays(2));
        _w.Log.Close(id, "version 1 trades", "ben");
        _w.Wait(TimeSpan.FromDays(1));
        _w.Append("model.promoted", new { slot = "spx", model = "spx-momentum", version = 3, previous = 1, because = "later" });
        _w.Log.Attach(id, "learned"u8.ToArray(), "ben");
        return id;
    }

    [Fact]
    public void It_shows_what_happened_in_the_slot_from_before_it_began_until_it_was_closed_and_its_own_events_after()
    {
        var timeline = _w.Log.Timeline(Story());
        Assert.Equal([TimelineKind.Predictions, TimelineKind.Predictions, TimelineKind.Promotion, TimelineKind.Alert, TimelineKind.Incident, TimelineKind.Incident, TimelineKind.Kill, TimelineKind.Rollback, TimelineKind.Arming, TimelineKind.Action, TimelineKind.Incident, TimelineKind.Note],
            timeline.Lines.Select(l => l.Kind));
        Assert.DoesNotContain(timeline.Lines, l => l.Text.Contains("elsewhere", StringComparison.Ordinal) || l.Text.Contains("later", StringComparison.Ordinal));
        Assert.Equal("Version 2 of spx-momentum went live in place of version 1, approved by anna and carla: better in the test.", timeline.Lines[2].Text);
        Assert.Equal("Went back from version 2 to version 1: the bad promotion.", timeline.Lines[7].Text);
        Assert.Equal(2, _w.Log.Timeline("inc-0001", TimeSpan.FromDays(90)).Lines.Count(l => l.Kind == TimelineKind.Promotion));
        Assert.Equal(TimelineKind.Alert, _w.Log.Timeline("inc-0001", TimeSpan.Zero).Lines[0].Kind);
    }

    [Fact]
    public void Every_line_names_its_event_by_sequence_and_hash_and_can_be_proved()
    {
        var timeline = _w.Log.Timeline(Story());
        var size = _w.Ledger.Size;
        Assert.All(timeline.Lines, line =>
        {
            var one = _w.Ledger.Read(line.Sequence, line.Sequence).Single();
            Assert.Equal((one.Hash, one.Kind == "incident.opened" ? one.RecordedAt : one.EffectiveAt, one.RecordedAt, one.Actor), (line.Hash, line.EffectiveAt, line.RecordedAt, line.By));
            Assert.True(MerkleProof.Includes(_w.Ledger.Root, size, line.Sequence - 1, Convert.FromHexString(line.Hash), [.. _w.Ledger.ProveInclusion(line.Sequence, size)]));
        });
    }

    [Fact]
    public void Its_figures_are_the_times_between_the_events()
    {
        var figures = _w.Log.Timeline(Story()).Figures;
        Assert.Equal((2.0 * 60, 4, 6), (Minutes(figures.ToDetect), Minutes(figures.ToOwn), Minutes(figures.ToMitigate)));
        Assert.Equal(2 * 24 * 60 + 16, Minutes(figures.ToClose));

        static double Minutes(TimeSpan? time) => Math.Round(time!.Value.TotalMinutes, 3);
    }

    [Fact]
    public void A_kill_before_anybody_opened_the_incident_took_no_time_and_what_has_not_happened_has_none()
    {
        _w.Append("slot.halted", new { slot = "spx", because = "losses" }, "ben", _w.Clock.Now.AddMinutes(-20));
        var id = _w.Log.Open("Losses", Severity.Critical, "ben", "spx", beganAt: _w.Clock.Now.AddMinutes(-30)).Id;
        var figures = _w.Log.Timeline(id).Figures;
        Assert.Equal((TimeSpan.Zero, (TimeSpan?)null, (TimeSpan?)null), (figures.ToMitigate, figures.ToOwn, figures.ToClose));
        Assert.InRange(figures.ToDetect!.Value.TotalMinutes, 30, 30.01);
    }

    [Fact]
    public void As_of_an_earlier_time_it_is_what_it_was_then()
    {
        var id = _w.Open().Id;
        var then = _w.Clock.Now;
        var before = _w.Log.Timeline(id, asOf: then).ToString();
        _w.Wait(TimeSpan.FromHours(1));
        _w.Log.Own(id, "ben", "ben");
        _w.Log.Close(id, "over", "ben");
        Assert.Equal(before, _w.Log.Timeline(id, asOf: then).ToString());
        Assert.NotEqual(before, _w.Log.Timeline(id).ToString());
        Assert.Throws<KeyNotFoundException>(() => _w.Log.Timeline(id, asOf: then.AddDays(-1)));
    }

    [Fact]
    public void The_picture_is_the_version_that_was_live_with_a_gap_while_it_was_stopped()
    {
        var picture = _w.Log.Timeline(Story()).Picture;
        Assert.Equal([1, 1, 2, 2, double.NaN, double.NaN, 1, 1], picture.Series[0].Y);
        Assert.Equal(["inc-0001", "version 2 live", "critical alert", "owned", "stopped", "back to 1", "armed", "closed"], picture.Markers.Select(m => m.Label));
        Assert.Equal(picture.Series[0].X.Order(), picture.Series[0].X);
        XElement.Parse(SvgChart.Write(picture));
        XElement.Parse(SvgChart.Write(_w.Log.Timeline(_w.Log.Open("of nothing", Severity.Warning, "anna").Id).Picture));
    }

    [Fact]
    public void It_reads_well() => Snapshot.Verify(System.Text.RegularExpressions.Regex.Replace(_w.Log.Timeline(Story()).ToString(), "[0-9a-f]{12}", "h a s h  . ."));

    [Fact]
    public void Texts_of_people_are_shown_and_never_work_as_markup()
    {
        const string hostile = "<script>alert(1)</script><img src=x onerror=alert(1)> javascript:alert(1) \"'&";
        var id = _w.Log.Open(hostile, Severity.Critical, hostile, "spx").Id;
        _w.Log.Own(id, hostile, hostile);
        _w.Log.Note(id, hostile, hostile);
        _w.Log.Act(id, hostile, hostile, new(2020, 3, 17), hostile);
        _w.Append("slot.halted", new { slot = "spx", because = "\u202E\u0007" + hostile }, hostile);
        foreach (var document in new[] { _w.Log.Timeline(id).ToDocument(), _w.Log.Findings(_w.Clock.Now.AddDays(60)).ToDocument() })
        {
            var page = HtmlWriter.Page(document, hostile);
            var body = page[page.IndexOf("<body>", StringComparison.Ordinal)..];
            Assert.Contains("&lt;script&gt;", body, StringComparison.Ordinal);
            Assert.DoesNotContain("<script", body, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("<img", body, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain('\u202E', body);
            Assert.DoesNotContain('\a', document.ToString());
        }
    }

    [Fact]
    public void It_is_assembled_from_ten_thousand_events_by_its_index()
    {
        var id = Story();
        var filler = Enumerable.Range(0, 10_000).Select(i => LedgerEntry.Of("predictions.sealed", "modelops", new { slot = i % 10 == 0 ? "spx" : "other", model = "m", version = 1, segment = i, count = 1 })).ToList();
        _w.Ledger.Append(filler);
        var open = _w.Open().Id;
        Assert.Equal(12, _w.Log.Timeline(id).Lines.Count);
        var since = System.Diagnostics.Stopwatch.GetTimestamp();
        var timeline = _w.Log.Timeline(open);
        Campaign.Say($"timeline of {timeline.Lines.Count} lines out of {_w.Ledger.Size} events: {System.Diagnostics.Stopwatch.GetElapsedTime(since).TotalMilliseconds:F0} ms");
        Assert.Equal(1_000 + 12 - 4, timeline.Lines.Count(l => l.Kind == TimelineKind.Predictions) + 8);
        Assert.InRange(timeline.Table().Rows.Count, 8, 20);
    }
}
