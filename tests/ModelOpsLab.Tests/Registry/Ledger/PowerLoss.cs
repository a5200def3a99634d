using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace ModelOpsLab.Tests.Registry;

/// <summary>
/// What a process did to the files of a folder, as strace recorded it, and what a disk may hold if the power fails: a
/// write that was not flushed is there or not, whatever came before or after it, or half of it is; a name that was made,
/// renamed or removed since its folder was flushed likewise.
/// </summary>
sealed partial class PowerLoss
{
    abstract record Step;
    sealed record Create(string Path, int File) : Step;
    sealed record Remove(string Path) : Step;
    sealed record Rename(string From, string To, int File) : Step;
    sealed record Write(int File, long Offset, byte[] Bytes) : Step;
    sealed record Truncate(int File, long Length) : Step;
    sealed record FlushFile(int File) : Step;
    sealed record FlushFolder(string Path) : Step;
    sealed record Acknowledge(long Sequence) : Step;

    const int Folder = -1, Sector = 512;

    readonly string _root;
    readonly Dictionary<string, int> _names = new(StringComparer.Ordinal);
    readonly Dictionary<int, byte[]> _contents = [];
    readonly List<Step> _steps = [];

    /// <param name="root">The folder; what it holds now is on disk.</param>
    internal PowerLoss(string root)
    {
        _root = root;
        foreach (var folder in Directory.GetDirectories(root, "*", SearchOption.AllDirectories)) _names[folder] = Folder;
        foreach (var file in Directory.GetFiles(root, "*", SearchOption.AllDirectories)) _contents[_names[file] = _contents.Count] = File.ReadAllBytes(file);
    }

    /// <summary>The calls to trace, for strace's <c>-e</c>; with <c>-f -qq -y -xx -s 100000</c>.</summary>
    internal const string Calls = "trace=openat,pwrite64,write,ftruncate,fsync,fdatasync,unlink,unlinkat,rename,renameat2,mkdir,mkdirat";

