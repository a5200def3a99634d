using System.Text.Json.Nodes;
using System.Xml.Linq;

namespace ModelOpsLab.Notebooks.Packages;

/// <summary>Restores packages through the SDK, in a project made for it and gone afterwards; what NuGet says against it is two lines.</summary>
static class PackageRestore
{
    const string ProjectFile = "notebook.csproj";

    /// <summary>The framework notebooks run on.</summary>
    public static string Framework { get; } = $"net{Environment.Version.Major}.0";

    /// <param name="sdk">The SDK.</param>
    /// <param name="requests">What the notebook asks for.</param>
    /// <param name="sources">Where else to look.</param>
    /// <param name="folder">The folder whose nuget.config, or the nearest above, counts.</param>
    /// <param name="lockFile">The lock so far; null where there is none.</param>
    /// <param name="locked">Whether the lock must not change.</param>
    /// <param name="cancel">Stops the restore.</param>
    /// <exception cref="CellErrorException">NuGet refused; at the line of the package it names.</exception>
    public static async Task<PackageSet> RunAsync(DotnetSdk sdk, IReadOnlyList<PackageRequest> requests, IReadOnlyList<string> sources, string folder, (string Path, string Text)? lockFile, bool locked, CancellationToken cancel)
    {
        var work = Directory.CreateTempSubdirectory("modelops-restore-");
        try
        {
            Project(requests, sources, folder).Save(Path.Combine(work.FullName, ProjectFile));
            var its = Path.Combine(work.FullName, "packages.lock.json");
            if (lockFile is { } old) await File.WriteAllTextAsync(its, old.Text, cancel).ConfigureAwait(false);
            IReadOnlyList<string> arguments = ["restore", ProjectFile, "-nologo", "-v:q", .. locked ? ["--locked-mode"] : Array.Empty<string>()];
            var (code, output) = await sdk.RunAsync(work.FullName, arguments, cancel).ConfigureAwait(false);
            var assets = Path.Combine(work.FullName, "obj", "project.assets.json");
            if (code != 0) throw Refusal(output, requests, lockFile, assets);
            var text = (await File.ReadAllTextAsync(its, cancel).ConfigureAwait(false)).ReplaceLineEndings("\n");
            return new(text, Read(await File.ReadAllTextAsync(assets, cancel).ConfigureAwait(false), PackageLock.Parse(text, its)));
        }
        finally
        {
            Delete(work);
        }
    }

