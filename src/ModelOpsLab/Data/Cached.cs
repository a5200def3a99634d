using System.Reflection;
using System.Text.Json;
using ModelOpsLab.Lineage;
using ModelOpsLab.Reporting;

namespace ModelOpsLab.Data;

/// <summary>
/// The result of long work, stored so that a run that is resumed need not do it again:
/// <c>Cached.Value("ridge fit", (history, alpha), static input => Fit(input.history, input.alpha))</c>.
/// </summary>
/// <remarks>
/// A stored result is taken only where a run asks for it (<see cref="ResultCache"/>) and the name, the input by its content, the work's context (in a notebook:
/// the code of this cell and of all before it, packages, as-of date, versions) and every file that the work read through this library are as they were.
/// The work may see its input only: a function that holds on to anything else is refused. What it reads by other means (a database, the network,
/// <c>File.ReadAllText</c>) is not seen: read it outside and hand it in. Fresh or stored, the caller gets the result as read back from its stored form,
/// so that both give the same. Without a run to resume, the work is simply done.
/// </remarks>
public static class Cached
{
    /// <summary>The result of <paramref name="work"/> on <paramref name="input"/>, computed or as stored. The result is stored as JSON.</summary>
    /// <param name="name">Names the result, for people and in the store.</param>
    /// <param name="input">Numbers, texts, dates, frames, records, lists and tuples of them.</param>
    /// <param name="work">A static function: of the input, and of nothing else.</param>
    /// <exception cref="ArgumentException">The work holds on to something besides its input; or the input or the result is of a type whose JSON does not show all of it.</exception>
    public static T Value<TInput, T>(string name, TInput input, Func<TInput, T> work)
    {
        if (ContentHash.Hidden(typeof(T)) is { } hidden)
            throw new ArgumentException($"Cached '{name}': a {typeof(T).Name} cannot be stored as JSON, because {hidden}. Give the functions that write and read it, or return a record of numbers, texts and lists.", nameof(work));
        return Value(name, input, work, value => WholeJson(name, value), Read<T>);
    }

    /// <summary>The result of <paramref name="work"/> on <paramref name="input"/>, stored in a form of its own, as in <c>ModelJson.Write</c> and <c>ModelJson.Read</c>.</summary>
    /// <exception cref="ArgumentException">The work holds on to something besides its input; or the input is of a type whose JSON does not show all of it.</exception>
    public static T Value<TInput, T>(string name, TInput input, Func<TInput, T> work, Func<T, string> write, Func<string, T> read)
    {
        if (work.Target?.GetType().GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic).FirstOrDefault() is { } held)
            throw new ArgumentException($"Cached '{name}': the work must see its input only, and it holds on to '{held.Name}'. Write it as static input => ..., hand in what it needs, and put the functions it calls into a static class.", nameof(work));
        var inputHash = ContentHash.Of(input, $"Cached '{name}': the input");
        if (ResultCache.Current is not { } cache) return read(write(work(input)));
        var file = cache.FileOf(name, inputHash, typeof(T));
        if (cache.Find(name, file) is { } stored) return read(stored);
        using var reads = FileReads.Listen();
        var text = write(work(input));
        if (file is not null) ResultCache.Store(file, name, text, reads.Files);
        return read(text);
    }

    /// <summary>JSON from which the same value comes back, or an error now rather than another value at the next run.</summary>
    static string WholeJson<T>(string name, T value)
    {
        var json = JsonSerializer.Serialize(value, JsonFormat.Options);
        return JsonSerializer.Serialize(Read<T>(json), JsonFormat.Options) == json ? json
            : throw new ArgumentException($"Cached '{name}': a {typeof(T).Name} does not come back from its JSON as it was. Give the functions that write and read it.", nameof(value));
    }

    static T Read<T>(string json) => JsonSerializer.Deserialize<T>(json, JsonFormat.Options)!;
}
