namespace ModelOpsLab.Jupyter.Tests;

/// <summary>The way VS Code takes: zeromq for Node and JupyterLab's client in the editor's process, the kernel with nothing on its PATH, no Python anywhere.</summary>
public sealed class NodeClientTests(InstalledKernel kernel, NodeClientTests.Node node, ITestOutputHelper output) : IClassFixture<NodeClientTests.Node>
{
    [Theory]
    [InlineData("kernel_info")]
    [InlineData("execute")]
    [InlineData("streams_keep_their_order")]
    [InlineData("error_keeps_the_state")]
    [InlineData("display_update")]
    [InlineData("display_update_from_a_later_cell")]
    [InlineData("a_failure_aborts_what_waits_unless_told_otherwise")]
    [InlineData("a_megabyte_comes_whole")]
    [InlineData("html_is_sent_as_written")]
    [InlineData("interrupt_of_an_endless_loop")]
    [InlineData("completion")]
    [InlineData("inspection")]
    [InlineData("is_complete")]
    [InlineData("input")]
    [InlineData("history")]
    [InlineData("unknown_comm_is_closed")]
    [InlineData("every_request_ends_idle")]
    [InlineData("shutdown")]
    public async Task An_editor_gets_what_it_asks(string scenario)
    {
        var remark = (await node.ReportAsync(kernel)).Passed(scenario);
        if (remark.Length > 0) output.WriteLine($"{scenario}: {remark}");
    }

    [Fact]
    public async Task Killing_the_editor_ends_the_kernel()
    {
        var folder = await node.FolderAsync(kernel);
        using var editor = Tool.Start(Node.Program(), [Path.Combine(folder, "hold.mjs"), kernel.KernelJson], kernel.Environment, folder);
        var line = await editor.StandardOutput.ReadLineAsync() ?? await editor.StandardError.ReadToEndAsync();
        Assert.True(int.TryParse(line, out var id), line);
        Assert.True(Tool.IsAlive(id));
        editor.Kill();
        Assert.Empty(await Tool.SurvivorsAsync([id], TimeSpan.FromSeconds(10)));
    }

    /// <summary>The client with its packages, restored into a folder of its own, and its report.</summary>
    public sealed class Node
    {
        string? _folder;
        ClientReport? _report;

        internal async Task<ClientReport> ReportAsync(InstalledKernel kernel)
        {
            var folder = await FolderAsync(kernel);
            return _report ??= new(await Tool.RunAsync(Program(), [Path.Combine(folder, "scenarios.mjs"), kernel.KernelJson], kernel.Environment, folder));
        }

        internal async Task<string> FolderAsync(InstalledKernel kernel)
        {
            if (_folder is not null) return _folder;
            var (npm, folder) = (Program("npm"), Directory.CreateDirectory(kernel["node"]).FullName);
            foreach (var file in Directory.EnumerateFiles(InstalledKernel.Client("node"))) File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
            var restored = await Tool.RunAsync(npm, ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline"], kernel.Environment, folder);
            Assert.SkipWhen(restored.Code != 0 && Environment.GetEnvironmentVariable("CI") != "true", $"npm could not restore the client's packages: {restored}");
            Assert.True(restored.Code == 0, restored.ToString());
            return _folder = folder;
        }

        /// <summary>node, or a skipped test.</summary>
        internal static string Program(string name = "node")
        {
            var program = Tool.Find(OperatingSystem.IsWindows() ? name == "node" ? "node.exe" : "npm.cmd" : name);
            Assert.SkipWhen(program is null, $"No {name} on PATH: install Node.js to drive the kernel the way an editor does.");
            return program!;
        }
    }
}
