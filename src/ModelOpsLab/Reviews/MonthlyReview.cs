using ModelOpsLab.Data;
using ModelOpsLab.Drift;
using ModelOpsLab.Lineage;
using ModelOpsLab.Monitoring;
using ModelOpsLab.Registry;
using ModelOpsLab.Reporting;
using ModelOpsLab.Trading;

namespace ModelOpsLab.Reviews;

/// <summary>The periodic review of a model: what it earned, what it met, how it erred, and what follows. Each part is shown alone by a notebook cell.</summary>
/// <remarks>Uses no row after the last day of the period. Every number is reproduced from the track record alone; past periods come from the measurement history.</remarks>
public sealed class MonthlyReview
{
    MonthlyReview(TrackRecord record, ReviewPeriod period, ReviewOptions options)
    {
        (Record, Period, Options) = (record, period, options);
        var from = First(record, period);
        Rows = record.Rows.Between(from, period.To.AddDays(1));
        var monitor = new RealTimeMonitor(record.Backtest) { Options = options.Monitoring };
        var detector = new DriftDetector(record.Reference) { Options = options.Drift };
        Performance = monitor.MonitorTradingPerformance(Rows);
        Predictions = monitor.MonitorPredictionConsistency(Rows);
        DataQuality = new RealTimeMonitor(record.Raw.Before(record.GoLive)) { Options = options.Monitoring }.MonitorDataQuality(record.Raw.Between(from, period.To.AddDays(1)));
        InputDrift = detector.MonitorInputDistributionDrift(Rows);
        Residuals = detector.AnalyzePredictionResiduals(Rows);
        Stability = detector.CheckTemporalStability(record.Rows);
        LiveToDate = new(record);
        RequireKnownMetrics();
    }

    /// <summary>A limit on a metric that no report measures would never fire: a typo fails here.</summary>
    void RequireKnownMetrics()
    {
        var judged = new[] { Performance, Predictions, (Report)DataQuality };
        string[] known = [.. judged.SelectMany(r => r.Measurements.Select(m => m.Metric).Concat(r.Thresholds.Select(t => t.Metric).Where(m => Options.Monitoring.Thresholds.All(t => t.Metric != m)))).Distinct().Order(StringComparer.Ordinal)];
        if (Options.Monitoring.Thresholds.FirstOrDefault(t => !known.Contains(t.Metric)) is { } unknown)
            throw new InvalidDataException($"{Record.Model}: a threshold judges '{unknown.Metric}', which no report measures.{Spelling.Suggest(unknown.Metric, known)} Measured are: {string.Join(", ", known)}.");
    }

    /// <summary>Reviews a calendar month.</summary>
    /// <exception cref="InvalidDataException">There is no session in the month.</exception>
    public static MonthlyReview Of(TrackRecord record, int year, int month, ReviewOptions? options = null) => Of(record, ReviewPeriod.Month(year, month), options);

    /// <summary>Reviews a period.</summary>
    /// <remarks>Of a period that begins before the model went live, only the live sessions are reviewed.</remarks>
    /// <exception cref="InvalidDataException">There is no session in the period, or it ends before the model went live.</exception>
    public static MonthlyReview Of(TrackRecord record, ReviewPeriod period, ReviewOptions? options = null) => new(Known(record, period), period, options ?? new());

    /// <summary>The record as a review of a period knows it: nothing later.</summary>
    /// <exception cref="InvalidDataException">There is no session in the period, or it ends before the model went live.</exception>
    public static TrackRecord Known(TrackRecord record, ReviewPeriod period)
    {
        if (period.To < record.GoLive) throw new InvalidDataException($"{record.Model} went live on {Format.Date(record.GoLive)}; {period.Name} lies before that. Choose a later period.");
        var known = record.AsOf(period.To);
        return known.Rows.Between(First(record, period), period.To.AddDays(1)).Count > 0 ? known
            : throw new InvalidDataException($"{record.Model} has no session from {Format.Date(period.From)} to {Format.Date(period.To)}. Its data run from {Format.Date(record.Rows.FirstDay)} to {Format.Date(record.Rows.LastDay)}: choose a period inside.");
    }

    /// <summary>The first day of a period on which the model was live.</summary>
    static DateOnly First(TrackRecord record, ReviewPeriod period) => period.From < record.GoLive ? record.GoLive : period.From;

