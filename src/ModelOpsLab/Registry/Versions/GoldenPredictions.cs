using ModelOpsLab.Data;
using ModelOpsLab.Models;

namespace ModelOpsLab.Registry;

/// <summary>Rows and what a model said of them when it was trained: a model that says something else later is not the same.</summary>
/// <param name="Features">Names of the inputs, in the order of the model.</param>
/// <param name="Rows">One list of numbers a row, one number a feature.</param>
/// <param name="Predictions">One a row.</param>
public sealed record GoldenPredictions(IReadOnlyList<string> Features, IReadOnlyList<IReadOnlyList<double>> Rows, IReadOnlyList<double> Predictions)
{
    const int Most = 32;

    /// <summary>Of the last rows of a frame, 32 at most.</summary>
    public static GoldenPredictions Of(IModel model, Frame frame)
    {
        var last = frame.Rows(Math.Max(0, frame.Count - Most)..);
        var columns = model.Features.Select(f => last[f]).ToArray();
        return new([.. model.Features], [.. Enumerable.Range(0, last.Count).Select(row => (IReadOnlyList<double>)[.. columns.Select(c => c[row])])], model.Predict(last));
    }

    /// <summary>Asks a model again.</summary>
    /// <returns>Null where it says the same, bit for bit; else where it does not.</returns>
    public string? Difference(IModel model)
    {
        if (!model.Features.SequenceEqual(Features)) return $"it reads {string.Join(", ", model.Features)} and not {string.Join(", ", Features)}";
        for (var i = 0; i < Rows.Count; i++)
        {
            var now = model.Predict([.. Rows[i]]);
            if (BitConverter.DoubleToInt64Bits(now) != BitConverter.DoubleToInt64Bits(Predictions[i]) && !(double.IsNaN(now) && double.IsNaN(Predictions[i])))
                return FormattableString.Invariant($"for golden row {i + 1} it says {now:R} and said {Predictions[i]:R}");
        }
        return null;
    }
}
