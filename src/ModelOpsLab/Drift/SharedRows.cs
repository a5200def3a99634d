using ModelOpsLab.Data;
using ModelOpsLab.Reporting;

namespace ModelOpsLab.Drift;

/// <summary>Rows of the period that the reference holds too. They are compared with themselves, and hide a drift: a crash that is among the past windows is never further than all of them.</summary>
static class SharedRows
{
    const string Metric = "rows_in_reference";

    public static readonly Threshold Limit = Threshold.Above(Metric, 0, null, "the reference holds these rows of the period too, so that they are compared with themselves: give a reference without them");

    /// <summary>How many: the same time, the same asset and the same values of all columns, of which one at least is there.</summary>
    public static int Of(Frame reference, Frame current, IReadOnlyList<string> columns)
    {
        string[] keys = [.. columns.Where(c => reference.Has(c) && current.Has(c)), .. current.Schema.Asset is { } asset && reference.Has(asset) && current.Has(asset) ? [asset] : (string[])[]];
        (Column Before, Column Now)[] pairs = [.. keys.Select(c => (reference[c], current[c]))];
        if (columns.Count == 0 || pairs.Length == 0 || pairs.Any(p => p.Before.Type != p.Now.Type)) return 0;
        var shared = 0;
        for (int row = 0, first = 0; row < current.Count; row++)
        {
            while (first < reference.Count && reference.Time[first] < current.Time[row]) first++;
            if (columns.All(c => !current.Has(c) || current[c].TextAt(row) is "" or "NaN")) continue;
            for (var before = first; before < reference.Count && reference.Time[before] == current.Time[row]; before++)
            {
                if (!pairs.All(p => Same(p.Before, before, p.Now, row))) continue;
                shared++;
                break;
            }
        }
        return shared;
    }

    public static IEnumerable<Measurement> Measure(int shared, int rows) => shared == 0 ? [] : [new(Metric, (double)shared / rows) { Count = rows, Unit = "%" }];

    static bool Same(Column before, int was, Column now, int row) => before.IsNumeric
        ? before.Span[was].Equals(now.Span[row])
        : before.IsMissing(was) == now.IsMissing(row) && before.TextAt(was) == now.TextAt(row);
}
