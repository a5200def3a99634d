using System.Globalization;
using System.Text.RegularExpressions;

namespace ModelOpsLab.Data;

/// <summary>The older files of a file that is rotated: <c>rows.csv.2</c>, <c>rows.csv-20200309</c>, <c>rows.1.csv</c>. Compressed ones are left alone.</summary>
static partial class FileGenerations
{
    /// <summary>Those there are, oldest first: by when they were last written, then by number downwards.</summary>
    public static string[] Of(string path)
    {
        var full = Path.GetFullPath(path);
        var (name, stem, end) = (Path.GetFileName(full), Path.GetFileNameWithoutExtension(full), Path.GetExtension(full));
        try
        {
            return [.. new DirectoryInfo(Path.GetDirectoryName(full)!).EnumerateFiles(stem + "*")
                .Select(file => (file.FullName, file.LastWriteTimeUtc, Mark: Mark(file.Name, name, stem, end)))
                .Where(file => file.Mark.Length > 0)
                .OrderBy(file => file.LastWriteTimeUtc).ThenByDescending(file => Number(file.Mark)).ThenBy(file => file.FullName, StringComparer.Ordinal)
                .Select(file => file.FullName)];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
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
