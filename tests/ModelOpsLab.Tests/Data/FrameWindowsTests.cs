using ModelOpsLab.Data;

namespace ModelOpsLab.Tests.Data;

public class FrameWindowsTests
{
    static Frame Rows(int months, int perMonth, int first = 0) => MadeUpFrame.Of(MadeUpFrame.Days(months, perMonth, first), ("x", new double[months * perMonth]));

    [Fact]
    public void A_month_is_compared_with_calendar_months()
    {
        var reference = Rows(6, 20);
        var windows = FrameWindows.Split(reference, FrameWindows.Like(Rows(1, 20, 6), reference));
        Assert.Equal(reference.Months().Select(m => (m.FirstDay, m.LastDay, m.Count)), windows.Select(w => (w.FirstDay, w.LastDay, w.Count)));
        Assert.Equal("calendar months, at most their first 20 rows", FrameWindows.Describe(Rows(1, 20, 6)));
    }

    [Fact]
    public void Another_period_is_compared_with_as_many_rows_counted_back_from_the_end()
    {
        var reference = Rows(6, 20);
        var windows = FrameWindows.Split(reference, FrameWindows.Like(Rows(2, 25, 6), reference));
        // 120 rows: two runs of 50, and 20 that are less than half of one.
        Assert.Equal([50, 50], windows.Select(w => w.Count));
        Assert.Equal(reference.LastDay, windows[^1].LastDay);
        Assert.Equal("runs of 50 rows", FrameWindows.Describe(Rows(2, 25, 6)));
    }

    [Fact]
    public void An_unfinished_month_is_compared_with_as_many_rows_of_the_months_before()
    {
        var reference = Rows(6, 20);
        var windows = FrameWindows.Split(reference, FrameWindows.Like(Rows(1, 7, 6), reference));
        Assert.Equal(reference.Months().Select(m => (m.FirstDay, m.Rows(..7).LastDay, 7)), windows.Select(w => (w.FirstDay, w.LastDay, w.Count)));
    }

    [Fact]
    public void A_month_less_than_half_as_long_is_no_window()
    {
        var reference = MadeUpFrame.Of([.. MadeUpFrame.Days(1, 9), .. MadeUpFrame.Days(2, 20, 1)], ("x", new double[49]));
        Assert.Equal([20, 20], FrameWindows.Split(reference, FrameWindows.Like(Rows(1, 20, 6), reference)).Select(w => w.Count));
    }

    [Fact]
    public void No_rows_have_no_windows() => Assert.Throws<ArgumentException>(() => FrameWindows.Like(Rows(1, 2).Rows(..0), Rows(1, 2)));

    [Theory]
    [InlineData("momentun", "momentum", true)]
    [InlineData("MOMENTUM", "momentum", true)]
    [InlineData("x", "y", false)]
    [InlineData("carry", "momentum", false)]
    public void The_nearest_name_is_offered_only_where_it_is_near(string typed, string known, bool offered) =>
        Assert.Equal(offered ? $" Did you mean '{known}'?" : "", Spelling.Suggest(typed, [known, "an-altogether-other-name"]));

    [Fact]
    public void Without_known_names_nothing_is_offered() => Assert.Equal("", Spelling.Suggest("x", []));
}
