using System.Globalization;
using System.Text;
using CsvHelper;
using ModelOpsLab.Lineage;

namespace ModelOpsLab.Data;

/// <summary>Reads and writes frames as CSV (RFC 4180, UTF-8), parsed with the schema and never sniffed. An empty cell is missing; <c>""</c> in a text column is an empty text.</summary>
/// <remarks>What does not fit the schema's limits (minimum, maximum, allowed, nullable) is read: judging values is monitoring's work. What cannot be read at all is an error that names file, line, column and value.</remarks>
static class FrameCsv
{
    static readonly CsvReaderOptions Options = new()
    {
        Separator = ',', HasHeader = false, SkipEmptyLines = false, TrackLineNumbers = true,
        MalformedData = CsvMalformedDataHandling.Throw, FieldCountMismatch = CsvFieldCountHandling.Allow,
        Encoding = null,
    };

    public static Frame Read(string path, Schema schema)
    {
        Require(path);
        using var reader = CsvReader.FromFile(path, Options);
        return Read(reader, schema, path);
    }

    static void Require(string path)
    {
        if (!File.Exists(path))
            throw new FileNotFoundException($"There is no file '{path}'. {(Directory.Exists(path) ? "It is a folder: give a file in it." : $"The current folder is '{Environment.CurrentDirectory}': check the path.")}", path);
        FileReads.Note(path);
        RequireUtf8Start(path);
    }

    /// <summary>A file whose rows may stand in any order, with the line of each: for whoever puts them in order and says so.</summary>
    public static (Frame Frame, IReadOnlyList<long> Lines) ReadUnordered(string path, Schema schema)
    {
        Require(path);
        using var reader = CsvReader.FromFile(path, Options);
        return Rows(new(path, reader), schema);
    }

    /// <summary>Text read as <see cref="ReadUnordered"/> reads a file.</summary>
    public static (Frame Frame, IReadOnlyList<long> Lines) ParseUnordered(string text, Schema schema, string source)
    {
        using var reader = CsvReader.Create(Encoding.UTF8.GetBytes(text), Options);
        return Rows(new(source, reader), schema);
    }

    public static Frame Parse(string text, Schema schema, string source)
    {
        using var reader = CsvReader.Create(Encoding.UTF8.GetBytes(text), Options);
        return Read(reader, schema, source);
    }

    /// <summary>A file's bytes, wherever they are kept now.</summary>
    public static Frame Parse(byte[] bytes, Schema schema, string source)
    {
        RequireUtf8Start(bytes, source);
        using var reader = CsvReader.Create(bytes, Options);
        return Read(reader, schema, source);
    }

    static Frame Read(CsvReader reader, Schema schema, string source)
    {
        var file = new CsvSource(source, reader);
        var (frame, lines) = Rows(file, schema);
        return frame.FirstDisorder() is { } row ? throw Disorder(file, frame, row, lines) : frame;
    }

    static (Frame Frame, List<long> Lines) Rows(CsvSource file, Schema schema)
    {
        var (reader, source) = (file.Reader, file.Name);
        try
        {
            if (!file.Next()) throw new InvalidDataException($"{source} is empty. It needs a header line that names at least: {string.Join(", ", schema.Named)}.");
            var header = Header(file);
            file.Header = header;
            var wanted = Wanted(file, header, schema);
            var cells = Array.ConvertAll(wanted, name => CsvCells.For(name, schema.Rule(name)));
            var positions = Array.ConvertAll(wanted, name => Array.IndexOf(header, name));
            var lines = new List<long>();
            long blank = 0;
            while (file.Next())
            {
                if (reader.RawRecord.IsEmpty) { if (blank == 0) blank = file.Line; continue; }
                if (blank > 0) throw file.At(blank, "", "the line is empty. Remove it, or give it a row.");
                if (reader.FieldCount != header.Length)
                    throw file.At(file.Line, "", $"{Cells(reader.FieldCount)}, expected {header.Length} as in the header: '{CsvSource.Shown(reader.RawRecord)}'. Quote a cell that holds a comma.");
                for (var c = 0; c < cells.Length; c++) Add(file, cells[c], positions[c], schema);
                lines.Add(file.Line);
            }
            if (lines.Count == 0) throw new InvalidDataException($"{source} has a header but no rows.");
            return (Frame.Unordered(schema, [.. cells.Select(c => c.Build())], [.. header.Except(wanted)]), lines);
        }
        catch (CsvFormatException broken)
        {
            throw new InvalidDataException($"{source}, line {Text(broken.LineNumber)}: a quote is not closed, or stands inside a cell. Close it, or quote the whole cell and write the quote inside it twice. ({broken.Message})", broken);
        }
    }

