using System.Text;
using ModelOpsLab.Live;
using ModelOpsLab.Models;
using ModelOpsLab.Registry;

namespace ModelOpsLab.Tests.Registry;

/// <summary>A state folder with a slot whose versions predict their number times a thousand plus the first input.</summary>
sealed class SampleSlot
{
    internal const string Slot = "spx-momentum";

    internal SampleSlot(string folder) => Folder = new(folder);

    internal LedgerFolder Folder { get; }
    internal string State => Path.GetDirectoryName(Folder.Database)!;
    internal KillSwitch Switch => new(State, Slot);
    string Segments => Path.Combine(State, "slots", Slot, "predictions");

    /// <summary>What a version says of a row.</summary>
    internal static double Said(int version, ReadOnlySpan<double> row) => version * 1_000 + row[0];

    internal static LinearModel Model(int version) => new(["momentum", "volatility"], version * 1_000, [1, 0], [1, 1]);

    /// <summary>Makes a version live and arms the slot.</summary>
    internal LivePointer Promote(int version, Fallback? fallback = null, params IReadOnlyList<FeatureRange> ranges)
    {
        var pointer = Pointer(version, fallback, ranges);
        pointer.Write(State);
        Switch.Arm(SlotState.Active);
        return pointer;
    }

    internal LivePointer Pointer(int version, Fallback? fallback = null, params IReadOnlyList<FeatureRange> ranges) => new()
    {
        Slot = Slot, Model = "spx", Version = version, ContentId = Write(version), Format = ModelRegistry.OwnFormat, Ranges = ranges,
        Fallback = fallback ?? new() { Kind = FallbackKind.Flat },
        FallbackContentId = fallback is { Version: { } other } ? Write(other) : null, FallbackFormat = fallback is { Version: not null } ? ModelRegistry.OwnFormat : null,
    };

    internal Ledger Ledger() => Folder.Open("example.com/desk-7", [PredictionArchive.Segments]);

    internal PredictionArchive Archive(Ledger ledger) => new(ledger, Folder.Blobs, State);

    /// <summary>The segments that are not sealed, read.</summary>
    internal IReadOnlyList<PredictionSegment> Unsealed => !Directory.Exists(Segments) ? []
        : [.. Directory.GetFiles(Segments, "*.segment").Order(StringComparer.Ordinal).Select(f => PredictionSegment.Read(Bytes(f), f))];

    /// <summary>Every record there is, sealed or not, by id.</summary>
    internal Dictionary<string, (LivePointer Live, PredictionRecord Record)> All(Ledger? ledger = null)
    {
        var segments = Unsealed.ToList();
        if (ledger is not null) segments.AddRange(ledger.Query("SELECT content FROM prediction_segments ORDER BY segment", r => r.GetString(0)).Select(c => PredictionSegment.Read(Folder.Blobs.Read(c), c)));
        Dictionary<string, (LivePointer, PredictionRecord)> all = [];
        foreach (var segment in segments)
            foreach (var record in segment.Records) all.Add(new PredictionId(Slot, segment.Header.Segment, record.Row).ToString(), (segment.Header.Live, record)); // one that is there twice throws
        return all;
    }

    internal string[] Files => Directory.Exists(Segments) ? [.. Directory.GetFiles(Segments, "*.segment").Order(StringComparer.Ordinal)] : [];

    internal static byte[] Bytes(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        return bytes;
    }

    string Write(int version) => Folder.Blobs.Write(Encoding.UTF8.GetBytes(ModelJson.Write(Model(version))));
}
