namespace ModelOpsLab.Cli;

/// <summary>A short history as a row of characters: blocks of eight heights, or characters that rise the same way where the terminal has none.</summary>
static class Sparkline
{
    const string Blocks = "▁▂▃▄▅▆▇█", Plain = "_.-:=+*#";

    /// <summary>The last values, as many as fit: the smallest of them lowest, the largest highest; a blank where there was no number, and the middle where all are equal.</summary>
    public static string Of(IReadOnlyList<double> history, int width, bool unicode)
    {
        double[] shown = [.. history.Skip(Math.Max(0, history.Count - width))];
        double[] finite = [.. shown.Where(double.IsFinite)];
        if (finite.Length == 0) return new(' ', shown.Length);
        var (low, high, marks) = (finite.Min(), finite.Max(), unicode ? Blocks : Plain);
        return string.Concat(shown.Select(value =>
            double.IsNaN(value) ? ' '
            : value > high ? marks[^1]
            : value < low ? marks[0]
            : high > low ? marks[(int)Math.Min(marks.Length - 1, (value / 2 - low / 2) / (high / 2 - low / 2) * marks.Length)]
            : marks[3]));
    }
}
