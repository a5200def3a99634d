using FsCheck;
using FsCheck.Fluent;
using ModelOpsLab.Data;

namespace ModelOpsLab.Tests.Data;

public class FrameLawTests
{
    /// <summary>A frame of up to 30 rows on ascending days with holes, one column of every type, one value in four missing.</summary>
    static readonly Gen<Frame> Frames = Gen.Choose(1, 30).SelectMany(n => Gen.ArrayOf(Gen.Choose(1, 40), n).SelectMany(steps => Gen.ArrayOf(Gen.Choose(0, 3), n).Select(holes =>
    {
        var day = MadeUpFrame.Start;
        DateOnly[] days = [.. steps.Select(s => day = day.AddDays(s))];
        bool[] present = [.. holes.Select(h => h > 0)];
        return MadeUpFrame.Of(days, Column.Numbers("number", [.. steps.Select((s, i) => i % 7 == 3 ? double.NaN : s / 8.0)], present), Column.Integers("integer", [.. steps.Select(s => (long)s)], present),
            Column.Booleans("flag", [.. steps.Select(s => s % 2 == 0)], present), Column.Texts("text", [.. steps.Select((s, i) => present[i] ? s.ToString(System.Globalization.CultureInfo.InvariantCulture) : null)]));
    })));

    static void Holds(Func<Frame, int, bool> law) =>
        Prop.ForAll(Gen.Zip(Frames, Gen.Choose(0, 1000)).ToArbitrary(), p => law(p.Item1, p.Item2)).Check(Config.QuickThrowOnFailure.WithReplay(20250101, 3).WithMaxTest(200));

    static bool Same(Frame a, Frame b) => a.ContentHash() == b.ContentHash() && a.Time.SequenceEqual(b.Time);

    static Frame Joined(params Frame[] parts) => Frame.ParseCsv(string.Join("", parts.Where(p => p.Count > 0).Select((p, i) => i == 0 ? p.ToCsv() : p.ToCsv()[(p.ToCsv().IndexOf('\n', StringComparison.Ordinal) + 1)..])), Typed(parts[0].Schema));

    static Schema Typed(Schema schema) => schema with
    {
        Columns = new Dictionary<string, ColumnRule> { ["time"] = new() { Type = ColumnType.Date, Nullable = false }, ["integer"] = new() { Type = ColumnType.Integer }, ["flag"] = new() { Type = ColumnType.Boolean }, ["text"] = new() { Type = ColumnType.Text } },
    };

    [Fact]
    public void Before_and_since_part_the_rows() => Holds((f, n) =>
    {
        var day = MadeUpFrame.Start.AddDays(n);
        Frame before = f.Before(day), since = f.Since(day);
        return before.Count + since.Count == f.Count && before.Time.All(t => DateOnly.FromDateTime(t) < day) && since.Time.All(t => DateOnly.FromDateTime(t) >= day) && Same(Joined(before, since), f);
    });

    [Fact]
    public void Between_is_since_then_before() => Holds((f, n) =>
    {
        DateOnly from = MadeUpFrame.Start.AddDays(n), to = from.AddDays(n % 200 - 50);
        return to < from ? f.Between(from, to).Count == 0 : Same(f.Between(from, to), f.Since(from).Before(to));
    });

    [Fact]
    public void Months_part_the_rows() => Holds((f, _) =>
        Same(Joined([.. f.Months()]), f) && f.Months().All(m => m.FirstDay.Month == m.LastDay.Month && Same(m, f.Month(m.FirstDay.Year, m.FirstDay.Month))));

    [Fact]
    public void Rows_and_taking_their_positions_are_the_same() => Holds((f, n) =>
    {
        var from = n % (f.Count + 1);
        return Same(f.Rows(from..), f.Take([.. Enumerable.Range(from, f.Count - from)])) && Same(f.Take([.. Enumerable.Range(0, f.Count)]), f);
    });

