using Microsoft.DotNet.Interactive.Formatting;
using ModelOpsLab.Data;
using ModelOpsLab.Lineage;
using ModelOpsLab.Notebooks;
using ModelOpsLab.Reporting;

namespace ModelOpsLab.Interactive.Tests;

/// <summary>The real formatter of .NET Interactive, which knows nothing of this library, shows its values by their own convention.</summary>
public sealed class OursThereTests
{
    static readonly Report Report = new()
    {
        Title = "Drift",
        Measurements = [new("hit_rate", 0.41)],
        Thresholds = [],
        Provenance = new Provenance(),
    };

    static readonly BarChart Chart = new() { Title = "Hit rate", Labels = ["a", "b"], Values = [1, 2] };

    public static TheoryData<IRenderable> Renderables => [Report, Report.ToDocument(), new Note("n"), Chart, Frame.Of("x", [KeyValuePair.Create(new DateTime(2020, 3, 2, 0, 0, 0, DateTimeKind.Utc), 1.5)])];

    [Theory]
    [MemberData(nameof(Renderables))]
    public void The_real_formatter_writes_our_page_and_our_text(IRenderable value)
    {
        Assert.Equal(HtmlWriter.Fragment(value.ToDocument()), value.ToDisplayString("text/html"));
        Assert.Equal(PlainTextWriter.Write(value.ToDocument()), value.ToDisplayString("text/plain"));
        Assert.Equal(["text/html", "text/plain"], Formatter.GetPreferredMimeTypesFor(value.GetType()));
    }

    [Theory]
    [MemberData(nameof(Renderables))]
    public void Both_hosts_store_the_same_page_and_text(IRenderable value)
    {
        var here = Notebooks.Formatters.Format(value);
        Assert.Equal(here.TextOf("text/html"), value.ToDisplayString("text/html"));
        Assert.Equal(here.TextOf("text/plain"), value.ToDisplayString("text/plain"));
    }

    [Fact]
    public void Everything_the_library_can_show_follows_the_convention() =>
        Assert.All(typeof(Report).Assembly.GetExportedTypes().Where(type => type.IsClass && typeof(IRenderable).IsAssignableFrom(type)),
            type => Assert.Contains(type.GetCustomAttributes(inherit: true), attribute => attribute.GetType().Name == "TypeFormatterSourceAttribute"));
}
