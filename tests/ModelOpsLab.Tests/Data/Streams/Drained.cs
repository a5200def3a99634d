using System.Globalization;
using System.Text;
using ModelOpsLab.Data;

namespace ModelOpsLab.Tests.Data;

/// <summary>All that a stream gives, as lines of text: rows as <c>time asset numbers</c>, faults as <c>! kind line</c>.</summary>
static class Drained
{
    public static readonly Schema Simple = new() { Timestamp = "time", Features = ["x", "y"] };
    public static readonly Schema Panel = Simple with { Asset = "asset" };

    /// <summary>What there is now, to the end or until nothing more comes.</summary>
    public static List<string> Now(RowStream rows)
    {
        List<string> all = [];
        for (var read = rows.Read(); read is RowRead.Row or RowRead.Fault; read = rows.Read()) all.Add(Text(rows, read));
        return all;
    }

    /// <summary>What there is after as many looks.</summary>
    public static async Task<List<string>> After(RowStream rows, int looks)
    {
        var all = Now(rows);
        for (var look = 0; look < looks; look++)
        {
            await rows.WaitAsync(TestContext.Current.CancellationToken);
            all.AddRange(Now(rows));
        }
        return all;
    }

    public static string Text(RowStream rows, RowRead read)
    {
        if (read == RowRead.Fault) return $"! {rows.Fault.Kind} {rows.Fault.Line.ToString(CultureInfo.InvariantCulture)}";
        var row = rows.Row;
        var text = new StringBuilder(Timestamp.ToText(Timestamp.FromDateTime(row.Time)));
        if (row.Asset.Length > 0) text.Append(' ').Append(row.Asset);
        foreach (var number in row.Numbers) text.Append(' ').Append(number.ToString("R", CultureInfo.InvariantCulture));
        return text.ToString();
    }

    /// <summary>A text as standard input.</summary>
    public static RowStream Of(string text, Schema? schema = null, RowStreamOptions? options = null) => Of(Encoding.UTF8.GetBytes(text), schema, options);

    public static RowStream Of(byte[] bytes, Schema? schema = null, RowStreamOptions? options = null) => RowStream.Of(new MemoryStream(bytes), "input", schema ?? Simple, options);

    /// <summary>All of a stream that ends, read ahead or not.</summary>
    public static List<string> All(RowStream rows)
    {
        using (rows)
        {
            List<string> all = [];
            for (var read = rows.Read(); read != RowRead.End; read = rows.Read())
                if (read == RowRead.Idle) rows.WaitAsync(TestContext.Current.CancellationToken).GetAwaiter().GetResult();
                else all.Add(Text(rows, read));
            return all;
        }
    }
}

/// <summary>A file in a folder of its own.</summary>
sealed class GrowingFile : IDisposable
{
    readonly string _folder = Directory.CreateTempSubdirectory("rows-").FullName;

    public GrowingFile(string text = "", string name = "rows.csv")
    {
        Path = System.IO.Path.Combine(_folder, name);
        if (text.Length > 0) File.WriteAllText(Path, text);
    }

    public string Path { get; }
    public string Other(string name) => System.IO.Path.Combine(_folder, name);
    public void Append(string text) => File.AppendAllText(Path, text);

    public RowStream Follow(Schema? schema = null, RowPosition? from = null) => RowStream.Open(Path, schema ?? Drained.Simple, new() { Follow = true, Clock = new JumpingClock() }, from);

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
