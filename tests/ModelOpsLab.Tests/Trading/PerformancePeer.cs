using System.Text.Json;
using ModelOpsLab.Reporting;
using ModelOpsLab.Statistics;
using ModelOpsLab.Tests.Oracles;
using ModelOpsLab.Trading;
using static ModelOpsLab.Tests.Trading.PerformanceOracle;

namespace ModelOpsLab.Tests.Trading;

/// <summary>What a row of a reference implementation is to us: a number that ours must equal, a number by another convention, or one that another test compares.</summary>
/// <param name="Ours">Pairs of theirs and ours; null where there is nothing to compare here.</param>
/// <param name="Because">Why ours is another number; null where it is the same.</param>
/// <param name="Test">The test that compares it; null where this one does.</param>
/// <param name="Tolerance">Relative.</param>
sealed record PerformancePeer(Func<PeerRow, IEnumerable<(double Theirs, Measurement Ours)>>? Ours, string? Because, string? Test, double Tolerance)
{
    const double Exactly = 1e-12, Product = 1e-9;

    static PerformancePeer Same(Func<ReturnSeries, Measurement> ours, double tolerance = Product, Func<ReturnSeries, double>? scale = null) =>
        new(row => [(row.Value, Scaled(ours(row.Returns), scale?.Invoke(row.Returns) ?? 1))], null, null, tolerance);

    static PerformancePeer Rows(Func<PeerRow, IEnumerable<(double, Measurement)>> ours, double tolerance = Product) => new(ours, null, null, tolerance);

    static PerformancePeer Beside(Func<BenchmarkComparison, Measurement> ours, Func<ReturnSeries, double>? scale = null, double tolerance = Product) =>
        new(row => [(row.Value, Scaled(ours(row.Benchmark), scale?.Invoke(row.Returns) ?? 1))], null, null, tolerance);

    static PerformancePeer In(string test) => new(null, null, test, 0);

    static PerformancePeer Other(string because) => new(null, because, null, 0);

    static Measurement Scaled(Measurement m, double by) => m.Exists ? new(m.Metric, m.Value * by) : m;
    static Measurement Mapped(Measurement m, Func<double, double> to) => m.Exists ? new(m.Metric, to(m.Value)) : m;
    static Measurement Number(double value) => Measurement.Maybe("number", value, "not a number");
    static double Year(ReturnSeries r) => r.Calendar.PeriodsPerYear;
    static double PerPeriod(ReturnSeries r) => 1 / Math.Sqrt(Year(r));
    static Measurement Biased(ReturnSeries r, Func<Shape, double> of) => SharpeRatio.Reason(r) is { } because ? Measurement.Missing("shape", because) : Number(of(r.Shape));
    /// <summary>Deviation with divisor n in place of n − 1.</summary>
    static Measurement Smaller(ReturnSeries r, Measurement quantile) => Mapped(quantile, v => r.Mean + (v - r.Mean) * Math.Sqrt((r.Count - 1.0) / r.Count));

    const string Missing = "not a number of ours", Rolling = "windows that roll: ours are numbers of a whole series", Bayesian = "arithmetic on the numbers above that no decision here uses";

