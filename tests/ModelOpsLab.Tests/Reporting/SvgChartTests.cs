using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using FsCheck;
using FsCheck.Fluent;
using ModelOpsLab.Reporting;

namespace ModelOpsLab.Tests.Reporting;

public sealed class SvgChartTests
{
    static readonly double[] Odd = [double.NaN, double.PositiveInfinity, double.NegativeInfinity, double.MaxValue, -double.MaxValue, double.Epsilon, -0.0, 0, 1, 1, 1e-300, 1e199, -1e199, 1e15, 1e15 + 1, 0.1, -2.5];

    static readonly Gen<double[]> Numbers = Gen.OneOf(
        Gen.Elements(Odd), ArbMap.Default.GeneratorFor<double>(), Gen.Choose(-1000, 1000).Select(i => i / 10.0)).ArrayOf().Or(Gen.Elements(Odd).Select(v => Enumerable.Repeat(v, 5).ToArray()));

    static readonly Axis[] Axes = [new("a"), new("b", AxisFormat.Percent), new("c", AxisFormat.Date)];

    /// <summary>All kinds of chart from the same numbers.</summary>
    static Chart[] Charts(double[] v, int salt)
    {
        var (axis, other) = (Axes[salt % 3], Axes[salt / 3 % 3]);
        double[] x = salt % 2 == 0 ? [.. v.Select((_, i) => 18000.0 + i)] : [.. v.Order()];
        double[] back = [.. v.Reverse()];
        Marker[] markers = [new("now", v.FirstOrDefault(18001)), new("while", 18000, v.LastOrDefault(18003)), new("later", 18001, 18002)];
        return
        [
            new LineChart { Title = "line", Series = [new("one", x, v), new("two", x, back, SeriesRole.Reference), new("two again", x, back, SeriesRole.Reference)], Bands = [new("band", x, v, back)], Markers = markers, X = axis, Y = other },
            new DrawdownChart { Title = "drawdown", X = x, Drawdown = v, Markers = markers },
            new BarChart { Title = "bars", Labels = [.. v.Select(n => n.ToString(CultureInfo.InvariantCulture))], Values = v, Reference = salt % 2 == 0 ? [] : back, Y = other },
            new PairedHistogram { Title = "histogram", Edges = v.Length == 0 ? [] : [.. v.Order(), double.PositiveInfinity], Reference = v, Current = back, X = axis },
            new MonthHeatMap { Title = "months", Months = [.. v.Select((n, i) => new MonthValue(2000 + i / 12, i % 12 + 1, n))], Format = other.Format },
            new ScatterChart { Title = "scatter", XValues = v, YValues = back, Fit = salt % 2 == 0 ? [] : v, X = axis, Y = other },
            new FanChart { Title = "fan", X = x, Probabilities = [0.1, 0.5, 0.9], Quantiles = [v, back, v], Path = [.. back.Take(3)], Markers = markers, XAxis = axis, Y = other },
        ];
    }

