using ModelOpsLab.Data;
using ModelOpsLab.Lineage;
using ModelOpsLab.Reporting;

namespace ModelOpsLab.Models;

/// <summary>
/// Chooses among trainers, settings of one or several kinds, by folds inside the rows it is given, and trains the winner on all of them: a search that never sees the test.
/// </summary>
/// <remarks>
/// The winner has the smallest mean squared error over the points in time tested: rows of one time are averaged first, and the schema's weights count in the score as in the fit. Of equal ones it is the first.
/// For probabilities that is the Brier score. The number of settings tried is <see cref="Trials"/>, which judgements of the result must be told (Bailey and López de Prado, 2014).
/// </remarks>
public sealed record TunedTrainer : ITrainer
{
    /// <param name="candidates">The trainers to choose from, at least 1, each with its own name.</param>
    /// <exception cref="ArgumentException">There is none, or two have one name.</exception>
    public TunedTrainer(params IReadOnlyList<ITrainer> candidates)
    {
        if (candidates.Count == 0) throw new ArgumentException("A search needs at least one candidate.", nameof(candidates));
        if (candidates.GroupBy(c => c.Name, StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1) is { } twice) throw new ArgumentException($"Two candidates are named '{twice.Key}': give each setting once.", nameof(candidates));
        Candidates = [.. candidates];
    }

    /// <summary>The trainers to choose from.</summary>
    public IReadOnlyList<ITrainer> Candidates { get; }

    /// <summary>Folds of the training rows. Default: five time-ordered ones, rows purged whose target is not known before the test.</summary>
    public ISplit Split { get; init; } = new TimeSeriesSplit { Purge = true };

    /// <inheritdoc/>
    public string Name => $"best of ({string.Join("; ", Candidates.Select(c => c.Name))})";

    /// <summary>Whether every candidate reads the weight column; scores do in any case.</summary>
    public bool UsesWeights => Candidates.All(c => c.UsesWeights);

    /// <inheritdoc/>
    public int Trials => Candidates.Sum(c => c.Trials);

    /// <inheritdoc/>
    public IModel Train(Frame training) => Winner(Scores(training)).Train(training);

    /// <summary>Every candidate's score on the folds of the rows, and which one would be trained.</summary>
    /// <exception cref="ArgumentException">As <see cref="ITrainer.Train"/>; or a candidate cannot be trained or predicts no number: it is named. A search without it would be another search.</exception>
    public Report Search(Frame training)
    {
        var scores = Scores(training);
        var winner = Winner(scores);
        return new()
        {
            Title = "Search of settings",
            Measurements = [.. Candidates.Zip(scores, (c, s) => new Measurement("mean_squared_error", s.Mean) { Of = c.Name, Count = s.Points }), new("trials", Trials) { Count = Trials }],
            Thresholds = [],
            Body =
            [
                new Paragraph($"Of {Format.Count(Trials)} {(Trials == 1 ? "setting" : "settings")}, '{winner.Name}' has the smallest error inside the training rows."),
                new Table(["candidate", new("mean squared error", Align.Right), new("points in time", Align.Right)], [.. Candidates.Zip(scores, (c, s) => (IReadOnlyList<Cell>)[c.Name, Format.Number(s.Mean), Format.Count(s.Points)])]),
            ],
            Provenance = new() { AsOf = training.LastDay, DataHashes = new Dictionary<string, string> { ["training"] = training.ContentHash() }, Rows = training.Count, Parameters = new Dictionary<string, string> { ["split"] = Split.ToString()!, ["trainer"] = Name } },
        };
    }

    ITrainer Winner(IReadOnlyList<(double Mean, int Points)> scores)
    {
        var best = 0;
        for (var c = 1; c < scores.Count; c++)
            if (scores[c].Mean < scores[best].Mean) best = c;
        return Candidates[best];
    }

    (double Mean, int Points)[] Scores(Frame training)
    {
        var target = training.Schema.Target ?? throw new ArgumentException("The schema names no target, so there is nothing to learn. Name one: frame.With(frame.Schema with { Target = \"...\" }).", nameof(training));
        var folds = Split.Split(training);
        return [.. Candidates.Select(c => Score(c, training, target, folds))];
    }

    static (double Mean, int Points) Score(ITrainer candidate, Frame training, string target, IReadOnlyList<Fold> folds)
    {
        var (sum, total, points) = (0.0, 0.0, 0);
        foreach (var fold in folds)
        {
            var test = training.Take(fold.Test);
            double[] predicted;
            try
            {
                predicted = candidate.Train(training.Take(fold.Train)).Predict(test);
            }
            catch (ArgumentException wrong)
            {
                throw new ArgumentException($"The candidate '{candidate.Name}' could not be tried on rows {fold.Test[0]} to {fold.Test[^1]}: {wrong.Message}", nameof(training), wrong);
            }
            var (outcome, weights) = (test[target], test.Schema.Weight is { } w ? test[w] : null);
            var starts = test.Starts;
            for (var t = 0; t < starts.Length - 1; t++)
            {
                var (loss, weight) = (0.0, 0.0);
                for (var i = starts[t]; i < starts[t + 1]; i++)
                {
                    var error = outcome[i] - predicted[i];
                    if (!double.IsFinite(error)) throw new ArgumentException($"The candidate '{candidate.Name}' has no score: at row {fold.Test[i]} ({Format.Time(test.Time[i])}) it predicts {NumberText.RoundTrip(predicted[i])} where the target is {NumberText.RoundTrip(outcome[i])}.", nameof(training));
                    loss += (weights?[i] ?? 1) * error * error;
                    weight += weights?[i] ?? 1;
                }
                sum += loss / (starts[t + 1] - starts[t]);
                total += weight / (starts[t + 1] - starts[t]);
                points++;
            }
        }
        return total > 0 ? (sum / total, points) : throw new ArgumentException("All weights of the rows to be tested are 0, so that no candidate has a score.", nameof(training));
    }
}