    /// <summary>The record as it was known at the end of the period.</summary>
    public TrackRecord Record { get; }
    /// <summary>The days reviewed.</summary>
    public ReviewPeriod Period { get; }
    /// <summary>Limits and their reasons.</summary>
    public ReviewOptions Options { get; }
    /// <summary>The rows reviewed: sessions, and of a panel each of its assets.</summary>
    public Frame Rows { get; }
    /// <summary>What the period earned and risked.</summary>
    public Report Performance { get; }
    /// <summary>How the predictions are distributed.</summary>
    public Report Predictions { get; }
    /// <summary>Whether the market data are sound.</summary>
    public DataQualityReport DataQuality { get; }
    /// <summary>Whether the inputs have moved.</summary>
    public DriftReport InputDrift { get; }
    /// <summary>How the model erred.</summary>
    public Report Residuals { get; }
    /// <summary>Whether its error is stable in time.</summary>
    public Report Stability { get; }
    /// <summary>All that it did since it went live, against its backtest.</summary>
    public LivePerformance LiveToDate { get; }

    /// <summary>Whole months since the end of the training data.</summary>
    public int MonthsSinceTraining => RecordFacts.Months(Record.TrainedUntil, Period.To);

    /// <summary>Whether the calendar asks for a new training.</summary>
    public bool TrainingIsDue => MonthsSinceTraining >= Options.RetrainEveryMonths;

    /// <summary>The reports, in the order of the page.</summary>
    public IReadOnlyList<Report> Reports => [Performance, Predictions, DataQuality, InputDrift, Residuals, Stability];

    /// <summary>The reports by the names that rules use.</summary>
    internal IReadOnlyDictionary<string, Report> ReportsByName => new OrderedDictionary<string, Report>
    {
        ["trading-performance"] = Performance, ["predictions"] = Predictions, ["data-quality"] = DataQuality, ["input-drift"] = InputDrift, ["residuals"] = Residuals, ["stability"] = Stability,
    };

    /// <summary>The odds that the live edge is below its floor.</summary>
    public EdgeOdds Odds => Facts.Odds!;

    /// <summary>All that the verdict rests on.</summary>
    public ReviewFacts Facts
    {
        get
        {
            if (field is not null) return field;
            var (facts, odds) = RecordFacts.Of(Record, Period, Options.Review, Options.Trials);
            return field = ReviewFacts.Of(ReportsByName, [.. facts, .. Options.Facts]) with { Gate = Options.Gate, Odds = odds };
        }
    }

    /// <summary>What the review recommends, and why.</summary>
    public ReviewVerdict Verdict => field ??= VerdictIn(Options.Language);

    /// <summary>What the review recommends, its reasons in a language.</summary>
    public ReviewVerdict VerdictIn(Language language)
    {
        var verdict = ReviewVerdict.Of(Options.Review.RulesInForce, Facts);
        return verdict with { Reasons = [.. VerdictReasons.Of(this, verdict, language)] };
    }

    /// <summary>The live path inside the fan of its backtest.</summary>
    public BacktestFan Fan => field ??= BacktestFan.Of(LiveToDate.Live, LiveToDate.Backtest, new() { Paths = Options.Paths, MeanBlock = Options.MeanBlock, Seed = Options.Seed });
    /// <summary>The period's profit and loss against the backtest, in causes that add up.</summary>
    public Trading.LossBudget Budget => field ??= Trading.LossBudget.Of(Record, Rows);
    /// <summary>What the period's mix of market states led to expect.</summary>
    public RegimeTable Regimes => field ??= RegimeTable.Of(Record, Rows);
    /// <summary>The period's profit and loss by day, asset and side, to be added up by any of them.</summary>
    public ProfitAndLossCube Cube => field ??= ProfitAndLossCube.Of(Rows, Record.Position, Record.Cost);
    /// <summary>What the review proposes to do.</summary>
    public IReadOnlyList<PlannedAction> Actions => field ??= Reviews.ActionPlan.Of(this);
    /// <summary>The end of the last day of the period, in UTC: when what the review proposes takes effect, and up to when it knows what became of earlier actions.</summary>
    public DateTimeOffset End => new(Period.To.AddDays(1), TimeOnly.MinValue, TimeSpan.Zero);

    /// <summary>Life to date beside the market on the same dates, and beside the backtest.</summary>
    /// <param name="market">The market that it trades.</param>
    public ModelComparison Compared(ReturnSeries market) => ModelComparison.Of(new(Record.Model, LiveToDate.Live), [new(Options.Language.Say("market", "marché"), market)], [new("backtest", LiveToDate.Backtest)]);

    /// <summary>The same beside other versions, on the dates that they all have.</summary>
    /// <param name="versions">Every other version that was looked at.</param>
    public ModelComparison ComparedVersions(IReadOnlyList<NamedReturns> versions) => ModelComparison.Of(new(Record.Model, LiveToDate.Live), versions);

