using System.Globalization;
using System.Text.RegularExpressions;

namespace ModelOpsLab.Notebooks.Tests;

public sealed partial class NotebookStyleTests
{
    static readonly string[] Grounds = ["paper", "wash", "back", "bad"];
    static readonly string[] Texts = ["ink", "mute", "link", "alarm", "k", "t", "m", "s", "n", "c", "d", "a1", "a2", "a3", "a4", "a5", "a6"];

    /// <summary>WCAG 2: (L1 + 0.05) / (L2 + 0.05) of relative luminances.</summary>
    static double Contrast(string a, string b)
    {
        var (x, y) = (Luminance(a), Luminance(b));
        return (Math.Max(x, y) + 0.05) / (Math.Min(x, y) + 0.05);
    }

    static double Luminance(string hex)
    {
        var full = hex.Length == 3 ? string.Concat(hex.Select(c => $"{c}{c}")) : hex;
        double Channel(int at) => int.Parse(full.AsSpan(at, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture) / 255.0 is var c && c <= 0.04045 ? c / 12.92 : Math.Pow((c + 0.055) / 1.055, 2.4);
        return 0.2126 * Channel(0) + 0.7152 * Channel(2) + 0.0722 * Channel(4);
    }

    [Fact]
    public void The_measure_is_right() => Assert.Equal((21.0, 4.54), (Math.Round(Contrast("000", "fff"), 2), Math.Round(Contrast("767676", "ffffff"), 2)));

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Every_text_is_readable_on_every_ground(int mode)
    {
        var colours = Roots().Matches(NotebookStyle.Colours)[mode].Groups["body"].Value;
        string Of(string name) => Regex.Match(colours, $@"--{name}:#([0-9a-f]+)").Groups[1].Value;
        foreach (var ground in Grounds)
            foreach (var text in Texts)
                Assert.True(Contrast(Of(text), Of(ground)) >= 4.5, $"--{text} on --{ground}: {Contrast(Of(text), Of(ground)):0.00}");
    }

    [GeneratedRegex(@":root\{(?<body>[^}]*)\}")]
    private static partial Regex Roots();
}
