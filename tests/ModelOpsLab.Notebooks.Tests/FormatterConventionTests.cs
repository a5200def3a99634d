namespace ModelOpsLab.Notebooks.Tests;

/// <summary>Types as another library would write them, with attributes and formatters of its own that keep to the convention, or do not.</summary>
public sealed class FormatterConventionTests
{
    static MimeBundle Shown(object value) => Formatters.Format(value);

    [Fact]
    public void Preferred_media_types_are_kept_and_text_always() =>
        Assert.Equal(["text/html", "text/plain"], Shown(new Prefers()).MimeTypes);

    [Fact]
    public void A_formatter_for_another_type_or_that_declines_is_passed_over()
    {
        var bundle = Shown(new Declines());
        Assert.Equal("<i>second</i>", bundle.TextOf("text/html"));
        Assert.Equal("second", bundle.TextOf("text/plain"));
    }

    public static TheoryData<object> Malformed =>
        [new NoSource(), new NoMethod(), new ThrowingSource(), new ThrowingFormatter(), new NullFormatters(), new NoMimeType(), new NoFormat(), new TwoFormats(), new BadJson(), new AbstractSource(), new ThrowingAttribute()];

    [Theory]
    [MemberData(nameof(Malformed))]
    public void What_does_not_keep_to_the_convention_is_shown_as_any_other_value(object value)
    {
        var bundle = Shown(value);
        Assert.StartsWith(value.GetType().Name + " { Name = plain }", bundle.TextOf("text/plain"), StringComparison.Ordinal);
        Assert.Equal("""{"Name":"plain"}""", bundle["application/json"]!.ToJsonString());
    }

    abstract class Plain
    {
        public string Name => "plain";
    }

    [TypeFormatterSource(typeof(PrefersSource), PreferredMimeTypes = ["text/html"])]
    sealed class Prefers;

    sealed class PrefersSource
    {
        public System.Collections.IEnumerable CreateTypeFormatters() => new object[] { new Writer("application/json", "{}"), new Writer("text/html", "<b>"), new Writer("text/plain", "b") };
    }

    [TypeFormatterSource(typeof(DeclinesSource))]
    sealed class Declines;

    sealed class DeclinesSource
    {
        public System.Collections.IEnumerable CreateTypeFormatters() =>
            new object[] { new Writer("text/html", "<i>first</i>", accepts: false), new Writer("text/html", "<i>string</i>") { Type = typeof(string) }, new Writer("text/html", "<i>second</i>") };
    }

    [TypeFormatterSource(null!)]
    sealed class NoSource : Plain;

    [TypeFormatterSource(typeof(string))]
    sealed class NoMethod : Plain;

    [TypeFormatterSource(typeof(Throws))]
    sealed class ThrowingSource : Plain;

    sealed class Throws
    {
        public System.Collections.IEnumerable CreateTypeFormatters() => throw new InvalidOperationException();
    }

    [TypeFormatterSource(typeof(ThrowingFormatterSource))]
    sealed class ThrowingFormatter : Plain;

    sealed class ThrowingFormatterSource
    {
        public System.Collections.IEnumerable CreateTypeFormatters() => new[] { new Failing() };
    }

    sealed class Failing
    {
        public string MimeType => "text/html";

        public bool Format(object instance, TextWriter writer)
        {
            writer.Write("half");
            throw new InvalidOperationException();
        }
    }

    [TypeFormatterSource(typeof(NullSource))]
    sealed class NullFormatters : Plain;

    sealed class NullSource
    {
        public System.Collections.IEnumerable? CreateTypeFormatters() => new object?[] { null };
    }

    [TypeFormatterSource(typeof(NoMimeTypeSource))]
    sealed class NoMimeType : Plain;

    sealed class NoMimeTypeSource
    {
        public System.Collections.IEnumerable CreateTypeFormatters() => new object[] { new Writer(null!, "x"), 5 };
    }

    [TypeFormatterSource(typeof(NoFormatSource))]
    sealed class NoFormat : Plain;

    sealed class NoFormatSource
    {
        public System.Collections.IEnumerable CreateTypeFormatters() => new[] { new { MimeType = "text/html" } };
    }

    [TypeFormatterSource(typeof(TwoFormatsSource))]
    sealed class TwoFormats : Plain;

    sealed class TwoFormatsSource
    {
        public System.Collections.IEnumerable CreateTypeFormatters() => new[] { new Twice() };
    }

    sealed class Twice : Once
    {
        public new bool Format(object instance, TextWriter writer) => true;
    }

    class Once
    {
        public string MimeType => "text/html";

        public bool Format(object instance, TextWriter writer) => true;
    }

    [TypeFormatterSource(typeof(BadJsonSource))]
    sealed class BadJson : Plain;

    sealed class BadJsonSource
    {
        public System.Collections.IEnumerable CreateTypeFormatters() => new[] { new Writer("application/json", "{") };
    }

    [TypeFormatterSource(typeof(Abstract))]
    sealed class AbstractSource : Plain;

    abstract class Abstract
    {
        public System.Collections.IEnumerable CreateTypeFormatters() => new[] { new Writer("text/html", "x") };
    }

    [Broken.TypeFormatterSource]
    sealed class ThrowingAttribute : Plain;

    static class Broken
    {
        [AttributeUsage(AttributeTargets.Class)]
        public sealed class TypeFormatterSourceAttribute : Attribute
        {
            public TypeFormatterSourceAttribute() => throw new InvalidOperationException();
        }
    }

    [AttributeUsage(AttributeTargets.Class)]
    sealed class TypeFormatterSourceAttribute(Type source) : Attribute
    {
        public Type FormatterSourceType => source;

        public string[]? PreferredMimeTypes { get; set; }
    }

    sealed class Writer(string mimeType, string text, bool accepts = true)
    {
        public string MimeType => mimeType;

        public Type? Type { get; init; }

        public bool Format(object instance, TextWriter writer)
        {
            writer.Write(text);
            return accepts;
        }
    }
}
