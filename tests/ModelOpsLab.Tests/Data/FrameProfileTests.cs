using ModelOpsLab.Data;
using ModelOpsLab.Reporting;
using ModelOpsLab.Statistics;

namespace ModelOpsLab.Tests.Data;

public class FrameProfileTests
{
    static readonly DateOnly[] Days = MadeUpFrame.Days(24, 20);

    static Frame Rows(ulong seed = 1)
    {
        var x = MadeUpFrame.Autoregression(seed, Days.Length, 0.5);
        x[3] = double.NaN;
        bool[] present = [.. Enumerable.Range(0, Days.Length).Select(i => i % 50 != 7)];
        string?[] side = [.. Enumerable.Range(0, Days.Length).Select(i => i % 40 == 0 ? null : i % 3 == 0 ? "buy" : "sell")];
        return Frame.Of(new Schema { Timestamp = "time", Features = ["x", "n", "side", "flag"] }, Column.Dates("time", Days), Column.Numbers("x", x, present),
            Column.Integers("n", [.. Enumerable.Range(0, Days.Length).Select(i => (long)i)]), Column.Categories("side", side), Column.Booleans("flag", [.. Days.Select(d => d.Day == 1)]));
    }

    [Fact]
    public void It_holds_what_the_columns_held()
    {
        var rows = Rows();
        var profile = FrameProfile.Of(rows, name: "made up");
        var finite = rows["x"].Finite();
        var x = profile["x"];
        Assert.Equal((480, rows.FirstDay, rows.LastDay), (profile.Rows, profile.From, profile.To));
        Assert.Equal((480, 10, 1, finite.Length), (x.Rows, x.Missing, x.NotFinite, x.Count));
        Assert.Equal(Moments.StandardDeviation(finite), x.Moments!.StandardDeviation!.Value, 12);
        Assert.Equal(RobustScale.Quantile(finite, 0.3), x.Quantiles!.Quantile(0.3));
        Assert.Equal(QuantileBins.From(finite).Count(finite), x.BinCounts);
        Assert.Equal([("sell", 312L), ("buy", 156L)], profile["side"].Categories!.Items.Select(i => (i.Value, i.Count)));
        Assert.Equal((12, 468), (profile["side"].Missing, profile["side"].Count));
        Assert.Equal("false", profile["flag"].Categories!.Items[0].Value);
    }

    [Fact]
    public void Months_in_any_order_merge_to_the_profile_of_all_rows()
    {
        var rows = Rows();
        var whole = FrameProfile.Of(rows, name: "a");
        var months = ProfileHistory.Of(rows, ProfilePeriod.Month, whole, "a").Profiles;
        Assert.Equal(24, months.Count);
        Assert.Equal(whole.ToJson(), FrameProfile.Merge(months).ToJson());
        Assert.Equal(whole.ToJson(), FrameProfile.Merge([.. months.Reverse()]).ToJson());
        Assert.Equal(whole.ToJson(), FrameProfile.Merge(FrameProfile.Merge([.. months.Skip(7)]), FrameProfile.Merge([.. months.Take(7)])).ToJson());
        var days = ProfileHistory.Of(rows, ProfilePeriod.Day, whole, "a");
        Assert.Equal(480, days.Profiles.Count);
        Assert.Equal(new ProfileHistory { Profiles = months }.ToJson(), days.By(ProfilePeriod.Month).ToJson());
    }

    [Fact]
    public void Json_reads_back_to_the_same_bytes()
    {
        var profile = FrameProfile.Of(Rows());
        Assert.Equal(profile.ToJson(), FrameProfile.Parse(profile.ToJson()).ToJson());
        Assert.Equal(profile.ToJson(), ProfileHistory.Parse(profile.ToJson()).ToJson());
        var history = ProfileHistory.Of(Rows(), ProfilePeriod.Month);
        Assert.Equal(history.ToJson(), ProfileHistory.Parse(history.ToJson()).ToJson());
    }

    [Fact]
    public void Other_bins_are_refused_by_name()
    {
        var error = Assert.Throws<ProfileMismatchException>(() => FrameProfile.Merge(FrameProfile.Of(Rows()), FrameProfile.Of(Rows(seed: 2))));
        Assert.Equal("x", error.Column);
        Assert.Contains("--reference", error.Message);
    }

    [Fact]
    public void Another_schema_is_refused_by_name()
    {
        var one = MadeUpFrame.Of(Days, ("x", MadeUpFrame.Autoregression(1, Days.Length)));
        var two = MadeUpFrame.Of(Days, ("y", MadeUpFrame.Autoregression(1, Days.Length)));
        Assert.Equal("x", Assert.Throws<ProfileMismatchException>(() => FrameProfile.Merge(FrameProfile.Of(one), FrameProfile.Of(two))).Column);
        var whole = MadeUpFrame.Of(Days, Column.Integers("x", new long[Days.Length]));
        Assert.Contains("Number in one profile and Integer in another", Assert.Throws<ProfileMismatchException>(() => FrameProfile.Merge(FrameProfile.Of(one), FrameProfile.Of(whole))).Message);
        var other = one.With(one.Schema with { Columns = new Dictionary<string, ColumnRule> { ["x"] = new() { Min = 0 } } });
        Assert.Contains("column 'x' has another rule", Assert.Throws<ProfileMismatchException>(() => FrameProfile.Merge(FrameProfile.Of(one), FrameProfile.Of(other))).Message);
    }

    [Theory]
    [InlineData("\"version\": 1", "\"version\": 2", "version 2")]
    [InlineData("\"missing\": 10", "\"missing\": 11", "column 'x'")]
    [InlineData("\"name\"", "\"nome\"", "'nome' is not known here")]
    [InlineData("\"notFinite\": 1", "\"notFinite\": -1", "contradict")]
    public void A_profile_that_was_tampered_with_is_refused(string from, string to, string because)
    {
        var json = FrameProfile.Of(Rows()).ToJson();
        Assert.Contains(from, json);
        Assert.Contains(because, Assert.Throws<InvalidDataException>(() => ProfileHistory.Parse(json.Replace(from, to), "p.json")).Message);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("""{"profiles": []}""")]
    [InlineData("""{"profiles": [null]}""")]
    public void What_is_no_profile_is_refused_with_the_name_of_the_file(string json) =>
        Assert.Contains("p.json", Assert.Throws<InvalidDataException>(() => ProfileHistory.Parse(json, "p.json")).Message);

    [Fact]
    public void Columns_without_a_value_are_profiled_too()
    {
        var rows = MadeUpFrame.Of(Days, Column.Numbers("x", [.. Days.Select(_ => double.NaN)]), Column.Categories("c", new string?[Days.Length]));
        var profile = FrameProfile.Of(rows);
        Assert.Equal((0, 0), (profile["x"].Count, profile["c"].Count));
        Assert.Equal(profile.ToJson(), FrameProfile.Parse(profile.ToJson()).ToJson());
        Assert.Contains("–", profile.ToString());
        Assert.Equal(960, FrameProfile.Merge(profile, profile).Rows);
    }

    [Fact]
    public void The_ends_of_the_range_survive()
    {
        var rows = MadeUpFrame.Of(MadeUpFrame.Days(1, 4), ("x", [1e300, -1e-300, double.MaxValue, double.Epsilon]));
        var profile = FrameProfile.Of(rows);
        Assert.Equal((double.MaxValue, -1e-300), (profile["x"].Quantiles!.Maximum, profile["x"].Quantiles!.Minimum));
        Assert.Equal(profile.ToJson(), FrameProfile.Parse(profile.ToJson()).ToJson());
    }
}
