using ModelOpsLab.Reporting;
using ModelOpsLab.Statistics;

namespace ModelOpsLab.Trading;

/// <summary>The live path among paths resampled from its backtest: where it stands, when it left, and how rare its drawdown is.</summary>
/// <remarks>
/// <para>Paths as long as life by the stationary bootstrap (Politis and Romano, 1994), wealth 1 before the first return. Bands at each session are quantiles of type 7; the band that holds all along is of extreme
/// ranks (<see cref="FanBand"/>). The percentile counts paths that end at or below the live one. The same seed gives the same bytes on any number of cores.</para>
/// <para>The fan predicts a life, so it carries the errors of its backtest. Blocks are 1.5 times Politis and White's (<see cref="FanOptions.MeanBlock"/>): what matters to a band is the bias of the long-run variance more than its
/// noise (Sun, Phillips and Jin, 2008). A backtest of n returns in blocks of b counts as n / 1.5 b independent ones. Each path has its own draw of the volatility, σ·√(ν/χ²) with ν one less than these, and of the mean, normal
/// with the HAC error (Newey and West, 1987), times that same draw: a Student's t, as in the prediction interval of a normal sample (Geisser, 1993). Both are widened by 1/√(1 − b/n) for the mean that was fitted. The factors 1.5 are of a
/// simulation, not of a theory.</para>
/// <para>Measured over five processes: with backtests of 750 sessions or more, 3 to 7 % of good lives leave the band all along. Not reached: after 250 sessions it is 5 to 7 %, and 8 to 12 % where volatility clusters, which so short a backtest does not show; after 2,500
/// that cluster, lives of 21 sessions leave in 2.8 %, for the band is wider than needed (<c>fan-coverage</c> of ModelOpsLab.Benchmarks).</para>
/// <para>The fan takes the backtest for what it is: what was chosen from many trials is too good, and its fan too high. A backtest of fewer than <see cref="MinimumBacktest"/> returns, or wealth that cannot compound: <see cref="Because"/>.</para>
/// </remarks>
[TypeFormatterSource(typeof(DocumentFormatterSource))]
public sealed class BacktestFan : IRenderable
{
    /// <summary>Fewest backtest returns a fan is drawn from.</summary>
    public const int MinimumBacktest = 60;

    /// <summary>Returns that are kept at once, at most: 100 million are 0.8 GB.</summary>
    const long Most = 100_000_000;

    static readonly double[] Chosen = [0.025, 0.1, 0.5, 0.9, 0.975];

    BacktestFan(ReturnSeries live, ReturnSeries backtest, string? because) => (Live, Backtest, Because) = (live, backtest, because);

    /// <summary>The fan of a backtest around its live path.</summary>
    /// <exception cref="ArgumentException">Paths times sessions are more than 100 million.</exception>
    public static BacktestFan Of(ReturnSeries live, ReturnSeries backtest, FanOptions? options = null) => Of(live, backtest, options, Environment.ProcessorCount);

    internal static BacktestFan Of(ReturnSeries live, ReturnSeries backtest, FanOptions? options, int threads)
    {
        options ??= new();
        if (Reason(live, backtest, MinimumBacktest) is { } because) return new(live, backtest, because);
        if ((long)options.Paths * live.Count > Most)
            throw new ArgumentException($"{Format.Count(options.Paths)} paths of {Format.Count(live.Count)} sessions are more than {Format.Count(Most)} returns: ask for fewer paths.", nameof(options));
        var returns = backtest.Values.ToArray();
        var block = options.MeanBlock ?? Block(returns);
        var meanError = NeweyWest.MeanStandardError(returns, Math.Min(returns.Length - 1, Math.Max(NeweyWest.DefaultLags(returns.Length), (int)Math.Ceiling(block))));
        var worst = Worst(live);
        return new BacktestFan(live, backtest, null) { MeanBlock = block, Seed = options.Seed }.With(FanPaths.Draw(returns, live.Count, options.Paths, block, meanError, Array.ConvertAll(worst, d => d.Sessions), options.Seed, threads), worst, threads);
    }

    /// <summary>The fan along given positions, so that other software can be met draw by draw.</summary>
    internal static BacktestFan Along(ReturnSeries live, ReturnSeries backtest, int[][] positions)
    {
        if (Reason(live, backtest, 1) is { } because) return new(live, backtest, because);
        var worst = Worst(live);
        return new BacktestFan(live, backtest, null).With(FanPaths.Along(backtest.Values.ToArray(), positions, Array.ConvertAll(worst, d => d.Sessions)), worst, 1);
    }

