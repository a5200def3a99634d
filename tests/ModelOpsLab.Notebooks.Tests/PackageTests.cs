using System.Text.RegularExpressions;
using ModelOpsLab.Notebooks.Packages;

namespace ModelOpsLab.Notebooks.Tests;

/// <summary>The packages are made here; NuGet itself is the outside truth for lock files and hashes.</summary>
public sealed class PackageTests : IDisposable
{
    const string Ask = "#r \"nuget: Upper.Made, 1.0.0\"";
    const string Show = "Upper.Made.Answer.Value";

    readonly NotebookFolder _folder = new();

    public PackageTests()
    {
        NotebookFolder.NeedsSdk();
        _folder.Pack("Lower.Made", "1.0.0", "low");
        _folder.Pack("Upper.Made", "1.0.0", "one", ("Lower.Made", "1.0.0"));
        _folder.Pack("Upper.Made", "1.1.0", "two", ("Lower.Made", "1.0.0"));
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_package_and_what_it_needs_are_restored_and_locked_by_version_and_hash()
    {
        Assert.Equal("one | low", await _folder.Run(Ask + "\n" + Show, "Lower.Made.Answer.Value"));
        var its = PackageLock.Parse(File.ReadAllText(_folder.LockFile), _folder.LockFile);
        Assert.Equal([("Upper.Made", "1.0.0", true), ("Lower.Made", "1.0.0", false)], its.Packages.Select(package => (package.Name, package.Version, package.IsDirect)));
        Assert.All(its.Packages, package => Assert.Equal(88, package.ContentHash.Length));
    }

    [Fact]
    public async Task The_lock_file_is_one_that_dotnet_restore_takes_in_locked_mode()
    {
        await _folder.Run(Ask + "\n" + Show);
        _folder.Write("p/p.csproj", $"<Project Sdk=\"Microsoft.NET.Sdk\"><PropertyGroup><TargetFramework>{PackageRestore.Framework}</TargetFramework><NuGetLockFilePath>{_folder.LockFile}</NuGetLockFilePath></PropertyGroup><ItemGroup><PackageReference Include=\"Upper.Made\" Version=\"1.0.0\" /></ItemGroup></Project>");
        var sdk = DotnetSdk.Find(null)!;
        var (code, output) = await sdk.RunAsync(_folder["p"], ["restore", "--locked-mode", "-p:NuGetAudit=false"], default);
        Assert.True(code == 0, output);
        File.WriteAllText(_folder.LockFile, Tampered());
        Assert.NotEqual(0, (await sdk.RunAsync(_folder["p"], ["restore", "--locked-mode", "--force", "-p:NuGetAudit=false"], default)).Code);
    }

    [Fact]
    public async Task The_second_run_needs_no_sdk()
    {
        await _folder.Run(Ask + "\n" + Show);
        Assert.Equal("one", await _folder.RunWith(new() { Dotnet = _folder.NoSdk, Locked = true }, Ask + "\n" + Show));
    }

    [Fact]
    public async Task Without_an_sdk_and_a_cache_the_message_says_what_to_bring()
    {
        var message = await _folder.RunWith(new() { Dotnet = _folder.NoSdk }, "#r \"nuget: Upper.Made, 9.9.9\"");
        Assert.StartsWith($"{_folder.NotebookFile}, cell 1, line 1, column 1: the package Upper.Made is not in the cache, and there is no .NET SDK here", message, StringComparison.Ordinal);
        Assert.Contains("n.packages.lock.json", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_hash_other_than_the_lock_s_is_refused_with_both_hashes(bool locked)
    {
        await _folder.Run(Ask + "\n" + Show);
        var right = PackageLock.Parse(File.ReadAllText(_folder.LockFile), _folder.LockFile).Packages[0].ContentHash;
        File.WriteAllText(_folder.LockFile, Tampered());
        var message = await _folder.RunWith(new() { Locked = locked }, Ask + "\n" + Show);
        Assert.Contains("the package Upper.Made 1.0.0 is not the one the lock file names", message, StringComparison.Ordinal);
        Assert.Contains($"expects content hash AAAA{right[4..]}, found {right}", message, StringComparison.Ordinal);
        Assert.Equal(Tampered(right), File.ReadAllText(_folder.LockFile));
    }

    [Fact]
    public async Task A_package_file_changed_on_disk_is_refused()
    {
        await _folder.Run(Ask + "\n" + Show);
        var file = Directory.EnumerateFiles(Unpacked(), "Upper.Made.dll", SearchOption.AllDirectories).Single();
        File.WriteAllBytes(file, PackageFeed.Compile("Upper.Made", "namespace Upper.Made { public static class Answer { public static string Value => \"evil\"; } }"));
        Assert.Contains("the package Upper.Made 1.0.0 was changed since it was restored: lib/net10.0/Upper.Made.dll has hash", await _folder.Run(Ask + "\n" + Show), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_package_gone_from_disk_is_restored_again()
    {
        await _folder.Run(Ask + "\n" + Show);
        Directory.Delete(Path.Combine(Unpacked(), "upper.made"), recursive: true);
        Assert.Equal("one", await _folder.Run(Ask + "\n" + Show));
    }

    [Fact]
    public async Task Locked_refuses_a_missing_lock_a_different_version_and_a_floating_one()
    {
        var locked = new RunOptions { Locked = true };
        Assert.Contains("there is no lock file n.packages.lock.json, and --locked needs it", await _folder.RunWith(locked, Ask), StringComparison.Ordinal);
        await _folder.Run(Ask);
        Assert.Contains("asks for Upper.Made 1.1.0, and n.packages.lock.json has 1.0.0 with hash ", await _folder.RunWith(locked, "#r \"nuget: Upper.Made, 1.1.0\""), StringComparison.Ordinal);
        foreach (var version in (string[])["", ", *", ", 1.*", ", [1.0.0,2.0.0)"])
            Assert.Contains("floats, and --locked takes exact versions only", await _folder.RunWith(locked, $"#r \"nuget: Upper.Made{version}\""), StringComparison.Ordinal);
        Assert.Contains("and the notebook does not ask for it", await _folder.RunWith(locked, "#r \"nuget: Lower.Made, 1.0.0\""), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_floating_version_runs_with_a_notice_that_names_the_one_to_write()
    {
        Assert.Equal("two", await _folder.Run("_ = 1;", "#r \"nuget: Upper.Made\"\n" + Show));
        Assert.Equal("cell 2, line 1: Upper.Made has no exact version, so what runs can change; now it is 1.1.0. Write #r \"nuget: Upper.Made, 1.1.0\".", Assert.Single(_folder.Notices));
        Assert.Equal("two", await _folder.Run("_ = 1;", "#r \"nuget: Upper.Made\"\n" + Show));
        Assert.Equal(2, _folder.Notices.Count);
    }

    [Fact]
    public async Task Two_versions_of_a_package_stop_the_run_before_it_begins()
    {
        var message = await _folder.Run("Console.WriteLine(\"ran\");", Ask, "_ = 1;\n#r \"nuget: upper.made, 1.1.0\"");
        Assert.Contains("cell 3, line 2, column 1: upper.made 1.1.0 is asked for, and cell 2, line 1 asks for Upper.Made 1.0.0", message, StringComparison.Ordinal);
        Assert.EndsWith("Nothing was run.", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task In_a_session_packages_come_cell_by_cell_and_a_second_version_is_an_error_of_its_cell()
    {
        var session = _folder.Session();
        Assert.Equal(["result: low"], await session.Run("#r \"nuget: Lower.Made, 1.0.0\"\nLower.Made.Answer.Value"));
        Assert.Equal(["result: one"], await session.Run(Ask + "\n" + Show));
        Assert.Contains("Upper.Made 1.1.0 is asked for, and cell 2, line 1 asks for Upper.Made 1.0.0", Assert.Single(await session.Run("#r \"nuget: Upper.Made, 1.1.0\"")), StringComparison.Ordinal);
        Assert.Equal(["result: one"], await session.Run(Show));
        Assert.False(File.Exists(_folder.LockFile));
    }

    [Fact]
    public async Task A_package_that_is_nowhere_is_refused_in_two_lines()
    {
        var message = await _folder.Run("#r \"nuget: Nowhere.Made, 1.0.0\"");
        Assert.Matches(@"cell 1, line 1, column 1: NU1101 [^\n]*Nowhere\.Made[^\n]*\n[^\n]*nuget\.config beside the notebook\.\nNothing was run\.$", message);
    }

    [Fact]
    public async Task A_source_that_cannot_be_reached_is_refused_in_two_lines()
    {
        var message = await _folder.Run("#i \"nuget: https://127.0.0.1:9/index.json\"\n#r \"nuget: Nowhere.Made, 1.0.0\"");
        Assert.Matches(@"cell 1, line 2, column 1: NU1301 [^\n]*127\.0\.0\.1:9[^\n]*\nA source of packages cannot be reached\.[^\n]*\nNothing was run\.$", message);
    }

    [Fact]
    public async Task Where_nobody_listens_the_cell_shows_the_notice()
    {
        var session = new Session(new() { WorkingDirectory = Path.GetDirectoryName(_folder.NotebookFile)!, CacheFolder = _folder.CacheFolder });
        Assert.Equal(["stderr: cell 1, line 1: MathNet.Numerics has no exact version, so what runs can change; now it is 5.0.0. Write #r \"nuget: MathNet.Numerics, 5.0.0\".\n", "result: 1"],
            await session.Run("#r \"nuget: MathNet.Numerics\"\n1"));
    }

    [Fact]
    public async Task A_version_that_is_not_there_is_not_replaced_by_another()
    {
        Assert.Contains("NU160", await _folder.Run("#r \"nuget: Upper.Made, 1.0.5\""), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_source_named_in_the_notebook_is_asked_too()
    {
        Directory.Move(_folder["feed"], _folder["other"]);
        Directory.CreateDirectory(_folder["feed"]);
        Assert.Equal("one", await _folder.Run("#i \"nuget: other\"\n" + Ask + "\n" + Show));
        Assert.Contains("there is no folder 'nowhere'", await _folder.Run("#i \"nuget: nowhere\"\n" + Ask), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_native_library_of_a_package_is_loaded()
    {
        var native = Directory.EnumerateFiles(AppContext.BaseDirectory, "*e_sqlite3.*", SearchOption.AllDirectories)
            .FirstOrDefault(file => RuntimeIds.Fitting.Take(3).Any(id => file.Contains($"{Path.DirectorySeparatorChar}{id}{Path.DirectorySeparatorChar}native", StringComparison.Ordinal)));
        Assert.True(native is not null, "The library's own native SQLite is not beside the tests.");
        var name = Path.GetFileName(native).Replace("e_sqlite3", "nativemade", StringComparison.Ordinal);
        PackageFeed.Pack(_folder["feed"], "Native.Made", "1.0.0", new Dictionary<string, byte[]>
        {
            ["lib/net10.0/Native.Made.dll"] = PackageFeed.Compile("Native.Made", "namespace Native.Made { public static class Version { [System.Runtime.InteropServices.DllImport(\"nativemade\")] static extern int sqlite3_libversion_number(); public static int Number() => sqlite3_libversion_number(); } }"),
            [$"runtimes/{RuntimeIds.Fitting[0]}/native/{name}"] = File.ReadAllBytes(native),
            ["runtimes/solaris-sparc/native/" + name] = [0],
        });
        Assert.Equal("True", await _folder.Run("#r \"nuget: Native.Made, 1.0.0\"\nNative.Made.Version.Number() > 3_000_000"));
    }

    [Fact]
    public async Task A_package_of_this_program_is_answered_from_the_process()
    {
        var session = _folder.Session(_folder.NoSdk);
        Assert.Equal(["result: 5"], await session.Run("#r \"nuget: MathNet.Numerics, 5.0.0\"\nMathNet.Numerics.Distance.Euclidean(new[] { 3.0, 0 }, new[] { 0.0, 4 })"));
        Assert.Empty(_folder.Notices);
    }

    [Theory]
    [InlineData("0.1.0.0", "result: 1.", "brings AngleSharp 0.1.0.0; cells use 1.")]
    [InlineData("99.0.0.0", "brings AngleSharp 99.0.0.0, and 1.", "")]
    public async Task An_assembly_the_process_has_wins_over_an_older_one_and_refuses_a_newer(string version, string shown, string notice)
    {
        PackageFeed.Pack(_folder["feed"], "Clash.Made", "1.0.0", new Dictionary<string, byte[]> { ["lib/net10.0/AngleSharp.dll"] = PackageFeed.Compile("AngleSharp", "public class Old { }", version) });
        var output = Assert.Single(await _folder.Session().Run("#r \"nuget: Clash.Made, 1.0.0\"\ntypeof(AngleSharp.BrowsingContext).Assembly.GetName().Version.ToString()"));
        Assert.Contains(shown, output, StringComparison.Ordinal);
        if (notice.Length > 0) Assert.Contains(notice, Assert.Single(_folder.Notices), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_knows_the_types_of_packages_and_writes_nothing()
    {
        var notebook = new Notebook([Cell.Code(Ask), Cell.Code("int n = " + Show + ";")]) { Path = _folder.NotebookFile };
        notebook.Write(_folder.NotebookFile);
        var findings = NotebookCheck.Of(notebook);
        Assert.Equal(["NB004", "CS0029"], findings.Select(finding => finding.Code));
        Assert.Contains("there is no n.packages.lock.json", findings[0].Message, StringComparison.Ordinal);
        Assert.False(File.Exists(_folder.LockFile));
        await _folder.Run(Ask);
        Assert.Equal("CS0029", Assert.Single(NotebookCheck.Of(notebook, new CheckOptions { Locked = true, Dotnet = _folder.NoSdk })).Code);
    }

    [Fact]
    public async Task A_restore_can_be_stopped_and_leaves_nothing_half_done()
    {
        var notebook = new Notebook([Cell.Code(Ask)]) { Path = _folder.NotebookFile };
        notebook.Write(_folder.NotebookFile);
        using var stop = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => NotebookRunner.RunAsync(notebook, new(), stop.Token));
        Assert.False(File.Exists(_folder.LockFile));
        Assert.Equal("one", await _folder.Run(Ask + "\n" + Show));
    }

    [Fact]
    public async Task Verify_leaves_the_lock_alone()
    {
        await _folder.Run(Ask + "\n" + Show);
        var executed = await NotebookRunner.RunAsync(Notebook.Read(_folder.NotebookFile));
        File.Delete(_folder.LockFile);
        Assert.True((await NotebookVerifier.VerifyAsync(executed.Notebook)).Holds);
        Assert.False(File.Exists(_folder.LockFile));
    }

    string Unpacked() => Directory.EnumerateDirectories(Environment.GetEnvironmentVariable("NUGET_PACKAGES") is { Length: > 0 } given ? given : _folder["unpacked"], "upper.made").Select(Path.GetDirectoryName).Single()!;

    string Tampered(string? right = null) => Regex.Replace(File.ReadAllText(_folder.LockFile), $"\"{Regex.Escape(right ?? PackageLock.Parse(File.ReadAllText(_folder.LockFile), "lock").Packages[0].ContentHash)}\"",
        match => $"\"AAAA{match.Value[5..]}");
}
