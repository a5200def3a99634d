using System.Collections;
using System.Reflection;
using System.Text.Json.Nodes;

namespace ModelOpsLab.Notebooks;

/// <summary>
/// Types that bring their own formatters, by the names .NET Interactive agreed on and with no reference to it: an attribute of any namespace called
/// <c>TypeFormatterSourceAttribute</c> names a class whose <c>CreateTypeFormatters()</c> gives objects with a <c>MimeType</c> and exactly one
/// <c>bool Format(object, TextWriter)</c>. Inherited attributes count; where <c>PreferredMimeTypes</c> is set, only those forms (and text/plain) are kept.
/// Whatever does not keep to this, or throws, is passed over: the value is then shown as any other.
/// </summary>
static class FormatterConvention
{
    const string AttributeName = "TypeFormatterSourceAttribute";

    const int MaxFormatters = 100;

    /// <summary>The value in its own forms; null where its type brings none.</summary>
    public static MimeBundle? Format(object value)
    {
        var bundle = new MimeBundle();
        foreach (var attribute in Attributes(value.GetType()))
        {
            var preferred = Guarded(() => Property(attribute, "PreferredMimeTypes") as string[]) ?? [];
            foreach (var formatter in Guarded(() => Formatters(attribute)) ?? [])
            {
                if (Guarded(() => Property(formatter, "MimeType")) is not string { Length: > 0 } mimeType || bundle[mimeType] is not null) continue;
                if (preferred.Length > 0 && mimeType != MimeBundle.PlainText && !preferred.Contains(mimeType)) continue;
                if (Guarded(() => Property(formatter, "Type")) is Type type && !type.IsInstanceOfType(value)) continue;
                if (Guarded(() => Text(formatter, value)) is not { } text) continue;
                if (!MimeBundle.IsJson(mimeType)) bundle[mimeType] = text;
                else if (Guarded(() => JsonNode.Parse(text)) is { } json) bundle[mimeType] = json;
            }
        }
        if (bundle.MimeTypes.Count == 0) return null;
        if (bundle[MimeBundle.PlainText] is null)
            bundle[MimeBundle.PlainText] = bundle.TextOf(MimeBundle.Html) is { } html ? HtmlText.Plain(html) : Guarded(value.ToString) ?? "";
        return bundle;
    }

    static IEnumerable<object> Attributes(Type type)
    {
        IEnumerable<Type> carriers = [.. Bases(type), .. type.GetInterfaces().OrderBy(i => i.FullName, StringComparer.Ordinal)];
        // The name is looked for before the attribute is made: making some other attribute may fail.
        return carriers.Where(carrier => carrier.CustomAttributes.Any(data => data.AttributeType.Name == AttributeName))
            .SelectMany(carrier => Guarded(() => carrier.GetCustomAttributes(inherit: false)) ?? [])
            .Where(attribute => attribute.GetType().Name == AttributeName);
    }

    static object[]? Formatters(object attribute)
    {
        if (Property(attribute, "FormatterSourceType") is not Type { IsAbstract: false } source) return null;
        var create = source.GetMethod("CreateTypeFormatters", BindingFlags.Instance | BindingFlags.Public, Type.EmptyTypes);
        if (create is null || create.IsGenericMethod || Activator.CreateInstance(source, nonPublic: true) is not { } instance) return null;
        return create.Invoke(instance, null) is IEnumerable formatters ? [.. formatters.Cast<object?>().Take(MaxFormatters).OfType<object>()] : null;
    }

    static string? Text(object formatter, object value)
    {
        MethodInfo[] formats = [.. formatter.GetType().GetMethods().Where(method => method is { Name: "Format", IsStatic: false, IsGenericMethod: false } && method.ReturnType == typeof(bool)
            && method.GetParameters() is [var first, var second] && first.ParameterType == typeof(object) && second.ParameterType == typeof(TextWriter))];
        if (formats is not [var format]) return null;
        using var text = new StringWriter(System.Globalization.CultureInfo.InvariantCulture) { NewLine = "\n" };
        return format.Invoke(formatter, [value, text]) is true ? text.ToString() : null;
    }

    static IEnumerable<Type> Bases(Type? type)
    {
        for (; type is not null; type = type.BaseType) yield return type;
    }

    static object? Property(object of, string name) => of.GetType().GetProperty(name, BindingFlags.Instance | BindingFlags.Public)?.GetValue(of);

    static T? Guarded<T>(Func<T?> part) where T : class
    {
        try
        {
            return part();
        }
#pragma warning disable CA1031 // Somebody's formatter may throw anything; the value is then shown without it
        catch (Exception)
        {
            return null;
        }
#pragma warning restore CA1031
    }
}