    /// <summary>What was earned since the model went live.</summary>
    public ReturnSeries Live { get; }
    /// <summary>What the fan is drawn from.</summary>
    public ReturnSeries Backtest { get; }
    /// <summary>Why there is no fan; null where there is one.</summary>
    public string? Because { get; }
    /// <summary>Mean block in sessions.</summary>
    public double MeanBlock { get; private init; }
    /// <summary>Seed of the draws.</summary>
    public ulong Seed { get; private init; }
    /// <summary>Resampled paths.</summary>
    public int Paths { get; private set; }
    /// <summary>Probabilities of <see cref="Quantiles"/>, ascending; empty where there is no fan.</summary>
    public IReadOnlyList<double> Probabilities { get; private set; } = [];
    /// <summary>Quantiles of the compounded return at each live session, one line a probability; empty where there is no fan.</summary>
    public IReadOnlyList<IReadOnlyList<double>> Quantiles { get; private set; } = [];
    /// <summary>The bands of 80 % and 95 % at each session, then of 95 % all along; each with the live path's first breach.</summary>
    public IReadOnlyList<FanBand> Bands { get; private set; } = [];
    /// <summary>Paths beyond each edge of the band that holds all along, at each session.</summary>
    public int RankAllAlong { get; private set; }
    /// <summary>Share of the paths that end at or below the live one: <c>wealth_percentile</c>, with its Monte Carlo interval.</summary>
    public Measurement WealthPercentile { get; private set; } = Measurement.Missing("wealth_percentile", "there is no fan");
    /// <summary>Share of the paths whose deepest drawdown is at least as deep as the live one: <c>drawdown_percentile</c>, with its Monte Carlo interval.</summary>
    public Measurement DrawdownPercentile { get; private set; } = Measurement.Missing("drawdown_percentile", "there is no fan");
    /// <summary>Mean compounded return of the worst 5 % of the paths at the end of life: <c>fan_expected_shortfall</c>. The live loss belongs beside it.</summary>
    public Measurement ExpectedShortfall { get; private set; } = Measurement.Missing("fan_expected_shortfall", "there is no fan");
    /// <summary>The deepest live drawdown among the resampled ones; null without a drawdown.</summary>
    public DrawdownOdds? Deepest { get; private set; }
    /// <summary>The live drawdown that has not recovered, which may be the deepest; null where there is none.</summary>
    public DrawdownOdds? Open { get; private set; }

    /// <summary>Every number above.</summary>
    public IReadOnlyList<Measurement> Measurements => [WealthPercentile, DrawdownPercentile, ExpectedShortfall, .. Deepest is { } d ? [d.Depth, d.Length, d.LikeLength] : Array.Empty<Measurement>()];

    /// <summary>The live path inside the fan.</summary>
    public FanChart Chart(Language language, IReadOnlyList<Marker>? markers = null) => new()
    {
        Title = language.Say("Live return inside what the backtest leads to expect", "Rendement réel dans l’éventail attendu du backtest"),
        X = Axis.Days(Because is null ? Live.Dates : []),
        Probabilities = Probabilities,
        Quantiles = Quantiles,
        Path = Because is null ? Live.Growth() : [],
        PathName = language.Say("live", "réel"),
        Markers = markers ?? [],
        Caption = Because is { } because ? language.Say($"No fan: {because}.", $"Pas d’éventail : {because}.") : Sentence(language),
    };

