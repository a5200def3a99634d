using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using ModelOpsLab.Reporting;

namespace ModelOpsLab.Tests.Conventions;

public partial class CodeConventionTests
{
    static readonly Assembly Library = typeof(Report).Assembly;

    static IEnumerable<string> Sources => Directory.EnumerateFiles(Repository.Path("src"), "*.cs", SearchOption.AllDirectories)
        .Where(f => !f.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal)).Order(StringComparer.Ordinal);

    [Fact]
    public void A_file_is_named_after_a_type_it_declares() =>
        Assert.Empty(Sources.Where(f => !Path.GetFileName(f).StartsWith("Program", StringComparison.Ordinal))
            .Where(f => !TypeNames().Matches(File.ReadAllText(f)).Select(m => m.Groups["name"].Value).Any(name => Names(f, name)))
            .Select(f => Path.GetRelativePath(Repository.Root, f)));

    /// <summary>Charts.cs may hold the chart kinds, Columns.cs a column: a plural holds its family.</summary>
    static bool Names(string file, string type) => Path.GetFileNameWithoutExtension(file) is var name && (name == type || name == type + "s");

    [Fact]
    public void A_file_holds_one_concept_in_at_most_400_lines() =>
        Assert.All(Sources, f => Assert.True(File.ReadLines(f).Count() <= 400, f));

    [Fact]
    public void A_folder_is_a_namespace() =>
        Assert.Empty(Directory.EnumerateFiles(Repository.Path("src", "ModelOpsLab"), "*.cs", SearchOption.AllDirectories)
            .Where(f => Path.GetRelativePath(Repository.Path("src", "ModelOpsLab"), f).Split(Path.DirectorySeparatorChar) is [var folder, _] && folder is not ("obj" or "bin")
                && !File.ReadAllText(f).Contains($"namespace ModelOpsLab.{folder};", StringComparison.Ordinal))
            .Select(f => Path.GetRelativePath(Repository.Root, f)));

    [Fact]
    public void No_static_can_change() =>
        Assert.Empty(Library.GetTypes().Where(t => !t.IsDefined(typeof(CompilerGeneratedAttribute)) && t.Namespace?.StartsWith("ModelOpsLab", StringComparison.Ordinal) == true)
            .SelectMany(t => t.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
            .Where(f => !f.IsInitOnly && !f.IsLiteral && !f.Name.StartsWith('<') && f.DeclaringType is { } d && !d.Name.StartsWith('<'))
            .Select(f => $"{f.DeclaringType!.FullName}.{f.Name}"));

    [Fact]
    public void Every_public_type_says_what_it_is()
    {
        var documentation = File.ReadAllText(Path.ChangeExtension(Library.Location, ".xml"));
        Assert.All(Library.GetExportedTypes().Select(t => t.FullName!.Replace('+', '.')), n => Assert.Contains($"name=\"T:{n}\"", documentation, StringComparison.Ordinal));
    }

    [Fact]
    public void Nothing_is_left_unfinished() =>
        Assert.All(Sources, f => Assert.False(Unfinished().IsMatch(File.ReadAllText(f)), f));

    [Fact]
    public void The_public_surface_changes_only_on_purpose() => Snapshot.Verify(PublicSurface.Of(Library));

    [GeneratedRegex(@"\b(?:class|record struct|record class|record|struct|enum|interface)\s+(?<name>[A-Z]\w*)")]
    private static partial Regex TypeNames();

    [GeneratedRegex(@"NotImplemented" + @"Exception|\bTO" + @"DO\b|\bFIX" + @"ME\b")]
    private static partial Regex Unfinished();
}
