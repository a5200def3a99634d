namespace ModelOpsLab.Reporting;

/// <summary>From values to coordinates. What is not finite, or beyond 1e200, is not drawn.</summary>
readonly record struct Scale(double Minimum, double Maximum, double From, double To)
{
    /// <summary>Whether a value has a place in a picture.</summary>
    public static bool Drawable(double value) => Math.Abs(value) < 1e200;

    /// <summary>The coordinate of a value; infinities stand at the ends of the scale.</summary>
    public double At(double value) => From + (To - From) * ((Math.Clamp(value, Minimum, Maximum) - Minimum) / (Maximum - Minimum));

    /// <summary>A scale wide enough for the values that can be drawn, with a margin as a fraction of their range; a constant gets room on both sides, nothing at all gives 0 to 1.</summary>
    public static Scale Over(IEnumerable<double> values, AxisFormat format, double from, double to, double margin = 0)
    {
        var (min, max) = (double.PositiveInfinity, double.NegativeInfinity);
        foreach (var value in values)
            if (Drawable(value))
                (min, max) = (Math.Min(min, value), Math.Max(max, value));
        if (min > max)
            return new(0, 1, from, to);
        var range = max - min;
        if (range <= 1e-9 * Math.Max(Math.Abs(min), Math.Abs(max)) || range < 1e-200)
        {
            var room = format switch { AxisFormat.Date => Math.Max(1, Math.Abs(max) / 1e6), _ when Math.Abs(max) > 1e-190 => Math.Abs(max) / 10, AxisFormat.Percent => 0.01, _ => 1 };
            return new(min - room, max + room, from, to);
        }
        return new(min - margin * range, max + margin * range, from, to);
    }
}
