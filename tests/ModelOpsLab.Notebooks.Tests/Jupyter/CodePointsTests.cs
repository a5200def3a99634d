using ModelOpsLab.Notebooks.Jupyter;

namespace ModelOpsLab.Notebooks.Tests.Jupyter;

public sealed class CodePointsTests
{
    [Theory]
    [InlineData("a😀b", 0, 0)]
    [InlineData("a😀b", 1, 1)]
    [InlineData("a😀b", 2, 3)]
    [InlineData("a😀b", 3, 4)]
    [InlineData("\ud83d", 1, 1)]
    public void An_emoji_is_one_code_point_and_two_units(string text, int codePoints, int index)
    {
        Assert.Equal(index, CodePoints.ToIndex(text, codePoints));
        Assert.Equal(codePoints, CodePoints.FromIndex(text, index));
    }

    [Fact]
    public void A_place_outside_is_the_nearest_end()
    {
        Assert.Equal(4, CodePoints.ToIndex("a😀b", 99));
        Assert.Equal(0, CodePoints.ToIndex("a😀b", -1));
        Assert.Equal(3, CodePoints.FromIndex("a😀b", 99));
    }
}
