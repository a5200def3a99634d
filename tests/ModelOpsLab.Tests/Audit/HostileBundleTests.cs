using System.IO.Compression;
using System.Text;
using ModelOpsLab.Audit;
using ModelOpsLab.Storage;

namespace ModelOpsLab.Tests.Audit;

/// <summary>Files made to harm who opens them: each is refused with one error, in little memory, and nothing is written.</summary>
public sealed class HostileBundleTests : IDisposable
{
    const long MostMemory = 256L << 20;

    readonly SampleBundle _sample = new(2);

    public void Dispose() => _sample.Dispose();

    string Refused(string file, string says)
    {
        var before = Directory.GetFileSystemEntries(_sample[""], "*", SearchOption.AllDirectories);
        var allocated = GC.GetAllocatedBytesForCurrentThread();
        var error = Assert.Throws<InvalidDataException>(() => AuditBundleCheck.Verify(file));
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - allocated < MostMemory);
        Assert.Contains(says, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
        Assert.Throws<InvalidDataException>(() => AuditBundle.Unpack(file, _sample["out"]));
        Assert.Equal(before, Directory.GetFileSystemEntries(_sample[""], "*", SearchOption.AllDirectories));
        return error.Message;
    }

    string Foreign(Action<ZipArchive> fill)
    {
        using var zip = ZipFile.Open(_sample["foreign.zip"], ZipArchiveMode.Create);
        fill(zip);
        return _sample["foreign.zip"];
    }

    static void Put(ZipArchive zip, string name, CompressionLevel level = CompressionLevel.NoCompression)
    {
        using var to = zip.CreateEntry(name, level).Open();
        to.Write("{}"u8);
    }

    /// <summary>A bundle of our own form with these files, whatever their names; the usual ones where they are not given.</summary>
    string Ours(params (string Name, byte[] Bytes)[] files)
    {
        using var good = StoredZip.Open(_sample.Write());
        using var to = File.Create(_sample["ours.zip"]);
        var zip = new StoredZipWriter(to);
        foreach (var entry in good.Entries) zip.Add(entry.Name, files.FirstOrDefault(f => f.Name == entry.Name).Bytes ?? good.Bytes(entry.Name, 1 << 20));
        zip.Finish();
        return _sample["ours.zip"];
    }

    /// <summary>A file of ours with the first name written over by another of its length, in both places.</summary>
    string Renamed(string name, string second = "b.txt")
    {
        var placeholder = new string('n', name.Length);
        using (var to = File.Create(_sample["renamed.zip"]))
        {
            var zip = new StoredZipWriter(to);
            zip.Add(placeholder, "{}"u8.ToArray());
            zip.Add(second, "{}"u8.ToArray());
            zip.Finish();
        }
        var bytes = File.ReadAllBytes(_sample["renamed.zip"]);
        for (var i = 0; i + name.Length <= bytes.Length; i++)
            if (bytes.AsSpan(i, name.Length).SequenceEqual(Encoding.Latin1.GetBytes(placeholder))) Encoding.Latin1.GetBytes(name).CopyTo(bytes, i);
        File.WriteAllBytes(_sample["renamed.zip"], bytes);
        return _sample["renamed.zip"];
    }

    [Fact]
    public void A_file_that_unpacks_to_a_thousand_times_its_size() => Refused(Foreign(zip =>
    {
        using var to = zip.CreateEntry("manifest.json", CompressionLevel.Optimal).Open();
        for (var i = 0; i < 64; i++) to.Write(new byte[1 << 20]);
    }), "manifest.json is compressed");

    [Fact]
    public void A_million_entries()
    {
        using (var to = File.Create(_sample["many.zip"]))
        {
            using var buffer = new BufferedStream(to, 1 << 20);
            var central = new StoredZipEntry("a", 0, 0, 31).Central();
            for (var i = 0; i < 1_000_000; i++) buffer.Write(central);
            byte[] end = [.. BitConverter.GetBytes(StoredZip.EndMark), 0, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF, .. BitConverter.GetBytes(1_000_000 * central.Length), 0, 0, 0, 0, 0, 0];
            buffer.Write(end);
        }
        Refused(_sample["many.zip"], "it lists 65,535 files; a bundle has at most 10,000");
    }

