using System.Globalization;
using ModelOpsLab.Data;
using ModelOpsLab.Models;

namespace ModelOpsLab.Retraining;

/// <summary>Which of the known rows a model is trained on, and with what weight. Sizes count points in time: in a panel all rows of one time go together.</summary>
/// <remarks>Hybrid, exponential and linear windows speak to the trainer through the schema's weight column; a trainer that does not read weights is refused.</remarks>
public abstract record Window
{
    /// <summary>Column that holds the weights a window gives, in the frame handed to the trainer.</summary>
    public const string WeightColumn = "training_weight";

    /// <summary>Name and size, for reports: <c>sliding 500</c>.</summary>
    public abstract string Name { get; }

    /// <summary>The newest points in time, equally weighted.</summary>
    public static Window Sliding(int size) => new SlidingWindow(size);
    /// <summary>Everything known, equally weighted.</summary>
    public static Window Expanding() => new ExpandingWindow();
    /// <summary>Everything known with weight 1, the newest points in time with a larger one.</summary>
    public static Window Hybrid(int recent, double weight) => new HybridWindow(recent, weight);
    /// <summary>Everything known; the weight halves every <paramref name="halfLife"/> points in time, the newest has 1.</summary>
    public static Window Exponential(double halfLife) => new ExponentialWindow(halfLife);
    /// <summary>Everything known; weights rise in equal steps from the oldest point in time to 1 at the newest.</summary>
    public static Window Linear() => new LinearWindow();
    /// <summary>A model on each of several windows; their predictions are averaged.</summary>
    public static Window Average(params IReadOnlyList<Window> windows) => new AverageWindow(windows);
    /// <summary>From about the last break in the level of the target on, where the rows known show one; else everything known.</summary>
    public static Window SinceBreak(int atLeast) => new SinceBreakWindow(atLeast);

    /// <summary>The rows to train on, out of all rows known; where the window weights them, under a schema that names the weight.</summary>
    public abstract Frame Of(Frame known);

    /// <summary>Trains on the window's rows out of all rows known.</summary>
    /// <exception cref="ArgumentException">The rows are weighted and the trainer does not read weights, or the trainer refuses a row.</exception>
    public IModel Train(ITrainer trainer, Frame known) => Fit(trainer, known, default).Model;

    /// <summary>Kish's effective number of rows of the window, (Σw)² / Σw²: how many equally weighted rows say as much. Kish (1965).</summary>
    /// <exception cref="ArgumentException">There are no rows, or no weight is positive.</exception>
    public virtual double EffectiveRows(Frame known) => Kish(Of(known));

    internal virtual Refit Fit(ITrainer trainer, Frame known, DateTime at) => Trained(trainer, Of(known), at);

    /// <summary>The window's cross products as it moves over rows; null where they cannot move with it, or refits so far apart share too few rows.</summary>
    internal virtual WindowSums? Sums(DesignRows rows, int refitEvery) => null;

    private protected Refit Trained(ITrainer trainer, Frame training, DateTime at)
    {
        RequireWeights(trainer, training.Schema.Weight);
        var model = trainer.Train(training);
        return new(at, training.Count, training.Time[0], training.Time[^1], model) { EffectiveRows = Kish(training) };
    }

    void RequireWeights(ITrainer trainer, string? weight)
    {
        if (weight is not null && !trainer.UsesWeights)
            throw new ArgumentException($"The rows of window '{Name}' are weighted by '{weight}', and {trainer.Name} does not read weights: it would be trained as if they were equal. Choose an expanding or sliding window and a schema without a weight, or another trainer.", nameof(trainer));
    }

    static double Kish(Frame training)
    {
        if (training.Count == 0) throw new ArgumentException("There are no rows.", nameof(training));
        if (training.Schema.Weight is not { } name) return training.Count;
        double sum = 0, squares = 0;
        foreach (var w in training[name].Span) (sum, squares) = (sum + w, squares + w * w);
        return sum > 0 ? sum * sum / squares : throw new ArgumentException($"No weight '{name}' is positive.", nameof(training));
    }

    private protected static string Text(double number) => number.ToString("R", CultureInfo.InvariantCulture);

    /// <summary>How many points in time each row is older than the newest, 0 for the newest.</summary>
    private protected static int[] Ages(Frame known)
    {
        var ages = new int[known.Count];
        for (var i = ages.Length - 2; i >= 0; i--) ages[i] = ages[i + 1] + (known.Time[i] == known.Time[i + 1] ? 0 : 1);
        return ages;
    }

    /// <summary>The frame with weights, times those it had; given each row's age and the age of the oldest.</summary>
    private protected static Frame Weighted(Frame known, Func<int, int, double> weightAtAge)
    {
        var given = known.Schema.Weight is { } name ? known[name] : null;
        var ages = Ages(known);
        double[] weights = [.. ages.Select((age, i) => weightAtAge(age, ages[0]) * (given?[i] ?? 1))];
        var schema = known.Schema with { Weight = WeightColumn };
        return known.With(WeightColumn, weights).With(schema);
    }
}
