using ModelOpsLab.Data;
using ModelOpsLab.Reporting;
using ModelOpsLab.Statistics;

namespace ModelOpsLab.Trading;

/// <summary>What a strategy earned in each state of the market, and what a period's mix of states therefore led to expect: whether a bad month is a known bad regime.</summary>
/// <remarks>
/// <para>States of trailing volatility, trend and drawdown of the market are known before each session; their limits are quantiles (1/3, 2/3, and the most stressed 5 %) of the reference. A session without
/// enough market history, or after a gap in it, has no state and is left out of everything here.</para>
/// <para>The mean of a state has an interval by Newey and West (1987) over the whole reference, zero outside the state. Expected is the sum over the period of a regression of the reference's profit and loss on
/// the states of all three kinds together; its range has the error of the coefficients and the noise of so many sessions, whose variance is that of the residuals in their state of volatility. The effect is
/// expected less as many average sessions; its interval has the error of the coefficients alone. States too rare in the reference are judged with their neighbour in the regression.</para>
/// </remarks>
[TypeFormatterSource(typeof(DocumentFormatterSource))]
public sealed class RegimeTable : IRenderable
{
    static readonly double[][] Cuts = [[1 / 3.0, 2 / 3.0, 0.95], [0.05, 1 / 3.0, 2 / 3.0], [0.05, 1 / 3.0, 2 / 3.0]];

    RegimeTable(int sessions, int leftOut, IReadOnlyList<RegimeState> states) => (Sessions, LeftOut, States) = (sessions, leftOut, states);

    /// <summary>The states of a track record's market, the mean target of each session, with its backtest as the reference.</summary>
    /// <exception cref="KeyNotFoundException">The schema names no target or return.</exception>
    public static RegimeTable Of(TrackRecord record, Frame period, RegimeOptions? options = null)
    {
        var target = record.Rows.Schema.Target ?? throw new KeyNotFoundException("The schema names no target column: set Schema.Target.");
        var market = ReturnSeries.Of(record.Rows.With(record.Rows.Schema with { Return = target, Weight = null }), record.Calendar);
        return Of(market, ReturnSeries.Of(record.Backtest, record.Calendar), ReturnSeries.Of(period, record.Calendar), options);
    }

    /// <summary>The states of a market, with what a strategy earned in a reference and in a period.</summary>
    /// <param name="market">Returns of the market, from a year before the reference on where they are there.</param>
    /// <param name="reference">Returns of the strategy in its backtest.</param>
    /// <param name="period">Returns of the strategy in the period.</param>
    /// <param name="options">Null for the default windows.</param>
    public static RegimeTable Of(ReturnSeries market, ReturnSeries reference, ReturnSeries period, RegimeOptions? options = null)
    {
        options ??= new();
        if (market.CannotCompound is { } lost) return Without(period, $"market: {lost}");
        if ((reference.Because ?? period.Because) is { } because) return Without(period, $"{(reference.Because is null ? "period" : "reference")}: {because}");
        var states = new MarketStates(market, options);
        var (before, now) = (Known.Of(reference, states), Known.Of(period, states));
        if (before.Values.Length < 3 * options.MinimumSessions) return Without(period, $"{Format.Count(before.Values.Length)} sessions of the reference have a state, {Format.Count(3 * options.MinimumSessions)} are needed");
        if (now.Values.Length == 0) return Without(period, "no session of the period has a state");
        var limits = Cuts.Select((cuts, kind) => { double[] sorted = [.. before.States.Select(s => s[kind]).Order()]; return Array.ConvertAll(cuts, p => RobustScale.QuantileSorted(sorted, p)); }).ToArray();
        var table = StatesOf(before, now, limits, options);
        var result = new RegimeTable(now.Values.Length, period.Count - now.Values.Length, table)
        {
            Happened = Amount("pnl_sum", Sum(now.Values), now.Values.Length),
            Average = Amount("expected_pnl", now.Values.Length * Moments.Mean(before.Values), before.Values.Length),
            Beyond = now.States.Count(s => Enumerable.Range(0, 3).Any(k => s[k] > before.States.Max(b => b[k]) || s[k] < before.States.Min(b => b[k]))),
        };
        var merged = Merged(table);
        double[][] rows = [.. before.States.Select(s => Row(s, limits, merged))], sessions = [.. now.States.Select(s => Row(s, limits, merged))];
        if (RegimeRegression.Of(rows, before.Values) is not { } fit) return result.Missing("the states of the reference cannot be told apart");
        var (expected, error, effect, effectError) = fit.Expect(sessions);
        double noise = 0;
        var variances = Enumerable.Range(0, 4).Select(level => Variance(fit.Residuals, before.States, limits[0], merged, level)).ToArray();
        foreach (var s in now.States) noise += variances[merged[0][Level(s[0], limits[0])]];
        var half = TailProbability.NormalPoint95 * Math.Sqrt(error * error + noise * fit.LongRunFactor);
        var (effectHalf, method) = (TailProbability.NormalPoint95 * effectError, Hac.Method(NeweyWest.DefaultLags(rows.Length)));
        result.Expected = Amount("expected_pnl_given_regime", expected, rows.Length) with { Interval = half > 0 ? new(expected - half, expected + half, 0.95, method) : null };
        result.Effect = Amount("regime_effect", effect, rows.Length) with { Interval = effectHalf > 0 ? new(effect - effectHalf, effect + effectHalf, 0.95, method) : null };
        return result;
    }