    [Theory]
    [InlineData("../outside.txt")]
    [InlineData("a/../../b.txt")]
    [InlineData("/etc/passwd")]
    [InlineData("//proc/self/root")]
    [InlineData("C:\\windows\\x")]
    [InlineData("a\\..\\b.txt")]
    [InlineData("%2e%2e/b.txt")]
    [InlineData("a\0b.txt")]
    [InlineData("a\u202eb.txt")]
    [InlineData("workspace/.modelops/ledger.db")]
    [InlineData("notebooks/con.ipynb")]
    [InlineData("notebooks/")]
    [InlineData("a//b.txt")]
    [InlineData("a./b.txt")]
    public void A_name_that_leads_elsewhere(string name) => Refused(Renamed(name), "is no name of a file in a bundle");

    [Theory]
    [InlineData("b.txt")]
    [InlineData("B.TXT")]
    public void A_name_that_stands_twice(string name) => Refused(Renamed(name), "two of its files have the name");

    [Fact]
    public void A_link() => Refused(Foreign(zip =>
    {
        var link = zip.CreateEntry("notebooks/a.ipynb", CompressionLevel.NoCompression);
        link.ExternalAttributes = unchecked((int)0xA1FF0000); // a symbolic link, for who unpacks on Unix
        using var to = link.Open();
        to.Write("/etc/passwd"u8);
    }), "notebooks/a.ipynb is no plain file");