    /// <summary>What a row is; null where nobody said, which fails the test.</summary>
    public static PerformancePeer? Of(string library, string function, JsonElement args) => (library, function) switch
    {
        ("mpmath-40-digits", _) => In(nameof(PerformanceOracleTests)),
        ("reference-python", var f) when f.StartsWith("drawdown table", StringComparison.Ordinal) => In(nameof(PerformanceOracleTests)),
        ("reference-python", var f) when f.StartsWith("Page-Hinkley", StringComparison.Ordinal) => Rows(FallOfTheMean),
        ("reference-python", _) => Other("a sum that runs from a fixed mean, and resets; a standing watch here knows only its running mean"),
        ("fractions (exact)", _) or ("pyfolio-reloaded", "extract_round_trips") => In("round trips, exact fractions"),
        ("alphalens-reloaded", "factor_rank_autocorrelation" or "quantile_turnover" or "factor_alpha_beta" or "factor_returns 1D (dollar neutral) summary" or "mean_return_by_quantile std error") =>
            Other("a portfolio made of the ranking, its turnover, or an error that takes every asset of a date as independent: ours trades its own positions and has HAC errors by date"),
        ("alphalens-reloaded", _) or ("statsmodels", "IC mean t-stat, Newey-West maxlags=h-1 (min 1)") or ("scipy", "Pearson IC per date") => In(nameof(PredictionPanelTests)),
        ("scipy", "pooled Spearman / Pearson / Kendall over all (date,asset)") or ("statsmodels", "calibration: Mincer-Zarnowitz realised = a + b*prediction (pooled, 1D)")
            or ("numpy", "hit rate: share of sign(prediction)==sign(realised), zeros excluded") => In(nameof(PredictionQualityTests)),
        ("PeerPerformance", _) => In(nameof(PairedSharpeDifferenceTests)),
        ("rubenbriones/Probabilistic-Sharpe-Ratio", "expected_maximum_sr") => Rows(r => [(r.Value, Number(DeflatedSharpeRatio.Hurdle((int)r.Arg("independent_trials"), Math.Pow(r.Arg("trials_sr_std"), 2))))]),
        ("rubenbriones/Probabilistic-Sharpe-Ratio", "num_independent_trials") => Other("the number of trials is declared, not guessed from their mean correlation"),
        ("rubenbriones/Probabilistic-Sharpe-Ratio", _) => In(nameof(PerformanceOracleTests)),
        ("published example", var f) when f.StartsWith("PSR", StringComparison.Ordinal) => In(nameof(PerformanceOracleTests)),
        ("published example", _) => Rows(PublishedDeflation),
        ("numpy+statsmodels.S_hac_simple", _) => Rows(r => [(r.Get("se_gmm_hac"), Number(SharpeErrors.Of(r.Returns).Hac)), (r.Get("nlags"), Number(SharpeErrors.Of(r.Returns).Lags)), (r.Get("rho1"), Number(Moments.AutocorrelationAt(r.Returns.Values, 1)))]),
        ("scipy", "stats.skew") => Same(r => Biased(r, s => s.Skewness), Exactly),
        ("scipy", "stats.kurtosis") => Same(r => Biased(r, s => s.Kurtosis - 3), Exactly),
        ("scipy", "pearsonr") => Rows(r => r.Benchmark.Correlation is var c
            ? [(r.At(0), c), (r.At(1), Mapped(c, v => Math.Abs(v) >= 1 ? 0 : TailProbability.StudentTwoSided(v * Math.Sqrt((r.Benchmark.Count - 2) / (1 - v * v)), r.Benchmark.Count - 2)))] : []),
        ("scipy", "spearmanr") => Rows(r => [(r.At(0), PredictionQuality.Of(r.Common.Second, r.Common.First).RankCorrelation)]),
        ("scipy", "kendalltau") => Rows(r => [(r.At(0), r.Benchmark.Correlation.Exists ? Number(Correlation.Kendall(r.Common.First, r.Common.Second)) : r.Benchmark.Correlation)], Exactly),
        ("scipy", "jarque_bera") => Rows(r => [(r.At(0), Number(JarqueBera.Test(r.Returns.Values).Statistic)), (r.At(1), Number(JarqueBera.Test(r.Returns.Values).PValue))]),
        ("scipy", "ks_2samp (exact=asymp)") => Rows(r => [(r.At(0), Number(KolmogorovSmirnov.Test(r.Returns.Values, r.Second.Values, KolmogorovSmirnovMethod.Asymptotic).Statistic))]),
        ("scipy", "ttest_ind Welch") => Rows(r => [(r.At(0), Number(WelchT.Test(r.Returns.Values, r.Second.Values).T)), (r.At(1), Number(WelchT.Test(r.Second.Values, r.Returns.Values).PValue))]),
        ("scipy", "mannwhitneyu") => Rows(r => [(r.At(0), Number(MannWhitney.Test(r.Returns.Values, r.Second.Values, MannWhitneyMethod.Asymptotic).U)), (r.At(1), Number(MannWhitney.Test(r.Returns.Values, r.Second.Values, MannWhitneyMethod.Asymptotic).PValue))]),
        ("scipy", "levene(center=median)") => Rows(r => [(r.At(0), Number(Levene.BrownForsythe(r.Returns.Values, r.Second.Values).Statistic)), (r.At(1), Number(Levene.BrownForsythe(r.Returns.Values, r.Second.Values).PValue))]),
        ("scipy", "wasserstein_distance") => Rows(r => [(r.Value, Number(Wasserstein.Distance(r.Returns.Values, r.Second.Values)))]),
        ("statsmodels", "t-statistic of the mean return, Newey-West") => Rows(r => [(r.Get("mean"), Number(r.Returns.Mean)), (r.Get("t_nw"), MeanReturn.T(r.Returns)), (r.Get("se_nw"), Number(r.Returns.Mean / MeanReturn.T(r.Returns).Value))]),
        ("statsmodels", "acf(nlags=10), acorr_ljungbox(10)") => Rows(r => [.. Moments.Autocorrelations(r.Returns.Values, 10).Zip(r.Root.GetProperty("acf").Numbers(), (ours, theirs) => (theirs, Number(ours))),
            (r.Get("lb_stat"), Number(LjungBox.Test(r.Returns.Values, 10).Statistic)), (r.Get("lb_p"), Number(LjungBox.Test(r.Returns.Values, 10).PValue))]),
        ("statsmodels", _) => Rows(Line),
        ("pandas", "Series.skew") => Same(Skewness.Of, Exactly),
        ("pandas", "Series.kurt") => Same(ExcessKurtosis.Of, 1e-11), // pandas sums in one pass
        ("pandas", "rolling(60).corr") => Other(Rolling),
        ("pandas", _) => In("trades and profit and loss"),
        ("numpy", var f) when f.StartsWith("tracking_error", StringComparison.Ordinal) => Beside(b => b.TrackingError, tolerance: Exactly),
        ("numpy", var f) when f.StartsWith("information_ratio", StringComparison.Ordinal) => Beside(b => b.InformationRatio, tolerance: 1e-11),
        ("numpy", var f) when f.StartsWith("PSI", StringComparison.Ordinal) => Other("floors empty bins at 1e-4; ours smooths every bin, tails of 1 %"),
        ("numpy", _) => In("bootstrap fan"),
        ("arch", _) => Rows(r => PolitisWhite.BlockLength(r.Returns.Values) is var b ? [(Math.Max(1, r.At(0)), Number(Math.Max(1, b.Stationary))), (Math.Max(1, r.At(1)), Number(Math.Max(1, b.Circular)))] : []),
        ("sandwich", "t of mean, NeweyWest(lag, prewhite=FALSE, adjust=FALSE)") => Same(MeanReturn.T),
        ("sandwich", _) => Other("bandwidth chosen from the data, prewhitened or by the quadratic spectral kernel; ours is Bartlett with a lag by the rule"),
        ("R stats", "cor.test pearson") => Rows(r => r.Benchmark.Correlation is var c ? [(r.Get("r"), c), (r.Get("t"), Mapped(c, v => v * Math.Sqrt((r.Benchmark.Count - 2) / (1 - v * v))))] : []),
        ("R stats", "quantile types 1..9 at 0.05 of the series") => Rows(r => [(r.At(6), ValueAtRisk.Of(r.Returns))]),
        ("R stats", _) => Rows(r => [(r.Get("ks"), Number(KolmogorovSmirnov.Test(r.Returns.Values, r.Second.Values).Statistic)), (r.Get("t"), Number(WelchT.Test(r.Returns.Values, r.Second.Values).T)), (r.Get("df"), Number(WelchT.Test(r.Second.Values, r.Returns.Values).DegreesOfFreedom))]),
        ("strucchange", var f) when f.StartsWith("OLS-CUSUM", StringComparison.Ordinal) => Rows(r => CusumOfMean.Test([.. r.Returns.Values, .. r.Second.Values]) is var c ? [(r.Get("stat"), Number(c.Statistic)), (r.Get("p"), Number(c.PValue))] : []),
        ("strucchange", _) => Other("a test of independent values; ours is on ranks with the long-run variance"),
        ("empyrical-reloaded" or "quantstats" or "ffn" or "pyfolio-reloaded", _) => Python(library, function, args),
        _ => Rest(library, function, args),
    };