    /// <summary>Sessions of the period with a state.</summary>
    public int Sessions { get; }
    /// <summary>Sessions of the period without one: they are in no number.</summary>
    public int LeftOut { get; }
    /// <summary>Sessions of the period whose volatility, trend or drawdown lies beyond everything in the reference: what is expected of them is extrapolated.</summary>
    public int Beyond { get; private init; }
    /// <summary>The states, by kind and level; empty where there is no table.</summary>
    public IReadOnlyList<RegimeState> States { get; }
    /// <summary>What the mix of states led to expect, with the range where 95 % of such periods lie: <c>expected_pnl_given_regime</c>.</summary>
    public Measurement Expected { get; private set; } = Measurement.Missing("expected_pnl_given_regime", "not computed");
    /// <summary>What as many average sessions led to expect: <c>expected_pnl</c>.</summary>
    public Measurement Average { get; private init; } = Measurement.Missing("expected_pnl", "not computed");
    /// <summary>Expected given the mix less average, with the interval of its error: <c>regime_effect</c>.</summary>
    public Measurement Effect { get; private set; } = Measurement.Missing("regime_effect", "not computed");
    /// <summary>Sum of the returns of the period's sessions with a state: <c>pnl_sum</c>.</summary>
    public Measurement Happened { get; private init; } = Measurement.Missing("pnl_sum", "not computed");
    /// <summary>Whether the mix of states is one in which the backtest earned less than on average, beyond doubt at 95 %.</summary>
    public bool IsKnownBad => Effect is { Exists: true, Interval.High: < 0 };

    /// <summary>Whether the period is a known bad regime, in words.</summary>
    public string Sentence(Language language)
    {
        if (!Expected.Exists) return language.Say($"What the mix of states led to expect cannot be said: {Expected.Because}.", $"Ce que le régime laissait attendre ne peut être dit : {Expected.Because}.");
        string Signed(double v) => language.Percent(v, 2);
        var range = Expected.Interval is { } e ? language.Say($" ({Signed(e.Low)} to {Signed(e.High)})", $" ({Signed(e.Low)} à {Signed(e.High)})") : "";
        var within = Expected.Interval?.Contains(Happened.Value) != false;
        return language.Say(
            $"Given its mix of states the period was expected to earn {Signed(Expected.Value)}{range} rather than {Signed(Average.Value)}; {Signed(Happened.Value)} happened, {(within ? "inside" : "outside")} that range. {(IsKnownBad ? "It is a known bad regime." : "It is no regime known to be bad.")}",
            $"Vu ses régimes, la période devait rapporter {Signed(Expected.Value)}{range} plutôt que {Signed(Average.Value)} ; le réalisé est de {Signed(Happened.Value)}, {(within ? "dans" : "hors de")} cet intervalle. {(IsKnownBad ? "C’est un régime connu pour être mauvais." : "Ce n’est pas un régime connu pour être mauvais.")}");
    }

    /// <summary>The states as a table, with the sentence and the conventions.</summary>
    public Document ToDocument(Language language)
    {
        if (States.Count == 0) return new(new Paragraph(Sentence(language)));
        var width = States.Where(s => s.Mean.Interval is not null).Select(s => 1e4 * Math.Max(Math.Abs(s.Mean.Interval!.Low), Math.Abs(s.Mean.Interval.High))).DefaultIfEmpty(1).Max();
        return new(
            new Paragraph(Sentence(language)),
            new Table([language.Say("state before the session", "régime avant la séance"), new(language.Say("reference sessions", "séances de référence"), Align.Right), new(language.Say("visits", "entrées"), Align.Right), language.Say("mean a session there, bp", "moyenne par séance, pb"), new(language.Say("sessions now", "séances de la période"), Align.Right), new(language.Say("mean now, bp", "moyenne de la période, pb"), Align.Right)],
                [.. States.Select(s => (IReadOnlyList<Cell>)[
                    s.Name(language), language.Count(s.Sessions), language.Count(s.Visits),
                    !s.Mean.Exists ? language.Say("too rare", "trop rare") : s.Mean.Interval is { } i ? new IntervalCell(1e4 * i.Low, 1e4 * s.Mean.Value, 1e4 * i.High, 0, -width, width) : language.Fixed(1e4 * s.Mean.Value, 1),
                    language.Count(s.PeriodSessions), s.PeriodMean.Exists ? language.Fixed(1e4 * s.PeriodMean.Value, 1) : "–"])], Id: "regimes"),
            new Note(language.Say(
                $"States of the market known before each session; limits are thirds of the reference, its most stressed {language.Percent(0.05, 0)} apart. Intervals of 95 % (HAC). Expected: regression of session returns on all states together, sums not compounded. {language.Count(Beyond)} of {language.Count(Sessions)} sessions lie beyond everything in the reference; {language.Count(LeftOut)} without a state are left out.",
                $"Régimes du marché connus avant chaque séance ; seuils aux tiers de la référence, ses {language.Percent(0.05, 0)} les plus tendus à part. Intervalles à 95 % (HAC). Attendu : régression du rendement des séances sur tous les régimes ensemble, sommes sans capitalisation. {language.Count(Beyond)} séances sur {language.Count(Sessions)} sortent de tout ce que contient la référence ; {language.Count(LeftOut)} sans régime sont écartées.")));
    }

