using MathNet.Numerics.Distributions;
using ModelOpsLab.Reporting;
using ModelOpsLab.Statistics;
using ModelOpsLab.Trading;

namespace ModelOpsLab.Reviews;

/// <summary>The odds that a model's live edge, its annual Sharpe ratio, is below its floor, from the live record and what the backtest leads one to believe.</summary>
/// <remarks>
/// <para>All ratios are annual. The live estimate is L with its error e (autocorrelation-consistent; Lo, 2002), the backtest's is B with error b. Of a short record that error is too
/// small, and the odds would be too sure: its variance is divided by 1 − k + k²/3, k = (lags + 1)/n, what the estimated mean takes away (Kiefer and Vogelsang, 2005), and multiplied by what
/// Bartlett weights lose of a first-order autocorrelation ρ, (1 + ρ)/(1 − ρ) over its weighted sum (after Andrews and Monahan, 1992; ρ not below 0, its bias of −(1 + 3ρ)/n put back). Belief before the live
/// record is normal with mean m₀ and variance s₀²:</para>
/// <para>m₀ = (1 − h) B and s₀² = b² + (h B)², where h is the haircut: what is taken off is taken to be as uncertain as it is large. Of a backtest without a gain nothing is taken off.
/// Where N trials were declared, h is at least 1 − z(p)/|t| with t = B/b, p = min(1, 2 N Φ(−|t|)) and z(p) = Φ⁻¹(1 − p/2), the haircut of Harvey and Liu (2015) by Bonferroni.</para>
/// <para>After it (normal prior, normal likelihood; Lindley and Smith, 1972): precision 1/s₀² + 1/e², mean (m₀/s₀² + L/e²) over that, and the odds are Φ((floor − mean)/deviation).
/// Without the prior they are Φ((floor − L)/e).</para>
/// <para>More sessions: if the live ratio stays what it is, its error falls as e√(n/(n + k)); the odds pass the level on the side of L for good after the k from which
/// a + w d ≥ z √(1/s₀² + w), with w = (n + k)/(n e²), d = |L − floor| and a the prior's share on that side. Without a prior this is the minimum track record length
/// (Bailey and López de Prado, 2012) with the autocorrelation-consistent error.</para>
/// </remarks>
[TypeFormatterSource(typeof(DocumentFormatterSource))]
public sealed record EdgeOdds : IRenderable
{
    /// <summary>Fewer live returns than this give no odds: their error is not to be trusted.</summary>
    public const int MinimumCount = SharpeDifference.MinimumCount;

    /// <summary>Odds that the edge is below the floor, 0 to 1: <c>edge_odds_below_floor</c>; or why there are none.</summary>
    public required Measurement BelowFloor { get; init; }
    /// <summary>The same from the live record alone: <c>edge_odds_below_floor_without_prior</c>.</summary>
    public required Measurement WithoutPrior { get; init; }
    /// <summary>Annual Sharpe ratio to be expected, with a 95 % credible interval: <c>live_edge</c>.</summary>
    public required Measurement Edge { get; init; }
    /// <summary>Annual Sharpe ratio of the live record, with its interval: <c>live_sharpe_ratio</c>.</summary>
    public required Measurement Live { get; init; }
    /// <summary>What the backtest leads one to believe, after its haircut, with a 95 % interval: <c>edge_prior</c>; or why there is no such belief, and the odds are those of the live record alone.</summary>
    public required Measurement Prior { get; init; }
    /// <summary>More sessions until the odds pass the level, on the side on which the live record stands: <c>sessions_to_odds</c>.</summary>
    public required Measurement SessionsNeeded { get; init; }
    /// <summary>The annual Sharpe ratio that the edge must not be below.</summary>
    public required double Floor { get; init; }
    /// <summary>Odds that count as shown.</summary>
    public required double Level { get; init; }
    /// <summary>Part of the backtest's ratio that was taken off, 0 to 1.</summary>
    public required double Haircut { get; init; }
    /// <summary>Trials that the owner declared; null for none.</summary>
    public int? Trials { get; init; }

