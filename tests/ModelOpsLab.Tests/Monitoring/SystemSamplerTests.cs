using System.Diagnostics;
using ModelOpsLab.Monitoring;

namespace ModelOpsLab.Tests.Monitoring;

public class SystemSamplerTests
{
    [Fact]
    public void Each_reading_is_of_the_time_since_the_one_before_and_none_waits()
    {
        var sampler = new SystemSampler(new());
        sampler.Sample();
        var clock = Stopwatch.StartNew();
        while (clock.ElapsedMilliseconds < 50) GC.KeepAlive(new byte[10_000]);
        var busy = sampler.Sample();
        Assert.Equal(["cpu_share", "memory_share", "memory_process", "gc_pause_share", "thread_count", "disk_free"], busy.Select(m => m.Metric));
        Assert.All(busy, m => Assert.True(m.Exists && m.Value >= 0, m.ToString()));
        Assert.True(busy[0].Value > 0);
    }
}