    /// <inheritdoc/>
    public Document ToDocument() => ToDocument(Language.English);

    /// <inheritdoc/>
    public override string ToString() => PlainTextWriter.Write(ToDocument());

    static RegimeTable Without(ReturnSeries period, string because) => new RegimeTable(0, period.Count, []).Missing(because);

    RegimeTable Missing(string because)
    {
        (Expected, Effect) = (Measurement.Missing("expected_pnl_given_regime", because) with { Unit = "%" }, Measurement.Missing("regime_effect", because) with { Unit = "%" });
        return this;
    }

    static Measurement Amount(string metric, double value, int count) => new Measurement(metric, value) with { Count = count, Unit = "%" };

    static int Level(double value, double[] limits) => value <= limits[0] ? 0 : value <= limits[1] ? 1 : value <= limits[2] ? 2 : 3;

    static List<RegimeState> StatesOf(Known before, Known now, double[][] limits, RegimeOptions options) =>
    [
        .. from kind in Enum.GetValues<RegimeKind>()
           from level in Enumerable.Range(0, 4)
           let k = (int)kind
           let past = Array.ConvertAll(before.States, s => Level(s[k], limits[k]) == level)
           let recent = now.Values.Where((_, t) => Level(now.States[t][k], limits[k]) == level).ToArray()
           let visits = past.Where((inside, t) => inside && (t == 0 || !past[t - 1])).Count()
           select new RegimeState(kind, level, level == 0 ? double.NegativeInfinity : limits[k][level - 1], level == 3 ? double.PositiveInfinity : limits[k][level],
               past.Count(i => i), visits, Mean(before.Values, past, visits, options),
               recent.Length, recent.Length == 0 ? Measurement.Missing("regime_pnl", "no session of the period is in it") : Amount("regime_pnl", Moments.Mean(recent), recent.Length)),
    ];

    static Measurement Mean(double[] values, bool[] inside, int visits, RegimeOptions options)
    {
        var count = inside.Count(i => i);
        if (count < options.MinimumSessions || visits < options.MinimumVisits)
            return Measurement.Missing("regime_pnl", $"too rare: {Format.Count(count)} sessions in {Format.Count(visits)} visits; {Format.Count(options.MinimumSessions)} in {Format.Count(options.MinimumVisits)} are needed") with { Count = count, Unit = "%" };
        var mean = Moments.Mean(values.Where((_, t) => inside[t]).ToArray());
        var half = TailProbability.NormalPoint95 * NeweyWest.MeanStandardError(values.Select((v, t) => inside[t] ? v - mean : 0).ToArray()) * values.Length / count;
        return Amount("regime_pnl", mean, count) with { Interval = half > 0 ? new(mean - half, mean + half, 0.95, Hac.Method(NeweyWest.DefaultLags(values.Length))) : null };
    }

    /// <summary>For each kind and level the level it is judged with: itself, or the nearest that is not too rare.</summary>
    static int[][] Merged(IReadOnlyList<RegimeState> states) =>
        [.. Enumerable.Range(0, 3).Select(kind => Enumerable.Range(0, 4).Select(level =>
            Enumerable.Range(0, 4).Where(l => states[4 * kind + l].Mean.Exists).DefaultIfEmpty(0).MinBy(l => (Math.Abs(l - level), l))).ToArray())];

    static double[] Row(double[] state, double[][] limits, int[][] merged)
    {
        List<double> row = [1];
        for (var kind = 0; kind < 3; kind++)
        {
            var level = merged[kind][Level(state[kind], limits[kind])];
            row.AddRange(merged[kind].Distinct().Skip(1).Select(l => l == level ? 1.0 : 0));
        }
        return [.. row];
    }

    static double Variance(ReadOnlySpan<double> residuals, double[][] states, double[] limits, int[][] merged, int level)
    {
        double sum = 0;
        var count = 0;
        for (var t = 0; t < states.Length; t++)
            if (merged[0][Level(states[t][0], limits)] == level) (sum, count) = (sum + residuals[t] * residuals[t], count + 1);
        return count == 0 ? 0 : sum / count;
    }

    static double Sum(double[] values)
    {
        double sum = 0;
        foreach (var v in values) sum += v;
        return sum;
    }

    /// <summary>Returns of the sessions that have states, and the states.</summary>
    sealed record Known(double[] Values, double[][] States)
    {
        public static Known Of(ReturnSeries returns, MarketStates states)
        {
            var before = states.Before(returns.Dates);
            var values = returns.Values.ToArray();
            return new([.. values.Where((_, t) => before[t] is not null)], [.. before.OfType<double[]>()]);
        }
    }
}