    /// <summary>What may explain the period's shortfall, ranked by how much of it.</summary>
    /// <param name="model">The model that was in force.</param>
    /// <param name="positions">From predictions for <see cref="Rows"/> to positions: the sizing that was live.</param>
    public ShortfallCauses Causes(Models.IModel model, Func<double[], double[]> positions) =>
        ShortfallCauses.Of(Budget, ReturnSeries.Of(Rows, Record.Calendar), Regimes, InputDrift, InputShift.Of(model, Record.Reference, Rows, positions, seed: Options.Seed), DataFindings.Of(this));

    /// <summary>Where the model could be improved, each with its evidence.</summary>
    /// <param name="versions">What <see cref="ComparedVersions"/> found, for those that lead.</param>
    public Opportunities Opportunities(ModelComparison versions) => Reviews.Opportunities.Of(Record, InputDrift.Severity,
        [.. versions.Rows.Where(r => r.Kind == ComparedAs.SameDates && r.Difference.Exists).Select(r => new ChallengerLead(r.Name, r.Difference, r.PValue, "alternatives"))]);

    /// <summary>The head of the page: verdict with its odds, and what was reviewed.</summary>
    public Document Summary => ReviewSummary.Of(this).In(Options.Language);
    /// <summary>The numbers that a committee reads first, each with how sure it is and where its evidence stands.</summary>
    public Document KeyNumbers => CommitteeSection.Numbers(this).In(Options.Language);
    /// <summary>What it earned against what was expected, in pictures: the fan, the loss budget, and the month's mix of market states.</summary>
    public Document AgainstExpectation => CommitteeSection.Expected(this).In(Options.Language);
    /// <summary>The rules, those that fired and the one that decided.</summary>
    public Document Rules => Verdict.RulesIn(Options.Language).In(Options.Language);
    /// <summary>Live path inside the backtest's fan, and the comparison of the two.</summary>
    public Document LiveAgainstBacktest => PerformanceSection.Of(this).In(Options.Language);
    /// <summary>Drawdowns of the live period and the deepest of the backtest.</summary>
    public Document Drawdowns => DrawdownSection.Of(this).In(Options.Language);
    /// <summary>Trades of the live period against those of the backtest.</summary>
    public Document Trades => TradeSection.Of(this).In(Options.Language);
    /// <summary>How predictions relate to outcomes.</summary>
    public Document PredictionQuality => PredictionSection.Of(this).In(Options.Language);
    /// <summary>The periods before, as the workspace's measurement history keeps them.</summary>
    public Document PastPeriods(Workspace workspace)
    {
        using var history = MeasurementHistory.Open(workspace.HistoryFile);
        return PastSection.Of(this, history).In(Options.Language);
    }
    /// <summary>What to do next, each with the evidence that asks for it.</summary>
    public Document ActionPlan => ActionTables.Proposed(Actions, Options.Language).In(Options.Language);
    /// <summary>What became of the actions of earlier reviews by the end of the period, and whether the gain came that was expected of each.</summary>
    /// <param name="workspace">Whose ledger; one that was never written to knows of none.</param>
    public Document EarlierActions(Workspace workspace)
    {
        using var registry = ModelRegistry.OpenToRead(workspace);
        return (registry is null ? ActionTables.Earlier([], Facts.Measured, Period.To, Options.Language) : EarlierActions(registry.Actions)).In(Options.Language);
    }
    /// <inheritdoc cref="EarlierActions(Workspace)"/>
    /// <param name="register">The actions.</param>
    public Document EarlierActions(ActionRegister register) => ActionTables.Earlier([.. register.All(Record.Model, End).Where(a => a.Action.Period != Period.Id && a.ProposedAt < End)], Facts.Measured, Period.To, Options.Language);
    /// <summary>The lines on which the page is signed.</summary>
    public Document SignatureBlock => SignOff.Of(Options.Review.Signatures, [], Options.Language).In(Options.Language);
    /// <summary>A report, or another part, in the language of the page.</summary>
    public Document Shown(IRenderable part) => part.ToDocument().In(Options.Language);

    /// <summary>What the review was computed from.</summary>
    public Provenance Provenance => new()
    {
        AsOf = Record.Rows.LastDay,
        DataHashes = new Dictionary<string, string> { ["raw"] = Record.Raw.ContentHash(), ["rows"] = Record.Rows.ContentHash() },
        Rows = Record.Rows.Count,
        Model = $"{Record.Model} {Record.Version}",
        Parameters = new Dictionary<string, string> { ["period"] = Period.Id },
        Seed = Options.Seed,
    };
}
