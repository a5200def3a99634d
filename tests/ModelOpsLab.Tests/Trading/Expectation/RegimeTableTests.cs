using ModelOpsLab.Reporting;
using ModelOpsLab.Statistics;
using ModelOpsLab.Tests.Live;
using ModelOpsLab.Tests.Oracles;
using ModelOpsLab.Trading;

namespace ModelOpsLab.Tests.Trading;

public class RegimeTableTests(DemonstrationWorkspace demonstration, ITestOutputHelper output) : IClassFixture<DemonstrationWorkspace>
{
    static readonly DateTime Monday = new(2000, 1, 3, 0, 0, 0, DateTimeKind.Utc);

    static ReturnSeries Days(double[] returns, int from = 0) => ReturnSeries.Of([.. returns.Select((_, i) => Monday.AddDays(from + i))], returns, TradingCalendar.EveryDay);

    /// <summary>A market that is calm and wild by turns of 100 sessions, and a strategy that earns in the calm and loses in the wild.</summary>
    static (double[] Market, double[] Strategy) World(int sessions, ulong seed, double calm = 0.001, double wild = -0.003)
    {
        var random = new DeterministicRandom(seed);
        double[] market = new double[sessions], strategy = new double[sessions];
        for (var t = 0; t < sessions; t++)
        {
            var isWild = t / 100 % 3 == 2;
            market[t] = (isWild ? 0.025 : 0.008) * random.NextNormal();
            strategy[t] = (isWild ? wild : calm) + 0.004 * random.NextNormal();
        }
        return (market, strategy);
    }

    /// <summary>From numpy, by the matrices of the sandwich (Bartlett, 4 lags, no correction): y = 0.01 sin(1.7 t²) + 0.004 cos(t/9) and three indicators; sum of the sessions 150 to 169.</summary>
    [Fact]
    public void The_regression_on_states_and_its_errors_equal_the_matrix_form()
    {
        double[] y = [.. Enumerable.Range(0, 200).Select(t => 0.01 * Math.Sin(1.7 * t * t) + 0.004 * Math.Cos(t / 9.0))];
        double[][] rows = [.. Enumerable.Range(0, 200).Select(t => new double[] { 1, t % 7 < 2 ? 1 : 0, t % 11 < 4 ? 1 : 0, t / 40 % 2 == 1 ? 1 : 0 })];
        var (expected, error, effect, effectError) = RegimeRegression.Of(rows, y)!.Expect(rows[150..170]);
        OracleFile.Near(0.0029264699347463577, expected, 1e-10, "expected");
        OracleFile.Near(0.013167395438904463, error, 1e-10, "its error");
        OracleFile.Near(0.000511828860940344, effect, 1e-10, "effect");
        OracleFile.Near(0.002479311230001968, effectError, 1e-10, "its error");
    }

    [Fact]
    public void The_reference_itself_is_expected_to_earn_what_it_earned()
    {
        var (market, strategy) = World(2_000, 1);
        var table = RegimeTable.Of(Days(market), Days(strategy), Days(strategy));
        Assert.Equal(2_000 - 252, table.Sessions);
        Assert.Equal(252, table.LeftOut);
        Assert.Equal(table.Happened.Value, table.Expected.Value, 1e-10);
        Assert.Equal(0, table.Effect.Value, 1e-10);
        Assert.Equal(0, table.Beyond);
        Assert.Equal(3 * table.Sessions, table.States.Sum(s => s.Sessions));
    }

    [Fact]
    public void A_period_in_a_state_where_the_backtest_lost_is_a_known_bad_regime()
    {
        var (market, strategy) = World(3_000, 2);
        ReturnSeries reference = Days(strategy[..2_900]), wild = Days(strategy[2_940..2_980], 2_940);
        var table = RegimeTable.Of(Days(market), reference, wild);
        Assert.True(table.IsKnownBad, table.ToString());
        Assert.True(table.Expected.Interval!.Contains(table.Happened.Value));
        Assert.True(table.Expected.Value < table.Average.Value && table.Expected.Value < -0.05);
        Assert.Contains("It is a known bad regime.", table.Sentence(Language.English), StringComparison.Ordinal);
        var calm = RegimeTable.Of(Days(market), reference, Days(strategy[2_850..2_890], 2_850));
        Assert.False(calm.IsKnownBad);
    }