    /// <summary>The fan, where the live path stands in it, and the conventions.</summary>
    public Document ToDocument(Language language)
    {
        if (Because is { } because) return new(new Paragraph(language.Say($"No fan: {because}.", $"Pas d’éventail : {because}.")));
        string Cell(Measurement m) => m.Exists ? language.Percent(m.Value) : "–";
        string Range(Measurement m) => m.Interval is { } i ? language.Say($"{language.Percent(i.Low)} to {language.Percent(i.High)}", $"{language.Percent(i.Low)} à {language.Percent(i.High)}") : "";
        IReadOnlyList<Cell> Row(string name, Measurement m) => [name, Cell(m), DrawdownOdds.OneIn(m, language), Range(m)];
        return new(
            Chart(language),
            new Table([new(language.Say("against the backtest’s paths", "face aux trajectoires du backtest")), new(language.Say("share", "part"), Align.Right), new(language.Say("that is", "soit"), Align.Right), new(language.Say("Monte Carlo, 95 %", "Monte-Carlo, 95 %"), Align.Right)],
                [
                    Row(language.Say("paths that end at or below the live one", "trajectoires qui finissent au niveau réel ou plus bas"), WealthPercentile),
                    Row(language.Say("paths with a drawdown as deep", "trajectoires avec une baisse aussi profonde"), DrawdownPercentile),
                    .. Deepest is { } d ? new[]
                    {
                        Row(language.Say("paths with a drawdown as long", "trajectoires avec une baisse aussi longue"), d.Length),
                        Row(language.Say($"of drawdowns of {language.Count(d.Drawdown.Sessions)} sessions and more, as deep by then", $"parmi les baisses de {language.Count(d.Drawdown.Sessions)} séances et plus, aussi profondes à cet âge"), d.LikeLength),
                    } : [],
                    .. Open is { } o && o.Drawdown != Deepest?.Drawdown ? new[]
                    {
                        Row(language.Say("paths with a drawdown as deep as the open one", "trajectoires avec une baisse aussi profonde que celle en cours"), o.Depth),
                        Row(language.Say($"of drawdowns of {language.Count(o.Drawdown.Sessions)} sessions and more, as deep by then as the open one", $"parmi les baisses de {language.Count(o.Drawdown.Sessions)} séances et plus, aussi profondes à cet âge que celle en cours"), o.LikeLength),
                    } : [],
                ], Id: "backtest-fan"),
            new Table([new(language.Say("band", "bande")), new(language.Say("first left on", "quittée le"))],
                [.. Bands.Select(b => (IReadOnlyList<Cell>)[Name(b, language), b.Breach is { } day ? $"{language.Date(DateOnly.FromDateTime(day))}, {(b.Below ? language.Say("below", "par le bas") : language.Say("above", "par le haut"))}" : language.Say("never", "jamais")])]),
            new Note(language.Say(
                $"Compounded returns after costs, wealth 1 before the first. {language.Count(Paths)} paths of {language.Count(Live.Count)} sessions from {language.Count(Backtest.Count)} backtest sessions, stationary bootstrap in blocks of {language.Number(MeanBlock)} on average, each path with its own draw of the errors of mean (HAC) and volatility, seed {Seed}. All along: {language.Percent(0.95, 0)} of the paths never leave the band (extreme ranks, {language.Count(RankAllAlong)} of {language.Count(Paths)} at each edge). Mean of the worst {language.Percent(0.05, 0)} of the ends: {language.Percent(ExpectedShortfall.Value)}; live: {language.Percent(Live.Growth()[^1])}.",
                $"Rendements composés après coûts, richesse de 1 avant le premier. {language.Count(Paths)} trajectoires de {language.Count(Live.Count)} séances tirées de {language.Count(Backtest.Count)} séances de backtest, bootstrap stationnaire par blocs de {language.Number(MeanBlock)} en moyenne, chaque trajectoire avec son tirage des erreurs de la moyenne (HAC) et de la volatilité, graine {Seed}. De bout en bout : {language.Percent(0.95, 0)} des trajectoires ne quittent jamais la bande (rangs extrêmes, {language.Count(RankAllAlong)} sur {language.Count(Paths)} à chaque bord). Moyenne des {language.Percent(0.05, 0)} pires arrivées : {language.Percent(ExpectedShortfall.Value)} ; réel : {language.Percent(Live.Growth()[^1])}.")));
    }

    /// <inheritdoc/>
    public Document ToDocument() => ToDocument(Language.English);

    /// <inheritdoc/>
    public override string ToString() => PlainTextWriter.Write(ToDocument());

    static string Name(FanBand band, Language language) => ReferenceEquals(band.Name, AllAlongName) ? language.Say(band.Name, "95 %, de bout en bout") : band.Name;

    const string AllAlongName = "95 %, all along";