    static PerformancePeer? Python(string library, string function, JsonElement args) => (library, function) switch
    {
        ("empyrical-reloaded", "cum_returns_final") or ("quantstats", "comp") => Same(TotalReturn.Of),
        ("empyrical-reloaded", "annual_return") or ("quantstats", "cagr") => Same(AnnualizedReturn.Of),
        ("empyrical-reloaded", "annual_volatility") or ("quantstats", "volatility") => Same(Volatility.Of),
        ("empyrical-reloaded", "downside_risk") => Same(r => SortinoRatio.Downside(r)),
        ("empyrical-reloaded", "sharpe_ratio") => Same(r => SharpeRatio.Of(r, Rate.PerPeriod(args.Number("risk_free")))),
        ("empyrical-reloaded", "sortino_ratio") => Same(r => SortinoRatio.Of(r, Rate.PerPeriod(args.Number("required_return")))),
        ("ffn", "calc_sharpe") => Same(r => SharpeRatio.Of(r, Rate.Annual(args.Number("rf")))),
        ("ffn", "calc_sortino_ratio") or ("quantstats", "sortino") => Same(r => SortinoRatio.Of(r)),
        ("quantstats", "sharpe") => Same(r => SharpeRatio.Of(r)),
        ("empyrical-reloaded" or "quantstats", "calmar_ratio" or "calmar") => Same(CalmarRatio.Of),
        ("empyrical-reloaded" or "quantstats", "max_drawdown") => Same(r => Drawdowns.Of(r).Maximum),
        ("empyrical-reloaded", "omega_ratio") => Same(r => OmegaRatio.Of(r, Rate.Annual(args.Number("required_return")))),
        ("quantstats", "omega" or "profit_factor") => Same(r => OmegaRatio.Of(r)),
        ("empyrical-reloaded", "value_at_risk") => Same(r => ValueAtRisk.Of(r, 1 - args.Number("cutoff"))),
        ("empyrical-reloaded" or "quantstats", "tail_ratio") => Same(TailRatio.Of),
        ("empyrical-reloaded", "stability_of_timeseries") => Same(Stability.Of),
        ("empyrical-reloaded", "drawdown_series") => Rows(r => r.Returns.CannotCompound is { } why ? [(double.NaN, Measurement.Missing("drawdown", why))]
            : [.. r.Root.Numbers().Where(v => !double.IsNaN(v)).Zip(Drawdowns.Of(r.Returns).Underwater.ToArray(), (theirs, ours) => (theirs, Number(ours)))]),
        ("empyrical-reloaded", "cum_returns") => Rows(r => r.Returns.CannotCompound is { } why ? [(double.NaN, Measurement.Missing("growth", why))]
            : [.. r.Root.Numbers().Zip(r.Returns.Growth(), (theirs, ours) => (theirs, Number(ours)))]),
        ("empyrical-reloaded", "alpha") => Rows(r => [(r.Value, Mapped(BenchmarkComparison.Of(r.Returns, r.Second, args.TryGetProperty("risk_free", out var rate) ? Rate.PerPeriod(rate.Number()) : default).Alpha, a => Math.Pow(1 + a / Year(r.Returns), Year(r.Returns)) - 1))]),
        ("empyrical-reloaded", "beta") => Beside(b => b.Beta),
        ("empyrical-reloaded", "excess_sharpe") or ("quantstats", "information_ratio") => Beside(b => b.InformationRatio, PerPeriod),
        ("empyrical-reloaded", "batting_average") => Rows(r => [(r.Get("batting average"), r.Benchmark.BattingAverage)]),
        ("empyrical-reloaded", "capture" or "up_capture" or "down_capture" or "up_down_capture") => Other("annualised over the chosen days alone, which explodes with the length; raises where the calendars differ"),
        ("empyrical-reloaded" or "quantstats", "conditional_value_at_risk") => Other("mean of the returns at or below a quantile, which jumps; ours is Acerbi's"),
        ("empyrical-reloaded", "aggregate_returns") => In(nameof(ProfitAndLossTests)),
        ("empyrical-reloaded", "beta_fragility_heuristic") => Other(Missing),
        ("empyrical-reloaded" or "pyfolio-reloaded", var f) when f.StartsWith("roll", StringComparison.Ordinal) => Other(Rolling),
        ("quantstats", "value_at_risk") => Same(r => ValueAtRisk.Normal(r)),
        ("quantstats", "win_rate") => Same(r => GainsAndLosses.Of(r).PositiveShareOfMoves),
        ("quantstats", "payoff_ratio") => Same(r => GainsAndLosses.Of(r).GainToLoss),
        ("quantstats", "greeks") => Rows(r => [(r.Get("beta"), r.Benchmark.Beta), (r.Get("alpha"), r.Benchmark.Alpha)]),
        ("quantstats", "expected_return") => Same(r => Mapped(TotalReturn.Of(r), v => Math.Pow(1 + v, 1.0 / r.Count) - 1)),
        ("quantstats", "gain_to_pain_ratio") => Same(r => Mapped(OmegaRatio.Of(r), v => v - 1)),
        ("quantstats", "ulcer_index") => Same(r => r.Count < 2 ? Measurement.Missing("ulcer", "divides by n − 1") : Drawdowns.Of(r).UlcerIndex, scale: r => Math.Sqrt(r.Count / (r.Count - 1.0))),
        ("quantstats", "probabilistic_sharpe_ratio") => Other("known to be wrong: takes 3 from a kurtosis that is in excess already"),
        ("quantstats", "drawdown_details(to_drawdown_series)") => Other("a drawdown starts on its first day under water and ends on its last; in calendar days of a daily series"),
        ("quantstats", "avg_win" or "avg_loss") => Other("their quotient is ours: gain_loss_ratio"),
        ("quantstats", "consecutive_wins" or "consecutive_losses") => Other("streaks are of trades here"),
        ("quantstats", "autocorr_penalty" or "kelly_criterion" or "recovery_factor") => Other(Missing),
        ("ffn", "to_ulcer_index") => Same(r => Drawdowns.Of(r).UlcerIndex, scale: r => 100 * Math.Sqrt(r.Count / (r.Count + 1.0))),
        ("ffn", "calc_expected_max_sharpe") => Rows(r => [(r.Value, Number(DeflatedSharpeRatio.Hurdle((int)r.Arg("n_trials"), Math.Pow(r.Arg("sr_std"), 2))))]),
        ("ffn", "calc_deflated_sharpe_ratio") => Rows(UnbiasedDeflation),
        ("ffn", "calc_cagr (calendar, 365.25-day year)") => In(nameof(PerformanceOracleTests)),
        ("ffn", "drawdown_details") => Other("starts on the first day under water, has no trough"),
        ("ffn", "PerformanceStats.stats") => Other("a table of the numbers of the rows above and of look-backs"),
        ("ffn", "calc_prob_mom") => Other(Bayesian),
        ("pyfolio-reloaded", "gen_drawdown_table") => Other("known to be wrong: drops a loss on the first day; length in week days"),
        _ => null,
    };

