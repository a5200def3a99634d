using System.Text;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using ModelOpsLab.Lineage;
using ModelOpsLab.Registry;
using ModelOpsLab.Reporting;
using ModelOpsLab.Storage;

namespace ModelOpsLab.Tests.Registry;

public sealed class LedgerTests : IDisposable
{
    static readonly DateTimeOffset Start = new(2020, 3, 16, 13, 30, 0, TimeSpan.Zero);

    readonly string _folder = Directory.CreateTempSubdirectory("modelops-test-").FullName;
    readonly SetClock _clock = new(Start);
    string File_ => Path.Combine(_folder, "ledger.db");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    Ledger Open(params LedgerProjection[] projections) => Ledger.Open(File_, projections, clock: _clock);

    static LedgerEntry Entry(string payload, string kind = "note", string actor = "quant") => new(kind, actor, Encoding.UTF8.GetBytes(payload));

    [Fact]
    public void What_is_appended_comes_back_after_closing()
    {
        using (var ledger = Open())
        {
            var returned = ledger.Append(Entry("""{"b":1,"a":"é"}""", "model.registered", "Zoë (risk)"), Entry("{}") with { EffectiveAt = new(2020, 3, 1, 9, 0, 0, TimeSpan.FromHours(1)) });
            Assert.Equal([1, 2], returned.Select(e => e.Sequence));
        }
        using var again = Ledger.Open(File_, readOnly: true);
        var events = again.Read().ToList();
        Assert.Equal(["""{"a":"é","b":1}""", "{}"], events.Select(e => e.Payload.GetRawText()));
        Assert.Equal(("model.registered", "Zoë (risk)", Start, Start), (events[0].Kind, events[0].Actor, events[0].EffectiveAt, events[0].RecordedAt));
        Assert.Equal((new DateTimeOffset(2020, 3, 1, 8, 0, 0, TimeSpan.Zero), Start.AddTicks(1)), (events[1].EffectiveAt, events[1].RecordedAt));
        Assert.Equal(again.Root, MerkleTree.Root([.. events.Select(e => Convert.FromHexString(e.Hash))]));
        Assert.Equal("2 2020-03-16 13:30:00Z note by quant", events[1].ToString());
    }

    [Fact]
    public void The_bytes_of_an_event_are_canonical_and_hold_everything()
    {
        using var ledger = Open();
        ledger.Append(Entry("""{ "x" : [1.50, null] }"""));
        var body = Assert.Single(ledger.Query("SELECT body FROM events", r => (byte[])r.GetValue(0)));
        Assert.Equal($$"""{"actor":"quant","effectiveAt":"2020-03-16T13:30:00.0000000Z","kind":"note","payload":{"x":[1.5,null]},"prev":"{{new string('0', 64)}}","recordedAt":"2020-03-16T13:30:00.0000000Z","seq":1}""", Encoding.UTF8.GetString(body));
        Assert.Equal(CanonicalJson.Of(body), body);
    }

    [Fact]
    public void Any_stretch_can_be_read()
    {
        using var ledger = Open();
        ledger.Append([.. Enumerable.Range(1, 2_500).Select(i => Entry($$"""{"i":{{i}}}"""))]);
        Assert.Equal(Enumerable.Range(990, 1_021), ledger.Read(990, 2_010).Select(e => e.Payload.GetProperty("i").GetInt32()));
        Assert.Equal(2_500, ledger.Read().Count());
        Assert.Empty(ledger.Read(2_501));
        Assert.Empty(ledger.Read(7, 6));
        Assert.Single(ledger.Read(-3, 1));
    }

