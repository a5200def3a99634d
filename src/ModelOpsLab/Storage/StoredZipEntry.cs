using System.Text;
using System.Text.RegularExpressions;

namespace ModelOpsLab.Storage;

/// <summary>A file of a <see cref="StoredZip"/>: its name, its size and check sum, and where its bytes begin.</summary>
readonly partial record struct StoredZipEntry(string Name, long Size, uint Crc, long Start)
{
    /// <summary>Most bytes of a name.</summary>
    const int LongestName = 240;

    /// <summary>Whether a name may stand in the file: parts of letters, digits and <c>. _ -</c> that begin with neither dot nor dash, end with no dot, and are no device of Windows.</summary>
    public static bool IsName(string name) => name.Length is > 0 and <= LongestName && Names().IsMatch(name) && !Devices().IsMatch(name);

    /// <summary>The 30 bytes and the name that stand before the bytes of a file.</summary>
    public byte[] Local()
    {
        using var memory = new MemoryStream();
        using var to = new BinaryWriter(memory);
        to.Write(StoredZip.LocalMark);
        Common(to);
        to.Write(Encoding.ASCII.GetBytes(Name));
        return memory.ToArray();
    }

    /// <summary>The 46 bytes and the name that stand in the directory.</summary>
    public byte[] Central()
    {
        using var memory = new MemoryStream();
        using var to = new BinaryWriter(memory);
        to.Write(StoredZip.CentralMark);
        to.Write((ushort)StoredZip.VersionNeeded);
        Common(to);
        to.Write((ushort)0); // no comment
        to.Write((ushort)0); // first disk
        to.Write((ushort)0); // no internal attributes
        to.Write(0); // no external attributes: a plain file
        to.Write((uint)(Start - StoredZip.LocalLength - Name.Length));
        to.Write(Encoding.ASCII.GetBytes(Name));
        return memory.ToArray();
    }

    void Common(BinaryWriter to)
    {
        to.Write((ushort)StoredZip.VersionNeeded);
        to.Write((ushort)0); // no flags
        to.Write((ushort)0); // stored
        to.Write((ushort)0); // midnight
        to.Write((ushort)StoredZip.FirstDay);
        to.Write(Crc);
        to.Write((uint)Size);
        to.Write((uint)Size);
        to.Write((ushort)Name.Length);
        to.Write((ushort)0); // no extra field
    }

    [GeneratedRegex(@"^(?:[A-Za-z0-9_][A-Za-z0-9._-]*/){0,7}[A-Za-z0-9_][A-Za-z0-9._-]*\z")]
    private static partial Regex Names();

    [GeneratedRegex(@"(?:^|/)(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|/|\z)|\.(?:/|\z)", RegexOptions.IgnoreCase)]
    private static partial Regex Devices();
}
