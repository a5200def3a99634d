using System.Globalization;
using System.Text;

namespace ModelOpsLab.Reporting;

/// <summary>Where text stands relative to its position.</summary>
enum Anchor { Start, Middle, End }

/// <summary>The few SVG elements that charts need. Coordinates are written with one decimal, so that equal charts are equal bytes; colours come from style classes, so that a page decides between light, dark and print.</summary>
sealed class SvgCanvas(double width, double height)
{
    /// <summary>Width of an average letter of the widest common sans-serif at the size of <c>HtmlStyle</c>.</summary>
    const double Letter = 7;

    readonly StringBuilder _body = new();

    public double Width { get; } = width;
    public double Height { get; } = height;

    public void Line(double x1, double y1, double x2, double y2, string style) =>
        _body.Append($"<line class=\"{style}\" x1=\"{N(x1)}\" y1=\"{N(y1)}\" x2=\"{N(x2)}\" y2=\"{N(y2)}\"/>");

    public void Rect(double x, double y, double width, double height, string style, string tip = "", double opacity = 1, double radius = 0) =>
        Tipped("rect", $" class=\"{style}\" x=\"{N(x)}\" y=\"{N(y)}\" width=\"{N(width)}\" height=\"{N(height)}\"" + (opacity < 1 ? $" fill-opacity=\"{Format.Fixed(opacity, 2)}\"" : "") + (radius > 0 ? $" rx=\"{N(radius)}\"" : ""), tip);

    public void Circle(double x, double y, double radius, string style, string tip = "") =>
        Tipped("circle", $" class=\"{style}\" cx=\"{N(x)}\" cy=\"{N(y)}\" r=\"{N(radius)}\"", tip);

    public void Path(SvgPath path, string style, string tip = "")
    {
        if (!path.IsEmpty)
            Tipped("path", $" class=\"{style}\" d=\"{path}\"", tip);
    }

    public void Text(double x, double y, string text, string style = "", Anchor anchor = Anchor.Start) =>
        _body.Append("<text").Append(style.Length > 0 ? $" class=\"{style}\"" : "").Append($" x=\"{N(x)}\" y=\"{N(y)}\"")
            .Append(anchor switch { Anchor.Middle => " text-anchor=\"middle\"", Anchor.End => " text-anchor=\"end\"", _ => "" })
            .Append('>').Append(Markup.Encode(text)).Append("</text>");

    /// <summary>The whole picture with its accessible name.</summary>
    public string Close(string style, string name) =>
        $"<svg class=\"{style}\" viewBox=\"0 0 {N(Width)} {N(Height)}\" role=\"img\" aria-label=\"{Markup.Encode(name)}\"><title>{Markup.Encode(name)}</title>{_body}</svg>";

    /// <summary>About how wide text is at the size charts use; a little more than the truth.</summary>
    public static double TextWidth(string text) => Letter * text.Length;

    /// <summary>Text cut to a width, with an ellipsis.</summary>
    public static string Fit(string text, double width)
    {
        var room = (int)(width / Letter);
        return text.Length <= room ? text : room < 2 ? "…" : text[..(room - 1 - (char.IsHighSurrogate(text[room - 2]) ? 1 : 0))].TrimEnd() + "…";
    }

    /// <summary>A coordinate with at most one decimal.</summary>
    public static string N(double value) => double.IsFinite(value)
        ? Tenths((int)Math.Round(Math.Clamp(value, -99999, 99999) * 10, MidpointRounding.AwayFromZero))
        : throw new ArgumentOutOfRangeException(nameof(value), value, "A coordinate of a chart must be finite.");

    internal static string Tenths(int tenths)
    {
        var (whole, rest) = Math.DivRem(Math.Abs(tenths), 10);
        return (tenths < 0 ? "-" : "") + (whole == 0 && rest > 0 ? "" : whole.ToString(CultureInfo.InvariantCulture)) + (rest == 0 ? "" : "." + (char)('0' + rest));
    }

    void Tipped(string element, string attributes, string tip) =>
        _body.Append('<').Append(element).Append(attributes).Append(tip.Length == 0 ? "/>" : $"><title>{Markup.Encode(tip)}</title></{element}>");
}
