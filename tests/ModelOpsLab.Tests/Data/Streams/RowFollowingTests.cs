using ModelOpsLab.Data;

namespace ModelOpsLab.Tests.Data;

public sealed class RowFollowingTests
{
    const string Header = "time,x,y\n";
    static string Line(int day) => $"2020-01-{day:00},{day},0\n";
    static string Row(int day) => $"2020-01-{day:00}T00:00:00Z {day} 0";

    [Fact]
    public async Task File_that_grows_is_read_as_it_grows()
    {
        using var file = new GrowingFile(Header + Line(1));
        using var rows = file.Follow();
        Assert.Equal([Row(1)], await Drained.After(rows, 2));
        file.Append("2020-01-0");
        Assert.Empty(await Drained.After(rows, 2));
        file.Append("2,2,0\n" + Line(3));
        Assert.Equal([Row(2), Row(3)], await Drained.After(rows, 2));
        Assert.Equal(0, rows.FaultCount);
    }

    [Fact]
    public async Task File_that_is_not_there_yet_is_waited_for()
    {
        using var file = new GrowingFile();
        using var rows = file.Follow();
        Assert.Empty(await Drained.After(rows, 3));
        file.Append(Header + Line(1));
        Assert.Equal([Row(1)], await Drained.After(rows, 2));
    }

    [Fact]
    public async Task File_that_is_renamed_and_made_again_is_followed()
    {
        using var file = new GrowingFile(Header + Line(1));
        using var rows = file.Follow();
        Assert.Equal([Row(1)], await Drained.After(rows, 1));
        File.Move(file.Path, file.Other("rows.csv.1"));
        Assert.Empty(await Drained.After(rows, 3)); // renamed, not yet made again
        File.AppendAllText(file.Other("rows.csv.1"), Line(2)); // by who has it open still
        Assert.Equal([Row(2)], await Drained.After(rows, 1));
        file.Append(Header + Line(3));
        Assert.Equal([Row(3)], await Drained.After(rows, 4));
        Assert.Equal(0, rows.FaultCount);
    }

    [Fact]
    public async Task New_file_without_a_header_has_the_old_one()
    {
        using var file = new GrowingFile(Header + Line(1));
        using var rows = file.Follow();
        Drained.Now(rows);
        File.Move(file.Path, file.Other("rows.csv.1"));
        file.Append(Line(2));
        Assert.Equal([Row(2)], await Drained.After(rows, 4));
    }

    [Fact]
    public async Task New_file_with_another_order_of_columns_is_read_in_it()
    {
        using var file = new GrowingFile(Header + Line(1));
        using var rows = file.Follow();
        Drained.Now(rows);
        File.Move(file.Path, file.Other("rows.csv.1"));
        file.Append("y,x,time\n0,2,2020-01-02\n");
        Assert.Equal([Row(2)], await Drained.After(rows, 4));
    }

    [Fact]
    public async Task New_file_with_a_foreign_header_gives_no_row()
    {
        using var file = new GrowingFile(Header + Line(1));
        using var rows = file.Follow();
        Drained.Now(rows);
        File.Move(file.Path, file.Other("rows.csv.1"));
        file.Append("when,b,a\n2020-01-02,9,9\n");
        Assert.Equal(["! Header 1"], await Drained.After(rows, 4));
        Assert.Equal(2, rows.Count(RowFaultKind.Header));
    }

    [Fact]
    public async Task Half_a_line_at_the_end_of_a_renamed_file_is_a_fault_and_no_row()
    {
        using var file = new GrowingFile(Header + Line(1) + "2020-01-02,2,1");
        using var rows = file.Follow();
        Assert.Equal([Row(1)], Drained.Now(rows));
        File.Move(file.Path, file.Other("rows.csv.1"));
        file.Append(Header + Line(3));
        Assert.Equal(["! Unfinished 3", Row(3)], await Drained.After(rows, 4));
    }

    [Fact]
    public async Task Truncated_file_is_read_from_its_start()
    {
        using var file = new GrowingFile(Header + Line(1) + Line(2));
        using var rows = file.Follow();
        Drained.Now(rows);
        File.WriteAllText(file.Path, Header + Line(3));
        Assert.Equal([Row(3)], await Drained.After(rows, 2));
    }

    [Fact]
    public async Task Truncated_file_that_has_grown_past_the_place_is_noticed()
    {
        using var file = new GrowingFile(Header + Line(1));
        using var rows = file.Follow();
        Drained.Now(rows);
        File.WriteAllText(file.Path, Header + string.Concat(Enumerable.Range(11, 9).Select(Line)));
        Assert.Equal([.. Enumerable.Range(11, 9).Select(Row)], await Drained.After(rows, 2));
    }

    [Fact]
    public async Task File_that_is_copied_and_truncated_loses_nothing()
    {
        using var file = new GrowingFile(Header + Line(1));
        using var rows = file.Follow();
        Drained.Now(rows);
        file.Append(Line(2)); // not read yet
        File.Copy(file.Path, file.Other("rows.csv.1"));
        File.WriteAllText(file.Path, "");
        Assert.Equal([Row(2)], await Drained.After(rows, 3));
        file.Append(Header + Line(3));
        Assert.Equal([Row(3)], await Drained.After(rows, 3));
    }

