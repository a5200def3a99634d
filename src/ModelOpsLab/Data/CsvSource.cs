using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Unicode;
using CsvHelper;

namespace ModelOpsLab.Data;

/// <summary>The file that is being read, for error messages: which line, which column, what stood there.</summary>
sealed class CsvSource(string name, CsvReader reader)
{
    public CsvReader Reader => reader;
    public string Name => name;
    public IReadOnlyList<string> Header { get; set; } = [];
    public long Line { get; private set; }

    /// <summary>Moves to the next record, which must be UTF-8.</summary>
    public bool Next()
    {
        if (!reader.Read()) return false;
        Line = reader.LineNumber;
        if (!Utf8.IsValid(reader.RawRecord)) throw Broken();
        return true;
    }

    /// <summary>Line on which a field of the record starts: after the line breaks of the quoted cells before it.</summary>
    public long LineOf(int field)
    {
        var line = Line;
        for (var i = 0; i < field; i++)
        {
            var raw = reader.GetRawSpan(i);
            line += raw.Count((byte)'\n') + raw.Count((byte)'\r') - raw.Count("\r\n"u8);
        }
        return line;
    }

    public InvalidDataException At(long line, string column, string problem) =>
        new($"{name}, line {line.ToString(CultureInfo.InvariantCulture)}{(column.Length > 0 ? $", column '{column}'" : "")}: {problem}");

    InvalidDataException Broken()
    {
        for (var i = 0; i < reader.FieldCount; i++)
            if (!Utf8.IsValid(reader.GetRawSpan(i)))
                return At(LineOf(i), i < Header.Count ? Header[i] : "", $"'{Shown(reader.GetRawSpan(i))}' is not UTF-8. Save the file as UTF-8.");
        return At(Line, "", "the line is not UTF-8. Save the file as UTF-8.");
    }

    /// <summary>At most 40 characters, what is not text escaped: a NUL byte as <c>\x00</c>.</summary>
    public static string Shown(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder();
        while (!bytes.IsEmpty && text.Length < 40)
        {
            if (Rune.DecodeFromUtf8(bytes, out var rune, out var used) == OperationStatus.Done && !Rune.IsControl(rune)) text.Append(rune.ToString());
            else text.Append(string.Concat(bytes[..used].ToArray().Select(b => b == '\n' ? "\\n" : b == '\r' ? "\\r" : $"\\x{b:X2}")));
            bytes = bytes[used..];
        }
        return bytes.IsEmpty ? text.ToString() : text + "…";
    }
}
