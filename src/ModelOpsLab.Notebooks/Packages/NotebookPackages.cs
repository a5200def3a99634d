using ModelOpsLab.Storage;

namespace ModelOpsLab.Notebooks.Packages;

/// <summary>
/// The packages of one session: all that were asked for so far are resolved together, from the cache where the same was resolved before,
/// otherwise by the SDK; the lock file beside the notebook says what came out.
/// </summary>
sealed class NotebookPackages(KernelOptions options)
{
    readonly PackageCache _cache = new(options.CacheFolder);
    readonly string? _lockFile = options.NotebookFile is { } notebook ? Notebook.LockFileOf(notebook) : null;
    List<PackageRequest> _requests = [];
    List<string> _sources = [];
    PackageSet _set = new("", []);
    readonly HashSet<string> _said = new(StringComparer.Ordinal);

    /// <summary>Adds lines; the packages that are new, or null where nothing is.</summary>
    /// <exception cref="CellErrorException">A package cannot be had, or not as asked; nothing is added.</exception>
    public async Task<IReadOnlyList<RestoredPackage>> AddAsync(IEnumerable<ReferenceLine> lines, CancellationToken cancel)
    {
        var (requests, sources) = (_requests.ToList(), _sources.ToList());
        foreach (var line in lines)
            if (line.Line.Kind == DirectiveKind.Source) sources.Add(line.Line.Name.Contains("://", StringComparison.Ordinal) ? line.Line.Name : Folder(line));
            else Add(requests, new(line.Line.Name, line.Line.Value, line));
        if (requests.Count == _requests.Count)
        {
            _sources = sources;
            return [];
        }
        var set = await ResolveAsync(requests, [.. sources.Distinct(StringComparer.Ordinal)], cancel).ConfigureAwait(false);
        foreach (var loaded in _set.Packages)
            if (set.Packages.FirstOrDefault(package => package.Name == loaded.Name) is { } now && now.Version != loaded.Version)
                throw requests[^1].Line.Error($"with this package, {loaded.Name} would have to be {now.Version}, and {loaded.Version} is loaded. Restart the kernel and ask for all packages in the first cell.", FindingCodes.Package);
        IReadOnlyList<RestoredPackage> more = [.. set.Packages.Where(package => !_set.Packages.Any(loaded => loaded.Name == package.Name))];
        (_requests, _sources, _set) = (requests, sources, set);
        return more;
    }

    void Add(List<PackageRequest> requests, PackageRequest asked)
    {
        if (ProcessPackages.VersionOf(asked.Name) is { } loaded && (asked.Version.Length == 0 || asked.Version == loaded))
        {
            if (asked.Version.Length == 0) Float(asked, loaded);
            return;
        }
        if (requests.FirstOrDefault(request => request.Name.Equals(asked.Name, StringComparison.OrdinalIgnoreCase)) is not { } before) requests.Add(asked);
        else if (asked.Version.Length > 0 && asked.Version != before.Version)
            throw asked.Line.Error($"{asked.Name} {asked.Version} is asked for, and {before.Line.Place}, line {before.Line.Line.Line} asks for {before.Name} {before.Range}. One session has one version: keep one of the lines{(_set.Packages.Count > 0 ? ", and restart the kernel to change it" : "")}.", FindingCodes.Package);
    }

