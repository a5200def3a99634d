using ModelOpsLab.Models;
using ModelOpsLab.Registry;

namespace ModelOpsLab.Live;

/// <summary>How a <see cref="LivePredictor"/> looks, checks and logs.</summary>
public sealed record LivePredictorOptions
{
    /// <summary>Between two looks at the slot's files. Default 5 ms: a kill is seen that much later at most, plus what the system takes to wake a thread.</summary>
    public TimeSpan PollEvery { get; init; } = TimeSpan.FromMilliseconds(5);
    /// <summary>Between two flushes of the log: what a power cut may lose, plus the time of one flush. Zero flushes each prediction before it returns. Default 1 s.</summary>
    public TimeSpan FlushEvery { get; init; } = TimeSpan.FromSeconds(1);
    /// <summary>What is done with an input outside of its range: predict and say so, or serve the fallback. Default: predict.</summary>
    public CheckPolicy OutOfRange { get; init; } = CheckPolicy.Warn;
    /// <summary>What is served when the log cannot be written: the fallback where refused, and where warned the prediction, which is then counted as unlogged. Default: the fallback.</summary>
    public CheckPolicy NotLogged { get; init; } = CheckPolicy.Refuse;
    /// <summary>How models in other formats are loaded, by the name of the format.</summary>
    public IReadOnlyDictionary<string, Func<byte[], IModel>> Loaders { get; init; } = new Dictionary<string, Func<byte[], IModel>>();
    /// <summary>Seals the segments that are finished or were left by killed processes, beside predicting; null where somebody else does.</summary>
    public PredictionArchive? Archive { get; init; }
    /// <summary>The clock of the log; the machine's if not given.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;
    /// <summary>Reads the manual fallback: the file's bytes in, the position out; it throws where the order is not in force. Without one, a manual fallback is flat.</summary>
    internal Func<byte[], double>? ReadManual { get; init; }
    /// <summary>Records of a segment.</summary>
    internal int SegmentCapacity { get; init; } = PredictionSegmentHeader.MaximumCapacity;
}
