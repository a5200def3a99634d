using System.Text.Json;
using ModelOpsLab.Reporting;
using ModelOpsLab.Tests.Oracles;
using ModelOpsLab.Trading;
using static ModelOpsLab.Tests.Trading.PerformanceOracle;

namespace ModelOpsLab.Tests.Trading;

public class PerformanceOracleTests
{
    const double Exactly = 1e-12, Product = 1e-9;
    const string Reference = "mpmath-40-digits";

    public static TheoryData<string> Edges => [.. Committed.Cases(Reference).Select(c => Series(c))];

    public static TheoryData<string> RealSeries => ["fx_usd_d", "fx_jpy_d", "wti_d", "brent_d", "wti_2020_d", "fx_usd_w", "fx_usd_m", "fx_chf_m", "gold_m", "fxmom_bt_d", "fxmom_live_d", "fx_ew_d"];

    [Theory, MemberData(nameof(Edges))]
    public void Numbers_of_edge_cases_equal_the_reference(string series) => Compare(Committed, series);

    [Theory, MemberData(nameof(RealSeries))]
    public void Numbers_of_real_returns_equal_the_reference(string series) => Compare(Real(), series);

    [Theory, MemberData(nameof(Edges))]
    public void Drawdowns_of_edge_cases_equal_the_reference(string series) => CompareDrawdowns(Committed, series);

    [Theory, MemberData(nameof(RealSeries))]
    public void Drawdowns_of_real_returns_equal_the_reference(string series) => CompareDrawdowns(Real(), series);

    /// <summary>The reference has no row for the series with a negative price.</summary>
    public static TheoryData<string> WithErrors => [.. RealSeries.Select(row => row.Data).Where(s => s != "wti_2020_d")];

    [Theory, MemberData(nameof(WithErrors))]
    public void Standard_errors_of_the_Sharpe_ratio_equal_Lo_2002(string series)
    {
        var oracle = Real();
        var expected = oracle.Cases("numpy+statsmodels.S_hac_simple", "Lo (2002): Sharpe").Single(c => Series(c) == series).GetProperty("value");
        var errors = SharpeErrors.Of(oracle.Returns(series));
        var n = expected.Number("T");
        Assert.Equal((int)expected.Number("nlags"), errors.Lags);
        Near(expected.Number("sr_period_ddof0"), errors.Ratio * Math.Sqrt(n / (n - 1)), Exactly, "Sharpe");
        Near(expected.Number("se_gmm_hac"), errors.Hac, Exactly, "HAC error");
    }

    [Fact]
    public void Probabilistic_Sharpe_ratio_and_track_record_equal_the_reference() => CompareProbabilistic(Committed);

    [Fact]
    public void Probabilistic_Sharpe_ratio_and_track_record_of_real_returns_equal_the_reference() => CompareProbabilistic(Real());

    static void CompareProbabilistic(PerformanceOracle oracle)
    {
        // Rows without a series are about the number of trials, which is another chapter.
        foreach (var row in oracle.Cases("rubenbriones/Probabilistic-Sharpe-Ratio").Where(c => c.GetProperty("series").GetArrayLength() > 0))
        {
            var returns = oracle.Returns(Series(row));
            var annual = Math.Sqrt(returns.Calendar.PeriodsPerYear);
            var benchmark = row.GetProperty("args").TryGetProperty("sr_benchmark", out var b) ? b.Number() * annual : 0;
            var actual = row.Text("func") switch
            {
                "estimated_sharpe_ratio" => SharpeErrors.Of(returns).Ratio,
                "estimated_sharpe_ratio_stdev" => SharpeErrors.Of(returns).Mertens,
                "probabilistic_sharpe_ratio" => ProbabilisticSharpeRatio.Of(returns, benchmark).Value,
                "min_track_record_length" => MinimumTrackRecord.Of(returns, benchmark).Value,
                var other => throw new InvalidDataException($"No comparison for '{other}'."),
            };
            Near(row.Number("value"), actual, Exactly, row.Text("func") + " of " + Series(row));
        }
    }

