using System.Globalization;
using ModelOpsLab.Lineage;
using ModelOpsLab.Storage;

namespace ModelOpsLab.Registry;

/// <summary>Puts finished segments of the prediction log into the ledger, and says who made a prediction.</summary>
/// <param name="ledger">A ledger that keeps <see cref="Segments"/>.</param>
/// <param name="blobs">Where sealed segments lie.</param>
/// <param name="stateFolder">The state folder of a workspace.</param>
public sealed class PredictionArchive(Ledger ledger, BlobStore blobs, string stateFolder)
{
    /// <summary>The kind of event that seals a segment.</summary>
    public const string Sealed = "predictions.sealed";

    const string BlobMark = "blob:sha256:";

    /// <summary>One row a sealed segment.</summary>
    public static LedgerProjection Segments { get; } = new("prediction_segments", 1, """
        CREATE TABLE prediction_segments (slot TEXT NOT NULL, segment INTEGER NOT NULL, model TEXT NOT NULL, version INTEGER NOT NULL, count INTEGER NOT NULL, unreadable INTEGER NOT NULL,
            first TEXT, last TEXT, content TEXT NOT NULL, seq INTEGER NOT NULL, PRIMARY KEY (slot, segment)) STRICT, WITHOUT ROWID;
        CREATE INDEX prediction_segments_by_version ON prediction_segments (model, version, slot, segment);
        """, (one, file) =>
    {
        if (one.Kind != Sealed) return;
        var e = one.Payload;
        file.Execute("INSERT INTO prediction_segments VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10) ON CONFLICT DO NOTHING",
            e.GetProperty("slot").GetString(), e.GetProperty("segment").GetInt64(), e.GetProperty("model").GetString(), e.GetProperty("version").GetInt32(), e.GetProperty("count").GetInt32(),
            e.GetProperty("unreadable").GetInt32(), e.GetProperty("from").GetString(), e.GetProperty("to").GetString(), e.GetProperty("content").GetString()![BlobMark.Length..], one.Sequence);
    });

    /// <summary>Seals every segment of a slot that no process writes to any more, those of killed processes too: the bytes as a blob, then an event, then the file is removed.</summary>
    /// <returns>The events, one a segment that held a prediction.</returns>
    /// <exception cref="InvalidDataException">A segment's header is damaged, or one was sealed before with other bytes. Its file stays; the others were sealed.</exception>
    /// <exception cref="IOException">Blob or ledger cannot be written; the files stay.</exception>
    public IReadOnlyList<LedgerEvent> Seal(string slot, string by = "modelops")
    {
        var folder = new PredictionFolder(stateFolder, slot);
        List<LedgerEvent> events = [];
        List<InvalidDataException> damaged = [];
        foreach (var number in folder.Segments)
            try
            {
                using var file = folder.Abandoned(number);
                if (file is not null && SealOne(folder, slot, number, file, by) is { } one) events.Add(one);
            }
            catch (InvalidDataException error)
            {
                damaged.Add(error);
            }
        return damaged is [var first, ..] ? throw first : events;
    }

    /// <summary>Who made a prediction: the record, the version, and where its segment is sealed the proof. The segment is hashed again.</summary>
    /// <exception cref="KeyNotFoundException">There is no such prediction.</exception>
    /// <exception cref="InvalidDataException">Its segment or its row is damaged: what does not hold is named.</exception>
    /// <exception cref="FileNotFoundException">It was sealed, and the blob of its segment is not there.</exception>
    public PredictionTrace WhoPredicted(PredictionId id)
    {
        if (id.IsNone) throw new KeyNotFoundException("This prediction was not logged: it has no id.");
        var folder = new PredictionFolder(stateFolder, id.Slot);
        for (var attempt = 0; attempt < 3; attempt++)
        {
            if (Row(id.Slot, id.Segment) is var (sequence, content))
                return Trace(id, PredictionSegment.Read(blobs.Read(content), $"The sealed segment {id.Segment} of {id.Slot}"), Proof(sequence, content));
            try
            {
                using var file = new FileStream(folder.PathOf(id.Segment), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1);
                var bytes = new byte[file.Length];
                file.ReadExactly(bytes);
                return Trace(id, PredictionSegment.Read(bytes, file.Name), null);
            }
            catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
            {
                // sealed since the table was asked, or never there
            }
            catch (IOException) when (attempt < 2)
            {
                Thread.Sleep(20); // being sealed at this moment
            }
        }
        throw new KeyNotFoundException($"There is no prediction {id}: slot {id.Slot} has no segment {id.Segment} here, sealed or not.");
    }

    static PredictionTrace Trace(PredictionId id, PredictionSegment segment, PredictionSeal? seal) => segment.Header is var header && header.Live.Slot == id.Slot && header.Segment == id.Segment
        ? new() { Id = id, Record = segment.Record(id.Row), Live = header.Live, Features = header.Features, Seal = seal }
        : throw new InvalidDataException($"Segment {id.Segment} of {id.Slot} is damaged: it says it is segment {header.Segment} of {header.Live.Slot}.");

    (long Sequence, string Content)? Row(string slot, long segment) =>
        ledger.Query("SELECT seq, content FROM prediction_segments WHERE slot = ?1 AND segment = ?2", r => (r.GetInt64(0), r.GetString(1)), slot, segment) is [var row] ? row : null;

    PredictionSeal Proof(long sequence, string content)
    {
        var one = ledger.Read(sequence, sequence).Single();
        var checkpoint = ledger.LatestCheckpoint;
        long size;
        byte[] root;
        if (checkpoint is not null && checkpoint.Size >= sequence) (size, root) = (checkpoint.Size, checkpoint.Root.ToArray());
        else
        {
            checkpoint = null;
            do (size, root) = (ledger.Size, ledger.Root);
            while (size != ledger.Size); // another process appended in between
        }
        return new(sequence, one.Hash, content, size, ContentId.Hex(root), [.. ledger.ProveInclusion(sequence, size).Select(h => ContentId.Hex(h))], checkpoint);
    }

    LedgerEvent? SealOne(PredictionFolder folder, string slot, long number, FileStream file, string by)
    {
        var bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        var segment = PredictionSegment.Read(bytes, file.Name);
        if (segment.Header.Live.Slot != slot || segment.Header.Segment != number)
            throw new InvalidDataException($"{file.Name} is damaged or was put there: it says it is segment {segment.Header.Segment} of {segment.Header.Live.Slot}.");
        LedgerEvent? written = null;
        if (segment.Rows > 0)
        {
            var content = blobs.Write(segment.Written.Span);
            written = ledger.Append(() => Row(slot, number) switch
            {
                null => [Entry(slot, segment, content, by)],
                var (sequence, before) when before == content && sequence > 0 => [],
                _ => throw new InvalidDataException($"Segment {number} of {slot} was sealed before, with other bytes: {file.Name} is a second one of that number. Move it away and look at both."),
            }) is [.., var last] ? last : null;
        }
        folder.Remove(number, wasSealed: segment.Rows > 0);
        return written;
    }

    static LedgerEntry Entry(string slot, PredictionSegment segment, string content, string by)
    {
        var records = segment.Records.ToList();
        return LedgerEntry.Of(Sealed, by, new
        {
            Slot = slot,
            segment.Header.Live.Model,
            segment.Header.Live.Version,
            segment.Header.Segment,
            segment.Count,
            segment.Unreadable,
            From = Text(records[0].Time),
            To = Text(records[^1].Time),
            Content = BlobMark + content,
        });
    }

    static string Text(DateTimeOffset time) => time.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", CultureInfo.InvariantCulture);
}
