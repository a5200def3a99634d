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
    public static void Write(Workspace workspace, ModelVersion version, byte[] model)
    {
        var folder = Folder(workspace, version.Name, version.Number);
        Directory.CreateDirectory(folder);
        AtomicFile.Write(Path.Combine(folder, "model.json"), model);
        AtomicFile.Write(Path.Combine(folder, "training.json"), JsonSerializer.SerializeToUtf8Bytes(version, JsonFormat.Options));
    }

    /// <summary>A stored version; null where there is none.</summary>
    /// <exception cref="InvalidDataException">The model's bytes are not those the record was made from: both hashes are named.</exception>
    public static ModelVersion? Read(Workspace workspace, string name, int number = 1)
    {
        var folder = Folder(workspace, name, number);
        string model = Path.Combine(folder, "model.json"), training = Path.Combine(folder, "training.json");
        if (!File.Exists(training) || !File.Exists(model)) return null;
        var version = JsonFile.Read<ModelVersion>(training);
        var bytes = File.ReadAllBytes(model);
        var found = ContentId.Of(bytes);
        if (found != version.ContentId)
            throw new InvalidDataException($"{model}: its bytes hash to {found[..12]}, the training record says {version.ContentId[..12]}. The file was changed: delete the folder and run 'modelops demo', or restore it from a backup.");
        return version with { Model = ModelJson.Read(Encoding.UTF8.GetString(bytes), model) };
    }

    static string Folder(Workspace workspace, string name, int number) =>
        Path.Combine(workspace.StateFolder, "models", name, number.ToString(CultureInfo.InvariantCulture));
}
