using System.Globalization;
using System.Text.RegularExpressions;

namespace ModelOpsLab.Data;

/// <summary>One of the files that a rotated file was or is.</summary>
readonly record struct FileGeneration(string Path, string Identity, DateTime Written);

/// <summary>A file that is rotated, with its older files: <c>rows.csv.2</c>, <c>rows.csv-20200309</c>, <c>rows.1.csv</c>. Compressed ones are left alone.</summary>
static partial class FileGenerations
{
    const int MostLooks = 20;

    /// <summary>Those there are, oldest first, by when they were last written and then by number downwards; the file itself comes last.</summary>
    public static FileGeneration[] Of(string path)
    {
        // Until two looks agree: files may be renamed while they are listed
        var files = Look(path);
        for (var look = 1; look < MostLooks; look++)
        {
            var again = Look(path);
            if (again.Select(file => (file.Path, file.Identity)).SequenceEqual(files.Select(file => (file.Path, file.Identity)))) return again;
            files = again;
        }
        return files;
    }

    /// <summary>The one that comes after a file, which may be gone: then the first that was written later, or the file itself.</summary>
    public static FileGeneration? After(string path, string identity, DateTime written)
    {
        var files = Of(path);
        var at = Array.FindIndex(files, file => file.Identity == identity);
        if (at < 0) at = Array.FindIndex(files, file => file.Written > written || file.Path == path) is >= 0 and var later ? later - 1 : files.Length;
        return at + 1 < files.Length ? files[at + 1] : null;
    }

    static FileGeneration[] Look(string path)
    {
        var full = Path.GetFullPath(path);
        var (name, stem, end) = (Path.GetFileName(full), Path.GetFileNameWithoutExtension(full), Path.GetExtension(full));
        try
        {
            return [.. new DirectoryInfo(Path.GetDirectoryName(full)!).EnumerateFiles(stem + "*")
                .Select(file => (File: new FileGeneration(file.Name == name ? path : file.FullName, FileIdentity.Of(file.FullName) ?? "", file.LastWriteTimeUtc), IsLast: file.Name == name, Mark: Mark(file.Name, name, stem, end)))
                .Where(file => file.File.Identity.Length > 0 && (file.IsLast || file.Mark.Length > 0))
                .OrderBy(file => file.IsLast).ThenBy(file => file.File.Written).ThenByDescending(file => Number(file.Mark)).ThenBy(file => file.File.Path, StringComparer.Ordinal)
                .Select(file => file.File)];
        }
        catch (DirectoryNotFoundException)
        {
            return [];
        }
    }

    /// <summary>What stands between or behind the parts of the name; empty where that is no number or date.</summary>
    static string Mark(string other, string name, string stem, string end)
    {
        var mark = other.StartsWith(name, StringComparison.Ordinal) ? other[name.Length..]
            : other.StartsWith(stem, StringComparison.Ordinal) && other.EndsWith(end, StringComparison.Ordinal) && other.Length > stem.Length + end.Length ? other[stem.Length..^end.Length] : "";
        return Marks().IsMatch(mark) ? mark : "";
    }

    /// <summary>The number of a generation, higher is older; 0 for a date.</summary>
    static int Number(string mark) => mark.Length <= 5 && int.TryParse(mark.AsSpan().Trim("._-"), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;

    [GeneratedRegex(@"^[._-]?\d[\dTZ:._-]*$")]
    private static partial Regex Marks();
}