    static PerformancePeer? Rest(string library, string function, JsonElement args) => (library, function) switch
    {
        ("PerformanceAnalytics", "Return.cumulative") => args.GetProperty("geometric").GetBoolean() ? Same(TotalReturn.Of) : Other("a sum of returns: wealth compounds"),
        ("PerformanceAnalytics", "Return.annualized") => args.GetProperty("geometric").GetBoolean() ? Same(AnnualizedReturn.Of) : Same(MeanReturn.Of),
        ("PerformanceAnalytics", "StdDev.annualized") => Same(Volatility.Of),
        ("PerformanceAnalytics", "SharpeRatio(FUN=StdDev)") => Same(r => SharpeRatio.Of(r), scale: PerPeriod),
        ("PerformanceAnalytics", "SharpeRatio.annualized") => args.GetProperty("geometric").GetBoolean() ? Same(SharpeRatio.Geometric) : Same(r => SharpeRatio.Of(r)),
        ("PerformanceAnalytics", "SortinoRatio") => Same(r => SortinoRatio.Of(r), scale: PerPeriod),
        ("PerformanceAnalytics", "DownsideDeviation") => args.Text("method") == "full" ? Same(r => SortinoRatio.Downside(r), scale: PerPeriod) : Other("over the losing periods alone; ours is over all"),
        ("PerformanceAnalytics", "maxDrawdown") => Same(r => Drawdowns.Of(r).Maximum, scale: _ => -1),
        ("PerformanceAnalytics", "CalmarRatio") => Same(CalmarRatio.Of),
        ("PerformanceAnalytics", "Omega" or "BernardoLedoitRatio") => Same(r => OmegaRatio.Of(r)),
        ("PerformanceAnalytics", "UlcerIndex") => Same(r => Drawdowns.Of(r).UlcerIndex),
        ("PerformanceAnalytics", "VaR") => args.Text("method") switch
        {
            "historical" => Same(r => ValueAtRisk.Of(r, args.Number("p"))),
            "gaussian" => Same(r => Smaller(r, ValueAtRisk.Normal(r, args.Number("p")))),
            _ => Same(r => Smaller(r, ValueAtRisk.CornishFisher(r, args.Number("p")))),
        },
        ("PerformanceAnalytics", "ES") => Other("mean of the returns below a quantile, or of a supposed law; ours is Acerbi's"),
        ("PerformanceAnalytics", "skewness") => args.Text("method") switch
        {
            "moment" => Same(r => Biased(r, s => s.Skewness)), "fisher" => Same(Skewness.Of), _ => Other("a third form of the same moment"),
        },
        ("PerformanceAnalytics", "kurtosis") => args.Text("method") switch
        {
            "moment" => Same(r => Biased(r, s => s.Kurtosis)), "excess" => Same(r => Biased(r, s => s.Kurtosis - 3)), "fisher" or "sample_excess" => Same(ExcessKurtosis.Of), _ => Other("a third form of the same moment"),
        },
        ("PerformanceAnalytics", "CAPM.alpha") => Beside(b => b.Alpha, r => 1 / Year(r)),
        ("PerformanceAnalytics", "CAPM.beta") => Beside(b => b.Beta),
        ("PerformanceAnalytics", "TrackingError") => Beside(b => b.TrackingError),
        ("PerformanceAnalytics", "ActivePremium" or "InformationRatio") => Other("difference of two compounded returns over tracking error; ours is the arithmetic mean of the differences"),
        ("PerformanceAnalytics", "UpDownRatios") => Other("cumulative or summed over the chosen days; ours is a geometric mean per period"),
        ("PerformanceAnalytics", "ProbSharpeRatio" or "MinTrackRecord") => Other("known to be wrong: ignores the kurtosis by default, takes Sharpe from its own rounding, stops where the ratio is below its reference"),
        ("PerformanceAnalytics", "table.Drawdowns") => Other("From is the first period under water; ours is the day of the high-water mark"),
        ("PerformanceAnalytics", var f) when f.StartsWith("table.", StringComparison.Ordinal) => Other("a table, rounded, of the numbers of the other rows"),
        ("PerformanceAnalytics", var f) when f.StartsWith("apply.rolling", StringComparison.Ordinal) => Other(Rolling),
        ("PerformanceAnalytics", _) => Other(Missing),
        ("skfolio", "cvar") => Same(r => ExpectedShortfall.Of(r, 0.95), scale: _ => -1),
        ("skfolio", "max_drawdown") when args.GetProperty("compounded").GetBoolean() => Same(r => Drawdowns.Of(r).Maximum, scale: _ => -1),
        ("skfolio", "skew") => Same(r => Biased(r, s => s.Skewness)),
        ("skfolio", "kurtosis") => Same(r => Biased(r, s => s.Kurtosis)),
        ("skfolio", "worst_realization") => Same(r => GainsAndLosses.Of(r).Worst, scale: _ => -1),
        ("skfolio", "value_at_risk") => Other("an order statistic; ours interpolates"),
        ("skfolio", "ulcer_index") => Other("over the path without its start, or of sums of returns"),
        ("skfolio", _) => Other(Missing),
        ("QuantConnect Lean (C#)", "MathNet Skewness/Kurtosis (unbiased, excess)") => Rows(r => [(r.At(0), Skewness.Of(r.Returns)), (r.At(1), ExcessKurtosis.Of(r.Returns))]),
        ("QuantConnect Lean (C#)", "Statistics.AnnualVariance") => Same(r => Mapped(Volatility.Of(r), v => v * v)),
        ("QuantConnect Lean (C#)", "Statistics.ProbabilisticSharpeRatio") => Other("known to be wrong: an excess kurtosis in the formula of a raw one"),
        ("QuantConnect Lean (C#)", "Statistics.CalculateDrawdownMetrics (rounding 10)") => Other("the first loss is not counted; recovery is the longest of any closed drawdown"),
        ("QuantConnect Lean (C#)", "TradeStatistics") => In("trades and profit and loss"),
        ("QuantConnect Lean (C#)", _) => Other("(1 + mean)^P − 1 over the deviation, or over that of the losses alone"),
        _ => null,
    };