    /// <summary>Reads what strace wrote; returns how many calls changed or flushed something.</summary>
    internal int Read(IEnumerable<string> trace)
    {
        var names = new Dictionary<string, int>(_names, StringComparer.Ordinal);
        var files = _contents.Count;
        foreach (var match in trace.Select(line => Call().Match(line)).Where(m => m.Success))
        {
            var (call, arguments) = (match.Groups["call"].Value, match.Groups["arguments"].Value);
            if (match.Groups["result"].Value.StartsWith('-')) continue;
            var texts = Quoted().Matches(arguments).Select(m => Bytes(m.Groups[1].Value)).ToArray();
            var descriptor = Descriptor().Match(arguments) is { Success: true } d ? Encoding.UTF8.GetString(Bytes(d.Groups[2].Value)) : "";
            if (call == "write")
            {
                if (descriptor.StartsWith("pipe:", StringComparison.Ordinal) && Encoding.ASCII.GetString(texts[0]) is [.. var digits, '\n'] && long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var sequence)) _steps.Add(new Acknowledge(sequence));
                continue;
            }
            var path = texts.Length > 0 && call is not "pwrite64" ? Encoding.UTF8.GetString(texts[0]) : descriptor;
            if (!path.StartsWith(_root, StringComparison.Ordinal) || path.Contains(".queue", StringComparison.Ordinal)) continue;
            switch (call)
            {
                case "openat" when arguments.Contains("O_CREAT", StringComparison.Ordinal) && !names.ContainsKey(path):
                    _steps.Add(new Create(path, names[path] = files++));
                    break;
                case "openat" when arguments.Contains("O_TRUNC", StringComparison.Ordinal): _steps.Add(new Truncate(names[path], 0)); break;
                case "mkdir" or "mkdirat": _steps.Add(new Create(path, names[path] = Folder)); break;
                case "pwrite64": _steps.Add(new Write(names[path], Last(arguments), texts[0])); break;
                case "ftruncate": _steps.Add(new Truncate(names[path], Last(arguments))); break;
                case "unlink" or "unlinkat" when names.Remove(path): _steps.Add(new Remove(path)); break;
                case "rename" or "renameat2":
                    var to = Encoding.UTF8.GetString(texts[1]);
                    names.Remove(path, out var file);
                    _steps.Add(new Rename(path, to, names[to] = file));
                    break;
                case "fsync" or "fdatasync": _steps.Add(path == _root || names[path] == Folder ? new FlushFolder(path) : new FlushFile(names[path])); break;
            }
        }
        return _steps.Count;
    }

    /// <summary>The states a disk may be in, and what had been acknowledged by then; at most so many at each flush.</summary>
    internal IEnumerable<(long Acknowledged, IReadOnlyDictionary<string, byte[]> Files)> States(int perFlush, Random random)
    {
        var (durable, waiting, acknowledged) = (new List<Step>(), new List<Step>(), 0L);
        foreach (var step in _steps.Append(new FlushFolder("")))
            switch (step)
            {
                case Acknowledge a: acknowledged = a.Sequence; break;
                // All that may be lost is waiting just before a flush: what a crash between two writes leaves is among its subsets
                case FlushFile or FlushFolder:
                    foreach (var chosen in Subsets(waiting, perFlush, random)) yield return (acknowledged, After(durable, chosen));
                    durable.AddRange(waiting.Where(w => IsFlushed(w, step)));
                    waiting.RemoveAll(w => IsFlushed(w, step));
                    break;
                default: waiting.Add(step); break;
            }
    }

    static bool IsFlushed(Step waiting, Step flush) => (waiting, flush) switch
    {
        (Write w, FlushFile f) => w.File == f.File,
        (Truncate t, FlushFile f) => t.File == f.File,
        (Create c, FlushFolder f) => Path.GetDirectoryName(c.Path) == f.Path,
        (Remove r, FlushFolder f) => Path.GetDirectoryName(r.Path) == f.Path,
        (Rename r, FlushFolder f) => Path.GetDirectoryName(r.To) == f.Path,
        _ => false,
    };

    /// <summary>Every subset where there are few; else none, all, all but one, one alone, and some drawn; and some with a torn write.</summary>
    static IEnumerable<IReadOnlyList<Step>> Subsets(List<Step> waiting, int most, Random random)
    {
        if (waiting.Count < 30 && 1 << waiting.Count <= most)
            for (var mask = 0; mask < 1 << waiting.Count; mask++) yield return [.. waiting.Where((_, i) => (mask >> i & 1) == 1)];
        else
        {
            yield return [];
            yield return [.. waiting];
            foreach (var one in waiting.OrderBy(_ => random.Next()).Take(most / 4)) yield return [.. waiting.Where(w => w != one)];
            foreach (var one in waiting.OrderBy(_ => random.Next()).Take(most / 4)) yield return [one];
            for (var i = 0; i < most / 3; i++) yield return [.. waiting.Where(_ => random.Next(2) == 1)];
        }
        foreach (var torn in waiting.OfType<Write>().Where(w => w.Bytes.Length > Sector).OrderBy(_ => random.Next()).Take(Math.Max(1, most / 8)))
        {
            var cut = Sector * random.Next(1, (torn.Bytes.Length + Sector - 1) / Sector);
            var half = random.Next(2) == 0 ? torn with { Bytes = torn.Bytes[..cut] } : torn with { Offset = torn.Offset + cut, Bytes = torn.Bytes[cut..] };
            yield return [.. waiting.Where(w => w == torn || random.Next(2) == 1).Select(w => w == torn ? half : w)];
        }
    }

    Dictionary<string, byte[]> After(List<Step> durable, IReadOnlyList<Step> chosen)
    {
        var names = new Dictionary<string, int>(_names, StringComparer.Ordinal);
        var contents = _contents.ToDictionary(c => c.Key, c => c.Value);
        foreach (var step in durable.Concat(chosen))
            switch (step)
            {
                case Create c: names[c.Path] = c.File; break;
                case Remove r: names.Remove(r.Path); break;
                case Rename r: names.Remove(r.From); names[r.To] = r.File; break;
                case Truncate t: contents[t.File] = Sized(contents.GetValueOrDefault(t.File, []), t.Length, exactly: true); break;
                case Write w:
                    var bytes = Sized(contents.GetValueOrDefault(w.File, []), w.Offset + w.Bytes.Length, exactly: false);
                    w.Bytes.CopyTo(bytes, w.Offset);
                    contents[w.File] = bytes;
                    break;
            }
        return names.Where(n => n.Value != Folder && Reachable(n.Key, names)).ToDictionary(n => Path.GetRelativePath(_root, n.Key), n => contents.GetValueOrDefault(n.Value, []));
    }

    bool Reachable(string path, Dictionary<string, int> names) => Path.GetDirectoryName(path) is { } folder && (folder == _root || (names.ContainsKey(folder) && Reachable(folder, names)));

    static byte[] Sized(byte[] bytes, long length, bool exactly)
    {
        var sized = new byte[exactly ? length : Math.Max(length, bytes.Length)];
        Array.Copy(bytes, sized, Math.Min(bytes.Length, sized.Length));
        return sized;
    }

    static long Last(string arguments) => long.Parse(arguments[(arguments.LastIndexOf(' ') + 1)..], CultureInfo.InvariantCulture);

    static byte[] Bytes(string escaped) => escaped.StartsWith(@"\x", StringComparison.Ordinal) ? Convert.FromHexString(escaped.Replace(@"\x", "", StringComparison.Ordinal)) : Encoding.UTF8.GetBytes(escaped);

    [GeneratedRegex(@"^\d+ +(?<call>\w+)\((?<arguments>.*?)(?:\) += (?<result>-?\d+).*| <unfinished \.\.\.>)$", RegexOptions.Singleline)]
    private static partial Regex Call();

    [GeneratedRegex(@"""((?:\\x[0-9a-f]{2})*)""")]
    private static partial Regex Quoted();

    [GeneratedRegex(@"^(\d+)<([^>]*)>")]
    private static partial Regex Descriptor();
}
