namespace ModelOpsLab.Jupyter.Tests;

/// <summary>Jupyter's own suite for kernels (jupyter_kernel_test), on all it can ask.</summary>
public sealed class KernelSuiteTests(InstalledKernel kernel, KernelSuiteTests.Suite suite) : IClassFixture<KernelSuiteTests.Suite>
{
    const string Tests =
        "test_completion test_display_data test_error test_execute_result test_execute_stderr test_execute_stdout test_history test_inspect test_is_complete test_kernel_info";

    /// <summary>A C# cell has no way to open a pager or to clear its output; updating a display does the latter's work.</summary>
    const string NotAsked = "test_clear_output test_pager";

    public static TheoryData<string> All => [.. Tests.Split(' ')];

    [Theory]
    [MemberData(nameof(All))]
    public async Task The_suite_passes(string test) => (await suite.ReportAsync(kernel)).Passed(test);

    [Fact]
    public async Task Nothing_else_of_the_suite_is_left_out()
    {
        var report = await suite.ReportAsync(kernel);
        Assert.Equal($"{Tests} {NotAsked}".Split(' ').Order(StringComparer.Ordinal), report.Names);
        Assert.Equal(NotAsked.Split(' '), report.Skipped);
    }

    /// <summary>Runs the suite once.</summary>
    public sealed class Suite
    {
        ClientReport? _report;

        internal async Task<ClientReport> ReportAsync(InstalledKernel kernel)
        {
            var python = await kernel.PythonAsync("jupyter_kernel_test");
            return _report ??= new(await Tool.RunAsync(python, [InstalledKernel.Client("kernel_suite.py"), InstalledKernel.Name], kernel.Environment));
        }
    }
}