    string Sentence(Language language) => language.Say(
        $"Cumulative return after costs inside {language.Count(Paths)} paths resampled from {language.Count(Backtest.Count)} backtest sessions in blocks of {language.Number(MeanBlock)} on average (bands 80 % and 95 %). {language.Percent(WealthPercentile.Value, 0)} of the paths end at or below the live one.",
        $"Rendement cumulé après coûts, dans {language.Count(Paths)} trajectoires tirées de {language.Count(Backtest.Count)} séances de backtest par blocs de {language.Number(MeanBlock)} en moyenne (bandes de 80 % et 95 %). {language.Percent(WealthPercentile.Value, 0)} des trajectoires finissent au niveau réel ou plus bas.");

    BacktestFan With(FanPaths paths, Drawdown[] worst, int threads)
    {
        var path = Live.Growth();
        var (count, last) = (paths.Count, paths.ByStep[^1]);
        Paths = count;
        WealthPercentile = Share("wealth_percentile", last.Count(w => w <= path[^1]));
        DrawdownPercentile = Share("drawdown_percentile", worst is [] ? count : paths.Deepest.Count(d => d <= worst[0].Depth));
        Deepest = worst is [] ? null : DrawdownOdds.Of(worst[0], paths, 0);
        Open = worst is [.., { IsOpen: true } open] ? DrawdownOdds.Of(open, paths, worst.Length - 1) : null;
        var (sorted, extreme) = Sort(paths.ByStep, threads);
        double sum = 0;
        var tail = (count + 19) / 20;
        for (var i = 0; i < tail; i++) sum += sorted[^1][i];
        ExpectedShortfall = new Measurement("fan_expected_shortfall", sum / tail) with { Count = count, Unit = "%" };
        var quantiles = Array.ConvertAll(Chosen, p => FanBand.Edge(sorted, p));
        var (low, high, rank) = FanBand.AllAlong(sorted, extreme, 0.95);
        (Probabilities, Quantiles, RankAllAlong) = (Chosen, quantiles, rank);
        Bands =
        [
            FanBand.Of("80 %", 0.8, quantiles[1], quantiles[3], Live.Dates, path),
            FanBand.Of("95 %", 0.95, quantiles[0], quantiles[4], Live.Dates, path),
            FanBand.Of(AllAlongName, 0.95, low, high, Live.Dates, path),
        ];
        return this;

        Measurement Share(string metric, int those) => new Measurement(metric, (double)those / count) with { Count = count, Unit = "%", Interval = WilsonInterval.Of((double)those / count, count, "Wilson, Monte Carlo error") };
    }

    /// <summary>Sorts each session in place, and finds for each path how extreme it ever is.</summary>
    static (double[][] Sorted, int[] Extreme) Sort(double[][] byStep, int threads)
    {
        var n = byStep[0].Length;
        var extreme = Enumerable.Repeat(n, n).ToArray();
        var both = new Lock();
        FanPaths.Share(threads, threads, part =>
        {
            var labels = new int[n];
            var mine = Enumerable.Repeat(n, n).ToArray();
            for (var t = part; t < byStep.Length; t += threads)
            {
                for (var p = 0; p < n; p++) labels[p] = p;
                var values = byStep[t];
                Sorting.Sort(values, labels);
                for (int from = 0, to; from < n; from = to)
                {
                    // Equal values share the more central rank: a tie leaves a path inside.
                    for (to = from + 1; to < n && values[to] == values[from]; to++) ;
                    for (var i = from; i < to; i++) mine[labels[i]] = Math.Min(mine[labels[i]], Math.Min(to, n - from));
                }
            }
            lock (both)
                for (var p = 0; p < n; p++) extreme[p] = Math.Min(extreme[p], mine[p]);
        });
        return (byStep, extreme);
    }

    static string? Reason(ReturnSeries live, ReturnSeries backtest, int fewest) =>
        live.CannotCompound is { } a ? $"live: {a}"
        : backtest.CannotCompound is { } b ? $"backtest: {b}"
        : backtest.Count < fewest ? $"the backtest has {Format.Count(backtest.Count)} returns, {fewest} are needed" : null;

    /// <summary>The deepest drawdown, then the open one where that is another.</summary>
    static Drawdown[] Worst(ReturnSeries live) => Drawdowns.Of(live) is var table && table.Open is { } open && open != table.Deepest(1)[0] ? [table.Deepest(1)[0], open] : [.. table.Deepest(1)];

    static double Block(double[] returns) => Math.Min(1.5 * BootstrapMeans.Block([returns, Array.ConvertAll(returns, Math.Abs)]), returns.Length / 5.0);
}