    [Fact]
    public void A_file_that_another_program_packed() => Refused(Foreign(zip => { Put(zip, "a.txt"); Put(zip, "b.txt", CompressionLevel.Optimal); }), "a bundle");

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(21)]
    [InlineData(100)]
    [InlineData(-1)]
    [InlineData(-30)]
    public void A_file_that_was_cut_off(int length)
    {
        var bytes = File.ReadAllBytes(_sample.Write());
        File.WriteAllBytes(_sample["cut.zip"], length < 0 ? bytes[..^-length] : bytes[..length]);
        Refused(_sample["cut.zip"], "cut off");
    }

    [Fact]
    public void A_file_with_something_before_or_after_it()
    {
        var bytes = File.ReadAllBytes(_sample.Write());
        File.WriteAllBytes(_sample["more.zip"], [.. bytes, 0]);
        Refused(_sample["more.zip"], "had something appended");
        File.WriteAllBytes(_sample["more.zip"], [.. "#!/bin/sh\n"u8, .. bytes]);
        Refused(_sample["more.zip"], "its end does not agree with its length");
    }

    [Fact]
    public void A_wrong_check_sum()
    {
        var bytes = File.ReadAllBytes(_sample.Write());
        bytes[100] ^= 1; // in the text of README.txt
        File.WriteAllBytes(_sample["damaged.zip"], bytes);
        Assert.Contains("the bytes of README.txt have the check sum", Assert.Throws<InvalidDataException>(() => AuditBundleCheck.Verify(_sample["damaged.zip"])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_files_that_share_their_bytes()
    {
        using (var to = File.Create(_sample["overlap.zip"]))
        {
            var zip = new StoredZipWriter(to);
            zip.Add("a.txt", "{}"u8.ToArray());
            zip.Finish();
        }
        var bytes = File.ReadAllBytes(_sample["overlap.zip"]);
        var central = new StoredZipEntry("a.txt", 2, Crc32.Append(0, "{}"u8), 35).Central();
        byte[] body = bytes[..37], second = [.. central];
        second[^1] = (byte)'u';
        byte[] end = [.. BitConverter.GetBytes(StoredZip.EndMark), 0, 0, 0, 0, 2, 0, 2, 0, .. BitConverter.GetBytes(2 * central.Length), .. BitConverter.GetBytes(37), 0, 0];
        File.WriteAllBytes(_sample["overlap.zip"], [.. body, .. central, .. second, .. end]);
        Refused(_sample["overlap.zip"], "a.txu reaches beyond the place of its bytes");
    }

    [Fact]
    public void JSON_that_is_nested_a_hundred_thousand_deep() => Refused(Ours(("manifest.json", Encoding.ASCII.GetBytes(new string('[', 100_000)))), "manifest.json: ");

    [Fact]
    public void A_text_of_a_gigabyte()
    {
        using (var to = File.Create(_sample["long.zip"]))
        {
            var local = new StoredZipEntry("manifest.json", 1 << 30, 0, 43);
            to.Write(local.Local());
            to.Position += 1 << 30; // the file system keeps no zeros
            var start = to.Position;
            to.Write(local.Central());
            to.Write([.. BitConverter.GetBytes(StoredZip.EndMark), 0, 0, 0, 0, 1, 0, 1, 0, .. BitConverter.GetBytes((int)(to.Position - start)), .. BitConverter.GetBytes((uint)start), 0, 0]);
        }
        Refused(_sample["long.zip"], "manifest.json has 1,073,741,824 bytes, more than the 16,777,216 that are read at once");
    }

    [Fact]
    public void A_line_without_end()
    {
        using (var good = StoredZip.Open(_sample.Write()))
        using (var to = File.Create(_sample["line.zip"]))
        {
            var zip = new StoredZipWriter(to);
            foreach (var entry in good.Entries) zip.Add(entry.Name, entry.Name == "events.jsonl" ? Enumerable.Repeat<ReadOnlyMemory<byte>>(new byte[1 << 20], 40) : [good.Bytes(entry.Name, 1 << 20)]);
            zip.Finish();
        }
        Assert.Contains("events.jsonl, line 1 is longer than 8,388,608 bytes", Assert.Throws<InvalidDataException>(() => AuditBundleCheck.Verify(_sample["line.zip"])).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("manifest.json", """{ "format": "modelops-bundle/1", "format": "x" }""")]
    [InlineData("manifest.json", """{ "$type": "System.IO.FileInfo", "format": "modelops-bundle/1" }""")]
    [InlineData("manifest.json", "null")]
    [InlineData("manifest.json", "")]
    public void A_list_that_is_none(string name, string text) => Refused(Ours((name, Encoding.UTF8.GetBytes(text))), name);

    [Theory]
    [InlineData("leaves.txt", "../etc\n", "a line that is no hash")]
    [InlineData("checkpoints.jsonl", "{\"note\":\"x\"}\n", "checkpoints.jsonl")]
    [InlineData("keys.txt", "x+y+z\n", "keys.txt")]
    [InlineData("SHA256SUMS", "x\n", "a line that is no hash and name")]
    [InlineData("keys.txt", "\xff\xff", "keys.txt is not UTF-8")]
    public void Lines_that_are_none(string name, string text, string says) =>
        Assert.Contains(says, Assert.Throws<InvalidDataException>(() => AuditBundleCheck.Verify(Ours((name, Encoding.Latin1.GetBytes(text))))).Message, StringComparison.Ordinal);

    [Fact]
    public void Names_in_a_list_become_text_in_a_report_and_nothing_else()
    {
        var text = Encoding.UTF8.GetString(StoredZipBytes("manifest.json")).Replace("\"leftOut\": []", "\"leftOut\": [{ \"name\": \"<script>\\u001b[2J=cmd|x\", \"bytes\": 1, \"sha256\": \"\", \"because\": \"javascript:1\" }]", StringComparison.Ordinal);
        var report = AuditBundleCheck.Verify(Ours(("manifest.json", Encoding.UTF8.GetBytes(text))));
        Assert.DoesNotContain("<script>", ModelOpsLab.Reporting.HtmlWriter.Write(report.ToDocument()), StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', report.ToString());
    }

    byte[] StoredZipBytes(string name)
    {
        using var zip = StoredZip.Open(_sample.Write());
        return zip.Bytes(name, 1 << 20);
    }
}
