using Microsoft.Playwright;

namespace ModelOpsLab.Cli.Tests;

/// <summary>Pages in a real browser: nothing is asked of any network, nothing is complained of, nothing is cut off, everything can be read.</summary>
public sealed class PageInChromiumTests(Demonstration demonstration, ITestOutputHelper output) : IClassFixture<Demonstration>, IDisposable
{
    static readonly string[] Places = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

    /// <summary>What a reader of any kind would complain of; run in the page.</summary>
    const string Complaints = """
        () => {
          const found = [];
          const rgb = text => {
            const n = (text.match(/-?[\d.]+(e-?\d+)?/g) || []).map(Number);
            return text.startsWith('color(') ? [n[0] * 255, n[1] * 255, n[2] * 255, n[3] ?? 1] : [n[0], n[1], n[2], n[3] ?? 1];
          };
          const over = (top, under) => [0, 1, 2].map(i => top[i] * top[3] + under[i] * (1 - top[3])).concat(1);
          const light = c => { const v = c.slice(0, 3).map(x => x / 255).map(x => x <= 0.04045 ? x / 12.92 : ((x + 0.055) / 1.055) ** 2.4); return 0.2126 * v[0] + 0.7152 * v[1] + 0.0722 * v[2]; };
          const ground = e => { const layers = []; for (; e; e = e.parentElement) { const c = rgb(getComputedStyle(e).backgroundColor); layers.push(c); if (c[3] === 1) break; } return layers.reverse().reduce((under, top) => over(top, under), [255, 255, 255, 1]); };
          const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
          let measured = 0;
          for (let node; node = walker.nextNode();) {
            const e = node.parentElement;
            if (!node.data.trim() || !e.checkVisibility({ visibilityProperty: true }) || e.closest('style, title, .output svg:not(.mol-chart, .mol-spark)')) continue;
            const style = getComputedStyle(e), under = ground(e.closest('svg')?.parentElement ?? e);
            const text = over(rgb(e.closest('svg') ? style.fill : style.color), under);
            const [a, b] = [light(text), light(under)], ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
            measured++;
            if (ratio < 4.5) found.push(`contrast ${ratio.toFixed(2)} of '${node.data.trim().slice(0, 40)}' (${e.tagName} ${e.getAttribute('class') ?? ''})`);
          }
          if (measured < 20) found.push(`only ${measured} texts were measured`);
          const levels = [...document.querySelectorAll('h1,h2,h3,h4,h5,h6')].map(h => +h.tagName[1]);
          if (levels[0] !== 1 || levels.filter(l => l === 1).length !== 1) found.push(`titles: ${levels}`);
          levels.forEach((l, i) => { if (i && l > levels[i - 1] + 1) found.push(`a level is left out before heading ${i}: ${levels}`); });
          for (const e of document.querySelectorAll('img')) if (!e.alt.trim() || !e.complete || !e.naturalWidth) found.push('picture: ' + e.outerHTML.slice(0, 80));
          for (const e of document.querySelectorAll('svg')) if (e.getAttribute('role') !== 'img' || !e.getAttribute('aria-label')) found.push('svg without a name: ' + e.outerHTML.slice(0, 80));
          for (const e of document.querySelectorAll('th')) if (!e.scope) found.push('th without scope: ' + e.outerHTML.slice(0, 80));
          for (const e of document.querySelectorAll('a[href]')) if (!document.getElementById(decodeURIComponent(e.getAttribute('href').slice(1))) || !(e.textContent.trim() || e.ariaLabel)) found.push('link: ' + e.outerHTML.slice(0, 80));
          for (const name of ['header', 'main']) if (document.querySelectorAll(name).length !== 1) found.push('not one ' + name);
          const ids = [...document.querySelectorAll('[id]')].map(e => e.id);
          if (new Set(ids).size !== ids.length) found.push('ids: ' + ids.filter((id, i) => ids.indexOf(id) !== i));
          if (document.documentElement.scrollWidth > window.innerWidth) found.push(`the page scrolls sideways: ${document.documentElement.scrollWidth}`);
          if (!document.documentElement.lang || !document.title) found.push('no language or title');
          return found;
        }
        """;

