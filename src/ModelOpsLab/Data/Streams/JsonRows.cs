using System.Text;
using System.Text.Json;

namespace ModelOpsLab.Data;

/// <summary>Reads lines that are JSON objects. A member that is absent or null is missing; NaN and infinities are read as some writers write them, which is not JSON.</summary>
sealed class JsonRows(Schema schema, RowCells cells)
{
    const int MostNames = 1_024;

    static readonly byte[][] Infinite = ["NaN"u8.ToArray(), "-Infinity"u8.ToArray(), "Infinity"u8.ToArray()];

    /// <summary>Names in the order in which the last lines had them, which the next line will have too.</summary>
    readonly List<(byte[] Name, string Text, int Target)> _order = [];

    /// <summary>Reads a line into the cells.</summary>
    public void Read(ReadOnlySpan<byte> line)
    {
        cells.Clear();
        try
        {
            Members(line.IndexOf("NaN"u8) >= 0 || line.IndexOf("Infinity"u8) >= 0 ? Quoted(line) : line);
            if (cells.Lost is null) cells.RequireKey();
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            cells.Lose(RowFaultKind.Json, "", $"the line is not a JSON object: '{CsvSource.Shown(line)}'. Write one object a line.");
        }
    }

    void Members(ReadOnlySpan<byte> line)
    {
        var reader = new Utf8JsonReader(line);
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject) throw new JsonException();
        for (var place = 0; reader.Read() && reader.TokenType == JsonTokenType.PropertyName; place++)
        {
            var (text, target) = Member(ref reader, place);
            reader.Read();
            if (!cells.See(target)) cells.Lose(RowFaultKind.Json, text, "the line names it twice, and which is right cannot be told.");
            if (target == RowCells.Unknown) cells.Mar(RowFaultKind.UnknownField, text, $"the schema does not name it, and it is left out.{Spelling.Suggest(text, schema.Named)}");
            if (target is RowCells.Unknown or RowCells.Ignored) reader.Skip();
            else Value(ref reader, text, target);
        }
        while (reader.Read()) { } // what stands behind the object is an error
    }

    (string Text, int Target) Member(ref Utf8JsonReader reader, int place)
    {
        if (place < _order.Count && reader.ValueTextEquals(_order[place].Name)) return (_order[place].Text, _order[place].Target);
        var text = reader.GetString()!;
        var found = (Name: Encoding.UTF8.GetBytes(text), Text: text, Target: cells.TargetOf(text));
        if (place < _order.Count) _order[place] = found;
        else if (place < MostNames) _order.Add(found);
        return (found.Text, found.Target);
    }

    void Value(ref Utf8JsonReader reader, string column, int target)
    {
        var isNumber = target >= 0 && schema.Rule(column).Type != ColumnType.Boolean;
        switch (reader.TokenType)
        {
            case JsonTokenType.Null:
                if (target is RowCells.Time or RowCells.Asset) cells.Set(target, default, quoted: false);
                return;
            case JsonTokenType.Number when isNumber:
                cells.Set(target, reader.ValueSpan, quoted: false);
                return;
            case JsonTokenType.True or JsonTokenType.False when target >= 0 && !isNumber:
                cells.Set(target, reader.ValueSpan, quoted: false);
                return;
            case JsonTokenType.String when target < 0:
                cells.Set(target, reader.ValueIsEscaped ? Encoding.UTF8.GetBytes(reader.GetString()!) : reader.ValueSpan, quoted: true);
                return;
            case JsonTokenType.String when isNumber && IsInfinite(reader.ValueSpan):
                cells.Set(target, reader.ValueSpan, quoted: false);
                return;
            default:
                Wrong(ref reader, column, target);
                return;
        }
    }

    /// <summary>A value of another type than the column's.</summary>
    void Wrong(ref Utf8JsonReader reader, string column, int target)
    {
        var found = reader.TokenType switch
        {
            JsonTokenType.String => $"'{CsvSource.Shown(reader.ValueSpan)}' is a text",
            JsonTokenType.Number => $"{CsvSource.Shown(reader.ValueSpan)} is a number",
            JsonTokenType.True or JsonTokenType.False => $"{CsvSource.Shown(reader.ValueSpan)} is a truth value",
            JsonTokenType.StartArray => "a list stands there",
            _ => "an object stands there",
        };
        reader.Skip();
        var what = target == RowCells.Time ? $"{found}. Write the time as a text, like \"2020-03-16T14:30:00Z\"."
            : $"{found}. {(target >= 0 && schema.Rule(column).Type == ColumnType.Boolean ? "Write true or false" : target >= 0 ? "Write a number without quotes" : "Write a text in quotes")}, or null where there is no value.";
        if (target == RowCells.Time) cells.Lose(RowFaultKind.Time, column, what);
        else if (target == RowCells.Asset) cells.Lose(RowFaultKind.Asset, column, what);
        else cells.Mar(RowFaultKind.Value, column, what);
    }

    static bool IsInfinite(ReadOnlySpan<byte> text)
    {
        foreach (var word in Infinite)
            if (text.SequenceEqual(word)) return true;
        return false;
    }

    /// <summary>The line with NaN and infinities in quotes, where they stand outside of texts.</summary>
    static byte[] Quoted(ReadOnlySpan<byte> line)
    {
        List<byte> quoted = [];
        var inText = false;
        for (var at = 0; at < line.Length;)
        {
            if (!inText && Array.Find(Infinite, Starts(line[at..])) is { } word)
            {
                quoted.AddRange([(byte)'"', .. word, (byte)'"']);
                at += word.Length;
                continue;
            }
            if (inText && line[at] == '\\' && at + 1 < line.Length) quoted.Add(line[at++]);
            else if (line[at] == '"') inText = !inText;
            quoted.Add(line[at++]);
        }
        return [.. quoted];
    }

    static Predicate<byte[]> Starts(ReadOnlySpan<byte> rest)
    {
        var start = rest[..Math.Min(rest.Length, 9)].ToArray();
        return word => start.AsSpan().StartsWith(word);
    }
}
