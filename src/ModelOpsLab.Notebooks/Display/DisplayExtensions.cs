using ModelOpsLab.Notebooks;

#pragma warning disable IDE0130 // .NET Interactive keeps these in System, so that cells need no using
namespace System;

/// <summary>Shows any value from a notebook cell: <c>value.Display()</c>.</summary>
public static class DisplayExtensions
{
    /// <summary>Shows the value now, in the given media types or in all it has.</summary>
    /// <exception cref="InvalidOperationException">Called outside a notebook cell.</exception>
    public static DisplayedValue Display<T>(this T value, params string[] mimeTypes) => DisplayedValue.Show(value, mimeTypes);

    /// <summary>Shows the value in one media type.</summary>
    public static DisplayedValue DisplayAs<T>(this T value, string mimeType) => DisplayedValue.Show(value, [mimeType]);

    /// <summary>Shows a sequence as a table, whatever it holds: the first <paramref name="rowCount"/> rows, then how many more.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Fewer than one row.</exception>
    public static DisplayedValue DisplayTable<T>(this IEnumerable<T> rows, int rowCount = 20)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(rowCount, 1);
        return DisplayedValue.Show(Formatters.FormatTable(rows, rowCount), []);
    }
}
