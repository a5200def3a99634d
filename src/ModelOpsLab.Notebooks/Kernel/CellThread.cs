using System.Diagnostics;
using System.Globalization;
using System.Runtime;

namespace ModelOpsLab.Notebooks;

/// <summary>
/// Runs a cell on a thread of its own, in invariant culture, with its awaits coming back to that thread, so that it can be stopped by force:
/// endless loops, sleeps, waits and loops after an await included. Only code the cell moved to other threads lives on.
/// </summary>
static class CellThread
{
    const int StackBytes = 16 << 20;

    /// <summary>A wait that goes on after so many interrupts is one that catches them.</summary>
    const int Wakings = 5;

    /// <summary>How long a thread may take to stop before it is left behind.</summary>
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    static readonly TimeSpan Look = TimeSpan.FromMilliseconds(10), Settled = TimeSpan.FromMilliseconds(50);

    /// <exception cref="OperationCanceledException"><paramref name="force"/> was signalled before the work ended.</exception>
    public static async Task<T> RunAsync<T>(Func<Task<T>> work, ThreadTrace trace, CancellationToken force)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        var pump = new CellPump();
#pragma warning disable CA2000 // It may still be used by a thread that is left behind
        var abort = new CancellationTokenSource();
#pragma warning restore CA2000
        var thread = new Thread(() =>
        {
            Thread.CurrentThread.CurrentCulture = Thread.CurrentThread.CurrentUICulture = CultureInfo.InvariantCulture;
            trace.Begin();
#pragma warning disable CA1031 // Whatever a cell throws belongs to whoever awaits it
            try
            {
#pragma warning disable SYSLIB0046 // The one way .NET has to stop a loop that does not ask to be stopped; the run ends there
                ControlledExecution.Run(() => Work(work, pump, done, force), abort.Token);
#pragma warning restore SYSLIB0046
            }
            catch (Exception) // the end by force itself: Work has told what there is to tell, or was cut short
            {
                done.TrySetCanceled(force);
            }
#pragma warning restore CA1031
        }, StackBytes) { IsBackground = true, Name = "notebook cell" };
        thread.Start();
        using var forced = force.Register(() => new Thread(() =>
        {
            trace.Close();
            if (pump.Abandon()) return;
            Stop(thread, abort, done.Task);
            trace.MayRunOn |= done.TrySetCanceled(force);
        }) { IsBackground = true, Name = "notebook cell end" }.Start());
        return await done.Task.ConfigureAwait(false);
    }

    static void Work<T>(Func<Task<T>> work, CellPump pump, TaskCompletionSource<T> done, CancellationToken force)
    {
        try
        {
            done.TrySetResult(pump.Run(work));
        }
        catch (Exception) when (force.IsCancellationRequested)
        {
            done.TrySetCanceled(force);
        }
#pragma warning disable CA1031 // Whatever a cell throws belongs to whoever awaits it
        catch (Exception e)
        {
            done.TrySetException(e);
        }
#pragma warning restore CA1031
    }

    /// <summary>
    /// An abort ends what runs; it does not wake what sleeps or waits, so that is interrupted. An abort that meets the compiler of the runtime can end the process
    /// (dotnet/runtime 107785; 1 in 1,000 here), so it waits until no method has been compiled for a while.
    /// </summary>
    static void Stop(Thread thread, CancellationTokenSource abort, Task done)
    {
        var begun = Stopwatch.GetTimestamp();
        var (compiled, quiet, woken, aborted) = (JitInfo.GetCompiledMethodCount(), begun, 0, false);
        while (!done.IsCompleted && Stopwatch.GetElapsedTime(begun) < Patience)
        {
            var now = JitInfo.GetCompiledMethodCount();
            if (now != compiled) (compiled, quiet) = (now, Stopwatch.GetTimestamp());
            var waits = (thread.ThreadState & System.Threading.ThreadState.WaitSleepJoin) != 0;
            if (waits)
            {
                thread.Interrupt();
                woken++;
            }
            var settled = waits ? woken > Wakings : Stopwatch.GetElapsedTime(quiet) >= Settled;
            if (!aborted && (settled || Stopwatch.GetElapsedTime(begun) >= Patience / 2))
            {
                aborted = true;
                new Thread(abort.Cancel) { IsBackground = true, Name = "notebook cell abort" }.Start(); // it returns when the thread has ended, or never
            }
            Task.WaitAny([done], Look);
        }
    }
}
