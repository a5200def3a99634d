using System.Buffers.Text;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json.Nodes;

namespace ModelOpsLab.Notebooks;

/// <summary>One list of a Plotly trace: numbers, dates, or words.</summary>
/// <param name="Texts">Each value as the figure writes it.</param>
/// <param name="Numbers">Each as a number, NaN where it is none; days since 1970-01-01 where <paramref name="AreDates"/>.</param>
/// <param name="AreNumbers">Whether all that are there are numbers or dates.</param>
/// <param name="AreDates">Whether all that are there are ISO dates.</param>
sealed record PlotlyValues(IReadOnlyList<string> Texts, IReadOnlyList<double> Numbers, bool AreNumbers, bool AreDates)
{
    /// <summary>The list under a name, also where it is packed in Base64; null where the trace has none.</summary>
    public static PlotlyValues? Of(JsonObject trace, string name) => trace[name] switch
    {
        JsonArray list => Of(list),
        JsonObject packed when Unpacked(packed) is { } numbers => new([.. numbers.Select(Text)], numbers, true, false),
        _ => null,
    };

    /// <summary>0, 1, 2 and so on, as Plotly counts where no positions are given.</summary>
    public static PlotlyValues Counted(int count) => new([.. Enumerable.Range(0, count).Select(i => Text(i))], [.. Enumerable.Range(0, count).Select(i => (double)i)], true, false);

    static PlotlyValues Of(JsonArray list)
    {
        string[] texts = [.. list.Select(value => value?.ToString() ?? "")];
        double[] numbers = [.. list.Select(value => value is JsonValue number && number.TryGetValue(out double n) ? n : double.NaN)];
        bool[] there = [.. list.Select(value => value is not null)];
        if (!there.Where((is_there, i) => is_there && !double.IsFinite(numbers[i])).Any()) return new(texts, numbers, true, false);
        double[] days = [.. texts.Select(Day)];
        var dates = !there.Where((is_there, i) => is_there && !double.IsFinite(days[i])).Any();
        return new(texts, dates ? days : numbers, dates, dates);
    }

    static double Day(string text) =>
        text.Length >= 8 && text.Contains('-', StringComparison.Ordinal) && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time)
            ? (time - DateTimeOffset.UnixEpoch).TotalDays
            : double.NaN;

    static double[]? Unpacked(JsonObject packed)
    {
        var text = packed["bdata"]?.ToString() ?? "";
        if (!Base64.IsValid(text)) return null;
        var bytes = Convert.FromBase64String(text);
        return packed["dtype"]?.ToString() switch
        {
            "f8" => Cast<double>(bytes),
            "f4" => Cast<float>(bytes),
            "i4" => Cast<int>(bytes),
            "u4" => Cast<uint>(bytes),
            "i2" => Cast<short>(bytes),
            "u2" => Cast<ushort>(bytes),
            "i1" => Cast<sbyte>(bytes),
            "u1" or "u1c" => Cast<byte>(bytes),
            _ => null,
        };
    }

    static double[] Cast<T>(byte[] bytes) where T : unmanaged, System.Numerics.INumber<T>
    {
        var values = MemoryMarshal.Cast<byte, T>(bytes.AsSpan(0, bytes.Length - bytes.Length % Marshal.SizeOf<T>()));
        var numbers = new double[values.Length];
        for (var i = 0; i < numbers.Length; i++) numbers[i] = double.CreateChecked(values[i]);
        return numbers;
    }

    static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}
