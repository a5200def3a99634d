using System.Text;

namespace ModelOpsLab.Reporting;

/// <summary>The outline of a line or an area: relative steps in tenths, so that rounding does not add up and a long line stays small.</summary>
sealed class SvgPath
{
    readonly StringBuilder _steps = new();
    int _x, _y;

    public bool IsEmpty => _steps.Length == 0;

    public void Move(double x, double y)
    {
        (_x, _y) = (Round(x), Round(y));
        _steps.Append('M');
        Append(_x, _y);
        _steps.Append('l');
        Append(0, 0);
    }

    public void Line(double x, double y)
    {
        var (dx, dy) = (Round(x) - _x, Round(y) - _y);
        if (dx == 0 && dy == 0) return;
        (_x, _y) = (_x + dx, _y + dy);
        if (dx >= 0) _steps.Append(' ');
        Append(dx, dy);
    }

    public void Close() => _steps.Append('z');

    public override string ToString() => _steps.ToString();

    void Append(int x, int y) => _steps.Append(SvgCanvas.Tenths(x)).Append(y < 0 ? "" : " ").Append(SvgCanvas.Tenths(y));

    static int Round(double value) => (int)Math.Round(Math.Clamp(value, -99999, 99999) * 10, MidpointRounding.AwayFromZero);
}