    static IEnumerable<(double, Measurement)> Line(PeerRow row)
    {
        var n = row.Common.Dates.Length;
        var ours = BenchmarkComparison.Of(row.Returns, row.Second, lags: 5);
        var factor = Math.Sqrt((n - 2.0) / n); // statsmodels was asked for the small-sample factor; ours has none
        yield return (row.Get("alpha"), Scaled(ours.Alpha, 1 / Year(row.Returns)));
        yield return (row.Get("beta"), ours.Beta);
        yield return (row.Get("r2"), ours.RSquared);
        yield return (row.Get("t_alpha_hac5"), Scaled(ours.AlphaT, factor));
        yield return (row.Get("t_beta_hac5"), Scaled(ours.BetaT, factor));
        yield return (row.Get("t_beta"), ours.BetaT.Exists ? Mapped(ours.Correlation, v => v * Math.Sqrt((n - 2) / (1 - v * v))) : ours.BetaT);
    }

    static IEnumerable<(double, Measurement)> PublishedDeflation(PeerRow row)
    {
        var hurdle = DeflatedSharpeRatio.Hurdle(100, 0.5) / Math.Sqrt(250);
        yield return (row.Get("SR0_daily"), Number(hurdle));
        yield return (row.Get("DSR"), Number(ProbabilisticSharpeRatio.Of(2.5 / Math.Sqrt(250), hurdle, 1250, -3, 10)));
    }

