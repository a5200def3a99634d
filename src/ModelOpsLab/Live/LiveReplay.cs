using System.Runtime.ExceptionServices;
using System.Text;
using ModelOpsLab.Data;
using ModelOpsLab.Drift;
using ModelOpsLab.Lineage;
using ModelOpsLab.Monitoring;
using ModelOpsLab.Registry;
using ModelOpsLab.Reporting;
using ModelOpsLab.Storage;
using ModelOpsLab.Trading;

namespace ModelOpsLab.Live;

/// <summary>Replays the life of a model month by month through monitoring and drift detection, each month with what was known at its end.</summary>
public static class LiveReplay
{
    /// <summary>Replays a model's life into its workspace's history where that was not done yet, or not from this model, these data, these limits and this library, or the history has lost it.</summary>
    /// <param name="live">The model.</param>
    /// <param name="record">Its track record.</param>
    /// <param name="monitoring">Limits of monitoring.</param>
    /// <param name="drift">Limits of drift detection.</param>
    /// <param name="progress">Told each month's name and place.</param>
    /// <param name="cancel">Stops between months.</param>
    /// <exception cref="InvalidDataException">The history's file is damaged.</exception>
    /// <exception cref="UnauthorizedAccessException">The workspace's state cannot be written.</exception>
    public static void Ensure(LiveModel live, TrackRecord record, MonitoringOptions monitoring, DriftOptions drift, IProgress<ReplayStep>? progress = null, CancellationToken cancel = default)
    {
        var workspace = live.Workspace;
        var file = Path.Combine(workspace.StateFolder, "replayed", live.Definition.Name + ".txt");
        var stamp = string.Join('\n',
            record.Version, record.Raw.ContentHash(), record.Rows.ContentHash(),
            Hash(JsonFormat.Write(live.Definition)), Hash(JsonFormat.Write(monitoring)), Hash(JsonFormat.Write(drift)),
            $"{Provenance.ThisLibrary} {typeof(LiveReplay).Module.ModuleVersionId}") + "\n";
        lock (Replaying) // who comes while it is under way finds it done
        StateFolder.Write(workspace, () =>
        {
            using (var history = MeasurementHistory.Open(workspace.HistoryFile))
            {
                if (File.Exists(file) && File.ReadAllText(file) == stamp && history.Knows(record.Model)) return;
                Run(record, history, monitoring, drift, progress, cancel);
            }
            AtomicFile.Write(file, stamp);
        });
    }

    static readonly Lock Replaying = new();

    static string Hash(string text) => ContentId.Of(Encoding.UTF8.GetBytes(text));

    /// <summary>Judges every live month and keeps the measurements. Running it twice keeps the same.</summary>
    /// <param name="record">The model's track record.</param>
    /// <param name="history">Where measurements are kept.</param>
    /// <param name="monitoring">Limits of monitoring.</param>
    /// <param name="drift">Limits of drift detection.</param>
    /// <param name="progress">Told each month's name and place.</param>
    /// <param name="cancel">Stops between months.</param>
    public static void Run(TrackRecord record, MeasurementHistory history, MonitoringOptions monitoring, DriftOptions drift, IProgress<ReplayStep>? progress = null, CancellationToken cancel = default)
    {
        var months = record.Live.Months().ToArray();
        var judged = new Report[months.Length][];
        var next = 0;
        Lock taking = new();
        // A month is judged from what was known at its end, whatever is said of the others: as many at once as there are processors, kept in their order.
        try
        {
            Parallel.For(0, Math.Min(months.Length, Environment.ProcessorCount), _ =>
            {
                while (Take() is { } i) judged[i] = Judged(record, months[i], monitoring, drift);
            });
        }
        catch (AggregateException failed)
        {
            ExceptionDispatchInfo.Throw(failed.InnerExceptions[0]);
        }
        for (var i = 0; i < months.Length && judged[i] is not null; i++) history.Append(record.Model, First(months[i]), months[i].LastDay, judged[i]);
        cancel.ThrowIfCancellationRequested();

        int? Take()
        {
            lock (taking)
            {
                if (next == months.Length || cancel.IsCancellationRequested) return null;
                progress?.Report(new(Format.Date(First(months[next]))[..7], next + 1, months.Length));
                return next++;
            }
        }
    }

    static DateOnly First(Frame month) => new(month.FirstDay.Year, month.FirstDay.Month, 1);

    static Report[] Judged(TrackRecord record, Frame month, MonitoringOptions monitoring, DriftOptions drift)
    {
        var known = record.AsOf(month.LastDay);
        var first = First(month);
        var monitor = new RealTimeMonitor(known.Backtest) { Options = monitoring };
        var detector = new DriftDetector(known.Reference) { Options = drift };
        return
        [
            monitor.MonitorTradingPerformance(month),
            monitor.MonitorPredictionConsistency(month),
            new RealTimeMonitor(known.Raw.Before(record.GoLive)) { Options = monitoring }.MonitorDataQuality(known.Raw.Since(first < record.GoLive ? record.GoLive : first)),
            detector.MonitorInputDistributionDrift(month),
            detector.AnalyzePredictionResiduals(month),
            detector.CheckTemporalStability(known.Rows),
        ];
    }
}

/// <summary>Progress of a replay: the month, its place, and how many there are.</summary>
public sealed record ReplayStep(string Month, int Number, int Of);