    /// <summary>The odds of a live record, with the backtest's belief before it.</summary>
    /// <param name="live">Returns since the model went live.</param>
    /// <param name="backtest">Returns of the out-of-sample backtest.</param>
    /// <param name="floor">Annual Sharpe ratio that the edge must not be below.</param>
    /// <param name="haircut">Part of the backtest's ratio that is not believed, 0 to 1.</param>
    /// <param name="trials">Settings that were tried before this one was chosen, itself among them; null where not declared.</param>
    /// <param name="level">Odds that count as shown, more than a half.</param>
    /// <exception cref="ArgumentOutOfRangeException">The floor is not finite, the haircut not 0 to 1, the level not between 0.5 and 1, or fewer than one trial.</exception>
    public static EdgeOdds Of(ReturnSeries live, ReturnSeries backtest, double floor = 0, double haircut = Registry.ReviewDefinition.DefaultHaircut, int? trials = null, double level = 0.95)
    {
        if (!double.IsFinite(floor)) throw new ArgumentOutOfRangeException(nameof(floor), floor, "A floor is a finite Sharpe ratio.");
        if (haircut is not (>= 0 and <= 1)) throw new ArgumentOutOfRangeException(nameof(haircut), haircut, "A haircut is between 0 and 1.");
        if (level is not (> 0.5 and < 1)) throw new ArgumentOutOfRangeException(nameof(level), level, "A level of odds lies between 0.5 and 1.");
        if (trials is < 1) throw new ArgumentOutOfRangeException(nameof(trials), trials, "At least one setting was tried.");
        var (now, past) = (Estimate.Of(live), Estimate.Of(backtest));
        var belief = past.Because is null ? Belief.Of(past, haircut, trials) : null;
        Measurement Counted(Measurement m) => m with { Count = live.Count };
        Measurement Prior() => belief is { } b ? Range("edge_prior", b.Mean, b.Deviation, "backtest after its haircut") with { Count = backtest.Count } : Measurement.Missing("edge_prior", $"backtest: {past.Because}") with { Count = backtest.Count };
        if (now.Because is { } because)
        {
            Measurement None(string metric) => Counted(Measurement.Missing(metric, because));
            return new()
            {
                BelowFloor = None("edge_odds_below_floor"), WithoutPrior = None("edge_odds_below_floor_without_prior"), Edge = None("live_edge"), Live = None("live_sharpe_ratio"), SessionsNeeded = None("sessions_to_odds"),
                Prior = Prior(), Floor = floor, Level = level, Haircut = belief?.Haircut ?? haircut, Trials = trials,
            };
        }
        var (weight, prior) = (1 / (now.Error * now.Error), belief is null ? 0 : 1 / (belief.Deviation * belief.Deviation));
        var (mean, deviation) = (((belief?.Mean ?? 0) * prior + now.Ratio * weight) / (prior + weight), 1 / Math.Sqrt(prior + weight));
        return new()
        {
            BelowFloor = Counted(new("edge_odds_below_floor", TailProbability.Normal((mean - floor) / deviation)) { Unit = "%" }),
            WithoutPrior = Counted(new("edge_odds_below_floor_without_prior", TailProbability.Normal((now.Ratio - floor) / now.Error)) { Unit = "%" }),
            Edge = Counted(Range("live_edge", mean, deviation, belief is null ? "live record alone" : "live record and backtest")),
            Live = Counted(Range("live_sharpe_ratio", now.Ratio, now.Error, "HAC, corrected for a short record")),
            Prior = Prior(),
            SessionsNeeded = Counted(Needed(now, belief, floor, level, live.Count)),
            Floor = floor, Level = level, Haircut = belief?.Haircut ?? haircut, Trials = trials,
        };
    }

    /// <summary>The numbers as facts that rules may judge, with the id of the table that shows them.</summary>
    public IEnumerable<ReviewFact> Facts(string evidence) => new[] { BelowFloor, WithoutPrior, Edge, Live, SessionsNeeded }.Select(m => new ReviewFact(m, evidence));

    /// <summary>The odds in one sentence.</summary>
    public string Sentence(Language language) => !BelowFloor.Exists
        ? language.Say($"No odds of the live edge: {BelowFloor.Because}.", $"Aucune probabilité pour l’avantage en production : {BelowFloor.Because}.")
        : language.Say(
            $"{Percent(language, BelowFloor.Value)} odds that the live edge is below its floor, a Sharpe ratio of {language.Number(Floor)}; {Percent(language, WithoutPrior.Value)} by the live record alone.",
            $"{Percent(language, BelowFloor.Value)} de chances que l’avantage en production soit sous son plancher, un ratio de Sharpe de {language.Number(Floor)} ; {Percent(language, WithoutPrior.Value)} d’après la seule période de production.")
          + " " + More(language);

