namespace ModelOpsLab.Notebooks.Tests;

/// <summary>Tests of what belongs to the process: no other cell may run beside them.</summary>
[CollectionDefinition("alone", DisableParallelization = true)]
public static class Alone;

[Collection("alone")]
public class ConsoleTurnTests
{
    [Fact]
    public async Task The_console_is_given_back()
    {
        var (output, error, folder) = (Console.Out, Console.Error, Environment.CurrentDirectory);
        await new Session(new() { WorkingDirectory = Path.GetTempPath() }).Run("throw new Exception();");
        Assert.Same(output, Console.Out);
        Assert.Same(error, Console.Error);
        Assert.Equal(folder, Environment.CurrentDirectory);
    }

    [Fact]
    public async Task A_kernel_made_while_a_cell_runs_elsewhere_has_the_process_s_folder()
    {
        var folder = Environment.CurrentDirectory;
        using var elsewhere = new CSharpKernel(new() { WorkingDirectory = Path.GetTempPath() });
        var running = elsewhere.ExecuteAsync("Console.Write(Environment.CurrentDirectory); System.Threading.Thread.Sleep(300);", 1, _ => { }, TestContext.Current.CancellationToken);
        while (Environment.CurrentDirectory == folder && !running.IsCompleted) await Task.Delay(5, TestContext.Current.CancellationToken);
        Assert.False(running.IsCompleted);
        Assert.Equal(folder, new KernelOptions().WorkingDirectory);
        Assert.True((await running).Succeeded);
    }
}
