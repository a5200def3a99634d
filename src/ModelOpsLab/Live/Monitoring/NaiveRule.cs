using ModelOpsLab.Data;
using ModelOpsLab.Statistics;

namespace ModelOpsLab.Live;

/// <summary>What a rule without memory does on one column: an alarm for each value further than three standard deviations from the mean of the reference. Here to be compared with, not to be used.</summary>
/// <param name="Column">The column.</param>
/// <param name="Alarms">Times of the values that alarm, in order.</param>
/// <param name="Episodes">Alarms without one at the value before: how often it would have begun to fire.</param>
public sealed record NaiveRule(string Column, IReadOnlyList<DateTime> Alarms, int Episodes)
{
    const double Deviations = 3;

    /// <summary>The alarms on a column of some rows.</summary>
    /// <param name="reference">Rows with what is normal; missing values are left out.</param>
    /// <param name="rows">Rows to judge; a missing value does not alarm.</param>
    /// <param name="column">Name of the column.</param>
    public static NaiveRule Of(Frame reference, Frame rows, string column)
    {
        var normal = reference[column].Finite();
        double mean = Moments.Mean(normal), deviation = Moments.StandardDeviation(normal);
        var values = rows[column].Span;
        List<DateTime> alarms = [];
        var (episodes, fires) = (0, false);
        for (var row = 0; row < values.Length; row++)
        {
            var beyond = Math.Abs(values[row] - mean) > Deviations * deviation;
            if (beyond) alarms.Add(rows.Time[row]);
            if (beyond && !fires) episodes++;
            fires = beyond;
        }
        return new(column, alarms, episodes);
    }
}
