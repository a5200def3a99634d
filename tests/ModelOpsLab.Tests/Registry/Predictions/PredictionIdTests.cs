using ModelOpsLab.Registry;

namespace ModelOpsLab.Tests.Registry;

public class PredictionIdTests
{
    [Theory]
    [InlineData("spx-momentum.000000000012.345", "spx-momentum", 12, 345)]
    [InlineData("a.b.c.000000000001.1", "a.b.c", 1, 1)]
    [InlineData("desk.7.000000000001.000000000002.3", "desk.7.000000000001", 2, 3)]
    [InlineData("x.1234567890123.65536", "x", 1234567890123, 65536)]
    public void An_id_is_read_as_it_is_written(string text, string slot, long segment, int row)
    {
        Assert.Equal(new PredictionId(slot, segment, row), PredictionId.Parse(text));
        Assert.Equal(text, new PredictionId(slot, segment, row).ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("spx")]
    [InlineData("spx.12.345")]
    [InlineData("spx.000000000012")]
    [InlineData("spx.000000000012.0")]
    [InlineData("spx.000000000012.+1")]
    [InlineData("spx.000000000012.01")]
    [InlineData("spx.000000000000.1")]
    [InlineData("spx.0000000000012.1")]
    [InlineData("spx.000000000012.1 ")]
    [InlineData("spx.000000000012.1\n")]
    [InlineData(".000000000012.1")]
    [InlineData("../spx.000000000012.1")]
    [InlineData("SPX.000000000012.1")]
    [InlineData("spx.000000000012.99999999999")]
    [InlineData("spx.999999999999999999999999.1")]
    public void What_is_no_id_is_refused(string text)
    {
        Assert.False(PredictionId.TryParse(text, out _));
        Assert.Throws<FormatException>(() => PredictionId.Parse(text));
    }

    [Fact]
    public void The_default_names_nothing()
    {
        Assert.True(default(PredictionId).IsNone);
        Assert.Equal("", default(PredictionId).ToString());
        Assert.False(PredictionId.TryParse(null, out _));
    }
}
