using System.Text;
using ModelOpsLab.Live;
using ModelOpsLab.Registry;
using ModelOpsLab.Reporting;

namespace ModelOpsLab.Tests.Registry;

public sealed class VersionReleaseTests : IDisposable
{
    const string Model = RegistryWorkspace.Model;
    readonly RegistryWorkspace _workspace = new();

    ModelRegistry Registry => _workspace.Registry;

    public void Dispose() => _workspace.Dispose();

    string Refused(int version) => Assert.Throws<InvalidDataException>(() => Registry.Release(Model, version, "ben", "no longer needed")).Message;

    Report Audit() => Workspace.Open(_workspace.Folder).Ledger.Verify(ModelRegistry.Projections);

    /// <summary>A version that was live and was followed by two others, retired, six years later.</summary>
    void GrowOld()
    {
        for (var v = 1; v <= 3; v++) _workspace.Version(v);
        for (var v = 1; v <= 3; v++) _workspace.Promote(v);
        _workspace.Clock.Now = _workspace.Clock.Now.AddYears(6);
        Registry.Retire(Model, 1, "ben", "old");
    }

    [Fact]
    public void What_only_a_retired_version_needs_is_removed_after_its_years_and_the_audit_counts_it_as_released()
    {
        GrowOld();
        var size = Registry.Ledger.Size;
        var removed = Registry.Release(Model, 1, "ben", "no longer needed");
        Assert.Equal(2, removed.Count); // bytes and training record
        Assert.All(removed, id => Assert.False(Registry.Blobs.Contains(id)));
        Assert.Equal((size + 1, "blobs.released"), (Registry.Ledger.Size, Registry.Ledger.Read().Last().Kind));
        Assert.NotEqual(Severity.Critical, Audit().Severity);
        Assert.Contains("2 blobs were released", Audit().ToString(), StringComparison.Ordinal);
        _workspace.Reopen();
        Assert.Equal([true, false, false], Registry.Versions(Model).Select(v => v.Released));
        Assert.Contains("were released", ModelReproduction.Of(Registry, Model, 1).Because, StringComparison.Ordinal);
        Assert.Equal(1, Registry.LiveAt(Model, Registry.History(Model)[0].From)!.Version);
        Assert.Equal(2, Registry.Rollback(Model, "ben", "worse").Version);

        File.Delete(Path.Combine(_workspace.Folder, ".modelops", "blobs", "sha256", Registry.Version(Model, 3).ContentId[..2], Registry.Version(Model, 3).ContentId[2..]));
        Assert.Equal(Severity.Critical, Audit().Severity); // what was not released is missed
    }

    [Fact]
    public void It_is_refused_before_its_time_under_a_hold_and_while_anything_may_need_it()
    {
        for (var v = 1; v <= 4; v++) _workspace.Version(v);
        _workspace.Promote(1, p => p with { Fallback = new() { Kind = FallbackKind.Version, Version = 4 } });
        _workspace.Promote(2);
        _workspace.Promote(3);
        Assert.Contains("it is not retired", Refused(1), StringComparison.Ordinal);
        Registry.Retire(Model, 1, "ben", "old");
        Registry.Retire(Model, 4, "ben", "old");
        Assert.Contains("it was live in 'alpha' until 2020-01-02, and is kept for 5 years from then", Refused(1), StringComparison.Ordinal);
        Assert.Contains("it was the fallback in 'alpha' until 2020-01-02", Refused(4), StringComparison.Ordinal);
        _workspace.Clock.Now = _workspace.Clock.Now.AddYears(5).AddHours(1);
        Registry.SetAlias(Model, "hold", 1, "counsel");
        Assert.Contains("a legal hold", Refused(1), StringComparison.Ordinal);
        Registry.SetAlias(Model, "hold", null, "counsel");
        _workspace.Clock.Now = _workspace.Clock.Now.AddYears(-1);
        Assert.Contains("is kept for 5 years", Refused(1), StringComparison.Ordinal); // a clock set back keeps more
        _workspace.Clock.Now = _workspace.Clock.Now.AddYears(1);
        Assert.Throws<KeyNotFoundException>(() => Registry.Release(Model, 9, "ben", "no"));
        Assert.NotEmpty(Registry.Release(Model, 1, "ben", "no longer needed"));
        Assert.NotEmpty(Registry.Release(Model, 4, "ben", "no longer needed"));
        Assert.NotEqual(Severity.Critical, Audit().Severity);
    }

    [Fact]
    public void What_another_version_shares_is_kept_and_what_is_registered_again_is_needed_again()
    {
        _workspace.Version(1);
        Registry.Register(Model, RegistryWorkspace.Bytes(1), ModelRegistry.OwnFormat, RegistryWorkspace.Record(1) with { BeganAt = DateTimeOffset.UnixEpoch }, "anna", "the same bytes");
        Registry.Retire(Model, 1, "ben", "never live");
        var (bytes, removed) = (Registry.Version(Model, 1).ContentId, Registry.Release(Model, 1, "ben", "never live"));
        Assert.Single(removed);
        Assert.True(Registry.Blobs.Contains(bytes));
        Assert.DoesNotContain(bytes, removed);
        _workspace.Version(1); // its training record is that of the first
        Assert.True(Registry.Blobs.Contains(removed[0]));
        Assert.Empty(Registry.Release(Model, 1, "ben", "once more"));
        File.Delete(Path.Combine(_workspace.Folder, ".modelops", "blobs", "sha256", removed[0][..2], removed[0][2..]));
        Assert.Equal(Severity.Critical, Audit().Severity);
    }

    [Fact]
    public void After_a_crash_between_the_event_and_the_removal_it_is_done_again()
    {
        GrowOld();
        var kept = Registry.Bytes(Registry.Version(Model, 1));
        var removed = Registry.Release(Model, 1, "ben", "no longer needed");
        Registry.Blobs.Write(kept); // as a crash would have left it
        var size = Registry.Ledger.Size;
        Assert.NotEqual(Severity.Critical, Audit().Severity);
        Assert.Equal(removed, Registry.Release(Model, 1, "ben", "no longer needed"));
        Assert.Equal(size, Registry.Ledger.Size);
        Assert.All(removed, id => Assert.False(Registry.Blobs.Contains(id)));
    }

    [Fact]
    public void Fewer_years_than_five_cannot_be_declared()
    {
        var file = Path.Combine(_workspace.Folder, Workspace.FileName);
        File.WriteAllText(file, File.ReadAllText(file).Replace("\"deployment\":", "\"governance\": { \"keepYears\": 1 }, \"deployment\":", StringComparison.Ordinal), Encoding.UTF8);
        Assert.Contains("governance.keepYears is 1: 5 to 100", Assert.Throws<InvalidDataException>(() => Workspace.Open(_workspace.Folder)).Message, StringComparison.Ordinal);
    }
}