    [Fact]
    public void Probabilistic_Sharpe_ratio_reproduces_the_published_example()
    {
        var row = Committed.Cases("published example", "PSR").Single();
        var args = row.GetProperty("args");
        var probability = ProbabilisticSharpeRatio.Of(args.Number("sr"), args.Number("sr_benchmark"), (int)args.Number("n"), args.Number("skew"), args.Number("kurt"));
        Near(row.Number("value"), probability, Exactly, "PSR");
        Assert.Equal(0.913, probability, 3);
    }

    [Fact]
    public void Growth_by_the_calendar_equals_ffn() => CompareGrowth(Committed);

    [Fact]
    public void Growth_of_real_returns_by_the_calendar_equals_ffn() => CompareGrowth(Real());

    [Fact]
    public void Sharpe_ratio_above_a_rate_per_period_equals_empyrical()
    {
        var oracle = Real();
        foreach (var row in oracle.Cases("empyrical-reloaded", "sharpe_ratio"))
            Near(row.Number("value"), SharpeRatio.Of(oracle.Returns(Series(row)), Rate.PerPeriod(row.GetProperty("args").Number("risk_free"))).Value, 1e-10, Series(row));
    }

    static void CompareGrowth(PerformanceOracle oracle)
    {
        foreach (var row in oracle.Cases("ffn", "calc_cagr"))
        {
            var start = Date(row.GetProperty("args").Text("prices")![^19..]);
            var growth = CompoundAnnualGrowth.Of(oracle.Returns(Series(row), start));
            // Two returns below −100 % in a row turn negative wealth positive again: no growth.
            if (Series(row) == "wti_2020_d") Assert.Contains("-301.97 %", growth.Because, StringComparison.Ordinal);
            else Near(row.Number("value"), growth.Value, Product, "growth of " + Series(row));
        }
    }

    static void Compare(PerformanceOracle oracle, string series)
    {
        var row = oracle.Cases(Reference).Single(c => Series(c) == series);
        var expected = row.GetProperty("value");
        var returns = oracle.Returns(series, periods: row.GetProperty("args").Number("periods_per_year"));
        Assert.Equal(expected.Number("n"), returns.Count);

        // Below −100 % wealth does not compound here; the reference multiplies on through negative wealth.
        var ruined = returns.Because is null && returns.CannotCompound is not null;
        foreach (var (name, actual, tolerance) in new (string, Measurement, double)[]
        {
            ("total_return", TotalReturn.Of(returns), Product),
            ("max_drawdown", Drawdowns.Of(returns).Maximum, Exactly),
            ("ulcer_index", Drawdowns.Of(returns).UlcerIndex, Product),
            ("annual_return_periods", AnnualizedReturn.Of(returns), Product),
            ("calmar", CalmarRatio.Of(returns), Product),
            ("stability_r2", Stability.Of(returns), Product),
        })
            if (ruined) Assert.False(actual.Exists, name);
            else Same(expected, name, actual, tolerance);

        foreach (var (name, actual, tolerance) in new (string, Measurement, double)[]
        {
            ("volatility_annual", Volatility.Of(returns), Exactly),
            ("sharpe", SharpeRatio.Of(returns), Exactly),
            ("downside_deviation_annual", SortinoRatio.Downside(returns), Exactly),
            ("sortino", SortinoRatio.Of(returns), Exactly),
            ("var_95_type7", ValueAtRisk.Of(returns), Exactly),
            ("var_99_type7", ValueAtRisk.Of(returns, 0.99), Exactly),
            ("skew_unbiased", Skewness.Of(returns), Exactly),
            ("excess_kurtosis_unbiased", ExcessKurtosis.Of(returns), Exactly),
            ("cvar_95_acerbi", ExpectedShortfall.Of(returns), Exactly),
            ("omega_0", OmegaRatio.Of(returns), Exactly),
            ("profit_factor", OmegaRatio.Of(returns), Exactly),
            ("win_rate_all", GainsAndLosses.Of(returns).PositiveShare, Exactly),
            ("win_rate_nonzero", GainsAndLosses.Of(returns).PositiveShareOfMoves, Exactly),
            ("payoff", GainsAndLosses.Of(returns).GainToLoss, Exactly),
            ("tail_ratio_type7", TailRatio.Of(returns), Exactly),
            ("mean", returns.Measure("mean", returns.Because, () => returns.Mean), Exactly),
            ("excess_kurtosis_biased", Part(returns, _ => returns.Shape.Kurtosis - 3), Exactly),
            ("psr_0", ProbabilisticSharpeRatio.Of(returns), Exactly),
            ("psr_vs_annual_1", ProbabilisticSharpeRatio.Of(returns, 1), Exactly),
            ("min_trl_95_vs_0", MinimumTrackRecord.Of(returns), Exactly),
            ("skew_biased", Part(returns, _ => returns.Shape.Skewness), Exactly),
            ("kurtosis_raw_biased", Part(returns, _ => returns.Shape.Kurtosis), Exactly),
            ("sr_period", Part(returns, e => e.Ratio), Exactly),
            ("sr_se_lo_iid", Part(returns, e => e.Iid), Exactly),
            ("sr_se_mertens", Part(returns, e => e.Mertens), Exactly),
        })
            Same(expected, name, actual, tolerance);
    }