    [Fact]
    public async Task File_replaced_by_a_longer_copy_of_itself_goes_on()
    {
        using var file = new GrowingFile(Header + Line(1));
        using var rows = file.Follow();
        Drained.Now(rows);
        File.WriteAllText(file.Other("temporary"), Header + Line(1) + Line(2));
        File.Move(file.Other("temporary"), file.Path, overwrite: true);
        Assert.Equal([Row(2)], await Drained.After(rows, 4));
        Assert.Equal(0, rows.FaultCount);
    }

    [Fact]
    public async Task File_replaced_by_another_is_read_from_its_start()
    {
        using var file = new GrowingFile(Header + Line(1));
        using var rows = file.Follow();
        Drained.Now(rows);
        File.WriteAllText(file.Other("temporary"), Header + Line(2));
        File.Move(file.Other("temporary"), file.Path, overwrite: true);
        Assert.Equal([Row(2)], await Drained.After(rows, 4));
    }

    [Fact]
    public async Task Files_rotated_several_times_between_two_looks_are_all_read()
    {
        using var file = new GrowingFile(Header + Line(1));
        using var rows = file.Follow();
        Drained.Now(rows);
        file.Append(Line(2));
        for (var day = 3; day < 6; day++)
        {
            for (var older = 4; older > 0; older--)
                if (File.Exists(file.Other($"rows.csv.{older}"))) File.Move(file.Other($"rows.csv.{older}"), file.Other($"rows.csv.{older + 1}"));
            File.Move(file.Path, file.Other("rows.csv.1"));
            file.Append(Header + Line(day));
        }
        File.WriteAllText(file.Other("rows.csv.bak"), Header + Line(30));
        File.WriteAllText(file.Other("rows.csv.9.gz"), Header + Line(31));
        Assert.Equal([Row(2), Row(3), Row(4), Row(5)], await Drained.After(rows, 6));
        Assert.Equal(0, rows.FaultCount);
    }

    [Fact]
    public async Task Rows_written_while_files_rotate_come_once_and_in_order()
    {
        const int Count = 4_000;
        using var file = new GrowingFile("time,x,y\n");
        using var rows = RowStream.Open(file.Path, Drained.Simple, new() { Follow = true, Poll = TimeSpan.FromMilliseconds(20) });
        Assert.Equal(RowRead.Idle, rows.Read());
        var next = 0;
        var writing = Task.Run(() => Write(file, Count, () => Volatile.Read(ref next)), TestContext.Current.CancellationToken);
        while (next < Count && !writing.IsFaulted)
            switch (rows.Read())
            {
                case RowRead.Row:
                    Assert.Equal(next++, rows.Row.Numbers[0]);
                    break;
                case RowRead.Fault:
                    Assert.Fail(rows.Fault.ToString());
                    break;
                default:
                    await rows.WaitAsync(TestContext.Current.CancellationToken);
                    break;
            }
        await writing;
        Assert.Empty(Drained.Now(rows));
    }

    /// <summary>Rows in pieces of any length, into files that are renamed in a chain of ten.</summary>
    static void Write(GrowingFile file, int count, Func<int> read)
    {
        Queue<int> rotated = [];
        var random = new Random(3);
        var writer = new FileStream(file.Path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        for (var i = 0; i < count; i++)
        {
            var line = System.Text.Encoding.UTF8.GetBytes(FormattableString.Invariant($"2020-01-01,{i},0\n"));
            var half = random.Next(line.Length);
            writer.Write(line.AsSpan(0, half));
            writer.Write(line.AsSpan(half));
            if (random.Next(100) > 0) continue;
            writer.Dispose();
            for (var older = 9; older > 0; older--)
                if (File.Exists(file.Other($"rows.csv.{older}"))) File.Move(file.Other($"rows.csv.{older}"), file.Other($"rows.csv.{older + 1}"), overwrite: true);
            File.Move(file.Path, file.Other("rows.csv.1"));
            rotated.Enqueue(i);
            if (rotated.Count > 6)
                for (var (oldest, wait) = (rotated.Dequeue(), 0); read() <= oldest && wait < 5_000; wait++) Thread.Sleep(1); // what is rotated out of the chain is lost
            Thread.Sleep(random.Next(8));
            writer = new(file.Path, FileMode.CreateNew, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
            if (random.Next(2) == 0) writer.Write("time,x,y\n"u8);
        }
        writer.Dispose();
    }

    [Fact]
    public async Task File_that_cannot_be_opened_for_a_while_is_told_once_and_tried_again()
    {
        if (OperatingSystem.IsWindows() || Environment.IsPrivilegedProcess)
        {
            await WithDirectory();
            return;
        }
        using var file = new GrowingFile(Header + Line(1));
        File.SetUnixFileMode(file.Path, UnixFileMode.None);
        using var rows = file.Follow();
        Assert.Equal(["! Unreadable 0"], await Drained.After(rows, 3));
        File.SetUnixFileMode(file.Path, UnixFileMode.UserRead);
        Assert.Equal([Row(1)], await Drained.After(rows, 2));
    }

    /// <summary>Who may read everything meets a folder of the file's name.</summary>
    static async Task WithDirectory()
    {
        using var file = new GrowingFile(Header + Line(1));
        using var rows = file.Follow();
        Drained.Now(rows);
        File.Move(file.Path, file.Other("rows.csv.1"));
        Directory.CreateDirectory(file.Path);
        Assert.Empty(await Drained.After(rows, 3));
        Directory.Delete(file.Path);
        file.Append(Header + Line(2));
        Assert.Equal([Row(2)], await Drained.After(rows, 4));
    }
}
