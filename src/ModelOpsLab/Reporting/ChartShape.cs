namespace ModelOpsLab.Reporting;

/// <summary>What must hold between the lists of a chart before any writer looks at it.</summary>
static class ChartShape
{
    /// <summary>Checks that lists which belong together are equally long.</summary>
    /// <exception cref="ArgumentException">They are not: the message names chart, lists and lengths.</exception>
    public static void Check(Chart chart)
    {
        switch (chart)
        {
            case LineChart line:
                foreach (var s in line.Series)
                    Same(chart, $"X of '{s.Name}'", s.X.Count, "Y", s.Y.Count);
                foreach (var b in line.Bands)
                {
                    Same(chart, $"X of band '{b.Name}'", b.X.Count, "Low", b.Low.Count);
                    Same(chart, $"X of band '{b.Name}'", b.X.Count, "High", b.High.Count);
                }
                break;
            case DrawdownChart drawdown:
                Same(chart, "X", drawdown.X.Count, "Drawdown", drawdown.Drawdown.Count);
                break;
            case BarChart bars:
                Same(chart, "Labels", bars.Labels.Count, "Values", bars.Values.Count);
                if (bars.Reference.Count > 0) Same(chart, "Labels", bars.Labels.Count, "Reference", bars.Reference.Count);
                break;
            case PairedHistogram histogram:
                Same(chart, "Reference", histogram.Reference.Count, "Current", histogram.Current.Count);
                if (histogram.Reference.Count > 0) Same(chart, "Edges", histogram.Edges.Count, "bins + 1", histogram.Reference.Count + 1);
                break;
            case MonthHeatMap months:
                foreach (var month in months.Months)
                    if (month.Month is < 1 or > 12)
                        throw new ArgumentException($"Chart '{chart.Title}': month {month.Month} of {month.Year} does not exist; months are 1 to 12.", nameof(chart));
                if (months.Months.GroupBy(m => (m.Year, m.Month)).FirstOrDefault(g => g.Count() > 1) is { } twice)
                    throw new ArgumentException($"Chart '{chart.Title}': {twice.Key.Year}-{twice.Key.Month:00} is given {twice.Count()} times; give one value a month.", nameof(chart));
                break;
            case SpanChart spans:
                foreach (var span in spans.Spans)
                    if (span.Row < 0 || span.Row >= spans.Rows.Count || span.Kind < 0 || span.Kind >= spans.Kinds.Count || !(span.From <= span.To))
                        throw new ArgumentException($"Chart '{chart.Title}': the span {span} is in none of the {spans.Rows.Count} rows, of none of the {spans.Kinds.Count} kinds, or ends before it begins.", nameof(chart));
                break;
            case ScatterChart scatter:
                Same(chart, "XValues", scatter.XValues.Count, "YValues", scatter.YValues.Count);
                if (scatter.Fit.Count > 0) Same(chart, "XValues", scatter.XValues.Count, "Fit", scatter.Fit.Count);
                break;
            case FanChart fan:
                Same(chart, "Probabilities", fan.Probabilities.Count, "Quantiles", fan.Quantiles.Count);
                for (var i = 0; i < fan.Quantiles.Count; i++)
                    Same(chart, "X", fan.X.Count, $"Quantiles[{i}]", fan.Quantiles[i].Count);
                if (fan.Path.Count > fan.X.Count)
                    throw new ArgumentException($"Chart '{chart.Title}': Path has {fan.Path.Count} values for {fan.X.Count} positions; it may end earlier, not later.", nameof(chart));
                break;
            default:
                throw new ArgumentException($"Chart '{chart.Title}' is a {chart.GetType().Name}, which no writer knows.", nameof(chart));
        }
    }

    static void Same(Chart chart, string name, int count, string other, int otherCount)
    {
        if (count != otherCount)
            throw new ArgumentException($"Chart '{chart.Title}': {name} has {count} values, {other} has {otherCount}; they must be equally many.", nameof(chart));
    }
}
