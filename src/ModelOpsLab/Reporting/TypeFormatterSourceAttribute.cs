namespace ModelOpsLab.Reporting;

/// <summary>Tells .NET Interactive and its successors, who know it by its name alone, which class brings the formatters of a type and of what derives from it.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct, Inherited = true)]
sealed class TypeFormatterSourceAttribute(Type formatterSourceType) : Attribute
{
    /// <summary>A class with <c>CreateTypeFormatters()</c>.</summary>
    public Type FormatterSourceType => formatterSourceType;

    /// <summary>The forms a notebook stores.</summary>
    public string[] PreferredMimeTypes { get; set; } = ["text/html", "text/plain"];
}
