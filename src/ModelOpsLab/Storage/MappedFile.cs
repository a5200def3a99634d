using System.IO.MemoryMappedFiles;
using System.Runtime.InteropServices;

namespace ModelOpsLab.Storage;

/// <summary>
/// A new file of fixed size whose bytes are shared memory: what was written survives the end of the process, however it
/// ends, and a power cut once it was flushed. Its blocks are taken on disk when it is made, so that a full disk is an error
/// then and never later. It is held open until disposed, by which others see that its process lives.
/// </summary>
sealed class MappedFile : IDisposable
{
    /// <summary>End of the name of a file that is being made; one that a killed process left is nobody's.</summary>
    public const string Making = ".making";

    const int Chunk = 1 << 16;

    readonly FileStream _file;
    readonly MemoryMappedFile _map;
    readonly MemoryMappedViewAccessor _view;

    MappedFile(FileStream file, MemoryMappedFile map, MemoryMappedViewAccessor view) => (_file, _map, _view) = (file, map, view);

    /// <summary>Makes a file of zeros that begins with some bytes; when it returns they are on disk. Under its name it is there whole or not at all.</summary>
    /// <exception cref="IOException">The disk is full, the folder cannot be written, or the file is there already: nothing is left of it.</exception>
    public static MappedFile Create(string path, long length, ReadOnlySpan<byte> start)
    {
        if (File.Exists(path)) throw new IOException($"{path} is there already.");
        var file = new FileStream(path + Making, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete, 1);
        MemoryMappedFile? map = null;
        try
        {
            Reserve(file, length);
            file.Position = 0;
            file.Write(start);
            file.Flush(flushToDisk: true);
            map = MemoryMappedFile.CreateFromFile(file, null, length, MemoryMappedFileAccess.ReadWrite, HandleInheritability.None, leaveOpen: true);
            var view = map.CreateViewAccessor(0, length);
            File.Move(path + Making, path);
            FolderFlush.ToDisk(Path.GetDirectoryName(path)!);
            return new(file, map, view);
        }
        catch (Exception error)
        {
            map?.Dispose();
            file.Dispose();
            File.Delete(path + Making);
            if (error is UnauthorizedAccessException) throw new IOException(error.Message, error);
            throw;
        }
    }

    /// <summary>Writes bytes at a place.</summary>
    public void Write(int offset, ReadOnlySpan<byte> bytes) => _view.SafeMemoryMappedViewHandle.WriteSpan((ulong)offset, bytes);

    /// <summary>Puts on disk what was written so far.</summary>
    /// <exception cref="IOException">The disk does not take it.</exception>
    public void Flush()
    {
        _view.Flush();
        if (OperatingSystem.IsWindows()) _file.Flush(flushToDisk: true);
    }

    /// <summary>Closes the file, without a flush.</summary>
    public void Dispose()
    {
        // The accessor's own disposal flushes; the owner says when that is due
        _view.SafeMemoryMappedViewHandle.Dispose();
        _view.Dispose();
        _map.Dispose();
        _file.Dispose();
    }

    static void Reserve(FileStream file, long length)
    {
        if (Allocated(file, length)) return;
        var zeros = new byte[Chunk];
        for (var at = 0L; at < length; at += Chunk) file.Write(zeros, 0, (int)Math.Min(Chunk, length - at));
    }

    /// <summary>Whether the file system has reserved the blocks; false where it cannot.</summary>
    static bool Allocated(FileStream file, long length)
    {
        if (!OperatingSystem.IsLinux()) return false;
        const int NoSpace = 28, TooLarge = 27, OverQuota = 122;
        try
        {
            return Allocate(file.SafeFileHandle, 0, (nint)length) switch
            {
                0 => true,
                NoSpace or TooLarge or OverQuota => throw new IOException($"{file.Name} cannot be made: there is no room for its {length} bytes. Free some space."),
                _ => false,
            };
        }
        catch (EntryPointNotFoundException)
        {
            return false;
        }
    }

    [DllImport("libc", EntryPoint = "posix_fallocate"), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    static extern int Allocate(SafeHandle descriptor, nint offset, nint length);
}
