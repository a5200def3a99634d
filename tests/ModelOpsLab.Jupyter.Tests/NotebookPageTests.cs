using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Microsoft.Playwright;
using ModelOpsLab.Notebooks;

namespace ModelOpsLab.Jupyter.Tests;

/// <summary>A person's view: a Jupyter server's page in a browser, our kernel behind it, a cell run, a chart on the screen.</summary>
public sealed class NotebookPageTests(InstalledKernel kernel, ITestOutputHelper output)
{
    static readonly string[] Chromiums = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

    [Fact]
    public async Task A_cell_runs_and_its_chart_is_seen()
    {
        var chromium = Chromiums.FirstOrDefault(File.Exists);
        Assert.SkipWhen(chromium is null, $"No Chromium at {string.Join(", ", Chromiums)}: install it to see the kernel in a browser.");
        var python = await kernel.PythonAsync("notebook.notebookapp");
        var folder = Directory.CreateDirectory(kernel["pages"]).FullName;
        Chart().Write(Path.Combine(folder, "chart.ipynb"));
        var port = FreePort();
        using var server = Tool.Start(python,
        [
            "-m", "notebook", "--no-browser", "--allow-root", "--ip=127.0.0.1", $"--port={port}", "--port-retries=0", "--NotebookApp.token=", "--NotebookApp.password=", $"--notebook-dir={folder}",
        ], kernel.Environment, folder);
        var log = server.StandardError.ReadToEndAsync();
        _ = server.StandardOutput.ReadToEndAsync();
        try
        {
            await AnswersAsync(server, $"http://127.0.0.1:{port}/api", log);
            await SeeAsync(chromium!, $"http://127.0.0.1:{port}");
        }
        finally
        {
            server.Kill(entireProcessTree: true);
            await server.WaitForExitAsync();
        }
    }

    static Notebook Chart()
    {
        var notebook = new Notebook(
        [
            Cell.Code("""
                var heights = new[] { 3, 1, 4, 1, 5, 9, 2, 6 };
                var bars = string.Concat(heights.Select((h, i) => $"<rect x='{10 + 24 * i}' y='{100 - 10 * h}' width='18' height='{10 * h}' fill='#0072B2'/>"));
                display(HTML($"<svg id='by-hand' xmlns='http://www.w3.org/2000/svg' width='220' height='110' role='img' aria-label='Eight bars'>{bars}</svg>"));
                """),
            Cell.Code("""
                #r "nuget: ModelOpsLab, 0.1.0"
                using ModelOpsLab.Reporting;
                new LineChart { Title = "A walk", Series = [new("walk", [0, 1, 2, 3], [0, 1, 0.5, 2])] }
                """),
        ]);
        var metadata = (System.Text.Json.Nodes.JsonObject)notebook.Metadata.DeepClone();
        metadata["kernelspec"]!["name"] = InstalledKernel.Name;
        return notebook with { Metadata = metadata };
    }

    async Task SeeAsync(string chromium, string server)
    {
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await playwright.Chromium.LaunchAsync(new() { ExecutablePath = chromium, Args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"] });
        var page = await browser.NewPageAsync(new() { ViewportSize = new() { Width = 1100, Height = 800 } });
        List<string> requests = [];
        page.Request += (_, request) => requests.Add(request.Url);
        await page.GotoAsync($"{server}/notebooks/chart.ipynb");
        await page.WaitForFunctionAsync("() => window.Jupyter?.notebook?.kernel?.is_connected?.() && Jupyter.notebook.kernel.info_reply?.implementation", null, new() { Timeout = 60_000 });
        var language = await page.EvaluateAsync<string>("() => Jupyter.notebook.kernel.info_reply.language_info.name");
        Assert.Equal("C#", language);
        await page.EvaluateAsync("() => Jupyter.notebook.execute_all_cells()");
        await page.WaitForFunctionAsync("() => { const n = document.querySelectorAll('.cell.code_cell .output_area'); return n.length >= 2 || document.querySelector('.output_error'); }", null, new() { Timeout = 60_000 });
        var picture = Path.Combine(Pictures(), "jupyter-notebook.png");
        await page.ScreenshotAsync(new() { Path = picture, FullPage = true });
        output.WriteLine($"the page: {picture}");

        Assert.True(await page.Locator(".output_error").CountAsync() == 0, string.Join('\n', await page.Locator(".output_error").AllInnerTextsAsync()));
        var byHand = page.Locator(".output_area svg#by-hand");
        Assert.True(await byHand.IsVisibleAsync());
        Assert.Equal(8, await byHand.Locator("rect").CountAsync());
        var chart = page.Locator(".code_cell:nth-of-type(2) .output_area svg").First;
        Assert.True(await chart.IsVisibleAsync());
        Assert.Contains("walk", await chart.InnerHTMLAsync(), StringComparison.Ordinal);
        Assert.All(requests, request => Assert.StartsWith(server, request, StringComparison.Ordinal));
    }

    /// <summary>Where pictures are kept, outside the source tree.</summary>
    static string Pictures() => Directory.CreateDirectory(Environment.GetEnvironmentVariable("MODELOPS_TEST_PICTURES") is { Length: > 0 } folder ? folder : Path.Combine(Path.GetTempPath(), "modelops-pictures")).FullName;

    static async Task AnswersAsync(Process server, string url, Task<string> log)
    {
        using var http = new HttpClient();
        var clock = Stopwatch.StartNew();
        while (clock.Elapsed < TimeSpan.FromMinutes(1))
        {
            if (server.HasExited) Assert.Fail($"the Jupyter server ended: {await log}");
            try
            {
                if ((await http.GetAsync(new Uri(url))).IsSuccessStatusCode) return;
            }
            catch (HttpRequestException)
            {
                await Task.Delay(100);
            }
        }
        Assert.Fail("the Jupyter server did not answer within a minute");
    }

    static int FreePort()
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }
}
