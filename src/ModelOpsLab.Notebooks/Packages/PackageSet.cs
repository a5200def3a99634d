namespace ModelOpsLab.Notebooks.Packages;

/// <summary>A file of a package, relative to the package's folder, with its SHA-256.</summary>
sealed record PackageFile(string Path, string Sha256);

/// <summary>A package as restored. <paramref name="ContentHash"/> is NuGet's own hash of the package file; <paramref name="Folder"/> is relative to <paramref name="Root"/>.</summary>
sealed record RestoredPackage(
    string Name, string Version, string ContentHash, string Root, string Folder,
    IReadOnlyList<PackageFile> Compile, IReadOnlyList<PackageFile> Runtime, IReadOnlyList<PackageFile> Native)
{
    /// <summary>Where the package's files are here: where they were restored, else in this user's package folder.</summary>
    public string Place
    {
        get
        {
            var restored = System.IO.Path.Combine(Root, Folder);
            if (Directory.Exists(restored)) return restored;
            var own = Environment.GetEnvironmentVariable("NUGET_PACKAGES") is { Length: > 0 } given
                ? given
                : System.IO.Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
            return System.IO.Path.Combine(own, Folder);
        }
    }

    public string PathOf(PackageFile file) => System.IO.Path.Combine(Place, file.Path);
}

/// <summary>The packages of a notebook with all they need, and the text of the lock file that says so.</summary>
sealed record PackageSet(string Lock, IReadOnlyList<RestoredPackage> Packages);
