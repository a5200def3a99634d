using System.Text.Json;

namespace ModelOpsLab.Jupyter.Tests;

/// <summary>Kernels started, stopped, restarted and orphaned by Jupyter's own client: no process stays behind.</summary>
public sealed class KernelProcessTests(InstalledKernel kernel, ITestOutputHelper output)
{
    static readonly TimeSpan Few = TimeSpan.FromSeconds(10);

    [Theory]
    [InlineData("hold")]
    [InlineData("busy")]
    public async Task Killing_the_client_ends_its_kernels(string scenario)
    {
        var python = await kernel.PythonAsync("jupyter_client");
        using var client = Tool.Start(python, [InstalledKernel.Client("processes.py"), scenario, InstalledKernel.Name], kernel.Environment);
        var line = await client.StandardOutput.ReadLineAsync() ?? await client.StandardError.ReadToEndAsync();
        Assert.StartsWith("{", line, StringComparison.Ordinal);
        using var facts = JsonDocument.Parse(line);
        var ids = Ids(facts);
        Assert.All(ids, id => Assert.True(Tool.IsAlive(id)));
        if (scenario == "busy") await Task.Delay(1000);
        client.Kill();
        Assert.Empty(await Tool.SurvivorsAsync(ids, Few));
    }

    [Fact]
    public async Task Two_kernels_at_once_keep_their_own_state()
    {
        using var facts = await RunAsync("two");
        Assert.Equal(["2", "21", "3", "22"], facts.RootElement.GetProperty("answers").EnumerateArray().Select(answer => answer.GetString()));
    }

    [Fact]
    public async Task Many_kernels_one_after_the_other_leave_no_process()
    {
        using var facts = await RunAsync("cycles");
        Assert.True(Ids(facts).Length >= 10);
        output.WriteLine($"seconds per cycle: {facts.RootElement.GetProperty("took")}");
    }

    [Fact]
    public async Task A_restart_is_another_process_that_knows_nothing()
    {
        using var facts = await RunAsync("restart");
        var root = facts.RootElement;
        Assert.Equal(2, Ids(facts).Distinct().Count());
        Assert.True(root.GetProperty("reply").GetProperty("restart").GetBoolean());
        Assert.Contains("CS0103", root.GetProperty("gone").GetString(), StringComparison.Ordinal);
        Assert.Equal("2", root.GetProperty("answer").GetString());
    }

    [Fact]
    public async Task An_interrupt_stops_an_endless_loop_and_keeps_the_kernel()
    {
        using var facts = await RunAsync("interrupt");
        var root = facts.RootElement;
        Assert.Equal("error", root.GetProperty("status").GetString());
        Assert.Equal("2", root.GetProperty("answer").GetString());
        Assert.True(root.GetProperty("same").GetBoolean());
        output.WriteLine($"interrupted after {root.GetProperty("took")} s");
    }

    async Task<JsonDocument> RunAsync(string scenario)
    {
        var python = await kernel.PythonAsync("jupyter_client");
        var ended = await Tool.RunAsync(python, [InstalledKernel.Client("processes.py"), scenario, InstalledKernel.Name], kernel.Environment);
        Assert.True(ended.Code == 0, ended.ToString());
        var facts = JsonDocument.Parse(ended.Out);
        Assert.Empty(await Tool.SurvivorsAsync(Ids(facts), Few));
        return facts;
    }

    static int[] Ids(JsonDocument facts) => [.. facts.RootElement.GetProperty("ids").EnumerateArray().Select(id => id.GetInt32())];
}
