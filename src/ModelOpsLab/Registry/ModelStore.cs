using System.Globalization;
using System.Text;
using System.Text.Json;
using ModelOpsLab.Data;
using ModelOpsLab.Lineage;
using ModelOpsLab.Models;
using ModelOpsLab.Reporting;
using ModelOpsLab.Storage;

namespace ModelOpsLab.Registry;

/// <summary>Trained versions as two files each in the workspace's state: the model and what it was trained from.</summary>
public static class ModelStore
{
    /// <summary>Stores a version; the model first, so that a record never names bytes that are not there.</summary>
    /// <exception cref="UnauthorizedAccessException">The workspace's state cannot be written.</exception>
    public static void Write(Workspace workspace, ModelVersion version, byte[] model) => WriteState(workspace, () =>
    {
        var folder = Folder(workspace, version.Name, version.Number);
        AtomicFile.Write(Path.Combine(folder, "model.json"), model);
        AtomicFile.Write(Path.Combine(folder, "training.json"), JsonSerializer.SerializeToUtf8Bytes(version, JsonFormat.Options));
    });

    /// <summary>A stored version; null where there is none.</summary>
    /// <exception cref="InvalidDataException">A file is damaged, or the model's bytes are not those the record was made from: both hashes are named.</exception>
    public static ModelVersion? Read(Workspace workspace, string name, int number = 1)
    {
        var folder = Folder(workspace, name, number);
        string model = Path.Combine(folder, "model.json"), training = Path.Combine(folder, "training.json");
        if (!File.Exists(training) || !File.Exists(model)) return null;
        var version = Whole(folder, () => JsonFile.Read<ModelVersion>(training));
        FileReads.Note(model);
        var bytes = File.ReadAllBytes(model);
        var found = ContentId.Of(bytes);
        if (found != version.ContentId)
            throw new InvalidDataException($"{model}: its bytes hash to {found[..12]}, the training record says {version.ContentId[..Math.Min(12, version.ContentId.Length)]}. The file was changed. {Remedy(folder)}");
        return version with { Model = Whole(folder, () => ModelJson.Read(Encoding.UTF8.GetString(bytes), model)) };
    }

    /// <summary>Writes into a workspace's state.</summary>
    /// <exception cref="UnauthorizedAccessException">The state folder or something in it cannot be written: the message names the folder.</exception>
    internal static void WriteState(Workspace workspace, Action write)
    {
        try
        {
            write();
        }
        catch (Exception error) when (error is UnauthorizedAccessException || (error is IOException && !CanWrite(workspace.StateFolder)))
        {
            throw new UnauthorizedAccessException($"The state folder '{workspace.StateFolder}' cannot be written: {error.Message.TrimEnd('.')}. Give yourself the right to write there, or copy the workspace to a folder where you have it.", error);
        }
    }

    /// <summary>Whether a file can be made there: a read-only disk gives the same exception as a full one.</summary>
    static bool CanWrite(string folder)
    {
        try
        {
            Directory.CreateDirectory(folder);
            using var probe = new FileStream(Path.Combine(folder, $".probe-{Guid.NewGuid():N}"), FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose);
            return true;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    static T Whole<T>(string folder, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (InvalidDataException damaged)
        {
            throw new InvalidDataException($"{damaged.Message} {Remedy(folder)}", damaged);
        }
    }

    static string Remedy(string folder) => $"Delete the folder '{folder}': the next command trains the model again.";

    static string Folder(Workspace workspace, string name, int number) =>
        Path.Combine(workspace.StateFolder, "models", name, number.ToString(CultureInfo.InvariantCulture));
}
