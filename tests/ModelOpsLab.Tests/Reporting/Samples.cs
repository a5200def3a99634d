using ModelOpsLab.Reporting;

namespace ModelOpsLab.Tests.Reporting;

/// <summary>Documents with every kind of block: a small one to read as text, a large one to look at.</summary>
static class Samples
{
    static double Day(int year, int month, int day) => (new DateTime(year, month, day) - DateTime.UnixEpoch).TotalDays;

    static double[] Days(int count, double from = 17987) => [.. Enumerable.Range(0, count).Select(i => from + Math.Floor(i * 7 / 5.0))];

    /// <summary>Every block and cell once, with numbers that can be checked by eye.</summary>
    public static Document Small => new(
        new Heading("Monthly review of spx-momentum", 1),
        new Paragraph("Version 3, live since 2019-04-01."),
        new Verdict(Severity.Critical, "Retrain, stay at half size",
        [
            new("Four of six inputs lie further from training than in any past month.", Severity.Critical, "E3"),
            new("Hit rate of 41 % cannot be told from 50 %.", Severity.Unknown, "E1"),
            new("Costs are modelled, no fills recorded.", Severity.Warning),
        ])
        { Detail = "82 % odds that the live edge is below its floor" },
        new Facts([new("as of", "2020-03-31"), new("rows", "1,260"), new("data", "mol-th1:4f2a")]),
        new Heading("Performance", 2, "performance"),
        new Table(
            ["metric", new("live", Align.Right), new("backtest", Align.Right), "interval", "shares", "verdict", "more"],
            [
                ["Sharpe ratio", "-0.64", "0.53", new IntervalCell(-2.6, -0.64, 1.32, 0.53, -4, 4), new HistogramCell([0.5, 0.5], [0.9, 0.1]), Severity.Unknown, new TextCell("fan", "E1")],
                ["hit rate", "47 %", "48 %", new IntervalCell(0.41, 0.47, 0.53, 0.48, 0.3, 0.7), new HistogramCell([0.2, 0.6, 0.2], [0.1, 0.1, 0.8]), new SeverityCell(Severity.Healthy, "within"), ""],
            ],
            "Live year against the backtest.", "T1"),
        new Note("Simple daily returns, 252 sessions a year, ddof 1."),
        new LineChart
        {
            Title = "Rolling Sharpe left its band in March",
            Id = "E2",
            Caption = "60 sessions.",
            Series =
            [
                new("live", [18320, 18330, 18340, 18350], [0.5, 0.7, double.NaN, -1.2]),
                new("limit", [18320, 18350], [-1, -1], SeriesRole.Limit),
            ],
            Bands = [new("95 %", [18320, 18350], [-0.8, -0.9], [1.6, 1.7])],
            Markers = [new("March", Day(2020, 3, 1), Day(2020, 3, 31)), new("deployed", 18325)],
        },
        new DrawdownChart { Title = "Deepest on 16 March", X = [18328, 18337, 18342], Drawdown = [0, -0.131, -0.057] },
        new BarChart { Title = "Profit by asset", Labels = ["AA", "AXP", "BA"], Values = [0.021, -0.034, double.NaN], Reference = [0.01, 0.01, 0.01], Y = new("share of capital", AxisFormat.Percent) },
        new PairedHistogram { Title = "momentum_20d moved left", Edges = [double.NegativeInfinity, -0.02, 0, 0.02, double.PositiveInfinity], Reference = [0.2, 0.3, 0.3, 0.2], Current = [0.7, 0.2, 0.1, 0], X = new("momentum_20d") },
        new MonthHeatMap { Title = "Monthly return", Months = [new(2019, 11, 0.0123), new(2019, 12, -0.0001), new(2020, 1, 0.004), new(2020, 2, -0.066), new(2020, 3, 0.077)] },
        new SpanChart { Title = "Folds", Rows = ["fold 1", "fold 2"], Kinds = [new("train", SeriesRole.Reference), new("gap", SeriesRole.Secondary), new("test", SeriesRole.Live)], Spans = [new(0, 18000, 18090, 0), new(0, 18090, 18095, 1), new(0, 18095, 18120, 2), new(1, 18000, 18100, 0), new(1, 18105, 18115, 0), new(1, 18120, 18150, 2)], Markers = [new("live", 18140)] },
        new ScatterChart { Title = "Forecast explains little", Id = "E3", XValues = [-1, 0, 1], YValues = [0.5, -0.2, 0.4], Fit = [0.1, 0.2, 0.3], X = new("forecast"), Y = new("return") },
        new FanChart { Title = "Live inside its fan", Id = "E1", X = [18000, 18100, 18200], Probabilities = [0.025, 0.5, 0.975], Quantiles = [[0, -0.05, -0.07], [0, 0.01, 0.02], [0, 0.1, 0.15]], Path = [0, -0.02] });

