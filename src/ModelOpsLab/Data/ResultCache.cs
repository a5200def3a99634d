using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using ModelOpsLab.Lineage;
using ModelOpsLab.Reporting;
using ModelOpsLab.Storage;

namespace ModelOpsLab.Data;

/// <summary>A result that was asked of the cache. <paramref name="Cell"/> is where; <paramref name="Reused"/> whether it was taken as stored, and <paramref name="Because"/> why, or why not.</summary>
public sealed record CachedResult(int Cell, string Name, bool Reused, string Because);

/// <summary>
/// Where a run stores the results of <see cref="Cached"/>: one file each in a folder, named by what the result depends on. It holds in the flow of control that opened it.
/// Every result is stored; stored ones are taken only where the run is resumed. A file that is not whole is refused, and the work done again.
/// </summary>
public sealed class ResultCache : IDisposable
{
    const string Form = "modelops-cached-1";

    static readonly AsyncLocal<ResultCache?> Ambient = new();

    readonly ResultCache? _outer = Ambient.Value;
    readonly Lock _lock = new();
    readonly List<CachedResult> _results = [];
    readonly string _folder;
    readonly bool _resume;
    int _place;
    Func<string?> _context = static () => "";

    ResultCache(string folder, bool resume) => (_folder, _resume) = (folder, resume);

    internal static ResultCache? Current => Ambient.Value;

    /// <summary>What was asked so far, in order.</summary>
    public IReadOnlyList<CachedResult> Results
    {
        get
        {
            lock (_lock) return [.. _results];
        }
    }

    /// <summary>Opens a folder, which need not exist, until it is disposed; with <paramref name="resume"/> its results are taken again.</summary>
    public static ResultCache Open(string folder, bool resume) => Ambient.Value = new(folder, resume);

    /// <summary>Says at which place the following results are asked, and what they depend on besides their input: a text, or null where that cannot be told, so that nothing is taken or stored.</summary>
    public void Enter(int place, Func<string?> context) => (_place, _context) = (place, context);

    /// <inheritdoc/>
    public void Dispose() => Ambient.Value = _outer;

    /// <summary>The stored form of a result; null where it has to be computed.</summary>
    internal string? Find(string name, string? file)
    {
        if (!_resume) return Note(name, "the run does not resume another");
        if (file is null) return Note(name, "what the cell depends on cannot be told from its code");
        if (!File.Exists(file)) return Note(name, "nothing is stored for this code, input, packages and versions");
        var lines = File.ReadAllText(file).Split('\n', 3);
        if (lines is not [Form, var hash, var body] || hash != ContentId.Of(Encoding.UTF8.GetBytes(body))) return Note(name, $"{file} is damaged");
        var stored = JsonFormat.Read<Entry>(body, "stored result");
        foreach (var read in stored.Reads)
            if (!File.Exists(read.Path) || ContentId.OfFile(read.Path) != read.Sha256) return Note(name, $"{read.Path} has changed");
        foreach (var read in stored.Reads) FileReads.Note(read.Path);
        Add(new(_place, name, true, "code, input, packages, versions and files read are as they were"));
        return stored.Value;
    }

    internal static void Store(string file, string name, string value, IReadOnlyList<FileRead> reads)
    {
        var body = JsonFormat.Write(new Entry(name, value, reads));
        AtomicFile.Write(file, $"{Form}\n{ContentId.Of(Encoding.UTF8.GetBytes(body))}\n{body}");
    }

    /// <summary>The file named by all that a result depends on, the build of this library included; null where that cannot be told.</summary>
    internal string? FileOf(string name, string input, Type type)
    {
        if (_context() is not { } context) return null;
        string[] parts =
        [
            Form, name, input, type.ToString(), typeof(ResultCache).Module.ModuleVersionId.ToString(), Environment.Version.ToString(),
            RuntimeInformation.ProcessArchitecture.ToString(), context,
        ];
        var key = ContentId.Of(Encoding.UTF8.GetBytes(string.Concat(parts.Select(part => string.Create(CultureInfo.InvariantCulture, $"{part.Length}:{part}\n")))));
        var plain = new string([.. name.Where(c => char.IsAsciiLetterOrDigit(c) || c is '-' or ' ').Take(40)]).Trim().Replace(' ', '-');
        return Path.Combine(_folder, $"{plain}-{key}.json");
    }

    string? Note(string name, string because)
    {
        Add(new(_place, name, false, because));
        return null;
    }

    void Add(CachedResult result)
    {
        lock (_lock) _results.Add(result);
    }

    sealed record Entry(string Name, string Value, IReadOnlyList<FileRead> Reads);
}
