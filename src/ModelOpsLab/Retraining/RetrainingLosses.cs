using System.Text.Json;
using ModelOpsLab.Data;
using ModelOpsLab.Lineage;
using ModelOpsLab.Models;
using ModelOpsLab.Reporting;

namespace ModelOpsLab.Retraining;

/// <summary>
/// What every model would have lost on every batch after its training: the triangle of losses from which any schedule of retraining is priced afterwards.
/// </summary>
/// <remarks>Mahadevan and Mathioudakis (2024). Batches are numbered from 0; the model of batch s is trained on what is known before that batch.</remarks>
public sealed class RetrainingLosses
{
    readonly double[][] _losses;

    RetrainingLosses(double[][] losses) => _losses = losses;

    /// <summary>Losses measured elsewhere: row s holds those of the model of batch s on batches s, s + 1 and so on.</summary>
    /// <exception cref="ArgumentException">There is no batch, a row has another length, or a loss is not a finite number.</exception>
    public static RetrainingLosses Of(IReadOnlyList<IReadOnlyList<double>> losses)
    {
        if (losses.Count == 0) throw new ArgumentException("There is no batch.", nameof(losses));
        for (var s = 0; s < losses.Count; s++)
        {
            if (losses[s].Count != losses.Count - s) throw new ArgumentException($"The model of batch {s} has {losses[s].Count} losses; there are {losses.Count - s} batches from its own to the last.", nameof(losses));
            if (losses[s].FirstOrDefault(l => !double.IsFinite(l), 0) != 0) throw new ArgumentException($"A loss of the model of batch {s} is not a finite number.", nameof(losses));
        }
        return new([.. losses.Select(r => r.ToArray())]);
    }

    /// <summary>Trains a model before every batch and measures it on all batches from there: squared errors, averaged over the rows of one time and summed over the times of a batch.</summary>
    /// <param name="frame">Rows with features and target, by its schema. Rows without a target, or with a feature missing, are not counted.</param>
    /// <param name="trainer">Makes the models.</param>
    /// <param name="window">Which of the known rows it is given.</param>
    /// <param name="batch">Points in time of a batch, at least 1; a last one that is shorter is left out.</param>
    /// <param name="firstRow">First row of the first batch; in a panel, the first one of its time.</param>
    /// <param name="gap">Newest points in time left out of training.</param>
    /// <exception cref="ArgumentException">There is not one batch, no target, or the trainer refuses a row.</exception>
    public static RetrainingLosses Measure(Frame frame, ITrainer trainer, Window window, int batch, int firstRow, int gap = 0)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(batch, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(firstRow);
        var target = frame[frame.Schema.Target ?? throw new ArgumentException("The schema names no target, so that no prediction can be judged.", nameof(frame))];
        var starts = frame.Starts;
        var first = Array.BinarySearch(starts, firstRow);
        if (first < 0) throw new ArgumentException($"Row {firstRow} is not the first of its time.", nameof(firstRow));
        var batches = (starts.Length - 1 - first) / batch;
        if (batches < 1) throw new ArgumentException($"One batch needs {batch} points in time from row {firstRow} on, and there are {starts.Length - 1 - first}.", nameof(batch));
        var losses = new double[batches][];
        for (var s = 0; s < batches; s++)
        {
            var predicted = WalkForward.Predict(frame, trainer, window, int.MaxValue, gap, starts[first + s * batch]).Predictions;
            losses[s] = [.. Enumerable.Range(s, batches - s).Select(t => Enumerable.Range(first + t * batch, batch).Sum(p => Loss(target, predicted, starts[p], starts[p + 1])))];
        }
        return Of(losses);
    }

    /// <summary>Number of batches.</summary>
    public int Batches => _losses.Length;

    /// <summary>The loss of the model trained before one batch on the same or a later one.</summary>
    public double this[int trained, int batch] => _losses[trained][batch - trained];

    /// <summary>SHA-256 of the losses as JSON.</summary>
    internal string ContentHash() => ContentId.Of(JsonSerializer.SerializeToUtf8Bytes(_losses, JsonFormat.Line));

