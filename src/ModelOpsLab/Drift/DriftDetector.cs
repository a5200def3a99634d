using ModelOpsLab.Data;
using ModelOpsLab.Reporting;

namespace ModelOpsLab.Drift;

/// <summary>Answers whether the world of a model has moved: its inputs, its errors, its performance through time.</summary>
/// <param name="reference">The period that the model knows: rows before it went live.</param>
/// <remarks>
/// Market data are serially dependent, so a textbook p-value is evidence here and never the verdict: that is the rank of the period among all
/// past windows of equal length in the reference, under one false discovery rate over the inputs (see the decision page on drift).
/// </remarks>
public sealed class DriftDetector(Frame reference)
{
    /// <summary>The reference rows.</summary>
    public Frame Reference { get; } = reference.Count >= 2 ? reference : throw new ArgumentException($"The reference has {reference.Count} rows; a comparison needs at least two.", nameof(reference));

    /// <summary>Limits and their reasons.</summary>
    public DriftOptions Options { get; init; } = new();

    /// <summary>Has the distribution of the inputs changed? One row a feature of the schema, each with its own status.</summary>
    /// <param name="current">The period under review, under the same schema.</param>
    /// <exception cref="ArgumentException">The period has no rows or the schema names no feature.</exception>
    public DriftReport MonitorInputDistributionDrift(Frame current) => InputDistributionDrift.Of(Reference, current, Options);

    /// <summary>Has the distribution of the predictions changed? The same comparison over the one column of predictions, numbers or classes; it needs no target.</summary>
    /// <param name="current">Rows with a prediction, under the same schema.</param>
    /// <exception cref="ArgumentException">The period has no rows or the schema names no prediction.</exception>
    public DriftReport MonitorPredictionDrift(Frame current) => InputDistributionDrift.OfPredictions(Reference, current, Options);

    /// <summary>Have the errors of the predictions grown, or taken on a pattern they did not have?</summary>
    /// <param name="current">Rows with prediction and target.</param>
    /// <exception cref="ArgumentException">The schema names no prediction or no target, or the period has no rows.</exception>
    public Report AnalyzePredictionResiduals(Frame current) => PredictionResiduals.Of(Reference, current, Options);

    /// <summary>Is the performance of the model stable through time: a slow decline, a sudden fall?</summary>
    /// <param name="history">Rows with prediction and target, the live period at the end; the reference is what it is compared with.</param>
    /// <exception cref="ArgumentException">The schema names no prediction or no target, or there are too few rows for two windows.</exception>
    public Report CheckTemporalStability(Frame history) => TemporalStability.Of(Reference, history, Options);

    /// <summary>What performance is to be expected of rows whose targets have not come yet: hit rate and mean absolute error, each with an error bar from past windows.</summary>
    /// <remarks>
    /// The hit rate by confidence-based estimation (the probability that the sign is right given the size of the prediction, isotonic regression on the reference), the error by direct loss estimation
    /// (ridge regression of the absolute error on the inputs). Of a panel both are learnt on the rows and counted by session: assets of one session depend on each other, so that a session counts once, with the
    /// mean over its assets; windows are of sessions, and no session is parted between what is learnt from and what is judged. Both suppose that the relation of inputs to outcome has not changed, and say where inputs lie outside of what the reference had.
    /// </remarks>
    /// <param name="current">Rows with features and prediction; a target column may be there and is not read.</param>
    /// <exception cref="ArgumentException">The schema names no prediction, the reference's no target, or the period has no rows.</exception>
    public Report EstimatePerformanceWithoutLabels(Frame current) => PerformanceWithoutLabels.Of(Reference, current, Options);

    /// <summary>When would a standing watch of the inputs have alarmed, looked at after every row? One declared run length covers all inputs.</summary>
    /// <param name="current">The rows after the reference, in time order.</param>
    /// <param name="averageRunLength">Expected rows between false alarms, at least. Two years of trading by default.</param>
    /// <exception cref="ArgumentException">The rows are a panel, or a watched input is no number column of the period.</exception>
    public Report WatchInputs(Frame current, double averageRunLength = 504) => StandingDrift.Of(Reference, current, averageRunLength);

    /// <summary>Has the distribution of the inputs changed, as far as profiles can tell? For data too large to load, or that must stay where they are.</summary>
    /// <param name="reference">One profile, or better many, one a day or month: then the period is ranked among them as rows would be.</param>
    /// <param name="current">The period under review, counted in the bins of the reference.</param>
    /// <param name="options">Limits and their reasons.</param>
    /// <remarks>
    /// Every figure carries the error of the sketches, and the verdict takes the end that alarms less; where that error alone would be significant the p-value is refused.
    /// Serial dependence cannot be seen in a profile: without enough reference profiles of periods like the current one the verdict is a warning at most.
    /// </remarks>
    /// <exception cref="ArgumentException">The current profile's schema names no feature.</exception>
    public static DriftReport CompareProfiles(ProfileHistory reference, FrameProfile current, DriftOptions? options = null) => ProfileDrift.Of(reference, current, options ?? new());

    /// <summary>
    /// How often does this detector alarm on the reference's own past, where nothing is claimed to have changed, and how often does it see a shift that is put there on purpose? Beside it,
    /// what plain Kolmogorov-Smirnov, the population stability index and "always alarm" score.
    /// </summary>
    /// <param name="current">Rows whose length and calendar the past windows take; null for calendar months, or for <see cref="PlaceboOptions.Rows"/>.</param>
    /// <param name="options">Which windows are replayed.</param>
    /// <param name="progress">Told the number of windows done, of how many.</param>
    /// <param name="cancel">Stops the replay.</param>
    /// <exception cref="ArgumentException">The schema names no feature, or the reference holds too few windows to replay.</exception>
    public PlaceboReport RunPlacebo(Frame? current = null, PlaceboOptions? options = null, IProgress<(int Done, int Of)>? progress = null, CancellationToken cancel = default) =>
        PlaceboTest.Run(this, current, options ?? new(), progress, cancel);

    /// <summary>Pictures of each input, folded: reference and period in the reference's quantile bins, the two distribution functions with their largest gap, the distance of past windows. Where rows are matched they are still of all of the reference, and say so.</summary>
    /// <param name="current">The period under review.</param>
    /// <param name="report">The report on it, which gives verdicts and order.</param>
    public IReadOnlyList<Details> PictureInputs(Frame current, DriftReport report) => InputPictures.Of(Reference, current, report, Options);
}
