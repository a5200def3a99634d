using System.Text;
using ModelOpsLab.Data;
using ModelOpsLab.Reporting;

namespace ModelOpsLab.Tests.Data;

public sealed class RowPositionTests
{
    const string Header = "time,x,y\n";
    static string Line(int day) => $"2020-01-{day:00},{day},0\n";
    static string Row(int day) => $"2020-01-{day:00}T00:00:00Z {day} 0";

    static readonly string[] Csv =
    [
        "\uFEFFtime,x,y\r\n", "2020-01-01,1,2\r\n", "\n", "\n", "2020-01-02,,2\n", "2020-01-03,n/a,2\n", "garbage\n", "2020-01-04,NaN,2\n", "y,x,time\n", "2,1,2020-01-05\n",
        new string('z', 300) + "\n", "\0\n", "2,1,2020-01-06\n", "\n", "y,w,time\n", "5,\"6\",2020-01-07\n", "w\n", "2,1,2020-01-08\n", "\n", "\n",
    ];
    static readonly string[] Json =
    [
        "{\"time\":\"2020-01-01\",\"x\":1,\"y\":2}\n", "{\"time\":\"2020-01-02\",\"x\":NaN,\"z\":2}\n", "[]\n", "\n", "{\"time\":\"2020-01-03\",\"x\":1,\"y\":2}\n", "{}\n", "{\"time\":\"2020-01-04\"}\n",
    ];

    [Theory]
    [InlineData(RowFormat.Csv)]
    [InlineData(RowFormat.JsonLines)]
    public void Reading_on_from_any_row_gives_the_rows_and_the_counts_of_reading_through(RowFormat format)
    {
        using var file = new GrowingFile(string.Concat(format == RowFormat.Csv ? Csv : Json));
        var options = new RowStreamOptions { LongestLine = 200 };
        List<(RowRead Read, string Text, string Position)> whole = [];
        using (var rows = RowStream.Open(file.Path, Drained.Simple, options))
            for (var read = rows.Read(); read != RowRead.End; read = rows.Read())
                whole.Add((read, Drained.Text(rows, read), JsonFormat.Write(rows.Position)));
        Assert.Equal(format == RowFormat.Csv ? 8 : 4, whole.Count(one => one.Read == RowRead.Row));
        for (var stop = 0; stop < whole.Count; stop++)
        {
            using var rest = RowStream.Open(file.Path, Drained.Simple, options, JsonFormat.Read<RowPosition>(whole[stop].Position, "position"));
            var at = stop;
            for (var read = rest.Read(); read != RowRead.End; read = rest.Read())
            {
                if (read == RowRead.Fault && rest.Fault.RowIsGiven) continue; // told the first time, here and there
                do at++; while (whole[at].Read == RowRead.Fault && whole[at].Text.Split(' ')[1] is "Value" or "NotFinite" or "UnknownField");
                Assert.Equal((whole[at].Text, whole[at].Position), (Drained.Text(rest, read), JsonFormat.Write(rest.Position)));
            }
            Assert.Equal(whole[^1].Position, JsonFormat.Write(rest.Position));
        }
    }

    [Fact]
    public async Task Place_is_found_in_files_that_were_rotated_meanwhile()
    {
        using var file = new GrowingFile(Header + Line(1) + Line(2));
        RowPosition place;
        using (var rows = file.Follow())
        {
            rows.Read();
            place = rows.Position;
        }
        File.Move(file.Path, file.Other("rows.csv.2"));
        File.WriteAllText(file.Other("rows.csv.1"), Header + Line(3));
        file.Append(Header + Line(4));
        using var on = file.Follow(from: place);
        Assert.Equal([Row(2), Row(3), Row(4)], await Drained.After(on, 3));
        file.Append(Line(5));
        Assert.Equal([Row(5)], await Drained.After(on, 1));
        using var once = RowStream.Open(file.Path, Drained.Simple, from: place);
        Assert.Equal([Row(2), Row(3), Row(4), Row(5)], Drained.Now(once));
        Assert.Equal((5, 0), (once.RowCount, once.FaultCount));
    }

    [Fact]
    public void Place_is_found_in_a_file_that_was_restored_from_a_copy()
    {
        using var file = new GrowingFile(Header + Line(1) + Line(2));
        RowPosition place;
        using (var rows = RowStream.Open(file.Path, Drained.Simple))
        {
            rows.Read();
            place = rows.Position;
        }
        File.Copy(file.Path, file.Other("copy"));
        File.Move(file.Other("copy"), file.Path, overwrite: true);
        using var on = RowStream.Open(file.Path, Drained.Simple, from: place);
        Assert.Equal([Row(2)], Drained.Now(on));
    }

    [Fact]
    public void Place_that_is_gone_is_a_fault_and_reading_begins_anew()
    {
        using var file = new GrowingFile(Header + Line(1) + Line(2));
        RowPosition place;
        using (var rows = RowStream.Open(file.Path, Drained.Simple))
        {
            Drained.Now(rows);
            place = rows.Position;
        }
        File.WriteAllText(file.Path, Header + Line(3));
        using var on = RowStream.Open(file.Path, Drained.Simple, from: place);
        Assert.Equal(["! Position 0", Row(3)], Drained.Now(on));
        Assert.Equal("the place to go on from, byte 39, is not in it any more, nor in an older file beside it: it was truncated or replaced. It is read from its start.", on.Fault.What);
    }

    [Fact]
    public async Task Place_at_half_a_line_waits_for_its_end()
    {
        using var file = new GrowingFile(Header + Line(1) + "2020-01-02,2");
        RowPosition place;
        using (var rows = file.Follow())
        {
            Drained.Now(rows);
            place = rows.Position;
        }
        file.Append(",0\n");
        using var on = file.Follow(from: place);
        Assert.Equal([Row(2)], await Drained.After(on, 1));
    }

    [Fact]
    public void Standard_input_goes_on_with_its_counts_and_header()
    {
        var place = new RowPosition { Offset = 500, Line = 7, Rows = 6, Format = RowFormat.Csv, Header = ["y", "time", "x"], Faults = new Dictionary<RowFaultKind, long> { [RowFaultKind.Quote] = 3 } };
        using var rows = RowStream.Of(new MemoryStream(Encoding.UTF8.GetBytes("0,2020-01-02,2\n" + Header + Line(3))), "input", Drained.Simple, from: place);
        Assert.Equal([Row(2), Row(3)], Drained.All(rows));
        Assert.Equal((8, 3), (rows.RowCount, rows.Count(RowFaultKind.Quote)));
    }
}
