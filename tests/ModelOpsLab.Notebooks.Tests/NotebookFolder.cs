using ModelOpsLab.Notebooks.Packages;

namespace ModelOpsLab.Notebooks.Tests;

/// <summary>A folder with a notebook, a feed of small packages and a nuget.config that knows no other; gone when the test is.</summary>
sealed class NotebookFolder : IDisposable
{
    readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("modelops-notebook-");

    public NotebookFolder()
    {
        Write("nuget.config", "<configuration><config><add key=\"globalPackagesFolder\" value=\"unpacked\" /></config><packageSources><clear /><add key=\"feed\" value=\"feed\" /></packageSources></configuration>");
        CacheFolder = this["cache"];
        Directory.CreateDirectory(this["feed"]);
    }

    public string this[string file] => Path.Combine(_folder.FullName, file);

    public string CacheFolder { get; }

    public string NotebookFile => this["n.ipynb"];

    public string LockFile => this["n.packages.lock.json"];

    public List<string> Notices { get; } = [];

    /// <summary>A path where no SDK is.</summary>
    public string NoSdk => this["no/dotnet"];

    public string Write(string file, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(this[file])!);
        File.WriteAllText(this[file], text);
        return this[file];
    }

    public string Write(string file, byte[] bytes)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(this[file])!);
        File.WriteAllBytes(this[file], bytes);
        return this[file];
    }

    /// <summary>A package with one assembly of its own name; <paramref name="value"/> is what its <c>Name.Answer.Value</c> says.</summary>
    public void Pack(string id, string version, string value, params (string Id, string Version)[] dependencies) =>
        PackageFeed.Pack(this["feed"], id, version, new Dictionary<string, byte[]> { [$"lib/net10.0/{id}.dll"] = PackageFeed.Compile(id, $"namespace {id} {{ public static class Answer {{ public static string Value => \"{value}\"; }} }}") }, dependencies);

    /// <summary>Runs cells as this folder's notebook; what they show, or why nothing ran.</summary>
    public async Task<string> RunWith(RunOptions options, params string[] cells)
    {
        var notebook = new Notebook([.. cells.Select(source => Cell.Code(source))]) { Path = NotebookFile };
        notebook.Write(NotebookFile);
        try
        {
            var run = await NotebookRunner.RunAsync(notebook, options with { Notices = new Said(Notices) });
            return string.Join(" | ", run.Notebook.Cells.SelectMany(cell => cell.Outputs).Select(output => output.Text.TrimEnd()));
        }
        catch (NotebookUsageException e)
        {
            return e.Message;
        }
    }

    public Task<string> Run(params string[] cells) => RunWith(new(), cells);

    /// <summary>A session as an editor has it, without a file.</summary>
    public Session Session(string? dotnet = null) => new(new() { WorkingDirectory = _folder.FullName, CacheFolder = CacheFolder, Dotnet = dotnet, Notices = new Said(Notices) });

    public static void NeedsSdk()
    {
        if (DotnetSdk.Find(null) is null) Assert.Skip("There is no .NET SDK on this machine, which restores packages and builds projects.");
    }

    public void Dispose() => _folder.Delete(recursive: true);

    sealed class Said(List<string> lines) : IProgress<string>
    {
        public void Report(string value) => lines.Add(value);
    }
}