    static void Delete(DirectoryInfo folder)
    {
        try
        {
            folder.Delete(recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A stopped restore may still hold a file: the system clears its temporary folder
        }
    }

    static XDocument Project(IReadOnlyList<PackageRequest> requests, IReadOnlyList<string> sources, string folder) => new(new XElement("Project",
        new XElement("PropertyGroup",
            new XElement("ImportDirectoryBuildProps", "false"),
            new XElement("ImportDirectoryBuildTargets", "false"),
            new XElement("ImportDirectoryPackagesProps", "false")),
        new XElement("Import", new XAttribute("Project", "Sdk.props"), new XAttribute("Sdk", "Microsoft.NET.Sdk")),
        new XElement("PropertyGroup",
            new XElement("TargetFramework", Framework),
            new XElement("RestorePackagesWithLockFile", "true"),
            new XElement("ManagePackageVersionsCentrally", "false"),
            new XElement("NuGetAudit", "false"),
            new XElement("RestoreRootConfigDirectory", folder),
            sources.Count == 0 ? null : new XElement("RestoreAdditionalProjectSources", string.Join(';', sources)),
            // An exact version means that version: no other in its place, no silent downgrade
            new XElement("WarningsAsErrors", "NU1601;NU1603;NU1605;NU1608")),
        new XElement("ItemGroup", requests.Select(request => new XElement("PackageReference", new XAttribute("Include", request.Name), new XAttribute("Version", request.Range)))),
        new XElement("Import", new XAttribute("Project", "Sdk.targets"), new XAttribute("Sdk", "Microsoft.NET.Sdk"))));

    static List<RestoredPackage> Read(string assets, PackageLock its)
    {
        var root = JsonNode.Parse(assets)!.AsObject();
        string[] folders = [.. root["packageFolders"]!.AsObject().Select(place => place.Key)];
        var hashes = its.Packages.ToDictionary(package => package.Name, package => package.ContentHash, StringComparer.OrdinalIgnoreCase);
        var found = new List<RestoredPackage>();
        foreach (var (id, fields) in root["targets"]!.AsObject().First().Value!.AsObject())
        {
            if ((string?)fields!["type"] != "package") continue;
            var folder = (string)root["libraries"]![id]!["path"]!;
            var place = folders.FirstOrDefault(root => Directory.Exists(Path.Combine(root, folder))) ?? folders[0];
            var (name, version) = (id.Split('/')[0], id.Split('/')[1]);
            var forRuntime = Chosen(fields, "runtime");
            found.Add(new(
                name, version, hashes.GetValueOrDefault(name, ""), place, folder,
                Files(Names(fields["compile"])),
                // A file of the platform's own takes the place of the general one
                Files(Names(fields["runtime"]).Where(file => !forRuntime.Any(own => Path.GetFileName(own) == Path.GetFileName(file))).Concat(forRuntime)),
                Files(Names(fields["native"]).Concat(Chosen(fields, "native")))));

            PackageFile[] Files(IEnumerable<string> names) => [.. names.Select(name => new PackageFile(name, PackageCache.HashOf(Path.Combine(place, folder, name))))];
        }
        return found;
    }

    static IEnumerable<string> Names(JsonNode? files) => (files as JsonObject ?? []).Select(file => file.Key).Where(name => Path.GetFileName(name) != "_._");

    /// <summary>Of the files kept by platform, those closest to this one, each name once.</summary>
    static string[] Chosen(JsonNode fields, string kind) =>
    [
        .. (fields["runtimeTargets"] as JsonObject ?? [])
            .Where(file => (string?)file.Value?["assetType"] == kind && Path.GetFileName(file.Key) != "_._")
            .Select(file => (file.Key, Distance: RuntimeIds.Distance((string?)file.Value?["rid"] ?? "")))
            .Where(file => file.Distance is not null)
            .GroupBy(file => Path.GetFileName(file.Key), StringComparer.OrdinalIgnoreCase)
            .Select(same => same.MinBy(file => file.Distance).Key),
    ];

    static CellErrorException Refusal(string output, IReadOnlyList<PackageRequest> requests, (string Path, string Text)? lockFile, string assets)
    {
        var errors = DotnetSdk.Errors(output);
        if (errors.Any(error => error.Code == "NU1403") && lockFile is { } its && WrongHash(PackageLock.Parse(its.Text, its.Path), assets) is { } wrong)
            return At(wrong.Name, $"the package {wrong.Name} {wrong.Version} is not the one the lock file names: {Path.GetFileName(its.Path)} expects content hash {wrong.ContentHash}, found {wrong.Found}.\n"
                + "Somebody changed the package or the lock: find out who. Where the new package is right, delete the lock file and run once to make it anew.");
        if (errors.Count == 0)
            return At("", $"the packages could not be restored: {Lines.Shorten(string.Join(' ', output.Split('\n', StringSplitOptions.RemoveEmptyEntries).TakeLast(3)).Trim(), 300)}\nCheck the lines #r \"nuget: ...\" and that 'dotnet restore' works here.");
        var first = errors[0];
        var text = string.Join(' ', errors.Where(error => error.Code == first.Code).Take(2).Select(error => error.Text.TrimEnd('.', ':')));
        return At(errors.Select(error => requests.FirstOrDefault(request => error.Text.Contains(request.Name, StringComparison.OrdinalIgnoreCase))?.Name).FirstOrDefault(name => name is not null) ?? "",
            $"{first.Code} {Lines.Shorten(text, 400)}.\n{Advice(first.Code)}");

        CellErrorException At(string name, string message) =>
            (requests.FirstOrDefault(request => request.Name.Equals(name, StringComparison.OrdinalIgnoreCase)) ?? requests[^1]).Line.Error(message, FindingCodes.Package);
    }

    static (string Name, string Version, string ContentHash, string Found)? WrongHash(PackageLock its, string assets)
    {
        var folders = File.Exists(assets) && JsonNode.Parse(File.ReadAllText(assets))?["packageFolders"] is JsonObject known ? known.Select(folder => folder.Key).ToArray() : [];
        var own = new RestoredPackage("", "", "", "", "", [], [], []);
        foreach (var package in its.Packages)
        {
            var folder = Path.Combine(package.Name.ToLowerInvariant(), package.Version.ToLowerInvariant());
            IEnumerable<string> places = [.. folders.Select(root => Path.Combine(root, folder)), (own with { Folder = folder, Root = "-" }).Place];
            if (places.Select(PackageCache.ContentHashIn).FirstOrDefault(hash => hash is not null) is { } found && found != package.ContentHash)
                return (package.Name, package.Version, package.ContentHash, found);
        }
        return null;
    }

    static string Advice(string code) => code switch
    {
        "NU1101" or "NU1102" or "NU1103" => "Check name and version, or name the source that has it: #i \"nuget: FOLDER or ADDRESS\", or a nuget.config beside the notebook.",
        "NU1301" or "NU1302" or "NU1303" => "A source of packages cannot be reached. Without a network, name a folder that has the packages: #i \"nuget: FOLDER\"; or bring lock file and package folder from a machine that ran the notebook.",
        "NU1601" or "NU1603" => "That version is not in the sources: write one that is, or name the source that has it.",
        "NU1605" or "NU1608" or "NU1107" => "Two packages need different versions of a third: write the higher one in the #r line of that package.",
        "NU1004" => "The lock file does not fit the notebook: run once without --locked, look at the change, commit it.",
        "NU1202" or "NU1213" => $"The package is not made for {Framework}: choose a version that is.",
        _ => "Correct that, and run again; 'dotnet restore' of a project with the same packages says more.",
    };
}