    async Task<PackageSet> ResolveAsync(List<PackageRequest> requests, IReadOnlyList<string> sources, CancellationToken cancel)
    {
        (string Path, string Text)? old = _lockFile is not null && File.Exists(_lockFile) ? (_lockFile, (await File.ReadAllTextAsync(_lockFile, cancel).ConfigureAwait(false)).ReplaceLineEndings("\n")) : null;
        if (options.Locked) RefuseUnlocked(requests, old);
        var floats = requests.Any(request => !request.IsExact);
        var key = PackageCache.KeyOf(requests, old?.Text, sources, PackageRestore.Framework);
        var set = old is null && floats ? null : Cached(key, requests);
        if (set is null)
        {
            var sdk = DotnetSdk.Find(options.Dotnet) ?? throw requests[^1].Line.Error(
                $"the package {requests[^1].Name} is not in the cache, and there is no .NET SDK here to restore it.\n"
                + $"Install the SDK, or run the notebook once on a machine that has it and bring {(_lockFile is null ? "the lock file" : Path.GetFileName(_lockFile))}, {options.CacheFolder} and the NuGet package folder.", FindingCodes.Package);
            set = await PackageRestore.RunAsync(sdk, requests, sources, options.NotebookFolder, old, options.Locked, cancel).ConfigureAwait(false);
            _cache.Write(PackageCache.KeyOf(requests, set.Lock, sources, PackageRestore.Framework), set);
            if (!floats && old is null) _cache.Write(key, set);
        }
        if (_lockFile is not null && options.WritesLock && set.Lock != old?.Text) AtomicFile.Write(_lockFile, set.Lock);
        foreach (var request in requests.Where(request => !request.IsExact && !_requests.Contains(request)))
            if (set.Packages.FirstOrDefault(package => package.Name.Equals(request.Name, StringComparison.OrdinalIgnoreCase)) is { } package) Float(request, package.Version);
        return set;
    }

    PackageSet? Cached(string key, List<PackageRequest> requests)
    {
        try
        {
            return _cache.Read(key);
        }
        catch (InvalidDataException e)
        {
            throw requests[^1].Line.Error(e.Message, FindingCodes.Package);
        }
    }

    void RefuseUnlocked(List<PackageRequest> requests, (string Path, string Text)? old)
    {
        if (requests.FirstOrDefault(request => !request.IsExact) is { } floating)
            throw floating.Line.Error($"{floating.Name} {floating.Range} floats, and --locked takes exact versions only. Run once without --locked: it says which version to write.", FindingCodes.FloatingVersion);
        if (old is not { } lockFile)
            throw requests[0].Line.Error($"there is no lock file {(_lockFile is null ? "beside the notebook" : Path.GetFileName(_lockFile))}, and --locked needs it. Run once without --locked and commit the file it writes.", FindingCodes.Package);
        var its = Parse(lockFile, requests);
        foreach (var request in requests)
        {
            var found = its.Packages.FirstOrDefault(package => package.Name.Equals(request.Name, StringComparison.OrdinalIgnoreCase));
            if (found is null || found.Version != request.Version)
                throw request.Line.Error($"the notebook asks for {request.Name} {request.Version}, and {Path.GetFileName(lockFile.Path)} has {(found is null ? "no such package" : $"{found.Version} with hash {found.ContentHash}")}. Run once without --locked, look at the change, commit it.", FindingCodes.Package);
        }
        if (its.Packages.FirstOrDefault(package => package.IsDirect && !requests.Any(request => request.Name.Equals(package.Name, StringComparison.OrdinalIgnoreCase))) is { } extra && options.WritesLock)
            throw requests[0].Line.Error($"{Path.GetFileName(lockFile.Path)} has {extra.Name} {extra.Version}, and the notebook does not ask for it. Run once without --locked, look at the change, commit it.", FindingCodes.Package);
    }

    static PackageLock Parse((string Path, string Text) file, List<PackageRequest> requests)
    {
        try
        {
            return PackageLock.Parse(file.Text, file.Path);
        }
        catch (InvalidDataException e)
        {
            throw requests[0].Line.Error(e.Message, FindingCodes.Package);
        }
    }

    void Float(PackageRequest request, string version)
    {
        if (options.Locked) throw request.Line.Error($"{request.Name} {request.Range} floats, and --locked takes exact versions only. Write #r \"nuget: {request.Name}, {version}\".", FindingCodes.FloatingVersion);
        if (_said.Add(request.Name)) options.Notices?.Report($"{request.Line.Place}, line {request.Line.Line.Line}: {request.Name} has no exact version, so what runs can change; now it is {version}. Write #r \"nuget: {request.Name}, {version}\".");
    }

    static string Folder(ReferenceLine line)
    {
        var folder = Path.GetFullPath(line.Line.Name, line.Folder);
        return Directory.Exists(folder) ? folder : throw line.Error($"there is no folder '{line.Line.Name}' to look for packages in. Name it relative to the notebook, or give an address.", FindingCodes.Package);
    }
}
