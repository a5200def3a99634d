using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Microsoft.Data.Sqlite;
using ModelOpsLab.Lineage;

namespace ModelOpsLab.Tests.Lineage;

public class EnvironmentRecordTests
{
    sealed class Frozen(DateTimeOffset at) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => at;
        public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;
    }

    [Fact]
    public void Every_module_managed_or_native_is_there_with_the_hash_of_its_file()
    {
        using (var sqlite = new SqliteConnection("Data Source=:memory:")) sqlite.Open();
        var at = new DateTimeOffset(2020, 4, 1, 6, 0, 0, TimeSpan.Zero);
        var record = EnvironmentRecord.Capture(new Frozen(at));

        Assert.Equal((at, "UTC"), (record.At, record.TimeZone));
        Assert.Equal(RuntimeInformation.FrameworkDescription, record.Runtime);
        Assert.Equal(Environment.ProcessorCount, record.ProcessorCount);
        Assert.Contains(record.Modules, m => m.Name == "ModelOpsLab.dll");
        Assert.Contains(record.Modules, m => m.Name == "System.Private.CoreLib.dll");
        Assert.Contains(record.Modules, m => m.Name.Contains("e_sqlite3", StringComparison.Ordinal));
        Assert.All(record.Modules, m => Assert.True(m.Sha256 is not null ^ m.Because is not null));
        Assert.All(record.Modules.Where(m => m.Sha256 is not null), m => Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(m.Path!))), m.Sha256));
    }
}