    [Theory]
    [InlineData(1080, ColorScheme.Light)]
    [InlineData(390, ColorScheme.Dark)]
    public async Task The_review_opens_without_a_request_a_message_or_a_complaint(int width, ColorScheme scheme)
    {
        var folder = demonstration[$"page-{width}"];
        Assert.Equal(0, Modelops.Run("review", "spx-momentum", "--month", "2020-03", "--workspace", demonstration.Workspace, "--out", folder).Code);
        var file = Path.Combine(folder, "spx-momentum-2020-03.html");
        Assert.InRange(new FileInfo(file).Length, 20_000, 400_000);
        await Look(file, [(width, scheme)], async page =>
        {
            Assert.Equal("spx-momentum, March 2020", await page.Locator("h1").InnerTextAsync());
            Assert.Equal("Retrain", await page.Locator(".mol-verdict .mol-line1").First.InnerTextAsync());
        });
    }

    [Fact]
    public async Task A_notebook_with_everything_opens_without_a_request_a_message_or_a_complaint()
    {
        var file = Export("everything", Path.Combine(Modelops.Root, "tests", "ModelOpsLab.Notebooks.Tests", "Files", "everything.ipynb"), "--show-code");
        (int, ColorScheme)[] views = [(1280, ColorScheme.Light), (1280, ColorScheme.Dark), (390, ColorScheme.Light), (390, ColorScheme.Dark)];
        await Look(file, views, async page =>
        {
            Assert.True(await page.EvaluateAsync<bool>("getComputedStyle(document.body).display !== 'none'"));
            await page.EvaluateAsync("document.querySelectorAll('details').forEach(d => d.open = true)");
            Assert.Empty(await page.EvaluateAsync<string[]>(Complaints));
        });
    }

