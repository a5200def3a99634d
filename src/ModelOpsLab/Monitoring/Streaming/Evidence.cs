using ModelOpsLab.Reporting;
using ModelOpsLab.Statistics.Streaming;

namespace ModelOpsLab.Monitoring;

/// <summary>Evidence that a share has risen above its baseline, over the declared run length: it alarms at 1, however often it is looked at (<see cref="ShiryaevRoberts"/>).</summary>
/// <remarks>It does not start again after an alarm, so that an alarm stands as long as its cause; no bet is counted for more than 100 run lengths, so that it can fall again.</remarks>
sealed class Evidence(string metric, double baseline, string? because, double averageRunLength)
{
    const double Most = 100;

    readonly string? _because = because ?? (baseline is > 0 and < 1 ? null : "the backtest's rate is 0 or 1: nothing can be worse or better");
    ShiryaevRoberts? _detector;
    long _count;

    /// <summary>Reads the share of a bucket, from 0 to 1.</summary>
    public void Add(double share)
    {
        _count++;
        if (_because is not null) return;
        _detector ??= new(baseline, double.MaxValue);
        _detector.Update(share);
        if (_detector.Evidence > Most * averageRunLength / 12)
            _detector = new(baseline, double.MaxValue, [.. _detector.Wealth.Select(w => Math.Min(w, Most * averageRunLength))]);
    }

    public Measurement Measure() => _because is not null ? Measurement.Missing(metric, _because) with { Count = _count }
        : new(metric, (_detector?.Evidence ?? 0) / averageRunLength) { Count = _count };

    public void Save(BinaryWriter to)
    {
        to.Write(_count);
        to.WriteAll([.. _detector?.Wealth ?? []]);
    }

    public void Restore(BinaryReader from)
    {
        _count = from.ReadInt64();
        var wealth = from.ReadDoubles();
        _detector = wealth.Length == 0 ? null : new(baseline, double.MaxValue, wealth);
    }
}
