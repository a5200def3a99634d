using System.Text;
using System.Text.Json;
using ModelOpsLab.Lineage;
using ModelOpsLab.Registry;
using ModelOpsLab.Reporting;
using ModelOpsLab.Storage;

namespace ModelOpsLab.Audit;

/// <summary>The names of a bundle's files and how each is read, with the most that is taken of it.</summary>
static class BundleParts
{
    public const string ReadMe = "README.txt", Events = "events.jsonl", Leaves = "leaves.txt", Proofs = "proofs.jsonl", Checkpoint = "checkpoint.txt", Checkpoints = "checkpoints.jsonl",
        Keys = "keys.txt", Tables = "state/", Workspace = "workspace/", Notebooks = "notebooks/", Blobs = "blobs/", Environment = "environment.json", Manifest = "manifest.json", Sums = "SHA256SUMS";

    /// <summary>An event's payload has at most 1 MiB; written as JSON nothing of it grows sixfold.</summary>
    public const int LongestLine = 8 << 20;

    const long MostManifest = 16 << 20, MostText = 1 << 20;

    /// <summary>The list of what is in a bundle.</summary>
    /// <exception cref="InvalidDataException">It is not there, or is not such a list.</exception>
    public static BundleManifest ManifestOf(StoredZip zip)
    {
        var text = Text(zip, Manifest, MostManifest);
        var manifest = OrRefused(zip, Manifest, () => JsonFormat.Read<BundleManifest>(text, "list"));
        return manifest.Format == BundleManifest.ThisFormat ? manifest : throw zip.Refused($"it is a bundle of another form than {BundleManifest.ThisFormat}");
    }

    /// <summary>The hashes of its files by name, as <c>sha256sum</c> lists them.</summary>
    public static Dictionary<string, string> SumsOf(StoredZip zip)
    {
        Dictionary<string, string> sums = new(StringComparer.Ordinal);
        foreach (var line in Text(zip, Sums, MostManifest).Split('\n')[..^1])
            if (line.Length < 67 || line[64..66] != "  " || !ContentId.IsWellFormed(line[..64]) || !sums.TryAdd(line[66..], line[..64])) throw zip.Refused($"{Sums} has a line that is no hash and name");
        return sums;
    }

    /// <summary>The signed checkpoints, by size.</summary>
    public static IEnumerable<Checkpoint> CheckpointsOf(StoredZip zip) => zip.Find(Checkpoints) is { } notes ? zip.Lines(notes, (int)MostText).Select(line => NoteOf(zip, line)) : [];

    /// <summary>The keys that it brings along.</summary>
    public static IReadOnlyList<NoteVerifier> KeysOf(StoredZip zip) =>
        zip.Find(Keys) is null ? [] : [.. Text(zip, Keys, MostText).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => OrRefused(zip, Keys, () => NoteVerifier.Parse(line)))];

    /// <summary>A row of a state table on a line of its own.</summary>
    public static byte[] Row(object?[] values)
    {
        using var memory = new MemoryStream();
        using (var json = new Utf8JsonWriter(memory))
        {
            json.WriteStartArray();
            foreach (var value in values)
                switch (value)
                {
                    case long number: json.WriteNumberValue(number); break;
                    case double number: json.WriteRawValue(CanonicalJson.Number(number)); break;
                    case null or DBNull: json.WriteNullValue(); break;
                    default: json.WriteStringValue((string)value); break;
                }
            json.WriteEndArray();
        }
        memory.WriteByte((byte)'\n');
        return memory.ToArray();
    }

    /// <summary>A line that names something and holds JSON.</summary>
    public static byte[] Line<T>(T value) => [.. JsonSerializer.SerializeToUtf8Bytes(value, JsonFormat.Line), (byte)'\n'];

    /// <summary>A line that was written by <see cref="Line"/>.</summary>
    public static T Read<T>(StoredZip zip, byte[] line, string name) => OrRefused(zip, name, () => JsonFormat.Read<T>(Encoding.UTF8.GetString(line), "line"));

    static T OrRefused<T>(StoredZip zip, string name, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (InvalidDataException error)
        {
            throw zip.Refused($"{name}: {error.Message.TrimEnd('.')}");
        }
    }

    static Checkpoint NoteOf(StoredZip zip, byte[] line) => OrRefused(zip, Checkpoints, () => Registry.Checkpoint.Parse(JsonFormat.Read<CheckpointLine>(Encoding.UTF8.GetString(line), "line").Note));

    static string Text(StoredZip zip, string name, long most)
    {
        try
        {
            return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(zip.Bytes(name, most));
        }
        catch (DecoderFallbackException)
        {
            throw zip.Refused($"{name} is not UTF-8");
        }
    }
}

/// <summary>A line of <c>checkpoints.jsonl</c>.</summary>
sealed record CheckpointLine(string Note);

/// <summary>A line of <c>proofs.jsonl</c>: the hashes that lead from an event's leaf to the root (RFC 6962, section 2.1.1), as hexadecimal digits.</summary>
sealed record ProofLine(long Seq, IReadOnlyList<string> Proof);
