using System.Text.Json;
using System.Text.Json.Nodes;
using ModelOpsLab.Storage;

namespace ModelOpsLab.Notebooks.Jupyter;

/// <summary>A kernel as clients find it: a folder with a <c>kernel.json</c> that says which program to start.</summary>
/// <param name="Name">The folder's name, which notebooks store.</param>
/// <param name="DisplayName">What people choose.</param>
/// <param name="Folder">The folder.</param>
/// <param name="Command">The program and its arguments; empty where the file cannot be read.</param>
/// <param name="IsOurs">Whether this program installed it.</param>
public sealed record KernelSpec(string Name, string DisplayName, string Folder, IReadOnlyList<string> Command, bool IsOurs)
{
    const string FileName = "kernel.json", Mark = "modelops";

    /// <summary>What we install: our own name, and the one that notebooks of .NET Interactive store.</summary>
    public static IReadOnlyList<(string Name, string DisplayName)> Names { get; } = [("modelops", "C# (ModelOpsLab)"), (".net-csharp", ".NET (C#)")];

    /// <summary>The kernels in a folder, by name; none where it does not exist.</summary>
    public static IReadOnlyList<KernelSpec> In(string folder) => !Directory.Exists(folder) ? []
        : [.. Directory.EnumerateDirectories(folder).Order(StringComparer.Ordinal).Where(kernel => File.Exists(Path.Combine(kernel, FileName))).Select(Read)];

    /// <summary>Writes a kernel of ours; over one that is not ours only by <paramref name="force"/>. Null where such a one was left alone.</summary>
    /// <param name="folder">The folder of kernels.</param>
    /// <param name="name">The kernel's name.</param>
    /// <param name="displayName">What people choose.</param>
    /// <param name="program">The program, and what comes before <c>kernel run</c>.</param>
    /// <param name="environment">Variables the program needs.</param>
    /// <param name="force">Whether to replace another's.</param>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public static KernelSpec? Install(string folder, string name, string displayName, IReadOnlyList<string> program, IReadOnlyDictionary<string, string> environment, bool force)
    {
        var kernel = Path.Combine(folder, name);
        var file = Path.Combine(kernel, FileName);
        if (!force && File.Exists(file) && !Read(kernel).IsOurs) return null;
        string[] command = [.. program, "kernel", "run", "{connection_file}"];
        Directory.CreateDirectory(kernel);
        var json = new JsonObject
        {
            ["argv"] = new JsonArray([.. command.Select(part => (JsonNode)part)]),
            ["display_name"] = displayName,
            ["language"] = "C#",
            ["interrupt_mode"] = "message",
            ["env"] = new JsonObject(environment.Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)pair.Value))),
            ["metadata"] = new JsonObject { [Mark] = new JsonObject { ["version"] = Directives.LibraryVersion } },
        };
        AtomicFile.Write(file, json.ToJsonString(new() { WriteIndented = true, NewLine = "\n", Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }) + "\n");
        return new(name, displayName, kernel, command, IsOurs: true);
    }

    /// <summary>Removes its folder.</summary>
    /// <exception cref="InvalidOperationException">It is not ours.</exception>
    /// <exception cref="IOException">The folder cannot be removed.</exception>
    public void Remove()
    {
        if (!IsOurs) throw new InvalidOperationException($"The kernel '{Name}' in {Folder} was not installed by this program.");
        Directory.Delete(Folder, recursive: true);
    }

    /// <summary>Whether the program it starts is still there; one without a folder is looked for on the path.</summary>
    /// <param name="variable">The environment: the value of a variable, or null.</param>
    public bool ProgramExists(Func<string, string?> variable)
    {
        if (Command.Count == 0) return false;
        var found = Path.IsPathRooted(Command[0])
            ? File.Exists(Command[0])
            : (variable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
                .Any(folder => File.Exists(Path.Combine(folder, Command[0])) || OperatingSystem.IsWindows() && File.Exists(Path.Combine(folder, Command[0] + ".exe")));
        return found && (Command.Count == 1 || !Command[1].EndsWith(".dll", StringComparison.OrdinalIgnoreCase) || File.Exists(Command[1]));
    }

    static KernelSpec Read(string folder)
    {
        var name = Path.GetFileName(folder);
        try
        {
            if (JsonNode.Parse(File.ReadAllText(Path.Combine(folder, FileName)), null, new() { AllowDuplicateProperties = false }) is JsonObject json)
                return new(name, Text(json["display_name"]), folder, json["argv"] is JsonArray command ? [.. command.Select(Text)] : [], (json["metadata"] as JsonObject)?[Mark] is JsonObject);
        }
        catch (JsonException)
        {
        }
        return new(name, "(kernel.json cannot be read)", folder, [], IsOurs: false);
    }

    static string Text(JsonNode? node) => node is JsonValue value && value.TryGetValue(out string? text) ? text : "";
}