    public static TheoryData<string, string, string, string> Hostile => new()
    {
        { "note", "quant", """{"a":1,"a":2}""", "'a' twice" },
        { "note", "quant", """{"a":1,"\u0061":2}""", "'a' twice" },
        { "note", "quant", "[1]", "no JSON object" },
        { "note", "quant", "{", "Not JSON" },
        { "note", "quant", "", "Not JSON" },
        { "note", "quant", """{"a":NaN}""", "Not JSON" },
        { "note", "quant", """{"a":1e999}""", "beyond the range" },
        { "note", "quant", """{"a":12345678901234567891}""", "write it as a string" },
        { "note", "quant", """{"a":"\ud800"}""", "surrogate" },
        { "note", "quant", "{\"a\":\"" + new string('x', LedgerEntry.MaxPayloadBytes) + "\"}", "1,048,576 are recorded" },
        { "note", "quant", "{\"a\":" + new string('[', 100_000), "is not recorded" },
        { "note", "quant", "{\"a\":" + new string('[', 63) + new string(']', 63) + "}", "nested too deep" },
        { "../etc", "quant", "{}", "is no kind of event" },
        { "Note", "quant", "{}", "is no kind of event" },
        { "note\n", "quant", "{}", "is no kind of event" },
        { "", "quant", "{}", "is no kind of event" },
        { new string('k', 65), "quant", "{}", "is no kind of event" },
        { "note", "", "{}", "is no actor" },
        { "note", "a\u202Ecilà", "{}", "is no actor" },
        { "note", "a\0b", "{}", "is no actor" },
        { "note", "half \ud83d", "{}", "is no actor" },
        { "note", new string('a', 129), "{}", "is no actor" },
    };

    [Theory, MemberData(nameof(Hostile), DisableDiscoveryEnumeration = true)]
    public void What_cannot_be_recorded_is_refused_and_nothing_is_written(string kind, string actor, string payload, string says)
    {
        using var ledger = Open();
        ledger.Append(Entry("{}"));
        var before = File.ReadAllBytes(File_);
        var message = Assert.Throws<InvalidDataException>(() => ledger.Append(Entry("""{"good":true}"""), Entry(payload, kind, actor))).Message;
        Assert.Contains(says, message, StringComparison.Ordinal);
        Assert.True(message.Length < 500 && !message.Any(char.IsControl), message);
        Assert.Equal(1, ledger.Size);
        Assert.Equal(before, File.ReadAllBytes(File_));
    }

    [Fact]
    public void A_decision_that_throws_or_appends_nothing_writes_nothing()
    {
        using var ledger = Open();
        Assert.Throws<InvalidOperationException>(() => ledger.Append(() => throw new InvalidOperationException()));
        Assert.Empty(ledger.Append(() => []));
        Assert.Equal((0, Convert.ToHexStringLower(MerkleTree.Root([]))), (ledger.Size, Convert.ToHexStringLower(ledger.Root)));
    }

    [Theory]
    [InlineData("UPDATE events SET body = x'00'"), InlineData("DELETE FROM events"), InlineData("INSERT INTO events VALUES (9, x'00', x'00')")]
    [InlineData("INSERT OR REPLACE INTO events VALUES (1, x'00', x'00')"), InlineData("DELETE FROM nodes"), InlineData("UPDATE nodes SET hash = x'00'")]
    public void No_event_can_be_changed_or_deleted_even_by_sql(string sql)
    {
        using var ledger = Open();
        ledger.Append(Entry("{}"), Entry("{}"));
        using var file = SqliteFile.Open(File_, Ledger.Schema);
        Assert.Contains("only appended", Assert.Throws<SqliteException>(() => file.Execute(sql)).Message, StringComparison.Ordinal);
        Assert.Equal(2, ledger.Size);
    }

    [Theory]
    [InlineData(1), InlineData(24 * 365)]
    public void A_clock_that_is_set_back_is_recorded_and_order_is_kept(int hours)
    {
        using var ledger = Open();
        ledger.Append(Entry("{}"));
        _clock.Now = Start.AddHours(-hours);
        ledger.Append(Entry("{}"));
        _clock.Now += TimeSpan.FromMinutes(1);
        ledger.Append(Entry("{}"));
        _clock.Now = Start.AddMinutes(5);
        ledger.Append(Entry("{}"));
        var events = ledger.Read().ToList();
        Assert.Equal(["note", Ledger.ClockWentBack, "note", "note", "note"], events.Select(e => e.Kind));
        Assert.Equal(FormattableString.Invariant($"{hours * 3600.0:F3}"), events[1].Payload.GetProperty("seconds").GetString());
        Assert.Equal([null, Start.AddHours(-hours), Start.AddHours(-hours), Start.AddHours(-hours).AddMinutes(1), null], events.Select(e => e.Clock));
        Assert.All(events.Zip(events.Skip(1)), pair => Assert.True(pair.First.RecordedAt < pair.Second.RecordedAt));
        Assert.Equal(Start.AddMinutes(5), events[^1].RecordedAt);
        Assert.NotEqual(Severity.Critical, LedgerAudit.Verify(File_).Severity);
    }

