namespace ModelOpsLab.Notebooks.Packages;

/// <summary>Copies assemblies before they are used, by content: the original can be built again, and a copy is never of an older build.</summary>
sealed class ShadowCopy(string cacheFolder)
{
    static readonly TimeSpan Kept = TimeSpan.FromDays(14);

    readonly string _folder = Path.Combine(cacheFolder, "copies");

    /// <summary>The copy of a file, its symbols beside it.</summary>
    public string Of(string path)
    {
        var folder = Path.Combine(_folder, PackageCache.HashOf(path)[..16]);
        var copy = Path.Combine(folder, Path.GetFileName(path));
        if (File.Exists(copy))
        {
            Directory.SetLastWriteTimeUtc(folder, TimeProvider.System.GetUtcNow().UtcDateTime);
            return copy;
        }
        Prune();
        Directory.CreateDirectory(folder);
        var symbols = Path.ChangeExtension(path, ".pdb");
        if (File.Exists(symbols)) Copy(symbols, Path.ChangeExtension(copy, ".pdb"));
        Copy(path, copy);
        return copy;
    }

    static void Copy(string from, string to)
    {
        var temporary = $"{to}.{Environment.ProcessId}.tmp";
        File.Copy(from, temporary, overwrite: true);
        File.Move(temporary, to, overwrite: true);
    }

    /// <summary>Old builds go; those in use stay where the system keeps files in use.</summary>
    void Prune()
    {
        if (!Directory.Exists(_folder)) return;
        var limit = (TimeProvider.System.GetUtcNow() - Kept).UtcDateTime;
        foreach (var old in new DirectoryInfo(_folder).EnumerateDirectories().Where(folder => folder.LastWriteTimeUtc < limit).ToArray())
        {
            try
            {
                old.Delete(recursive: true);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // In use, or another process took it: it goes another day
            }
        }
    }
}
