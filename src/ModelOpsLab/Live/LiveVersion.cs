using System.Runtime.CompilerServices;
using System.Text;
using ModelOpsLab.Models;
using ModelOpsLab.Registry;
using ModelOpsLab.Storage;

namespace ModelOpsLab.Live;

/// <summary>A version loaded to be predicted with, its fallback, and its log.</summary>
sealed class LiveVersion
{
    readonly IModel _model;
    readonly IModel? _fallback;
    readonly double[] _minimum, _maximum;
    readonly bool _refuseOutside;
    readonly Func<double?> _manual;

    LiveVersion(LivePointer pointer, IModel model, IModel? fallback, PredictionLog log, LivePredictorOptions options, Func<double?> manual)
    {
        (Pointer, _model, _fallback, Log, _refuseOutside, _manual) = (pointer, model, fallback, log, options.OutOfRange == CheckPolicy.Refuse, manual);
        _minimum = [.. model.Features.Select(f => pointer.Ranges.FirstOrDefault(r => r.Feature == f)?.Minimum ?? double.NegativeInfinity)];
        _maximum = [.. model.Features.Select(f => pointer.Ranges.FirstOrDefault(r => r.Feature == f)?.Maximum ?? double.PositiveInfinity)];
    }

    public LivePointer Pointer { get; }
    public PredictionLog Log { get; }

    /// <summary>Loads the bytes that a pointer names, hashed again, and opens the log.</summary>
    /// <exception cref="InvalidDataException">Bytes are damaged, of a format that nobody loads, or the fallback reads other inputs.</exception>
    /// <exception cref="IOException">Bytes are missing, or the log cannot be made.</exception>
    public static LiveVersion Load(string stateFolder, LivePointer pointer, LivePredictorOptions options, Func<double?> manual)
    {
        var blobs = new LedgerFolder(stateFolder).Blobs;
        var model = Model(blobs, pointer.ContentId, pointer.Format, options);
        var fallback = pointer.Fallback.Kind == FallbackKind.Version ? Model(blobs, pointer.FallbackContentId!, pointer.FallbackFormat!, options) : null;
        if (fallback is not null && !fallback.Features.SequenceEqual(model.Features))
            throw new InvalidDataException($"{pointer.Model}: version {pointer.Fallback.Version}, the fallback, reads {string.Join(", ", fallback.Features)}; version {pointer.Version} reads {string.Join(", ", model.Features)}. A fallback is given the same row.");
        return new(pointer, model, fallback, new(stateFolder, pointer, model.Features, options.FlushEvery, options.SegmentCapacity), options, manual);
    }

    /// <summary>What the model says of a row, and the first thing that speaks against it.</summary>
    public (double Value, PredictionReason Because) Score(ReadOnlySpan<double> row)
    {
        if (row.Length != _minimum.Length) return (0, PredictionReason.WrongLength);
        var outside = false;
        for (var i = 0; i < row.Length; i++)
        {
            if (!double.IsFinite(row[i])) return (0, PredictionReason.NotFinite);
            outside |= row[i] < _minimum[i] || row[i] > _maximum[i];
        }
        if (outside && _refuseOutside) return (0, PredictionReason.OutOfRange);
        return Said(_model, row) is not { } value ? (0, PredictionReason.ModelFailed)
            : !double.IsFinite(value) ? (0, PredictionReason.NoNumber)
            : (value, outside ? PredictionReason.OutOfRange : PredictionReason.None);
    }

    /// <summary>Whether a reason means that the fallback is served.</summary>
    public bool Stops(PredictionReason because) => because != PredictionReason.None && (because != PredictionReason.OutOfRange || _refuseOutside);

    /// <summary>What the declared fallback says of a row: flat where it fails itself.</summary>
    public (double Value, PredictionSource Source) Fallback(ReadOnlySpan<double> row) => Pointer.Fallback.Kind switch
    {
        FallbackKind.Constant => (Pointer.Fallback.Value!.Value, PredictionSource.Constant),
        FallbackKind.Version when AllFinite(row) && Said(_fallback!, row) is { } value && double.IsFinite(value) => (value, PredictionSource.Version),
        FallbackKind.Manual when _manual() is { } value => (value, PredictionSource.Manual),
        _ => (0, PredictionSource.Flat),
    };

    /// <summary>The version that is named in a prediction from a source.</summary>
    public int VersionOf(PredictionSource source) => source == PredictionSource.Version ? Pointer.Fallback.Version!.Value : Pointer.Version;

    /// <summary>Null where the model throws, whatever it throws: a trading loop goes on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static double? Said(IModel model, ReadOnlySpan<double> row)
    {
        try
        {
            return model.Predict(row);
        }
        catch (Exception)
        {
            return null;
        }
    }

    static bool AllFinite(ReadOnlySpan<double> row)
    {
        foreach (var value in row)
            if (!double.IsFinite(value)) return false;
        return true;
    }

    static IModel Model(BlobStore blobs, string contentId, string format, LivePredictorOptions options)
    {
        var bytes = blobs.Read(contentId);
        if (options.Loaders.TryGetValue(format, out var load)) return load(bytes);
        return format == ModelRegistry.OwnFormat ? ModelJson.Read(Encoding.UTF8.GetString(bytes))
            : throw new InvalidDataException($"Nobody here loads models of the format '{format}': give options.Loaders one.");
    }
}