    [Fact]
    public void A_clock_that_stands_still_or_trembles_is_no_clock_set_back()
    {
        using var ledger = Open();
        ledger.Append([.. Enumerable.Repeat(Entry("{}"), 50)]);
        _clock.Now -= TimeSpan.FromMilliseconds(300);
        ledger.Append(Entry("{}"));
        Assert.All(ledger.Read(), e => Assert.Null(e.Clock));
        Assert.Equal(51, ledger.Size);
    }

    [Fact]
    public void Every_event_is_proved_to_be_in_every_later_tree()
    {
        using var ledger = Open();
        List<byte[]> roots = [ledger.Root];
        for (var i = 0; i < 21; i++)
        {
            ledger.Append(Entry("{}"));
            roots.Add(ledger.Root);
        }
        var hashes = ledger.Read().Select(e => Convert.FromHexString(e.Hash)).ToArray();
        for (var size = 1; size <= 21; size++)
        {
            Assert.Equal(MerkleTree.Root(hashes.AsSpan(0, size)), roots[size]);
            for (var sequence = 1; sequence <= size; sequence++)
                Assert.True(MerkleProof.Includes(roots[size], size, sequence - 1, hashes[sequence - 1], [.. ledger.ProveInclusion(sequence, size)]));
            for (var old = 0; old <= size; old++) Assert.True(MerkleProof.Extends(roots[old], old, roots[size], size, [.. ledger.ProveConsistency(old, size)]));
        }
        Assert.Throws<ArgumentOutOfRangeException>(() => ledger.ProveInclusion(1, 22));
        Assert.Throws<ArgumentOutOfRangeException>(() => ledger.ProveInclusion(22, 21));
        Assert.Throws<ArgumentOutOfRangeException>(() => ledger.ProveConsistency(5, 4));
    }

    [Fact]
    public void A_state_table_follows_the_events_and_a_decision_reads_it()
    {
        using var ledger = Open(SampleLedger.Live);
        for (var i = 0; i < 3; i++)
            ledger.Append(() => [SampleLedger.Promotion(Live(ledger) + 1)]);
        ledger.Append(Entry("{}"));
        Assert.Equal(3, Live(ledger));

        static long Live(Ledger ledger) => ledger.Query("SELECT version FROM live_versions WHERE slot = 'champion'", r => r.GetInt64(0)) is [var version] ? version : 0;
    }

    [Fact]
    public void A_state_table_that_is_missing_behind_or_old_is_computed_again()
    {
        using (var without = Open()) without.Append(SampleLedger.Promotion(4), SampleLedger.Promotion(5));
        using (var with = Open(SampleLedger.Live)) Assert.Equal([(5L, 2L)], Rows(with));
        using (var without = Open()) without.Append(SampleLedger.Promotion(6));
        using (var with = Open(SampleLedger.Live)) Assert.Equal([(6L, 3L)], Rows(with));
        using (var next = Open(SampleLedger.Live with { Version = 2, Apply = (one, file) => SampleLedger.Live.Apply(one, file) })) Assert.Equal([(6L, 3L)], Rows(next));

        static IReadOnlyList<(long, long)> Rows(Ledger ledger) => ledger.Query("SELECT version, seq FROM live_versions", r => (r.GetInt64(0), r.GetInt64(1)));
    }

    [Fact]
    public void Payloads_from_objects_and_the_blobs_they_name_can_be_asked_for()
    {
        var id = new string('a', 64);
        using var ledger = Open();
        var one = ledger.Append(LedgerEntry.Of("note", "quant", new { model = $"blob:sha256:{id}", not = $"blob:sha256:{id}0", nor = "blob:sha256:", nested = new[] { "blob:sha256:" + new string('b', 64) } }))[0];
        Assert.Equal([id, new string('b', 64)], one.Blobs.Order(StringComparer.Ordinal));
        Assert.Equal(JsonValueKind.Object, one.Payload.ValueKind);
    }

    [Fact]
    public void The_same_entries_and_clock_give_the_same_root()
    {
        // From the format alone, by a script of Python's hashlib: SHA-256(1, SHA-256(0, body 1), SHA-256(0, body 2))
        using var ledger = Open();
        ledger.Append(SampleLedger.Promotion(1), Entry("""{"x":0.1}"""));
        Assert.Equal("2f1a966047da80a63d7dc668b18f5fcf5bb1046e2d525abf07590a07a18afd48", Convert.ToHexStringLower(ledger.Root));
    }
}
