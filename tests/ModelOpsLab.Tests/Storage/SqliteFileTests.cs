using System.Diagnostics;
using System.Globalization;
using Microsoft.Data.Sqlite;
using ModelOpsLab.Storage;

namespace ModelOpsLab.Tests.Storage;

public sealed class SqliteFileTests : IDisposable
{
    readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("modelops-test-");
    string At(string name = "monitoring.db") => Path.Combine(_folder.FullName, name);

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void It_is_opened_for_durability()
    {
        using var file = SqliteFile.Open(At(), MeasurementStore.Schema);
        Assert.Equal(["delete"], file.Query("PRAGMA journal_mode", r => r.GetString(0)));
        Assert.Equal([3], file.Query("PRAGMA synchronous", r => r.GetInt32(0)));
        Assert.Equal([30_000], file.Query("PRAGMA busy_timeout", r => r.GetInt32(0)));
        Assert.Equal([1], file.Query("SELECT strict FROM pragma_table_list WHERE name = 'measurements'", r => r.GetInt32(0)));
        Assert.True(file.LibraryVersion >= new Version(3, 37, 0));
    }

    [Fact]
    public void A_write_ahead_log_left_by_another_program_is_turned_off()
    {
        MeasurementStore.Open(At()).Dispose();
        using (var other = new SqliteConnection($"Data Source={At()};Pooling=False"))
        {
            other.Open();
            using var wal = other.CreateCommand();
            wal.CommandText = "PRAGMA journal_mode=WAL";
            Assert.Equal("wal", wal.ExecuteScalar());
        }
        using var file = SqliteFile.Open(At(), MeasurementStore.Schema);
        Assert.Equal(["delete"], file.Query("PRAGMA journal_mode", r => r.GetString(0)));
    }

    [Fact]
    public void A_transaction_that_throws_leaves_nothing()
    {
        using var file = SqliteFile.Open(At(), new("notes", 1, "CREATE TABLE notes (text TEXT NOT NULL) STRICT"));
        Assert.Throws<InvalidOperationException>(() => file.Transaction<int>(() =>
        {
            file.Execute("INSERT INTO notes VALUES (?1)", "x");
            throw new InvalidOperationException();
        }));
        Assert.Equal([0], file.Query("SELECT count(*) FROM notes", r => r.GetInt32(0)));
        Assert.Equal(1, file.Transaction(() => file.Execute("INSERT INTO notes VALUES (?1)", "y")));
    }

    [Fact]
    public void Another_version_is_refused_and_left_alone()
    {
        using (SqliteFile.Open(At(), MeasurementStore.Schema with { Version = 7 })) { }
        var before = File.ReadAllBytes(At());
        var message = Assert.Throws<InvalidDataException>(() => MeasurementStore.Open(At())).Message;
        Assert.Equal($"{At()} is no measurements file of version 3: it says version 7. Use the ModelOpsLab that wrote it, or another file.", message);
        Assert.Equal(before, File.ReadAllBytes(At()));
        Assert.Throws<FileNotFoundException>(() => MeasurementStore.Open(At("none.db"), readOnly: true));
    }

    [Theory]
    [InlineData(1)] // that of a ledger: a version of measurements too, which would be brought to the next
    [InlineData(2)]
    [InlineData(7)]
    public void Another_kind_of_file_is_refused_and_left_alone_whatever_its_version(int version)
    {
        using (SqliteFile.Open(At(), ModelOpsLab.Registry.Ledger.Schema with { Version = version })) { }
        var before = File.ReadAllBytes(At());
        Action[] openings = [() => MeasurementStore.Open(At()), () => MeasurementStore.Open(At(), readOnly: true), () => ModelOpsLab.Monitoring.MeasurementHistory.Open(At())];
        foreach (var open in openings)
            Assert.Equal($"{At()} is no measurements file: its tables are those of something else, and nothing was changed in it. Name another file.", Assert.Throws<InvalidDataException>(open).Message);
        Assert.Equal(before, File.ReadAllBytes(At()));
    }