    [Fact]
    public void Missing_is_not_NaN_and_reads_as_NaN() => Holds((f, _) => f.Columns.Where(c => c.IsNumeric).All(c =>
        c.MissingCount == Enumerable.Range(0, c.Count).Count(c.IsMissing)
        && Enumerable.Range(0, c.Count).All(r => !c.IsMissing(r) || double.IsNaN(c[r]) && c.TextAt(r).Length == 0)
        && c.Finite().SequenceEqual(c.Where(double.IsFinite)))
        && Enumerable.Range(0, f.Count).All(r => f["number"].IsMissing(r) || r % 7 != 3 || f["number"].TextAt(r) == "NaN"));

    [Fact]
    public void A_missing_value_and_a_NaN_have_different_hashes() => Assert.NotEqual(
        MadeUpFrame.Of([MadeUpFrame.Start], Column.Numbers("x", [double.NaN])).ContentHash(), MadeUpFrame.Of([MadeUpFrame.Start], Column.Numbers("x", [double.NaN], [false])).ContentHash());

    [Fact]
    public void Adding_a_column_changes_no_other_and_replacing_it_keeps_its_place() => Holds((f, n) =>
    {
        var added = f.With("new", [.. Enumerable.Range(0, f.Count).Select(i => (double)n + i)]);
        var replaced = added.With("number", new double[f.Count]);
        return f.Columns.All(c => ReferenceEquals(added[c.Name], c)) && added.Columns.Count == f.Columns.Count + 1 && !f.Has("new")
            && replaced.Columns.Select(c => c.Name).SequenceEqual(added.Columns.Select(c => c.Name));
    });

    [Fact]
    public void Complete_rows_are_those_with_a_number_everywhere() => Holds((f, _) =>
    {
        var complete = f.Complete("number", "integer");
        return complete.Count == Enumerable.Range(0, f.Count).Count(r => double.IsFinite(f["number"][r]) && !f["integer"].IsMissing(r))
            && complete["number"].All(double.IsFinite);
    });

    [Fact]
    public void A_series_of_times_and_numbers_comes_in_and_goes_out() => Holds((f, _) =>
    {
        var pairs = f.Series("number").ToArray();
        var back = Frame.Of("number", pairs);
        return back.Series("number").SequenceEqual(pairs) && pairs.Select(p => p.Key).SequenceEqual(f.Time) && pairs.All(p => p.Key.Kind == DateTimeKind.Utc);
    });

    [Theory]
    [InlineData(1, 0)]
    [InlineData(1, 1)]
    public void Positions_that_do_not_ascend_are_refused(params int[] rows) =>
        Assert.Throws<ArgumentException>(() => MadeUpFrame.Of(MadeUpFrame.Days(1, 3), ("x", [1, 2, 3])).Take(rows));

    [Fact]
    public void Columns_that_do_not_fit_are_refused_by_name()
    {
        var frame = MadeUpFrame.Of(MadeUpFrame.Days(1, 3), ("momentum", [1, 2, 3]));
        Assert.Contains("2 values; the frame has 3", Assert.Throws<ArgumentException>(() => frame.With("y", [1, 2])).Message, StringComparison.Ordinal);
        Assert.Contains("Did you mean 'momentum'?", Assert.Throws<KeyNotFoundException>(() => frame["momentun"]).Message, StringComparison.Ordinal);
        Assert.Contains("validity flags", Assert.Throws<ArgumentException>(() => Column.Numbers("y", [1, 2], [true])).Message, StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(() => Column.Texts("t", ["a"]).Span.Length);
        Assert.Throws<InvalidOperationException>(() => frame.Rows(..0).FirstDay);
    }

    [Fact]
    public void A_column_does_not_change_with_the_array_it_was_made_from()
    {
        double[] values = [1, 2, 3];
        var column = Column.Numbers("x", values);
        values[0] = 99;
        Assert.Equal(1, column[0]);
    }
}
