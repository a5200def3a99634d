using System.Diagnostics;
using System.Security.Cryptography;
using ModelOpsLab.Lineage;

namespace ModelOpsLab.Tests.Lineage;

public sealed class GitRevisionTests : IDisposable
{
    readonly string _root = Directory.CreateTempSubdirectory("modelops-test-").FullName;

    public GitRevisionTests()
    {
        Git("init", "--quiet", "--initial-branch=main");
        Git("config", "user.name", "test");
        Git("config", "user.email", "test@example.org");
        Git("config", "core.trustctime", "false");
        Directory.CreateDirectory(In("src"));
        File.WriteAllText(In("src", "a.cs"), "one\n");
        File.WriteAllText(In("b.txt"), "two\n");
        File.WriteAllText(In(".gitignore"), "ignored/\n");
        Git("add", "--all");
        Git("commit", "--quiet", "--message", "first");
    }

    public void Dispose()
    {
        foreach (var file in new DirectoryInfo(_root).EnumerateFiles("*", SearchOption.AllDirectories)) file.Attributes = FileAttributes.Normal;
        Directory.Delete(_root, recursive: true);
    }

    [Fact]
    public void A_clean_tree_is_its_commit_from_any_folder_within()
    {
        var revision = GitRevision.Of(In("src"));
        Assert.Equal(Git("rev-parse", "HEAD"), revision.Commit);
        Assert.Equal(Git("rev-parse", "HEAD^{tree}"), revision.HeadTree);
        Assert.Equal(revision.HeadTree, revision.WorkTree);
        Assert.False(revision.Dirty);
        Assert.Null(revision.Because);
    }

    [Fact]
    public void An_edit_is_seen_and_its_tree_is_the_one_git_would_commit()
    {
        File.WriteAllText(In("src", "a.cs"), "changed\n");
        var revision = GitRevision.Of(_root);
        Assert.True(revision.Dirty);
        Git("commit", "--quiet", "--all", "--message", "second");
        Assert.Equal(Git("rev-parse", "HEAD^{tree}"), revision.WorkTree);
        Assert.EndsWith("+dirty", revision.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--assume-unchanged"), InlineData("--skip-worktree")]
    public void An_edit_is_seen_under_a_mark_that_hides_it_from_git_status(string mark)
    {
        Git("update-index", mark, "b.txt");
        File.WriteAllText(In("b.txt"), "hidden\n");
        Assert.Empty(Git("status", "--porcelain"));
        Assert.True(GitRevision.Of(_root).Dirty);
    }

    [Fact]
    public void An_untracked_file_is_seen_and_an_ignored_one_is_not()
    {
        Directory.CreateDirectory(In("ignored"));
        File.WriteAllText(In("ignored", "x"), "x");
        Assert.False(GitRevision.Of(_root).Dirty);
        File.WriteAllText(In("new.cs"), "x");
        Assert.True(GitRevision.Of(_root).Dirty);
    }

    [Fact]
    public void A_deleted_file_and_a_staged_change_are_seen()
    {
        File.Delete(In("b.txt"));
        Assert.True(GitRevision.Of(_root).Dirty);
        File.WriteAllText(In("b.txt"), "staged\n");
        Git("add", "b.txt");
        Assert.True(GitRevision.Of(_root).Dirty);
    }

    [Fact]
    public void An_edit_of_the_same_size_under_the_old_time_is_seen()
    {
        // A file as old as yesterday, known to the index, is not read again by git status
        var yesterday = new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        File.SetLastWriteTimeUtc(In("b.txt"), yesterday);
        Git("update-index", "--refresh");
        File.WriteAllText(In("b.txt"), "2wo\n");
        File.SetLastWriteTimeUtc(In("b.txt"), yesterday);
        Assert.Empty(Git("status", "--porcelain"));
        Assert.True(GitRevision.Of(_root).Dirty);
    }

    [Fact]
    public void The_repository_is_left_as_it_was_to_the_byte_and_but_for_objects_to_the_second()
    {
        File.WriteAllText(In("new.cs"), "x");
        File.WriteAllText(In("b.txt"), "edited\n");
        var before = Contents();
        Assert.True(GitRevision.Of(_root).Dirty);
        Assert.Equal(before, Contents());
    }

    [Fact]
    public void A_linked_work_tree_has_its_own_revision()
    {
        var linked = In("ignored", "linked");
        Git("worktree", "add", "--quiet", "-b", "other", linked);
        Assert.False(GitRevision.Of(linked).Dirty);
        File.WriteAllText(Path.Combine(linked, "b.txt"), "edited\n");
        Assert.True(GitRevision.Of(linked).Dirty);
        Assert.False(GitRevision.Of(_root).Dirty);
    }

    [Fact]
    public void An_edit_inside_a_submodule_is_seen()
    {
        var library = Directory.CreateTempSubdirectory("modelops-test-").FullName;
        try
        {
            Git("clone", "--quiet", _root, Path.Combine(library, "origin"));
            Git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", Path.Combine(library, "origin"), "module");
            Git("commit", "--quiet", "--message", "module");
            Assert.False(GitRevision.Of(_root).Dirty);
            File.WriteAllText(In("module", "b.txt"), "edited\n");
            Assert.True(GitRevision.Of(_root).Dirty);
        }
        finally { Directory.Delete(library, recursive: true); }
    }

    [Fact]
    public void Before_the_first_commit_there_is_a_work_tree_and_a_reason()
    {
        var fresh = Directory.CreateDirectory(In("ignored", "fresh")).FullName;
        Git("init", "--quiet", fresh);
        File.WriteAllText(Path.Combine(fresh, "x"), "x");
        var revision = GitRevision.Of(fresh);
        Assert.Null(revision.Commit);
        Assert.Equal(40, revision.WorkTree!.Length);
        Assert.True(revision.Dirty);
        Assert.Equal("The repository has no commit yet.", revision.Because);
    }

    [Fact]
    public void Where_there_is_no_repository_no_folder_or_no_git_there_is_a_reason()
    {
        var outside = Directory.CreateTempSubdirectory("modelops-test-");
        try
        {
            AssertNone("not a git repository", GitRevision.Of(outside.FullName));
            AssertNone("There is no folder", GitRevision.Of(Path.Combine(outside.FullName, "none")));
            AssertNone("git could not be started", GitRevision.Of(_root, git: "no-such-git"));
            AssertNone("without files", GitRevision.Of(In(".git")));
        }
        finally { outside.Delete(recursive: true); }
    }

    static void AssertNone(string because, GitRevision revision)
    {
        Assert.Null(revision.Commit);
        Assert.Null(revision.WorkTree);
        Assert.True(revision.Dirty);
        Assert.Contains(because, revision.Because, StringComparison.Ordinal);
    }

    string Contents() => string.Join('\n', Directory.EnumerateFiles(In(".git"), "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
        .Select(f => $"{f} {(f.StartsWith(In(".git", "objects"), StringComparison.Ordinal) ? 0 : File.GetLastWriteTimeUtc(f).Ticks)} {Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(f)))}"));

    string In(params string[] parts) => Path.Combine([_root, .. parts]);

    string Git(params string[] arguments)
    {
        using var git = Process.Start(new ProcessStartInfo("git", arguments) { WorkingDirectory = _root, RedirectStandardOutput = true, RedirectStandardError = true })!;
        var errors = git.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = git.StandardOutput.ReadToEnd();
        git.WaitForExit();
        Assert.True(git.ExitCode == 0, $"git {string.Join(' ', arguments)}: {errors.GetAwaiter().GetResult()}");
        return output.Trim();
    }
}
