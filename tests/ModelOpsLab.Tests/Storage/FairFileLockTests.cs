using ModelOpsLab.Storage;

namespace ModelOpsLab.Tests.Storage;

public sealed class FairFileLockTests : IDisposable
{
    readonly string _folder = Directory.CreateTempSubdirectory("modelops-test-").FullName;
    FairFileLock Queue => new(Path.Combine(_folder, "queue"));

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Who_came_first_goes_first()
    {
        List<int> order = [];
        List<Task> waiting = [];
        using (Queue.Enter(TimeSpan.FromSeconds(30)))
            for (var i = 0; i < 6; i++)
            {
                var (me, before) = (i, Directory.GetFiles(Path.Combine(_folder, "queue"), "0*").Length);
                waiting.Add(Task.Factory.StartNew(() =>
                {
                    using var turn = Queue.Enter(TimeSpan.FromSeconds(30));
                    order.Add(me);
                }, TestContext.Current.CancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default));
                while (Directory.GetFiles(Path.Combine(_folder, "queue"), "0*").Length == before) await Task.Delay(1, TestContext.Current.CancellationToken);
            }
        await Task.WhenAll(waiting);
        Assert.Equal([0, 1, 2, 3, 4, 5], order);
        Assert.Empty(Directory.GetFiles(Path.Combine(_folder, "queue")));
    }

    [Fact]
    public void Threads_that_come_back_at_once_are_never_in_together()
    {
        var (inside, turns) = (0, 0);
        Parallel.For(0, 4, _ =>
        {
            for (var i = 0; i < 100; i++)
            {
                using var turn = Queue.Enter(TimeSpan.FromSeconds(30));
                Assert.Equal(1, Interlocked.Increment(ref inside));
                turns++;
                Interlocked.Decrement(ref inside);
            }
        });
        Assert.Equal(400, turns);
    }

    [Fact]
    public void A_ticket_left_by_a_killed_process_holds_nobody_up()
    {
        Directory.CreateDirectory(Path.Combine(_folder, "queue"));
        File.WriteAllText(Path.Combine(_folder, "queue", "000000000007"), "");
        File.WriteAllText(Path.Combine(_folder, "queue", "notes.txt"), "not a ticket");
        using (Queue.Enter(TimeSpan.FromSeconds(5))) Assert.Single(Directory.GetFiles(Path.Combine(_folder, "queue"), "000000000008-*"));
        Assert.Equal(["notes.txt"], Directory.GetFiles(Path.Combine(_folder, "queue")).Select(Path.GetFileName));
    }

    [Fact]
    public void Who_waits_too_long_is_told_and_leaves_the_queue()
    {
        using var holder = Queue.Enter(TimeSpan.FromSeconds(5));
        Assert.Contains("nothing was written", Assert.Throws<TimeoutException>(() => Queue.Enter(TimeSpan.FromMilliseconds(20))).Message, StringComparison.Ordinal);
        Assert.Single(Directory.GetFiles(Path.Combine(_folder, "queue")));
    }
}
