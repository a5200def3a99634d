using Microsoft.Playwright;

namespace ModelOpsLab.Cli.Tests;

/// <summary>The review page in a real browser: nothing is asked of any network, nothing is complained of, nothing is cut off.</summary>
public sealed class PageInChromiumTests(Demonstration demonstration, ITestOutputHelper output) : IClassFixture<Demonstration>
{
    static readonly string[] Places = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

    [Theory]
    [InlineData(1080, ColorScheme.Light)]
    [InlineData(390, ColorScheme.Dark)]
    public async Task The_page_opens_without_a_request_a_message_or_a_sideways_scroll(int width, ColorScheme scheme)
    {
        if (Places.FirstOrDefault(File.Exists) is not { } chromium)
        {
            Assert.SkipWhen(true, $"No Chromium at {string.Join(", ", Places)}: install it to check the page in a browser.");
            return;
        }
        var folder = demonstration[$"page-{width}"];
        Assert.Equal(0, Modelops.Run("review", "spx-momentum", "--month", "2020-03", "--workspace", demonstration.Workspace, "--out", folder).Code);
        var file = Path.Combine(folder, "spx-momentum-2020-03.html");
        Assert.InRange(new FileInfo(file).Length, 20_000, 400_000);

        using var playwright = await Playwright.CreateAsync();
        await using var browser = await playwright.Chromium.LaunchAsync(new() { ExecutablePath = chromium, Args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"] });
        var page = await browser.NewPageAsync(new() { ViewportSize = new() { Width = width, Height = 900 }, ColorScheme = scheme });
        List<string> requests = [], messages = [];
        page.Request += (_, request) => requests.Add(request.Url);
        page.Console += (_, message) => messages.Add(message.Text);
        page.PageError += (_, error) => messages.Add(error);
        await page.GotoAsync(new Uri(file).AbsoluteUri);

        output.WriteLine($"{new FileInfo(file).Length} bytes; requests: {string.Join(", ", requests)}");
        Assert.Equal([new Uri(file).AbsoluteUri], requests);
        Assert.Empty(messages);
        Assert.Equal("spx-momentum, March 2020", await page.Locator("h1").InnerTextAsync());
        Assert.Equal("Retrain", await page.Locator(".mol-verdict .mol-line1").First.InnerTextAsync());
        Assert.Equal(0, await page.Locator("script").CountAsync());
        Assert.True(await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= window.innerWidth"), "the page scrolls sideways");
        Assert.Equal(0, await page.EvaluateAsync<int>("[...document.querySelectorAll('a[href^=\"#\"]')].filter(a => !document.getElementById(decodeURIComponent(a.getAttribute('href').slice(1)))).length"));
    }
}