    [Fact]
    public void A_loss_in_a_regime_that_was_good_is_not_excused()
    {
        var (market, strategy) = World(3_000, 3);
        double[] losing = [.. strategy[2_740..2_780].Select(r => r - 0.01)];
        var table = RegimeTable.Of(Days(market), Days(strategy[..2_700]), Days(losing, 2_740));
        Assert.False(table.IsKnownBad);
        Assert.True(table.Happened.Value < table.Expected.Interval!.Low);
        Assert.Contains("outside that range", table.Sentence(Language.English), StringComparison.Ordinal);
    }

    [Fact]
    public void A_strategy_that_does_not_care_is_seldom_told_that_a_regime_is_bad_and_the_range_holds()
    {
        int bad = 0, inside = 0;
        const int worlds = 60;
        for (ulong seed = 0; seed < worlds; seed++)
        {
            var (market, strategy) = World(1_500, 100 + seed, 0.0002, 0.0002);
            var table = RegimeTable.Of(Days(market), Days(strategy[..1_400]), Days(strategy[1_440..1_461], 1_440));
            bad += table.IsKnownBad ? 1 : 0;
            inside += table.Expected.Interval!.Contains(table.Happened.Value) ? 1 : 0;
        }
        Assert.InRange(bad, 0, 7);
        Assert.InRange(inside, 51, worlds);
    }

    [Fact]
    public void Nothing_of_a_session_is_in_its_own_state()
    {
        var (market, strategy) = World(1_000, 4);
        var other = market.ToArray();
        other[^1] = -0.4;
        RegimeTable A(double[] m) => RegimeTable.Of(Days(m), Days(strategy[..900]), Days(strategy[^1..], 999));
        Assert.Equal(A(market).States.Select(s => s.PeriodSessions), A(other).States.Select(s => s.PeriodSessions));
        other = market.ToArray();
        other[^2] = -0.4;
        Assert.NotEqual(A(market).States.Select(s => s.PeriodSessions), A(other).States.Select(s => s.PeriodSessions));
        Assert.Equal(1, A(other).Beyond);
    }

    [Fact]
    public void A_state_too_rare_says_so_and_is_judged_with_its_neighbour()
    {
        var (market, strategy) = World(900, 5);
        var table = RegimeTable.Of(Days(market), Days(strategy[..850]), Days(strategy[850..], 850));
        var extreme = table.States.Single(s => s.Kind == RegimeKind.Volatility && s.Level == 3);
        Assert.StartsWith("too rare: 30 sessions in", extreme.Mean.Because, StringComparison.Ordinal);
        Assert.True(table.Expected.Exists);
        Assert.Contains("too rare", table.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Too_little_history_and_a_market_that_stopped_are_said()
    {
        var (market, strategy) = World(600, 6);
        Assert.Contains("are needed", RegimeTable.Of(Days(market[..400]), Days(strategy[..400]), Days(strategy[400..], 400)).Expected.Because, StringComparison.Ordinal);
        Assert.Equal("no session of the period has a state", RegimeTable.Of(Days(market[..550]), Days(strategy[..550]), Days(strategy[580..], 580)).Expected.Because);
        Assert.StartsWith("market: ", RegimeTable.Of(Days([.. market[..50], -1.2, .. market[51..]]), Days(strategy), Days(strategy)).Expected.Because, StringComparison.Ordinal);
        Assert.Contains("cannot be said", RegimeTable.Of(Days(market), Days([]), Days(strategy)).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_live_year_has_its_regimes_in_both_languages()
    {
        foreach (var month in new[] { (2019, 12), (2020, 2), (2020, 3) })
        {
            var table = RegimeTable.Of(demonstration.Record, demonstration.Record.Live.Month(month.Item1, month.Item2));
            output.WriteLine(table.ToString());
            Assert.True(table.Expected.Exists && table.LeftOut == 0);
        }
        var march = RegimeTable.Of(demonstration.Record, demonstration.Record.Live.Month(2020, 3));
        Assert.True(march.Beyond > 0);
        Assert.Contains("volatilité : extrême", PlainTextWriter.Write(march.ToDocument(Language.French)), StringComparison.Ordinal);
    }
}