    /// <summary>A document that says the same text wherever text can stand.</summary>
    public static Document Hostile(string text) => new(
        new Heading(text, 1, text),
        new Paragraph(text),
        new Note(text),
        new Verdict(Severity.Warning, text, [new(text, Severity.Critical, text)]) { Detail = text },
        new Facts([new(text, text)]),
        new Table([text, new(text, Align.Right)], [[text, new TextCell(text, text)], [new SeverityCell(Severity.Critical, text), new TextCell(text, "javascript:alert(1)")]], text, "t" + text),
        new LineChart { Title = text, Caption = text, Id = "l" + text, X = new(text), Y = new(text), Series = [new(text, [1, 2], [1, 2])], Bands = [new(text, [1, 2], [1, 2], [2, 3])], Markers = [new(text, 1), new(text, 1, 2)] },
        new DrawdownChart { Title = text, Caption = text, Id = "d" + text, X = [1, 2], Drawdown = [0, -1], Markers = [new(text, 1)] },
        new BarChart { Title = text, Labels = [text], Values = [1], Y = new(text) },
        new PairedHistogram { Title = text, Edges = [0, 1], Reference = [1], Current = [1], X = new(text) },
        new MonthHeatMap { Title = text, Caption = text, Months = [new(2020, 1, 1)] },
        new SpanChart { Title = text, Caption = text, Rows = [text], Kinds = [new(text, SeriesRole.Live)], Spans = [new(0, 1, 2, 0)], Markers = [new(text, 1), new(text, 1, 2)], X = new(text) },
        new ScatterChart { Title = text, XValues = [1, 2], YValues = [1, 2], X = new(text), Y = new(text) },
        new FanChart { Title = text, X = [1, 2], Probabilities = [0.5], Quantiles = [[1, 2]], Path = [1], PathName = text, Markers = [new(text, 1)], Y = new(text), XAxis = new(text) });

