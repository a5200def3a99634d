using System.Collections.Concurrent;
using System.Globalization;
using System.Runtime;

namespace ModelOpsLab.Notebooks;

/// <summary>
/// Runs a cell on a thread of its own, in invariant culture, with its awaits coming back to that thread, so that it can be stopped:
/// endless loops, sleeps and loops after an await included. Only code the cell moved to other threads lives on.
/// </summary>
static class CellThread
{
    const int StackBytes = 16 << 20;

    /// <summary>How long a thread may take to stop before it is left behind.</summary>
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <exception cref="OperationCanceledException"><paramref name="abort"/> was signalled before the work ended.</exception>
    public static async Task<T> RunAsync<T>(Func<Task<T>> work, ThreadTrace trace, CancellationToken abort)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        var thread = new Thread(() =>
        {
            Thread.CurrentThread.CurrentCulture = Thread.CurrentThread.CurrentUICulture = CultureInfo.InvariantCulture;
            trace.Begin();
            try
            {
#pragma warning disable SYSLIB0046 // The one way .NET has to stop a loop that does not ask to be stopped; the run ends there
                ControlledExecution.Run(() => done.TrySetResult(Pump.Run(work, abort)), abort);
#pragma warning restore SYSLIB0046
            }
            catch (Exception) when (abort.IsCancellationRequested)
            {
                done.TrySetCanceled(abort);
            }
#pragma warning disable CA1031 // Whatever a cell throws belongs to whoever awaits it
            catch (Exception e)
            {
                done.TrySetException(e);
            }
#pragma warning restore CA1031
        }, StackBytes) { IsBackground = true, Name = "notebook cell" };
        thread.Start();
        using var late = abort.Register(() => _ = Task.Delay(Patience, CancellationToken.None).ContinueWith(_ => trace.MayRunOn |= done.TrySetCanceled(abort), TaskScheduler.Default));
        return await done.Task.ConfigureAwait(false);
    }

    sealed class Pump : SynchronizationContext
    {
        readonly BlockingCollection<(SendOrPostCallback Call, object? State)> _queue = [];

        public static T Run<T>(Func<Task<T>> work, CancellationToken abort)
        {
            var pump = new Pump();
            SetSynchronizationContext(pump);
            var task = work();
            _ = task.ContinueWith(_ => pump._queue.CompleteAdding(), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            foreach (var (call, state) in pump._queue.GetConsumingEnumerable(abort)) call(state);
            return task.GetAwaiter().GetResult();
        }

        public override void Post(SendOrPostCallback d, object? state)
        {
            try
            {
                _queue.Add((d, state));
            }
            catch (InvalidOperationException) // the cell has ended; what it left behind runs elsewhere
            {
                ThreadPool.QueueUserWorkItem(_ => d(state));
            }
        }
    }
}