    [Fact]
    public void A_file_of_measurements_of_the_version_before_gets_the_new_tables_and_keeps_its_rows()
    {
        var old = new SqliteSchema("measurements", 1, MeasurementStore.Schema.Sql[..MeasurementStore.Schema.Sql.IndexOf("CREATE TABLE monitors", StringComparison.Ordinal)]);
        var row = WriterProcess.Row("m", 1);
        using (var file = SqliteFile.Open(At(), old))
            file.Execute("INSERT INTO measurements VALUES (1, 'm', ?1, ?2, '2020-03-01', '2020-03-31', 'live', ?3, NULL, 22, NULL, '', 'Healthy', '2020-03-31')", row.Metric, row.Of, row.Value);
        Assert.EndsWith("it says version 1. Any command that writes to it brings it to this version.", Assert.Throws<InvalidDataException>(() => MeasurementStore.Open(At(), readOnly: true)).Message, StringComparison.Ordinal);
        using (var store = MeasurementStore.Open(At()))
        {
            Assert.Equal([row], store.Latest());
            store.Monitors.MoveCursor("x", 1);
        }
        using var read = MeasurementStore.Open(At(), readOnly: true);
        Assert.Equal([row], read.Latest());
        Assert.Equal(1, read.Monitors.Cursor("x"));
    }

    [Fact]
    public void A_lock_held_too_long_is_named_with_the_file()
    {
        using var holder = SqliteFile.Open(At(), MeasurementStore.Schema);
        using var store = MeasurementStore.Open(At(), patience: TimeSpan.FromMilliseconds(50));
        holder.Transaction(() =>
        {
            var error = Assert.Throws<TimeoutException>(() => store.Append(WriterProcess.Row("m", 1)));
            Assert.Equal($"{At()} was locked by another process for 0.05 s; nothing was written.", error.Message);
            return 0;
        });
        Assert.Equal(1, store.Append(WriterProcess.Row("m", 1)));
    }

    [Fact]
    public void Threads_may_share_one_instance()
    {
        using var store = MeasurementStore.Open(At());
        Parallel.For(0, 4, t =>
        {
            for (var i = 0; i < 25; i++) { store.Append(WriterProcess.Row($"thread {t}", i)); Assert.NotEmpty(store.Latest($"thread {t}")); }
        });
        Assert.Equal(100, store.Latest().Count);
    }

