using System.Text.Json.Serialization;

namespace ModelOpsLab.Reporting;

/// <summary>What a result looks like: a list of blocks. The same value serves a notebook cell, the command line, the HTML export and the snapshot tests.</summary>
[TypeFormatterSource(typeof(DocumentFormatterSource))]
public sealed record Document(params IReadOnlyList<Block> Blocks) : IRenderable
{
    /// <summary>The language of its words; writers add their own words, numbers and dates in it. JSON leaves English out.</summary>
    [JsonIgnore]
    public Language Language { get; init; } = Language.English;

    [JsonInclude, JsonPropertyName("language"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    string? LanguageCode
    {
        get => Language == Language.English ? null : Language.Code;
        init => Language = value is null ? Language.English : Language.Parse(value);
    }

    /// <summary>The document with every text in another language, numbers and dates punctuated as there. A text that the phrases of the language do not have stays as it is; names of columns, models and metrics stay.</summary>
    /// <remarks>A document that is in the language already is returned as it is; a French one is not turned back into English.</remarks>
    public Document In(Language language) => language == Language || language == Language.English ? this : new Translation(Phrasebook.Of(language)).Of(this) with { Language = language };

    /// <inheritdoc/>
    public Document ToDocument() => this;

    /// <inheritdoc/>
    public override string ToString() => PlainTextWriter.Write(this);
}

/// <summary>One piece of a document.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(Heading), "heading")]
[JsonDerivedType(typeof(Paragraph), "paragraph")]
[JsonDerivedType(typeof(Note), "note")]
[JsonDerivedType(typeof(Verdict), "verdict")]
[JsonDerivedType(typeof(Facts), "facts")]
[JsonDerivedType(typeof(Details), "details")]
[JsonDerivedType(typeof(Table), "table")]
[JsonDerivedType(typeof(LineChart), "line")]
[JsonDerivedType(typeof(DrawdownChart), "drawdown")]
[JsonDerivedType(typeof(BarChart), "bars")]
[JsonDerivedType(typeof(PairedHistogram), "histogram")]
[JsonDerivedType(typeof(MonthHeatMap), "months")]
[JsonDerivedType(typeof(SpanChart), "spans")]
[JsonDerivedType(typeof(ScatterChart), "scatter")]
[JsonDerivedType(typeof(FanChart), "fan")]
[TypeFormatterSource(typeof(DocumentFormatterSource))]
public abstract record Block : IRenderable
{
    /// <inheritdoc/>
    public Document ToDocument() => new([this]);

    /// <inheritdoc/>
    public sealed override string ToString() => PlainTextWriter.Write(ToDocument());
}

/// <summary>A section title. <paramref name="Level"/> 1 to 4; <paramref name="Id"/> is what evidence links point at.</summary>
public sealed record Heading(string Text, int Level = 2, string Id = "") : Block;

/// <summary>Running text.</summary>
public sealed record Paragraph(string Text) : Block;

/// <summary>Small print under a table or chart: conventions, sources.</summary>
public sealed record Note(string Text) : Block;

/// <summary>The judgement, first thing a reader sees: one line, then its reasons.</summary>
public sealed record Verdict(Severity Severity, string Text, IReadOnlyList<Point> Points) : Block
{
    /// <summary>A smaller line under the headline: odds, size, deadline.</summary>
    public string Detail { get; init; } = "";
}

/// <summary>One reason of a verdict, with the id of the heading, table or chart that is its evidence. <paramref name="Severity"/> is null where the reason is not a judgement of its own.</summary>
public sealed record Point(string Text, Severity? Severity = null, string Evidence = "");

/// <summary>Names and values, side by side: parameters, provenance.</summary>
public sealed record Facts(IReadOnlyList<Fact> Items) : Block;

/// <summary>One name and its value.</summary>
public sealed record Fact(string Name, string Value);

/// <summary>Blocks that a page folds under one line until a reader opens them; plain text shows them all. Charts in it are drawn small, side by side.</summary>
public sealed record Details(string Text, IReadOnlyList<Block> Blocks, string Id = "") : Block;
