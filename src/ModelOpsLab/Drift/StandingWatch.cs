using ModelOpsLab.Data;

namespace ModelOpsLab.Drift;

/// <summary>An alarm of a standing watch.</summary>
/// <param name="Input">The input with the most evidence.</param>
/// <param name="Direction">What it did: higher, lower, or moving more.</param>
/// <param name="Evidence">Evidence over all inputs, at least the declared run length.</param>
public sealed record StandingAlarm(string Input, string Direction, double Evidence);

/// <summary>
/// Watches the numeric inputs of a model value by value, for as long as one likes: without a change the expected number of rows before an alarm, over all inputs together, is at
/// least the one declared, however often it is looked at.
/// </summary>
/// <remarks>
/// <para>Each input is whitened by an autoregression fitted to the reference, and three Shiryaev-Roberts e-detectors (<see cref="Statistics.Streaming.ShiryaevRoberts"/>; Shin, Ramdas and Rinaldo 2024)
/// follow it: higher, lower, moving more (larger innovations). The mean of e-detectors is an e-detector, so one declared run length covers them all. The declaration holds as far as
/// innovations are unpredictable in their place among those of the reference; the rates on market-like series are measured in the table of standing watches.</para>
/// <para>What moves slowly is seen late: a shift of a persistent input shows in its innovations only by a fraction. The monthly comparison of <see cref="DriftDetector.MonitorInputDistributionDrift"/> stands beside it.
/// Missing values say nothing and are passed over. Not for several threads at once.</para>
/// </remarks>
public sealed class StandingWatch
{
    /// <summary>Fewer values than this in the reference give no baseline: the input is not watched.</summary>
    public const int FewestValues = 100;

    readonly WatchedInput[] _inputs;

    /// <summary>A watch at its start.</summary>
    /// <param name="reference">Rows of the time before, in time order; what the schema names a feature and is a number is watched.</param>
    /// <param name="averageRunLength">Expected rows between false alarms, at least; more than 1. Two years of trading by default.</param>
    /// <exception cref="ArgumentException">A panel: rows of several assets stand under one time; watch each asset by itself.</exception>
    public StandingWatch(Frame reference, double averageRunLength = 504)
    {
        if (!(averageRunLength > 1) || double.IsInfinity(averageRunLength)) throw new ArgumentOutOfRangeException(nameof(averageRunLength), averageRunLength, "The run length is a number of rows, more than 1.");
        if (reference.Schema.Asset is { } asset) throw new ArgumentException($"The rows are a panel by '{asset}': a watch follows one series. Give it the rows of one asset, under a schema without one.", nameof(reference));
        AverageRunLength = averageRunLength;
        var why = new Dictionary<string, string>(StringComparer.Ordinal);
        var inputs = new List<WatchedInput>();
        foreach (var feature in reference.Schema.Features)
            if (Refusal(reference, feature) is { } reason) why[feature] = reason;
            else inputs.Add(new(feature, reference[feature].Finite()));
        (_inputs, NotWatched) = ([.. inputs], why);
    }

    /// <summary>Expected rows between false alarms, at least.</summary>
    public double AverageRunLength { get; }

    /// <summary>Inputs that are watched, in the order of the schema.</summary>
    public IReadOnlyList<string> Inputs => [.. _inputs.Select(i => i.Name)];

    /// <summary>Inputs that are not, each with the reason.</summary>
    public IReadOnlyDictionary<string, string> NotWatched { get; }

    /// <summary>Evidence over all inputs: 0 at the start, an alarm at <see cref="AverageRunLength"/>.</summary>
    public double Evidence { get; private set; }

    /// <summary>Takes the next row.</summary>
    /// <param name="values">One value an input, in the order of <see cref="Inputs"/>; NaN where it is missing.</param>
    /// <returns>The alarm, after which the evidence starts anew; null where there is none.</returns>
    /// <exception cref="ArgumentException">Another number of values.</exception>
    public StandingAlarm? Observe(ReadOnlySpan<double> values)
    {
        if (values.Length != _inputs.Length) throw new ArgumentException($"{values.Length} values for {_inputs.Length} inputs: {string.Join(", ", Inputs)}.", nameof(values));
        if (_inputs.Length == 0) return null;
        for (var i = 0; i < values.Length; i++) _inputs[i].Update(values[i]);
        double sum = 0;
        var count = 0;
        (string Input, string Direction, double Evidence) most = ("", "", -1);
        foreach (var input in _inputs)
            foreach (var (direction, evidence) in input.Evidence)
            {
                sum += evidence;
                count++;
                if (evidence > most.Evidence) most = (input.Name, direction, evidence);
            }
        Evidence = sum / count;
        if (Evidence < AverageRunLength) return null;
        foreach (var input in _inputs) input.Restart();
        return new(most.Input, most.Direction, Evidence);
    }

    static string? Refusal(Frame reference, string feature)
    {
        if (!reference.Has(feature)) return "the reference has no such column";
        var column = reference[feature];
        if (column.Type is not (ColumnType.Number or ColumnType.Integer)) return "not a number";
        var values = column.Finite();
        return values.Length < FewestValues ? $"{values.Length} values in the reference, {FewestValues} needed"
            : Statistics.Moments.IsConstant(values) ? "all values of the reference are equal"
            : null;
    }
}
