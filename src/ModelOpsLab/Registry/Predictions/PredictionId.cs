using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace ModelOpsLab.Registry;

/// <summary>Names one logged prediction for good: <c>spx-momentum.000000000012.345</c> is row 345 of segment 12 of a slot. The default value names none.</summary>
/// <param name="Slot">Name of the slot.</param>
/// <param name="Segment">Number of the segment in the slot, from 1.</param>
/// <param name="Row">Place in the segment, from 1.</param>
public readonly record struct PredictionId(string Slot, long Segment, int Row)
{
    const int SegmentDigits = 12;

    /// <summary>Whether it names nothing: the prediction was not logged.</summary>
    public bool IsNone => Row == 0;

    /// <summary>Reads an id.</summary>
    /// <exception cref="FormatException">The text is none.</exception>
    public static PredictionId Parse(string text) => TryParse(text, out var id) ? id
        : throw new FormatException($"'{(text.Length > 80 ? text[..80] + "..." : text)}' is no id of a prediction: slot, twelve digits and a row, as in spx-momentum.000000000012.345.");

    /// <summary>Reads an id; false where the text is none. Each id has one spelling.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out PredictionId id)
    {
        id = default;
        if (text is null || text.LastIndexOf('.') is not (> 0 and var last) || text.LastIndexOf('.', last - 1) is not (> 0 and var middle)) return false;
        if (!long.TryParse(text.AsSpan(middle + 1, last - middle - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var segment)
            || !int.TryParse(text.AsSpan(last + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var row) || segment < 1 || row < 1) return false;
        var found = new PredictionId(text[..middle], segment, row);
        if (!LedgerEntry.IsName(found.Slot) || found.ToString() != text) return false;
        id = found;
        return true;
    }

    /// <summary>As it is written; empty where it names nothing.</summary>
    public override string ToString() => IsNone ? "" : string.Create(CultureInfo.InvariantCulture, $"{Slot}.{SegmentText(Segment)}.{Row}");

    internal static string SegmentText(long segment) => segment.ToString(CultureInfo.InvariantCulture).PadLeft(SegmentDigits, '0');
}
