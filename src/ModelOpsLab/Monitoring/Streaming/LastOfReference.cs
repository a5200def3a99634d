using ModelOpsLab.Data;

namespace ModelOpsLab.Monitoring;

/// <summary>The last finite values of the reference, by column and asset: the first change of the stream is one from them, where no more time lies between than ever between two rows of the reference.</summary>
sealed class LastOfReference
{
    readonly Dictionary<string, (long Ticks, double Value)[]> _columns = new(StringComparer.Ordinal);
    readonly long _until;
    readonly long _pause;

    /// <param name="reference">The reference.</param>
    /// <param name="columns">Its columns of numbers that are asked for.</param>
    /// <param name="number">The number of an asset.</param>
    public LastOfReference(Frame reference, IEnumerable<string> columns, Func<string, int> number)
    {
        _pause = Outliers.LongestPause(reference).Ticks;
        _until = reference.Time[^1].Ticks + _pause;
        var codes = new Dictionary<string, int>(StringComparer.Ordinal);
        var rows = AssetCodes.Of(reference, codes);
        int[] numbers = [.. codes.Keys.Select(number)];
        foreach (var name in columns)
        {
            var last = new (long, double)[numbers.Length == 0 ? 0 : numbers.Max() + 1];
            var values = reference[name].Span;
            for (var row = 0; row < values.Length; row++)
                if (double.IsFinite(values[row])) last[numbers[rows[row]]] = (reference.Time[row].Ticks, values[row]);
            _columns[name] = last;
        }
    }

    /// <summary>The last value of an asset before a time; null where it is too long ago.</summary>
    public double? Of(string column, int asset, long ticks) =>
        ticks <= _until && _columns.TryGetValue(column, out var last) && asset < last.Length && last[asset] is { Ticks: > 0 } value && ticks > value.Ticks && ticks - value.Ticks <= _pause ? value.Value : null;
}
