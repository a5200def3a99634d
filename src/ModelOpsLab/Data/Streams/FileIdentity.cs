using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace ModelOpsLab.Data;

/// <summary>Which file it is, whatever its name is now. On Linux device, inode and birth, since an inode alone is given again to the next file; elsewhere the time of its making.</summary>
static class FileIdentity
{
    const int AtEmptyPath = 0x1000, CurrentFolder = -100;
    const uint Type = 0x1, Inode = 0x100, Birth = 0x800;
    const int TypeMask = 0xF000, Pipe = 0x1000;

    /// <summary>Of an open file; null where it cannot be told.</summary>
    public static string? Of(SafeFileHandle file) => OperatingSystem.IsLinux()
        ? Linux((int)file.DangerousGetHandle(), "", AtEmptyPath)
        : Text(File.GetCreationTimeUtc(file).Ticks);

    /// <summary>Of the file that has this name now; null where there is none.</summary>
    public static string? Of(string path) => OperatingSystem.IsLinux() ? Linux(CurrentFolder, path, 0)
        : File.Exists(path) ? Text(File.GetCreationTimeUtc(path).Ticks) : null;

    /// <summary>Whether the name is that of a pipe, which to open may wait for whoever writes to it; false where it cannot be told.</summary>
    public static bool IsPipe(string path)
    {
        var answer = new byte[256];
        return OperatingSystem.IsLinux() && statx(CurrentFolder, path, 0, Type, answer) == 0 && (BitConverter.ToUInt16(answer, 28) & TypeMask) == Pipe;
    }

    /// <summary>The call's answer has the same layout on every processor: kind of file at 28, inode at 32, birth at 80, device at 136.</summary>
    static string? Linux(int folder, string path, int flags)
    {
        var answer = new byte[256];
        if (statx(folder, path, flags, Inode | Birth, answer) != 0) return null;
        var (inode, born, nanoseconds) = (BitConverter.ToUInt64(answer, 32), BitConverter.ToInt64(answer, 80), BitConverter.ToUInt32(answer, 88));
        return string.Create(CultureInfo.InvariantCulture, $"{BitConverter.ToUInt32(answer, 136)}:{BitConverter.ToUInt32(answer, 140)}:{inode}:{born}.{nanoseconds:000000000}");
    }

    static string Text(long ticks) => ticks.ToString(CultureInfo.InvariantCulture);

    [DllImport("libc", SetLastError = true), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
#pragma warning disable IDE1006 // The system's own name
    static extern int statx(int folder, [MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags, uint mask, [Out] byte[] answer);
#pragma warning restore IDE1006
}