    [Fact]
    public async Task The_complaints_are_heard()
    {
        var file = demonstration["flawed.html"];
        await File.WriteAllTextAsync(file, "<!doctype html><title></title><h1>a</h1><h3>b</h3><main></main><p style='color:#999'>pale</p><img src='data:,' alt=''><svg></svg><table><th>x</table><a href='#no'>y</a><p id=q></p><p id=q></p><div style='width:3000px'>wide</div>", TestContext.Current.CancellationToken);
        await using var browser = await Browser();
        if (browser is null) return;
        var page = await browser.NewPageAsync();
        await page.GotoAsync(new Uri(file).AbsoluteUri);
        var found = string.Join('\n', await page.EvaluateAsync<string[]>(Complaints));
        Assert.All((string[])["contrast 2.85 of 'pale'", "a level is left out", "picture:", "svg without", "th without", "link:", "not one header", "ids: q", "sideways", "no language"], word => Assert.Contains(word, found, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Contents_stand_beside_the_text_on_a_wide_screen_and_fold_on_a_phone()
    {
        var file = Export("drift", Path.Combine(Modelops.Root, "notebooks", "drift-exploration.ipynb"));
        Assert.InRange(new FileInfo(file).Length, 10_000, 300_000);
        await Look(file, [(1080, ColorScheme.Light), (390, ColorScheme.Light)], async page =>
        {
            var wide = page.ViewportSize!.Width > 1000;
            Assert.Equal(wide, await page.Locator("nav a").First.IsVisibleAsync());
            Assert.Equal(!wide, await page.Locator("nav summary").IsVisibleAsync());
            await page.EvaluateAsync("window.scrollTo({ top: 2000, behavior: 'instant' })");
            Assert.InRange((await page.Locator("nav").BoundingBoxAsync())!.Y, 0, 30);
        });
    }

    [Fact]
    public async Task Print_opens_what_is_folded_and_leaves_out_code()
    {
        var file = Export("print", Path.Combine(Modelops.Root, "tests", "ModelOpsLab.Notebooks.Tests", "Files", "everything.ipynb"));
        await Look(file, [(1080, ColorScheme.Dark)], async page =>
        {
            await page.EmulateMediaAsync(new() { Media = Media.Print, ColorScheme = ColorScheme.Light });
            Assert.False(await page.Locator("details.code").First.IsVisibleAsync());
            Assert.False(await page.Locator("nav").IsVisibleAsync());
            Assert.True(await page.GetByText("line 500 of a long output").IsVisibleAsync());
            var pdf = await page.PdfAsync(new() { PreferCSSPageSize = true });
            Assert.Equal("%PDF", System.Text.Encoding.ASCII.GetString(pdf, 0, 4));
        });
    }

    /// <summary>What a committee reads comes before the second place where a new page begins.</summary>
    const string CommitteeOnly = """
        () => {
          for (let e = [...document.querySelectorAll('main .new-page')][1], next; e; e = next) { next = e.nextElementSibling; e.remove(); }
          document.querySelector('footer')?.remove();
        }
        """;

    [Theory]
    [InlineData("spx-momentum", "2020-03", "en")]
    [InlineData("spx-momentum", "2020-02", "fr")]
    [InlineData("dow30-momentum", "1998-09", "en")]
    public async Task What_the_committee_reads_prints_on_two_pages(string model, string month, string language)
    {
        var folder = demonstration[$"print-{month}"];
        Assert.Equal(0, Modelops.Run("review", model, "--month", month, "--lang", language, "--workspace", demonstration.Workspace, "--out", folder).Code);
        await Look(Directory.GetFiles(folder, "*.html").Single(), [(1080, ColorScheme.Light)], async page =>
        {
            Assert.Equal(2, await page.Locator("main .new-page").CountAsync());
            await page.EmulateMediaAsync(new() { Media = Media.Print });
            await page.SetViewportSizeAsync(681, 900); // the width of the paper between its margins, beyond which a browser makes all of the page smaller
            Assert.InRange(await page.EvaluateAsync<int>("document.documentElement.scrollWidth"), 0, 681);
            await page.EvaluateAsync(CommitteeOnly);
            Assert.True(await page.Locator("#committee-numbers").CountAsync() > 0);
            var pdf = System.Text.Encoding.Latin1.GetString(await page.PdfAsync(new() { PreferCSSPageSize = true }));
            Assert.Equal(2, System.Text.RegularExpressions.Regex.Count(pdf, @"/Type\s*/Page\b"));
        });
    }

    string Export(string name, string notebook, params string[] options)
    {
        var file = demonstration[$"{name}.html"];
        Assert.Equal(0, Modelops.Run(["export", notebook, "--html", file, .. options]).Code);
        return file;
    }

    /// <summary>Opens a page at each width and mode: one request, no message, no complaint; then what the test looks for.</summary>
    async Task Look(string file, (int Width, ColorScheme Scheme)[] views, Func<IPage, Task> check)
    {
        await using var browser = await Browser();
        if (browser is null) return;
        foreach (var (width, scheme) in views)
        {
            var page = await browser.NewPageAsync(new() { ViewportSize = new() { Width = width, Height = 900 }, ColorScheme = scheme, ReducedMotion = ReducedMotion.Reduce });
            List<string> requests = [], messages = [];
            page.Request += (_, request) => { if (!request.Url.StartsWith("data:", StringComparison.Ordinal)) requests.Add(request.Url); };
            page.Console += (_, message) => messages.Add(message.Text);
            page.PageError += (_, error) => messages.Add(error);
            await page.GotoAsync(new Uri(file).AbsoluteUri);
            output.WriteLine($"{width} {scheme}: {new FileInfo(file).Length} bytes; requests: {string.Join(", ", requests)}");
            Assert.Equal([new Uri(file).AbsoluteUri], requests);
            Assert.Empty(await page.EvaluateAsync<string[]>(Complaints));
            Assert.Equal(0, await page.Locator("script").CountAsync());
            await check(page);
            Assert.Empty(messages);
            Assert.Single(requests);
            await page.CloseAsync();
        }
    }

    async Task<IBrowser?> Browser()
    {
        if (Places.FirstOrDefault(File.Exists) is not { } chromium)
        {
            Assert.SkipWhen(true, $"No Chromium at {string.Join(", ", Places)}: install it to check the page in a browser.");
            return null;
        }
        _playwright ??= await Playwright.CreateAsync();
        return await _playwright.Chromium.LaunchAsync(new() { ExecutablePath = chromium, Args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"] });
    }

    IPlaywright? _playwright;

    public void Dispose() => _playwright?.Dispose();
}
