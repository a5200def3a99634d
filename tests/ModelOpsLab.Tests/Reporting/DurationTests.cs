using FsCheck;
using FsCheck.Fluent;
using ModelOpsLab.Reporting;

namespace ModelOpsLab.Tests.Reporting;

public sealed class DurationTests
{
    [Theory]
    [InlineData("90m", "1h30m", 90 * 60)]
    [InlineData("1h30m", "1h30m", 90 * 60)]
    [InlineData("2d", "2d", 2 * 86400)]
    [InlineData("1w", "7d", 7 * 86400)]
    [InlineData("36h", "1d12h", 36 * 3600)]
    [InlineData("0s", "0s", 0)]
    [InlineData("1d1s", "1d1s", 86401)]
    [InlineData("120m3s", "2h3s", 7203)]
    public void Lengths_of_time_read_as_people_write_them(string text, string canonical, long seconds)
    {
        Assert.Equal(TimeSpan.FromSeconds(seconds), Duration.Parse(text));
        Assert.Equal(canonical, Duration.Text(TimeSpan.FromSeconds(seconds)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("5")]
    [InlineData("m")]
    [InlineData("1.5h")]
    [InlineData("-1h")]
    [InlineData(" 1h")]
    [InlineData("1h ")]
    [InlineData("1 h")]
    [InlineData("1H")]
    [InlineData("30m1h")]
    [InlineData("1h1h")]
    [InlineData("01:30:00")]
    [InlineData("1y")]
    [InlineData("99999999999999999999s")]
    [InlineData("9223372036854775807w")]
    public void What_is_no_length_of_time_is_refused_with_what_is_one(string text)
    {
        var message = Assert.Throws<FormatException>(() => Duration.Parse(text)).Message;
        Assert.Contains($"'{text}' is no length of time", message, StringComparison.Ordinal);
        Assert.Contains("\"1h30m\"", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_length_of_whole_milliseconds_reads_back() => Prop.ForAll(ArbMap.Default.GeneratorFor<long>().Or(Gen.Choose(0, 200_000_000).Select(i => (long)i)).ToArbitrary(), milliseconds =>
    {
        var length = TimeSpan.FromMilliseconds(Math.Abs(milliseconds % 900_000_000_000_000L));
        return Duration.Parse(Duration.Text(length)) == length;
    }).QuickCheckThrowOnFailure();
}
