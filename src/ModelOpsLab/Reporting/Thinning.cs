namespace ModelOpsLab.Reporting;

/// <summary>Long series drawn with few points: of all points in a pixel column the first, lowest, highest and last stay, so that no extreme is lost. Gaps narrower than a column close.</summary>
static class Thinning
{
    const double LineColumn = 2, BandColumn = 3;

    /// <summary>A line as an outline; points that have no place break it.</summary>
    public static SvgPath Line(IReadOnlyList<double> x, IReadOnlyList<double> y, Scale sx, Scale sy)
    {
        var path = new SvgPath();
        bool There(int i) => Scale.Drawable(x[i]) && Scale.Drawable(y[i]);
        foreach (var column in Columns(Math.Min(x.Count, y.Count), There, i => sx.At(x[i]), Width(x.Count, sx, LineColumn)))
        {
            var (low, high) = (column.First, column.First);
            for (var i = column.First; i <= column.Last; i++)
                if (There(i))
                    (low, high) = (y[i] < y[low] ? i : low, y[i] > y[high] ? i : high);
            foreach (var i in new[] { column.First, Math.Min(low, high), Math.Max(low, high), column.Last }.Distinct())
                if (column.StartsRun && i == column.First)
                    path.Move(sx.At(x[i]), sy.At(y[i]));
                else
                    path.Line(sx.At(x[i]), sy.At(y[i]));
        }
        return path;
    }

    /// <summary>The area between two lines as an outline. Infinite ends reach the edge of the picture.</summary>
    public static SvgPath Band(IReadOnlyList<double> x, IReadOnlyList<double> low, IReadOnlyList<double> high, Scale sx, Scale sy)
    {
        var path = new SvgPath();
        List<(double X, double Low, double High)> run = [];
        bool There(int i) => Scale.Drawable(x[i]) && !double.IsNaN(low[i]) && !double.IsNaN(high[i]);
        foreach (var column in Columns(x.Count, There, i => sx.At(x[i]), Width(x.Count, sx, BandColumn)))
        {
            if (column.StartsRun)
                Outline(path, run);
            var (bottom, top) = (double.PositiveInfinity, double.NegativeInfinity);
            for (var i = column.First; i <= column.Last; i++)
                if (There(i))
                    (bottom, top) = (Math.Min(bottom, low[i]), Math.Max(top, high[i]));
            run.Add((sx.At(x[column.First]), sy.At(bottom), sy.At(top)));
        }
        Outline(path, run);
        return path;
    }

    static void Outline(SvgPath path, List<(double X, double Low, double High)> run)
    {
        if (run.Count == 0) return;
        path.Move(run[0].X, run[0].High);
        foreach (var (x, _, high) in run)
            path.Line(x, high);
        for (var i = run.Count - 1; i >= 0; i--)
            path.Line(run[i].X, run[i].Low);
        path.Close();
        run.Clear();
    }

    /// <summary>Zero where every point can be drawn.</summary>
    static double Width(int count, Scale sx, double column) => count <= Math.Abs(sx.To - sx.From) ? 0 : column;

    readonly record struct Column(int First, int Last, bool StartsRun);

    static IEnumerable<Column> Columns(int count, Func<int, bool> there, Func<int, double> pixel, double width)
    {
        var (first, last, cell, gap, starts) = (-1, -1, 0L, false, true);
        for (var i = 0; i < count; i++)
        {
            if (!there(i))
            {
                gap = true;
                continue;
            }
            var here = width == 0 ? i : (long)(pixel(i) / width);
            if (first >= 0 && here == cell)
            {
                (last, gap) = (i, false);
                continue;
            }
            if (first >= 0)
                yield return new(first, last, starts);
            starts = first < 0 || gap && Math.Abs(here - cell) > 1;
            (first, last, cell, gap) = (i, i, here, false);
        }
        if (first >= 0)
            yield return new(first, last, starts);
    }
}