    static void Add(CsvSource file, CsvCells column, int position, Schema schema)
    {
        var reader = file.Reader;
        var cell = reader.GetSpan(position);
        var missing = cell.IsEmpty && !(column.KeepsEmptyText && !reader.GetRawSpan(position).IsEmpty);
        if (missing && (column.Name == schema.Timestamp || column.Name == schema.Asset))
            throw file.At(file.LineOf(position), column.Name, $"the cell is empty. Every row needs {(column.Name == schema.Asset ? "an asset" : "a time")}.");
        if (column.Add(cell, missing) is { } problem)
            throw file.At(file.LineOf(position), column.Name, $"'{CsvSource.Shown(cell)}' {problem}.");
    }

    static string[] Header(CsvSource file)
    {
        var header = new string[file.Reader.FieldCount];
        for (var i = 0; i < header.Length; i++)
        {
            header[i] = file.Reader.GetString(i).TrimStart('\uFEFF');
            var earlier = Array.IndexOf(header, header[i], 0, i);
            if (earlier >= 0) throw file.At(file.Line, header[i], $"the header names it twice, as columns {Text(earlier + 1)} and {Text(i + 1)}. Rename one of them.");
        }
        return header;
    }

    static string[] Wanted(CsvSource file, string[] header, Schema schema)
    {
        if (schema.Named.Except(header).FirstOrDefault() is { } absent)
            throw file.At(file.Line, absent, header is [var only] && only.IndexOfAny([';', '\t', '|']) is >= 0 and var at
                ? $"the header is one cell, '{CsvSource.Shown(Encoding.UTF8.GetBytes(only))}', separated by '{(only[at] == '\t' ? "tab" : only[at])}'. Write the file with commas."
                : $"the schema names it, the header does not. It has: {string.Join(", ", header)}.{(Spelling.Suggest(absent, header) is { Length: > 0 } near ? near : " Add the column, or take it out of the schema.")}");
        return [.. header.Intersect(schema.Named)];
    }

    static InvalidDataException Disorder(CsvSource file, Frame frame, int row, List<long> lines)
    {
        var by = frame.Schema.Asset is null ? "time" : "time, then asset";
        return file.At(lines[row], frame.Schema.Timestamp, frame.KeyText(row) == frame.KeyText(row - 1)
            ? $"'{frame.KeyText(row)}' stands on line {Text(lines[row - 1])} already. Each {by.Replace(", then", " and")} may have one row: remove one."
            : $"'{frame.KeyText(row)}' comes after '{frame.KeyText(row - 1)}' of line {Text(lines[row - 1])}. Rows must ascend by {by}: sort the file.");
    }

    static void RequireUtf8Start(string path)
    {
        Span<byte> start = stackalloc byte[2];
        using var file = File.OpenRead(path);
        RequireUtf8Start(start[..file.ReadAtLeast(start, 2, throwOnEndOfStream: false)], path);
    }

    static void RequireUtf8Start(ReadOnlySpan<byte> start, string source)
    {
        if (start is [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..]) throw new InvalidDataException($"{source}, line 1: the file is UTF-16. Save it as UTF-8.");
    }

    static string Cells(int count) => count == 1 ? "1 cell" : $"{Text(count)} cells";

    static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    public static void Write(Frame frame, TextWriter writer)
    {
        using var csv = CsvWriter.Create(writer, new CsvWriterOptions { NewLine = "\n" }, leaveOpen: true);
        foreach (var column in frame.Columns) csv.WriteField(column.Name);
        csv.EndRecord();
        for (var row = 0; row < frame.Count; row++)
        {
            foreach (var column in frame.Columns)
            {
                var text = column.TextAt(row);
                csv.WriteField(text, text.Length == 0 && !column.IsMissing(row) ? CsvQuoting.Always : CsvQuoting.WhenNeeded);
            }
            csv.EndRecord();
        }
    }
}
