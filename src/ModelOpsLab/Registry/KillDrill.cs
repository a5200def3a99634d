using System.Diagnostics;

namespace ModelOpsLab.Registry;

/// <summary>A drill of the kill switch: how long it takes from the removal of a slot's file until a watcher, as every predicting process has one, has seen it.</summary>
/// <param name="Slot">The slot.</param>
/// <param name="Drills">How often it was done.</param>
/// <param name="Missed">How often it was not seen within a second.</param>
/// <param name="Median">Milliseconds; of those that were seen. NaN where none was.</param>
/// <param name="P99">The 99 % point of the same.</param>
/// <param name="Maximum">The longest.</param>
public sealed record KillDrill(string Slot, int Drills, int Missed, double Median, double P99, double Maximum)
{
    const double Patience = 1_000;

    /// <summary>Drills beside the slot, on the same disk and without touching it: its copy lies in <c>drills</c> of the state folder.</summary>
    /// <param name="stateFolder">The state folder of a workspace.</param>
    /// <param name="slot">Name of the slot.</param>
    /// <param name="drills">How often; at least once.</param>
    /// <param name="pollEvery">How often the watcher looks; 5 ms if not given.</param>
    /// <exception cref="InvalidDataException">The name of the slot is none.</exception>
    /// <exception cref="IOException">The copy cannot be armed.</exception>
    public static KillDrill Run(string stateFolder, string slot, int drills = 100, TimeSpan? pollEvery = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(drills, 1);
        var copy = new KillSwitch(Path.Combine(stateFolder, "drills"), slot);
        var milliseconds = new double[drills];
        copy.Arm(SlotState.Active);
        using var watcher = new SlotWatcher(copy, pollEvery ?? TimeSpan.FromMilliseconds(5));
        for (var i = 0; i < drills; i++)
        {
            copy.Arm(SlotState.Active);
            Until(watcher, SlotState.Active);
            Thread.Sleep(i % 7); // not always at the same point between two looks
            var since = Stopwatch.GetTimestamp();
            copy.Halt();
            milliseconds[i] = Until(watcher, SlotState.Halted) ? Stopwatch.GetElapsedTime(since).TotalMilliseconds : double.NaN;
        }
        double[] seen = [.. milliseconds.Where(m => !double.IsNaN(m)).Order()];
        return new(slot, drills, drills - seen.Length, At(seen, 0.5), At(seen, 0.99), At(seen, 1));
    }

    /// <summary>The smallest of the values, in order, that at least this share do not exceed; NaN where there are none.</summary>
    static double At(double[] ordered, double share) => ordered.Length == 0 ? double.NaN : ordered[Math.Max(0, (int)Math.Ceiling(share * ordered.Length) - 1)];

    static bool Until(SlotWatcher watcher, SlotState state)
    {
        var since = Stopwatch.GetTimestamp();
        while (watcher.State != state)
        {
            if (Stopwatch.GetElapsedTime(since).TotalMilliseconds > Patience) return false;
            Thread.Yield();
        }
        return true;
    }
}