    /// <summary>Cost of a schedule: its losses plus <paramref name="kappa"/> a retraining. The first training is in no schedule and costs nothing.</summary>
    /// <param name="name">What the schedule is, for tables.</param>
    /// <param name="retrains">Batches before which the model is trained again, ascending, from 1 on.</param>
    /// <param name="kappa">Cost of a retraining in the unit of the losses, at least 0.</param>
    public RetrainingSchedule Price(string name, IReadOnlyList<int> retrains, double kappa)
    {
        if (!(kappa >= 0 && double.IsFinite(kappa))) throw new ArgumentOutOfRangeException(nameof(kappa), kappa, "The cost of a retraining is a finite number, 0 or more.");
        for (var i = 0; i < retrains.Count; i++)
            if (retrains[i] <= (i == 0 ? 0 : retrains[i - 1]) || retrains[i] >= Batches) throw new ArgumentException($"Batch {retrains[i]} cannot be retrained before: batches ascend, each once, from 1 to {Batches - 1}.", nameof(retrains));
        var (loss, fresh, model) = (0.0, 0.0, 0);
        for (var (t, next) = (0, 0); t < Batches; t++)
        {
            if (next < retrains.Count && retrains[next] == t) model = retrains[next++];
            loss += this[model, t];
            fresh += this[t, t];
        }
        return new(name, [.. retrains], loss, loss - fresh, loss + kappa * retrains.Count);
    }

    /// <summary>The cheapest schedule, known only afterwards: dynamic programming over the last retraining. Of equal ones, that which keeps a model longer.</summary>
    public RetrainingSchedule Optimal(double kappa)
    {
        if (!(kappa >= 0)) return Price("optimal", [], kappa);
        var (cost, next) = (new double[Batches], new int[Batches]);
        for (var s = Batches - 1; s >= 0; s--)
        {
            var loss = 0.0;
            cost[s] = double.PositiveInfinity;
            for (var end = s + 1; end <= Batches; end++)
            {
                loss += this[s, end - 1];
                var whole = loss + (end < Batches ? kappa + cost[end] : 0);
                if (whole <= cost[s]) (cost[s], next[s]) = (whole, end);
            }
        }
        List<int> retrains = [];
        for (var s = next[0]; s < Batches; s = next[s]) retrains.Add(s);
        return Price("optimal", retrains, kappa);
    }

    /// <summary>Training again before every so many batches; at least 1.</summary>
    public RetrainingSchedule Every(int batches, double kappa)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(batches, 1);
        return Price($"every {batches}", [.. Enumerable.Range(1, Batches - 1).Where(t => t % batches == 0)], kappa);
    }

    /// <summary>Never training again.</summary>
    public RetrainingSchedule Never(double kappa) => Price("never", [], kappa);

    /// <summary>Training again when the model in use lost more on the batch before than one trained for that batch: a rule for the present, which needs a shadow model every batch.</summary>
    /// <param name="limit">What it must have lost more.</param>
    /// <param name="kappa">Cost of a retraining; that of the shadow models is not counted.</param>
    /// <param name="cumulative">Whether losses since the last training are added up.</param>
    public RetrainingSchedule Above(double limit, double kappa, bool cumulative = false)
    {
        List<int> retrains = [];
        var (model, behind) = (0, 0.0);
        for (var t = 1; t < Batches; t++)
        {
            behind = (cumulative ? behind : 0) + this[model, t - 1] - this[t - 1, t - 1];
            if (!(behind > limit)) continue;
            retrains.Add(t);
            (model, behind) = (t, 0);
        }
        return Price($"{(cumulative ? "cumulative loss" : "loss")} above {Format.Number(limit)}", retrains, kappa);
    }

    static double Loss(Column target, double[] predicted, int start, int end)
    {
        var (sum, count) = (0.0, 0);
        for (var i = start; i < end; i++)
        {
            var error = target[i] - predicted[i];
            if (double.IsNaN(error)) continue;
            sum += error * error;
            count++;
        }
        return count == 0 ? 0 : sum / count;
    }
}

/// <summary>When a model is trained again, and what that cost.</summary>
/// <param name="Name">What it is: <c>every 6</c>, <c>optimal</c>.</param>
/// <param name="Retrains">Batches before which the model was trained again.</param>
/// <param name="Loss">Sum of the losses.</param>
/// <param name="Staleness">What of it came from not being trained before every batch; negative where older models did better.</param>
/// <param name="Cost">Losses and retrainings.</param>
public sealed record RetrainingSchedule(string Name, IReadOnlyList<int> Retrains, double Loss, double Staleness, double Cost);
