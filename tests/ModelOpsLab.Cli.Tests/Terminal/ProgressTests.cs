using System.Diagnostics;

namespace ModelOpsLab.Cli.Tests;

/// <summary>Progress in a terminal of its own size.</summary>
public sealed class ProgressTests : IDisposable
{
    readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(20)]
    [InlineData(120)]
    public async Task Work_ends_in_a_window_of_any_width(int columns)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && File.Exists("/usr/bin/script"), "/usr/bin/script, which makes a terminal, is not here (Debian: bsdutils)");
        var file = _folder.Notebook("n.ipynb", "System.Threading.Thread.Sleep(2500);", "6 * 7");
        var command = $"stty cols {columns} rows 5; exec dotnet '{Path.Combine(AppContext.BaseDirectory, "modelops.dll")}' run '{file}'";
        using var terminal = Process.Start(new ProcessStartInfo("/usr/bin/script", ["-qec", command, _folder["typescript"]]) { RedirectStandardOutput = true, RedirectStandardInput = true })!;
        var shown = terminal.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromSeconds(60));
        try
        {
            await terminal.WaitForExitAsync(patience.Token);
        }
        finally
        {
            terminal.Kill(entireProcessTree: true);
        }
        Assert.True(terminal.ExitCode == 0, await shown);
        Assert.Contains("42", await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken));
        Assert.Equal(columns >= 40, (await shown).Contains("[?25l", StringComparison.Ordinal)); // a bar hides the cursor
    }
}
