using Microsoft.DotNet.Interactive.Formatting;
using Ours = ModelOpsLab.Notebooks.Formatters;

namespace ModelOpsLab.Interactive.Tests;

/// <summary>Types of somebody's library that keep to the convention of .NET Interactive are shown alike by the real formatter and by ours.</summary>
public sealed class TheirsHereTests
{
    public static TheoryData<object> Values => [new Curve(), new ForwardCurve()];

    [Theory]
    [MemberData(nameof(Values))]
    public void By_convention_both_hosts_show_the_same(object value)
    {
        var bundle = Ours.Format(value);
        Assert.Equal("<b>curve</b>", value.ToDisplayString("text/html"));
        Assert.Equal(value.ToDisplayString("text/html"), bundle.TextOf("text/html"));
        Assert.Equal(value.ToDisplayString("text/plain"), bundle.TextOf("text/plain"));
        Assert.Equal(Formatter.GetPreferredMimeTypesFor(value.GetType()).Append("text/plain").Distinct().Order(StringComparer.Ordinal), bundle.MimeTypes);
    }

    [CurveFormatting.TypeFormatterSource(typeof(CurveFormatting.Source), PreferredMimeTypes = ["text/html"])]
    class Curve;

    sealed class ForwardCurve : Curve;

    static class CurveFormatting
    {
        [AttributeUsage(AttributeTargets.Class)]
        internal sealed class TypeFormatterSourceAttribute(Type formatterSourceType) : Attribute
        {
            public Type FormatterSourceType => formatterSourceType;

            public string[]? PreferredMimeTypes { get; set; }
        }

        internal sealed class Source
        {
            public System.Collections.IEnumerable CreateTypeFormatters() => new[] { new Writer("text/html", "<b>curve</b>"), new Writer("text/plain", "curve"), new Writer("application/json", "{}") };
        }

        internal sealed class Writer(string mimeType, string text)
        {
            public string MimeType => mimeType;

            public bool Format(object instance, TextWriter writer)
            {
                writer.Write(text);
                return true;
            }
        }
    }
}