    [Fact]
    public async Task Three_processes_and_a_thread_writing_at_once_lose_no_row()
    {
        var cancel = TestContext.Current.CancellationToken;
        var processes = Enumerable.Range(0, 3).Select(p => WriterProcess.Start(At(), $"process {p}", 60)).ToList(); // none made the file before
        using (var store = MeasurementStore.Open(At())) for (var i = 0; i < 60; i++) store.Append(WriterProcess.Row("thread", i));
        foreach (var process in processes)
        {
            var printed = (await process.StandardOutput.ReadToEndAsync(cancel)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
            await process.WaitForExitAsync(cancel);
            Assert.Equal(Enumerable.Range(0, 60).Select(i => i.ToString(CultureInfo.InvariantCulture)), printed.Select(l => l.Trim()));
            process.Dispose();
        }
        using var result = MeasurementStore.Open(At());
        result.CheckIntegrity();
        Assert.Equal(Enumerable.Range(1, 240).Select(i => (long)i), result.History().Select(s => s.Sequence));
        Assert.All(result.Latest().GroupBy(r => r.Model), g => Assert.Equal(60, g.Count()));
    }

    [Fact]
    public async Task A_writer_killed_at_any_moment_loses_no_row_it_acknowledged()
    {
        var random = new Random(20200316);
        for (var kill = 0; kill < 12; kill++)
        {
            using var process = WriterProcess.Start(At(), $"kill {kill}", 1_000_000);
            for (var line = random.Next(1, 15); line > 0; line--) await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);
            await Task.Delay(TimeSpan.FromMicroseconds(random.Next(8_000)), TestContext.Current.CancellationToken);
            process.Kill(); // SIGKILL where there are signals
            var acknowledged = 0;
            while (await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) is { } last) if (int.TryParse(last, CultureInfo.InvariantCulture, out var i)) acknowledged = i + 1;
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
            using var store = MeasurementStore.Open(At());
            store.CheckIntegrity();
            var rows = store.History($"kill {kill}");
            Assert.InRange(rows.Count, acknowledged, int.MaxValue);
            Assert.Equal(Enumerable.Range(0, rows.Count).Select(i => WriterProcess.Row($"kill {kill}", i)), rows.Select(r => r.Row));
        }
    }

    [Fact]
    public async Task On_a_full_disk_every_acknowledged_row_is_kept_and_writing_goes_on_when_there_is_space()
    {
        if (OperatingSystem.IsWindows()) Assert.Skip("A full disk is made with a small tmpfs or with ulimit, which Windows lacks.");
        var disk = _folder.CreateSubdirectory("disk").FullName;
        var path = Path.Combine(disk, "monitoring.db");
        // A disk of 256 KiB where this user may mount one, and else a limit of 100 KiB on the size of files
        var mounted = Succeeds("mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", disk);
        TestContext.Current.TestOutputHelper?.WriteLine(mounted ? "tmpfs of 256 KiB" : "ulimit -f");
        try
        {
            using var process = WriterProcess.Start(path, "m", 100_000, mounted ? null : 200);
            var printed = (await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
            Assert.Contains(path, printed[^1], StringComparison.Ordinal);
            Assert.StartsWith("IOException", printed[^1], StringComparison.Ordinal);
            if (mounted) Assert.Contains("the disk is full; nothing of this transaction was kept", printed[^1], StringComparison.Ordinal);

            using (var full = MeasurementStore.Open(path, readOnly: true)) Assert.Equal(printed.Length - 1, full.History().Count);
            if (mounted) Assert.True(Succeeds("mount", "-o", "remount,size=1m", disk));
            using var store = MeasurementStore.Open(path);
            store.CheckIntegrity();
            Assert.InRange(printed.Length, 100, 100_000);
            Assert.Equal(1, store.Append(WriterProcess.Row("m", printed.Length - 1)));
            Assert.Equal(printed.Length, store.History().Count);
        }
        finally { if (mounted) Succeeds("umount", disk); }
    }

    [Theory]
    [InlineData(0, 100, "is not a SQLite database, or its first page is damaged")]
    [InlineData(4096, 12_000, "is damaged")]
    public void A_damaged_file_is_named(int from, int to, string says)
    {
        using (var store = MeasurementStore.Open(At())) store.Append([.. Enumerable.Range(0, 200).Select(i => WriterProcess.Row("m", i))]);
        var bytes = File.ReadAllBytes(At());
        bytes.AsSpan(from, to - from).Fill(0x5A);
        File.WriteAllBytes(At(), bytes);
        var error = Assert.Throws<InvalidDataException>(() =>
        {
            using var store = MeasurementStore.Open(At());
            store.CheckIntegrity();
        });
        Assert.StartsWith(At(), error.Message, StringComparison.Ordinal);
        Assert.Contains(says, error.Message, StringComparison.Ordinal);
        Assert.Throws<InvalidDataException>(() =>
        {
            using var store = MeasurementStore.Open(At());
            return store.Latest();
        });
    }

    [Fact]
    public void A_file_of_text_is_no_store_and_is_left_alone()
    {
        File.WriteAllText(At(), "date,close\n2020-03-16,2386.13\n" + new string('x', 600));
        Assert.Contains("is not a SQLite database", Assert.Throws<InvalidDataException>(() => MeasurementStore.Open(At())).Message, StringComparison.Ordinal);
        Assert.StartsWith("date,close", File.ReadAllText(At()), StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_where_the_file_should_be_is_an_error_that_names_it()
    {
        Directory.CreateDirectory(At());
        Assert.Contains(At(), Assert.ThrowsAny<IOException>(() => MeasurementStore.Open(At())).Message, StringComparison.Ordinal);
    }

    static bool Succeeds(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception) { return false; }
    }
}