    /// <summary>Expected shortfall by other conventions: the mean of the returns at or below a quantile, which jumps where the quantile does.</summary>
    static readonly string[] OtherConvention = ["cvar_95_mean_leq_var", "cvar_95_floor_index"];

    static Measurement Part(ReturnSeries returns, Func<SharpeErrors, double> of) =>
        SharpeRatio.Of(returns).Exists ? new("part", of(SharpeErrors.Of(returns))) : SharpeRatio.Of(returns);

    static void Same(JsonElement expected, string name, Measurement actual, double tolerance)
    {
        // A track record beyond 1e30: the reference divides by the rounding of a mean that is zero.
        if (!expected.TryGetProperty(name, out var value) || double.IsNaN(value.Number()) || name == "min_trl_95_vs_0" && value.Number() > 1e30)
        {
            Assert.False(actual.Exists, $"{name} is {actual.Text}; the reference has none.");
            Assert.NotEmpty(actual.Because!);
        }
        else
        {
            Assert.True(actual.Exists, $"{name}: {actual.Text}; the reference has {value.Number()}.");
            Near(value.Number(), actual.Value, tolerance, name, absolute: 1e-15 * Math.Sqrt(252) / 4);
        }
    }

    static void CompareDrawdowns(PerformanceOracle oracle, string series)
    {
        var returns = oracle.Returns(series);
        var table = Drawdowns.Of(returns);
        var expected = oracle.Cases("reference-python", "drawdown table").Single(c => Series(c) == series).GetProperty("value");
        if (expected.ValueKind == JsonValueKind.String || returns is { Because: null, CannotCompound: not null })
        {
            Assert.Empty(table.All);
            Assert.NotEmpty(table.Because!);
            return;
        }
        Assert.Equal((int)expected.Number("count"), table.All.Count);
        var rows = expected.GetProperty("table").EnumerateArray().ToArray();
        var deepest = table.Deepest(rows.Length);
        for (var i = 0; i < rows.Length; i++)
        {
            var (row, found) = (rows[i], deepest[i]);
            Assert.Equal(When(row, "peak"), found.Peak);
            Assert.Equal(When(row, "trough"), found.Trough);
            Assert.Equal(When(row, "recovery"), found.Recovery);
            Near(row.Number("depth"), found.Depth, Exactly, "depth", absolute: 1e-14); // this reference divides doubles near 1
            Assert.Equal((int)row.Number("obs_underwater"), found.SessionsUnderWater);
            if (row.GetProperty("obs_peak_to_recovery").ValueKind == JsonValueKind.Number) Assert.Equal((int)row.Number("obs_peak_to_recovery"), found.Sessions);
            if (row.HasNumber("calendar_days_peak_to_recovery") && found.Peak?.TimeOfDay == TimeSpan.Zero) Assert.Equal((int)row.Number("calendar_days_peak_to_recovery"), found.Days);
        }
    }

    static DateTime? When(JsonElement row, string property) => row.Text(property) is { } text ? Date(text) : null;
}