    /// <summary>The numbers as a table, with how they were made below it.</summary>
    public Document ToDocument(Language language) => new(
        new Table([language.Say("annual Sharpe ratio", "ratio de Sharpe annuel"), new(language.Say("value", "valeur"), Align.Right), language.Say("95 % interval", "intervalle à 95 %")],
        [
            Row(language, language.Say("live record", "production"), Live), Row(language, language.Say("backtest after its haircut", "backtest après abattement"), Prior), Row(language, language.Say("both together", "les deux ensemble"), Edge),
            [language.Say("odds below the floor", "probabilité d’être sous le plancher"), Odds(language, BelowFloor), language.Say($"live record alone: {Odds(language, WithoutPrior)}", $"production seule : {Odds(language, WithoutPrior)}")],
            [language.Say("more sessions needed", "séances encore nécessaires"), SessionsNeeded.Exists ? language.Count((long)SessionsNeeded.Value) : "–", SessionsNeeded.Because ?? ""],
        ], Id: "edge-odds"),
        new Note(language.Say(
            $"Floor {language.Number(Floor)}. Errors allow for autocorrelation (Lo, 2002) and are corrected for a short record, so that they are a little wider than elsewhere on the page. Normal belief from the backtest after a haircut of {Percent(language, Haircut)}{(Trials is { } n ? $", {language.Count(n)} trials declared (Harvey and Liu, 2015)" : ", trials not declared")}; what is taken off counts as uncertain too. Sessions: until the odds pass {Percent(language, Level)} if the live ratio stays as it is.",
            $"Plancher {language.Number(Floor)}. Les erreurs tiennent compte de l’autocorrélation (Lo, 2002) et sont corrigées pour un historique court : elles sont un peu plus larges qu’ailleurs sur la page. Croyance normale tirée du backtest après un abattement de {Percent(language, Haircut)}{(Trials is { } m ? $", {language.Count(m)} essais déclarés (Harvey et Liu, 2015)" : ", essais non déclarés")} ; la part retranchée compte aussi comme incertaine. Séances : jusqu’à ce que la probabilité passe {Percent(language, Level)} si le ratio de production reste ce qu’il est.")));

    /// <inheritdoc/>
    public Document ToDocument() => ToDocument(Language.English);

    /// <inheritdoc/>
    public override string ToString() => PlainTextWriter.Write(ToDocument());

    string More(Language language) => SessionsNeeded is not { Exists: true } needed ? language.Say($"{Capital(SessionsNeeded.Because!)}.", $"{Capital(SessionsNeeded.Because!)}.")
        : needed.Value == 0 ? language.Say($"That is past {Percent(language, Level)}.", $"C’est au-delà de {Percent(language, Level)}.")
        : language.Say($"{language.Count((long)needed.Value)} more sessions would settle it at {Percent(language, Level)}, if the live ratio stays as it is.", $"Il faudrait encore {language.Count((long)needed.Value)} séances pour trancher à {Percent(language, Level)}, si le ratio de production reste ce qu’il est.");

    static IReadOnlyList<Cell> Row(Language language, string name, Measurement m) =>
        [name, m.Exists ? language.Fixed(m.Value, 2) : "–", m.Interval is { } i ? language.Say($"{language.Fixed(i.Low, 2)} to {language.Fixed(i.High, 2)}", $"de {language.Fixed(i.Low, 2)} à {language.Fixed(i.High, 2)}") : m.Because ?? ""];

    static string Odds(Language language, Measurement m) => m.Exists ? Percent(language, m.Value) : "–";

    /// <summary>Odds are never rounded to certainty.</summary>
    internal static string Percent(Language language, double p) => p switch { > 0.995 => "> " + language.Percent(0.99, 0), < 0.005 => "< " + language.Percent(0.01, 0), _ => language.Percent(p, 0) };

    static string Capital(string text) => char.ToUpperInvariant(text[0]) + text[1..];