    [Fact]
    public void Any_numbers_give_finite_coordinates_inside_the_picture() => Prop.ForAll(Numbers.ToArbitrary(), Gen.Choose(0, 17).ToArbitrary(), (v, salt) =>
    {
        foreach (var chart in Charts(v, salt))
            foreach (var width in new[] { 720, 360 })
                Inside(XElement.Parse(SvgChart.Write(chart, width)));
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(300));

    static void Inside(XElement svg)
    {
        var box = svg.Attribute("viewBox")!.Value.Split(' ').Select(n => double.Parse(n, CultureInfo.InvariantCulture)).ToArray();
        foreach (var attribute in svg.Descendants().Attributes())
        {
            if (attribute.Name == "d")
                foreach (var (x, y) in Points(attribute.Value))
                    Assert.True(x >= 0 && x <= box[2] && y >= 0 && y <= box[3], $"{x}, {y} in {svg.Attribute("aria-label")!.Value}");
            else if (attribute.Name.LocalName is "x" or "x1" or "x2" or "cx" or "y" or "y1" or "y2" or "cy" or "width" or "height" or "r")
                Assert.InRange(double.Parse(attribute.Value, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture), 0, attribute.Name.LocalName is "x" or "x1" or "x2" or "cx" or "width" or "r" ? box[2] : box[3]);
        }
    }

    /// <summary>Follows the outline: an absolute start, then relative steps.</summary>
    static IEnumerable<(double X, double Y)> Points(string outline)
    {
        foreach (var part in outline.Split('M', StringSplitOptions.RemoveEmptyEntries))
        {
            var n = Regex.Matches(part, @"-?\d*\.?\d+").Select(m => double.Parse(m.Value, CultureInfo.InvariantCulture)).ToArray();
            Assert.True(n.Length >= 4 && n.Length % 2 == 0, outline);
            var (x, y) = (n[0], n[1]);
            for (var i = 2; i < n.Length; i += 2)
                yield return (x = Math.Round(x + n[i], 1), y = Math.Round(y + n[i + 1], 1));
        }
    }

    static double[] Walk(int count)
    {
        var random = new Random(3);
        var level = 0.0;
        return [.. Enumerable.Range(0, count).Select(_ => level += random.NextDouble() - 0.5)];
    }

    [Theory]
    [InlineData(5000)]
    [InlineData(50000)]
    public void Long_series_stay_small_and_keep_their_extremes(int count)
    {
        var walk = Walk(count);
        walk[count / 3] = 500;
        double[] days = [.. walk.Select((_, i) => (double)i)];
        Chart[] charts =
        [
            new LineChart { Title = "", Series = [new("", days, walk)] },
            new LineChart { Title = "", Series = [new("", days, [.. walk.Select((v, i) => i % 2 == 0 ? v : double.NaN)])] },
            new DrawdownChart { Title = "", X = days, Drawdown = walk },
            new ScatterChart { Title = "", XValues = days, YValues = walk },
            new FanChart { Title = "", X = days, Probabilities = [0.1, 0.3, 0.5, 0.7, 0.9], Quantiles = [.. Enumerable.Range(-2, 5).Select(q => walk.Select(v => v + q).ToArray())], Path = walk },
        ];
        foreach (var chart in charts)
            Assert.InRange(SvgChart.Write(chart).Length, 1000, 20_000);
        var line = XElement.Parse(SvgChart.Write(charts[0])).Elements("path").Single();
        // the spike is the highest point of the picture: 4 % of the range below its upper edge at 10
        Assert.Equal(10 + 0.04 / 1.08 * (254 - 10), Points(line.Attribute("d")!.Value).Min(p => p.Y), 1.0);
    }

    [Fact]
    public void Missing_value_breaks_the_line_and_a_lone_point_is_a_dot()
    {
        var svg = XElement.Parse(SvgChart.Write(new LineChart { Title = "", Series = [new("", [1, 2, 3, 4, 5], [1, 2, double.NaN, 3, double.NaN])] }));
        Assert.Equal(2, svg.Elements("path").Single().Attribute("d")!.Value.Count(c => c == 'M'));
    }

    [Fact]
    public void Empty_chart_says_so()
    {
        foreach (var chart in Charts([], 0).Where(c => c is not FanChart).Append(new LineChart { Title = "t", Series = [] }))
            if (chart is not LineChart { Bands.Count: > 0 })
                Assert.Contains("no values", SvgChart.Write(chart), StringComparison.Ordinal);
    }

    [Fact]
    public void Names_at_the_ends_of_lines_do_not_overlap()
    {
        var chart = new LineChart { Title = "", Series = [.. Enumerable.Range(0, 12).Select(i => new Series($"line {i}", [0, 1], [0, 1 + i / 1000.0]))] };
        var names = XElement.Parse(SvgChart.Write(chart)).Elements("text").Where(t => t.Value.StartsWith("line", StringComparison.Ordinal)).Select(t => (double)t.Attribute("y")!).Order().ToArray();
        Assert.Equal(12, names.Length);
        Assert.All(names.Skip(1).Zip(names), p => Assert.True(p.First - p.Second >= 13.9));
    }

    [Fact]
    public void A_marker_outside_the_picture_is_named_at_its_edge()
    {
        var chart = new LineChart
        {
            Title = "", X = new(), Series = [new("", [10, 20], [0, 1])],
            Markers = [new("before", 3), new("after", 40), new("inside", 15), new("span", 1, 2), new("lost", double.NaN)],
        };
        var svg = XElement.Parse(SvgChart.Write(chart));
        var texts = svg.Elements("text").Select(t => t.Value).ToArray();
        Assert.All((string[])["← before, 3", "after, 40 →", "inside", "← span, 2", "lost (nowhere)"], text => Assert.Contains(text, texts));
        Assert.Single(svg.Elements("line"), line => (string?)line.Attribute("class") == "mol-event");
        Assert.DoesNotContain(svg.Elements("rect"), rect => (string?)rect.Attribute("class") == "mol-span");
        Inside(svg);
    }

    [Fact]
    public void Two_secondary_lines_do_not_look_the_same()
    {
        var chart = new LineChart { Title = "", Series = [.. Enumerable.Range(0, 3).Select(i => new Series($"line {i}", [0, 1], [0, i], SeriesRole.Secondary))] };
        Assert.Equal(3, XElement.Parse(SvgChart.Write(chart)).Elements("path").Select(p => (string?)p.Attribute("class")).Distinct().Count());
        using var figure = System.Text.Json.JsonDocument.Parse(PlotlyWriter.Write(chart));
        Assert.Equal(3, figure.RootElement.GetProperty("data").EnumerateArray().Select(t => (t.GetProperty("line").GetProperty("color").GetString(), t.GetProperty("line").GetProperty("dash").GetString())).Distinct().Count());
    }

    [Fact]
    public void Ticks_are_even_steps_of_one_two_or_five_inside_the_scale() => Prop.ForAll(Gen.Choose(-100000, 100000).Two().ToArbitrary(), Gen.Choose(-8, 8).ToArbitrary(), (ends, power) =>
    {
        var scale = Scale.Over([ends.Item1 * Math.Pow(10, power), ends.Item2 * Math.Pow(10, power)], AxisFormat.Number, 0, 100);
        var at = Ticks.Of(AxisFormat.Number, scale, 5, Language.English).Select(t => t.At).ToArray();
        var step = at[1] - at[0];
        var mantissa = step / Math.Pow(10, Math.Floor(Math.Log10(step) + 1e-6));
        Assert.Contains(new[] { 1.0, 2, 5 }, m => Math.Abs(m - mantissa) < 1e-4);
        Assert.InRange(at.Length, 2, 10);
        Assert.True(at[0] >= scale.Minimum - 1e-9 * step && at[^1] <= scale.Maximum + 1e-9 * step);
        Assert.All(at.Skip(1).Zip(at), p => Assert.Equal(step, p.First - p.Second, step * 1e-6));
    }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("2019-04-01", "2020-03-31", 7, "May 2019|Jul|Sep|Nov|2020|Mar")]
    [InlineData("2019-04-01", "2020-03-31", 4, "Apr 2019|Jul|Oct|2020")]
    [InlineData("2014-11-15", "2020-03-31", 8, "2015|2016|2017|2018|2019|2020")]
    [InlineData("2000-01-03", "2020-03-31", 8, "2005|2010|2015|2020")]
    [InlineData("2019-12-20", "2020-01-20", 7, "23 Dec 2019|30 Dec|6 Jan 2020|13 Jan|20 Jan")]
    [InlineData("2020-03-02", "2020-03-03", 5, "2 Mar 2020|06:00|12:00|18:00|3 Mar")]
    public void Dates_are_labelled_where_months_quarters_and_years_begin(string from, string to, int count, string labels)
    {
        var days = Axis.Days([DateTime.Parse(from, CultureInfo.InvariantCulture), DateTime.Parse(to, CultureInfo.InvariantCulture)]);
        Assert.Equal(labels.Split('|'), Ticks.Of(AxisFormat.Date, new Scale(days[0], days[1], 0, 100), count, Language.English).Select(t => t.Label));
    }

    [Fact]
    public void Equal_charts_are_equal_bytes()
    {
        var (one, two) = (Charts([1, 2, double.NaN, 3], 4), Charts([1, 2, double.NaN, 3], 4));
        Assert.All(one.Zip(two), p => Assert.Equal(SvgChart.Write(p.First), SvgChart.Write(p.Second)));
    }

    [Fact]
    public void Heat_map_refuses_months_that_do_not_exist_or_come_twice()
    {
        MonthHeatMap Map(params MonthValue[] months) => new() { Title = "Gains", Months = months };
        Assert.Contains("month 13 of 2020", Assert.Throws<ArgumentException>(() => SvgChart.Write(Map(new MonthValue(2020, 13, 1)))).Message, StringComparison.Ordinal);
        Assert.Contains("2020-03 is given 2 times", Assert.Throws<ArgumentException>(() => SvgChart.Write(Map(new(2020, 3, 1), new(2020, 3, 2)))).Message, StringComparison.Ordinal);
    }
}