    /// <summary>A review page with realistic series.</summary>
    public static Document Gallery()
    {
        var random = new Random(11);
        double Normal() => Enumerable.Range(0, 12).Sum(_ => random.NextDouble()) - 6;
        double[] Walk(int n, double drift, double volatility)
        {
            var level = 0.0;
            return [.. Enumerable.Range(0, n).Select(i => level += drift + volatility * Normal() * (i > n - 40 ? 2.2 : 1))];
        }
        double[] Drawdown(double[] path)
        {
            var high = 0.0;
            return [.. path.Select(v => (1 + v) / (1 + (high = Math.Max(high, v))) - 1)];
        }
        const int year = 252;
        var days = Days(year);
        var live = Walk(year, -0.0004, 0.0045);
        var longDays = Days(5000, 11000);
        var longWalk = Walk(5000, 0.0002, 0.01);
        double[] probabilities = [0.025, 0.1, 0.5, 0.9, 0.975];
        double[] z = [-1.96, -1.2816, 0, 1.2816, 1.96];
        var rolling = Walk(year, -0.004, 0.12).Select((v, i) => i is > 90 and < 105 ? double.NaN : v + 0.6).ToArray();
        HistogramCell Shares(params double[] current) => new([0.01, 0.09, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.09, 0.01], current);
        var forecast = Enumerable.Range(0, year).Select(_ => Normal() / 100).ToArray();
        return new(
            new Heading("spx-momentum, March 2020", 1),
            new Note("Version 3, live since 1 April 2019. Data to 31 March 2020 (22 sessions). Previous review: 29 February 2020, two actions open."),
            new Verdict(Severity.Critical, "Retrain, stay at half size",
            [
                new("Four of six inputs lie further from the training years than in any past month.", Severity.Critical, "E3"),
                new("Live Sharpe -0.64 ± 1.96 against 0.53 ± 0.65 in the backtest: not yet told apart; 214 more sessions needed.", Severity.Warning, "E1"),
                new("The gain of the month came on three days and from volatility, not from the forecast (rank correlation 0.04 ± 0.42).", null, "E2"),
            ])
            { Detail = "82 % odds that the live edge is below its floor" },
            new Facts([new("as of", "2020-03-31"), new("model version", "3"), new("data hash", "mol-th1:9c1f2a07d1e85b3c"), new("rows", "5,113"), new("seed", "20200331"), new("library", "ModelOpsLab 0.1.0")]),
            new Heading("1. Performance, live against backtest"),
            new FanChart
            {
                Title = "The live path stands low in the fan of the backtest",
                Id = "E1",
                Caption = "Cumulative return since going live inside 2,000 block-bootstrapped backtest paths (bands 80 % and 95 %). March shaded.",
                X = days,
                Probabilities = probabilities,
                Quantiles = [.. z.Select(q => days.Select((_, i) => 0.00015 * i + q * 0.0045 * Math.Sqrt(i)).ToArray())],
                Path = live[..^6],
                Markers = [new("March 2020", Day(2020, 3, 1), Day(2020, 3, 31)), new("version 3", days[0]), new("half size", Day(2019, 11, 6))],
            },
            new Table(
                ["Metric", new("March 2020", Align.Right), new("Live to date", Align.Right), new("Backtest 2010-18", Align.Right), "Live, 95 % interval", "Told apart?"],
                [
                    ["Sharpe ratio", "5.6", "-0.64", "0.53", new IntervalCell(-2.6, -0.64, 1.32, 0.53, -4, 4), new SeverityCell(Severity.Unknown, "not yet")],
                    ["Hit rate", "64 %", "47 %", "48 %", new IntervalCell(0.41, 0.47, 0.53, 0.48, 0.3, 0.7), new SeverityCell(Severity.Unknown, "not yet")],
                    ["Maximum drawdown", "-1.9 %", "-13.4 %", "-9.9 %", "1-in-9 under the backtest", new SeverityCell(Severity.Healthy, "within")],
                    ["Turnover, one way, a day", "0.31", "0.28", "0.12", new IntervalCell(0.25, 0.28, double.PositiveInfinity, 0.12, 0, 0.4), Severity.Critical],
                    ["Cost per unit traded", "1.0 bp", "1.0 bp", "1.0 bp", "modelled, no fills recorded", new SeverityCell(Severity.Warning, "no data")],
                ],
                "Simple daily returns, actual/365.25, 252 sessions a year, ddof 1, risk-free 0. Sharpe interval: HAC, 5 lags.", "T1"),
            new DrawdownChart { Title = "Loss from the high-water mark", X = days, Drawdown = Drawdown(live), Markers = [new("March 2020", Day(2020, 3, 1), Day(2020, 3, 31))], Caption = "Fractions of the high-water mark, closes only." },
            new MonthHeatMap
            {
                Title = "Monthly return, per cent of capital",
                Caption = "Blue gain, orange loss.",
                Months = [.. Enumerable.Range(0, 51).Select(i => new MonthValue(2016 + i / 12, i % 12 + 1, i == 49 ? -0.066 : i == 50 ? 0.077 : i == 7 ? 0 : Normal() * 0.017))],
            },
            new LineChart
            {
                Title = "Rolling Sharpe ratio, with a gap where the feed was late",
                Id = "E2",
                Caption = "60 sessions. Band: 95 % of the backtest's windows.",
                Series = [new("live", days, rolling), new("backtest", days, [.. days.Select((_, i) => 0.5 + 0.1 * Math.Sin(i / 30.0))], SeriesRole.Reference), new("champion v2", days, [.. rolling.Select(v => v * 0.4 + 0.35)], SeriesRole.Secondary), new("floor", [days[0], days[^1]], [-1, -1], SeriesRole.Limit)],
                Bands = [new("95 % band", days, [.. days.Select(_ => -0.7)], [.. days.Select(_ => 1.8)])],
                Markers = [new("retrained", Day(2019, 9, 16)), new("feed late", Day(2019, 9, 20), Day(2019, 10, 1))],
                Y = new("Sharpe ratio, annualised"),
            },
            new LineChart { Title = "Nineteen years in a few kilobytes", Series = [new("log price", longDays, longWalk, SeriesRole.Reference)] },
            new Heading("2. Input drift"),
            new Table(
                ["Feature", "Reference (blue) and March (orange)", new("KS", Align.Right), new("Distance, in MAD", Align.Right), new("Rank among months", Align.Right), "Verdict"],
                [
                    ["return_1d", Shares(0.36, 0.08, 0.04, 0.02, 0.02, 0, 0.02, 0.02, 0.04, 0.06, 0.08, 0.26), "0.44", "7.96", "1 of 229", Severity.Critical],
                    ["momentum_20d", Shares(0.72, 0.2, 0.04, 0.04, 0, 0, 0, 0, 0, 0, 0, 0), "0.87", "8.07", "2 of 229", Severity.Warning],
                    ["range_5d", Shares(0.01, 0.1, 0.09, 0.12, 0.1, 0.1, 0.09, 0.1, 0.1, 0.1, 0.08, 0.01), "0.05", "0.21", "131 of 229", Severity.Healthy],
                    ["volume_z", Shares(0, 0, 0, 0, 0, 0, 0.02, 0.03, 0.05, 0.1, 0.2, 0.6), "0.84", "5.19", "1 of 229", Severity.Critical],
                ],
                "Distance: Wasserstein-1 over the reference's median absolute deviation. Rank 1 = further than every month of the reference.", "E3"),
            new PairedHistogram
            {
                Title = "momentum_20d: three quarters of March lie in the reference's lowest hundredth",
                Edges = [double.NegativeInfinity, -0.0812, -0.0433, -0.0211, -0.0102, -0.0013, 0.0071, 0.0142, 0.0221, 0.0312, 0.0412, 0.0703, double.PositiveInfinity],
                Reference = [0.01, 0.09, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.09, 0.01],
                Current = [0.72, 0.2, 0.04, 0.04, 0, 0, 0, 0, 0, 0, 0, 0],
                X = new("momentum_20d", AxisFormat.Percent),
                Caption = "Bins are quantiles of the reference, with open ends.",
            },
            new ScatterChart { Title = "The forecast explains little of the next day", XValues = forecast, YValues = [.. forecast.Select(f => 0.1 * f + Normal() / 80)], Fit = [.. forecast.Select(f => 0.1 * f)], X = new("forecast", AxisFormat.Percent), Y = new("return of the next session", AxisFormat.Percent) },
            new BarChart { Title = "What the model leans on, live against training", Labels = ["momentum_20d", "volatility_20d", "return_1d", "volume_z", "a_feature_with_a_very_long_name_that_nobody_shortened", "range_5d"], Values = [0.41, 0.33, 0.12, 0.02, -0.06, double.NaN], Reference = [0.22, 0.25, 0.18, 0.15, 0.11, 0.09], Y = new("permutation importance, share", AxisFormat.Percent) },
            new Heading("3. Actions"),
            new Table(["Action", "Because", "Owner", "Due"], [["Retrain on hybrid window, gate against version 3", new TextCell("E3", "E3"), "model owner", "10 April"], ["Reconcile fills with modelled cost", new TextCell("Performance", "T1"), "execution desk", "20 April"]]),
            new Paragraph("Signed pages are archived with their data hash; a re-run must give these bytes again."));
    }
}
