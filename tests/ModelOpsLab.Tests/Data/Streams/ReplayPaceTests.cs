using ModelOpsLab.Data;

namespace ModelOpsLab.Tests.Data;

public sealed class ReplayPaceTests
{
    static readonly DateTime Start = new(2020, 3, 9, 14, 0, 0, DateTimeKind.Utc);

    [Fact]
    public async Task Rows_pass_as_far_apart_as_their_times_are_sped_up()
    {
        var clock = new JumpingClock();
        var pace = new ReplayPace(60, clock);
        foreach (var minute in (int[])[0, 1, 1, 2, 4])
        {
            await pace.UntilAsync(Start.AddMinutes(minute), TestContext.Current.CancellationToken);
            Assert.Equal(TimeSpan.FromSeconds(minute), clock.Elapsed);
        }
    }

    [Fact]
    public async Task Long_gap_is_cut_short_and_what_follows_keeps_its_pace()
    {
        var clock = new JumpingClock();
        var pace = new ReplayPace(1, clock) { LongestPause = TimeSpan.FromSeconds(3) };
        foreach (var second in (int[])[0, 1, 200_000, 200_001, 200_003]) await pace.UntilAsync(Start.AddSeconds(second), TestContext.Current.CancellationToken);
        Assert.Equal([1, 3, 1, 2], clock.Waits.Select(w => w.TotalSeconds));
    }

    [Fact]
    public async Task Late_rows_pass_at_once_until_what_was_lost_is_made_good()
    {
        var clock = new JumpingClock();
        var pace = new ReplayPace(1, clock);
        await pace.UntilAsync(Start, TestContext.Current.CancellationToken);
        clock.Jump(TimeSpan.FromSeconds(2.5));
        foreach (var second in (int[])[1, 2, 3]) await pace.UntilAsync(Start.AddSeconds(second), TestContext.Current.CancellationToken);
        Assert.Equal([0.5], clock.Waits.Select(w => w.TotalSeconds));
    }

    [Fact]
    public async Task Row_that_goes_back_in_time_is_due_at_once()
    {
        var clock = new JumpingClock();
        var pace = new ReplayPace(1, clock);
        await pace.UntilAsync(Start, TestContext.Current.CancellationToken);
        await pace.UntilAsync(Start.AddYears(-1), TestContext.Current.CancellationToken);
        Assert.Empty(clock.Waits);
    }

    [Fact]
    public async Task Infinite_speed_never_waits()
    {
        var clock = new JumpingClock();
        var pace = new ReplayPace(double.PositiveInfinity, clock);
        for (var day = 0; day < 100; day++) await pace.UntilAsync(Start.AddDays(day), TestContext.Current.CancellationToken);
        Assert.Empty(clock.Waits);
    }

    [Fact]
    public async Task Cancelled_wait_returns()
    {
        using var cancel = new CancellationTokenSource();
        var pace = new ReplayPace(1) { LongestPause = TimeSpan.FromDays(1) };
        await pace.UntilAsync(Start, cancel.Token);
        var waiting = pace.UntilAsync(Start.AddHours(1), cancel.Token);
        Assert.False(waiting.IsCompleted);
        await cancel.CancelAsync();
        await waiting;
    }

    [Theory]
    [InlineData("3600", 3600.0)]
    [InlineData("0.5", 0.5)]
    [InlineData("max", double.PositiveInfinity)]
    [InlineData("0", null)]
    [InlineData("-1", null)]
    [InlineData("Infinity", null)]
    [InlineData("fast", null)]
    public void Speed_is_a_number_or_max(string text, double? speed) => Assert.Equal(speed, ReplayPace.ParseSpeed(text));
}
