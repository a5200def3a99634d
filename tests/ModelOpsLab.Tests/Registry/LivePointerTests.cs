using ModelOpsLab.Registry;

namespace ModelOpsLab.Tests.Registry;

public sealed class LivePointerTests : IDisposable
{
    readonly string _path = Directory.CreateTempSubdirectory("modelops-test-").FullName;

    public void Dispose() => Directory.Delete(_path, recursive: true);

    [Fact]
    public void What_was_written_is_read_and_nothing_where_nothing_was()
    {
        var slot = new SampleSlot(_path);
        Assert.Null(LivePointer.Read(_path, SampleSlot.Slot));
        foreach (var pointer in new[]
        {
            slot.Pointer(1), slot.Pointer(2, new() { Kind = FallbackKind.Constant, Value = -0.1 }), slot.Pointer(3, new() { Kind = FallbackKind.Version, Version = 1 }, new FeatureRange("momentum", double.NegativeInfinity, 4)),
            slot.Pointer(4, new() { Kind = FallbackKind.Manual, File = "orders/spx.json" }) with { Sequence = 17 },
        })
        {
            pointer.Write(_path);
            var read = LivePointer.Read(_path, SampleSlot.Slot)!;
            Assert.Equal(pointer with { Ranges = [] }, read with { Ranges = [] });
            Assert.Equal(pointer.Ranges, read.Ranges);
        }
    }

    [Fact]
    public void Any_flipped_bit_is_found()
    {
        new SampleSlot(_path).Pointer(12).Write(_path);
        var path = LivePointer.PathOf(_path, SampleSlot.Slot);
        var bytes = File.ReadAllBytes(path);
        for (var bit = 0; bit < bytes.Length * 8; bit++)
        {
            bytes[bit / 8] ^= (byte)(1 << bit % 8);
            File.WriteAllBytes(path, bytes);
            Assert.Throws<InvalidDataException>(() => LivePointer.Read(_path, SampleSlot.Slot));
            bytes[bit / 8] ^= (byte)(1 << bit % 8);
        }
    }

    [Fact]
    public void One_of_another_slot_is_refused()
    {
        new SampleSlot(_path).Pointer(1).Write(_path);
        Directory.CreateDirectory(Path.GetDirectoryName(LivePointer.PathOf(_path, "other"))!);
        File.Copy(LivePointer.PathOf(_path, SampleSlot.Slot), LivePointer.PathOf(_path, "other"));
        Assert.Contains("is of slot 'spx-momentum'", Assert.Throws<InvalidDataException>(() => LivePointer.Read(_path, "other")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_nobody_could_follow_is_not_written()
    {
        var good = new SampleSlot(_path).Pointer(1);
        foreach (var bad in new[]
        {
            good with { Model = "../m" }, good with { Version = 0 }, good with { ContentId = "abc" }, good with { Fallback = new() { Kind = FallbackKind.Constant } },
            good with { Fallback = new() { Kind = FallbackKind.Version, Version = 2 } }, good with { Ranges = [new("momentum", 1, 0)] }, good with { Ranges = [new("momentum", double.NaN, 0)] }, good with { Slot = "a/b" },
        })
            Assert.Throws<InvalidDataException>(() => bad.Write(_path));
        Assert.Null(LivePointer.Read(_path, SampleSlot.Slot));
    }
}