    /// <summary>ffn puts the unbiased moments into the formula: the same function with those.</summary>
    static IEnumerable<(double, Measurement)> UnbiasedDeflation(PeerRow row)
    {
        var returns = row.Returns;
        var trials = row.Args.GetProperty("trial_sharpe_ratios").Numbers();
        var hurdle = DeflatedSharpeRatio.Hurdle(trials.Length, Moments.Variance(trials)) * PerPeriod(returns);
        yield return (row.Value, Number(ProbabilisticSharpeRatio.Of(returns.Mean / returns.Deviation, hurdle, returns.Count, Skewness.Of(returns).Value, ExcessKurtosis.Of(returns).Value + 3)));
    }

    static IEnumerable<(double, Measurement)> FallOfTheMean(PeerRow row)
    {
        var detector = new ModelOpsLab.Statistics.Streaming.PageHinkley { Allowance = 0, Forgetting = 1, Threshold = double.MaxValue };
        foreach (var (theirs, value) in row.Root.Numbers().Zip(row.Returns.Values.ToArray()))
        {
            detector.Update(-value);
            yield return (theirs, Number(detector.State.Sum));
        }
    }
}

/// <summary>A row of a reference implementation with the series it was made of.</summary>
sealed class PeerRow(PerformanceOracle oracle, JsonElement row)
{
    public JsonElement Args => row.GetProperty("args");
    public JsonElement Root => row.GetProperty("value");
    public double Value => Root.ValueKind == JsonValueKind.Object ? double.NaN : Root.Number();
    public ReturnSeries Returns => field ??= oracle.Returns(Series(row), periods: Periods());
    public ReturnSeries Second => field ??= oracle.Returns(Series(row, 1));
    public CommonDates Common => field ??= CommonDates.Of(Returns, Second);
    public BenchmarkComparison Benchmark => field ??= BenchmarkComparison.Of(Returns, Second);
    public double Get(string name) => Root.Number(name);
    public double At(int i) => Root[i].Number();
    public double Arg(string name) => Args.Number(name);

    double? Periods()
    {
        foreach (var name in (string[])["periods", "nperiods", "annualization", "scale", "tradingDaysPerYear"])
            if (Args.TryGetProperty(name, out var given)) return given.Number();
        return null;
    }
}
