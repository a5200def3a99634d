using ModelOpsLab.Monitoring;
using ModelOpsLab.Registry;

namespace ModelOpsLab.Cli;

/// <summary>What a review rests on beside its files: how far the ledger went, and whether a monitor had run.</summary>
/// <param name="Workspace">Folder of the workspace.</param>
/// <param name="Events">Events in the ledger.</param>
/// <param name="Root">Root of the Merkle tree over them, as hexadecimal digits.</param>
/// <param name="Monitored">Whether a monitor of the model had run: else its alerts are replayed.</param>
sealed record Evidence(string Workspace, long Events, string Root, bool Monitored)
{
    /// <summary>The evidence on a model that is seen now.</summary>
    public static Evidence Of(Workspace workspace, LedgerAsOf seen, string model) => new(workspace.Folder, seen.Size, seen.Root, IsMonitored(workspace, model));

    /// <summary>Whether a monitor of a model has run.</summary>
    public static bool IsMonitored(Workspace workspace, string model)
    {
        if (!File.Exists(workspace.HistoryFile)) return false;
        using var history = MeasurementHistory.Open(workspace.HistoryFile);
        return history.State(model) is not null;
    }
}