    static Measurement Range(string metric, double mean, double deviation, string method) =>
        new(metric, mean) { Interval = new(mean - TailProbability.NormalPoint95 * deviation, mean + TailProbability.NormalPoint95 * deviation, 0.95, method) };

    static Measurement Needed(Estimate now, Belief? belief, double floor, double level, int count)
    {
        const string metric = "sessions_to_odds";
        var distance = Math.Abs(now.Ratio - floor);
        if (distance < 1e-12) return Measurement.Missing(metric, "the live ratio equals the floor up to rounding: no number of sessions settles on which side it is");
        var z = Normal.InvCDF(0, 1, level);
        var prior = belief is null ? 0 : 1 / (belief.Deviation * belief.Deviation);
        // In v = √(prior precision + live precision): d v² − z v + c ≥ 0, with c what the prior adds on the side of the live ratio
        var c = prior * ((belief?.Mean ?? floor) - floor) * Math.Sign(now.Ratio - floor) - distance * prior;
        var root = z * z - 4 * distance * c;
        var v = root <= 0 ? 0 : (z + Math.Sqrt(root)) / (2 * distance);
        var total = Math.Max(0, v * v - prior) * now.Error * now.Error * count;
        var more = Math.Max(0, Math.Ceiling(total - count - 1e-9));
        return more < 1e6 ? new(metric, more) { Unit = "sessions" } : Measurement.Missing(metric, "the live ratio lies so near the floor that a million sessions would not settle it");
    }

    /// <summary>An annual Sharpe ratio with its error; or why there is none.</summary>
    sealed record Estimate(double Ratio, double Error, string? Because)
    {
        public static Estimate Of(ReturnSeries returns)
        {
            var ratio = SharpeRatio.Of(returns);
            if (!ratio.Exists) return new(double.NaN, double.NaN, ratio.Because);
            if (returns.Count < MinimumCount) return new(double.NaN, double.NaN, $"there are {Format.Count(returns.Count)} returns; odds need {MinimumCount}");
            var errors = SharpeErrors.Of(returns);
            var error = errors.Hac * Math.Sqrt(Shortness(returns.Values, errors.Lags) * returns.Calendar.PeriodsPerYear);
            return error > 0 && double.IsFinite(error) ? new(ratio.Value, error, null) : new(double.NaN, double.NaN, "the error of the Sharpe ratio does not exist");
        }

        /// <summary>What the variance of an autocorrelation-consistent error lacks of a short record, as a factor, at least 1.</summary>
        static double Shortness(ReadOnlySpan<double> values, int lags)
        {
            var (n, mean) = (values.Length, Moments.Mean(values));
            double square = 0, product = 0;
            for (var t = 0; t < n; t++)
            {
                square += (values[t] - mean) * (values[t] - mean);
                if (t > 0) product += (values[t] - mean) * (values[t - 1] - mean);
            }
            var rho = product / square;
            rho = Math.Clamp(rho + (1 + 3 * rho) / n, 0, 0.9);
            var (weighted, power) = (1.0, 1.0);
            for (var lag = 1; lag <= lags; lag++) weighted += 2 * (1 - lag / (lags + 1.0)) * (power *= rho);
            var b = (lags + 1.0) / n;
            return (1 + rho) / (1 - rho) / weighted / (1 - b + b * b / 3);
        }
    }

    /// <summary>What the backtest leads one to believe.</summary>
    sealed record Belief(double Mean, double Deviation, double Haircut)
    {
        public static Belief Of(Estimate backtest, double haircut, int? trials)
        {
            if (backtest.Ratio <= 0) return new(backtest.Ratio, backtest.Error, 0);
            var t = backtest.Ratio / backtest.Error;
            var p = Math.Min(1, (trials ?? 1) * TailProbability.NormalTwoSided(t));
            var cut = trials is > 1 ? Math.Max(haircut, p >= 1 ? 1 : p <= 0 ? 0 : 1 - -Normal.InvCDF(0, 1, p / 2) / t) : haircut;
            return new((1 - cut) * backtest.Ratio, Math.Sqrt(backtest.Error * backtest.Error + Math.Pow(cut * backtest.Ratio, 2)), cut);
        }
    }
}
