using System.Collections;
using System.Reflection;
using System.Text.Json.Nodes;

namespace ModelOpsLab.Notebooks;

/// <summary>
/// Types that bring their own formatters, by the names .NET Interactive agreed on and with no reference to it: an attribute of any namespace called
/// <c>TypeFormatterSourceAttribute</c> names a class whose <c>CreateTypeFormatters()</c> gives objects with a <c>MimeType</c> and
/// <c>bool Format(object, TextWriter)</c>. Inherited attributes count.
/// </summary>
static class FormatterConvention
{
    /// <summary>The value in its own forms; null where its type brings none.</summary>
    public static MimeBundle? Format(object value)
    {
        MimeBundle? bundle = null;
        foreach (var formatter in Formatters(value.GetType()))
        {
            if (formatter is null || Property(formatter, "MimeType") is not string mimeType || bundle?[mimeType] is not null) continue;
            if (Property(formatter, "Type") is Type type && !type.IsInstanceOfType(value)) continue;
            if (Text(formatter, value) is not { } text) continue;
            bundle ??= new();
            bundle[mimeType] = MimeBundle.IsJson(mimeType) ? JsonNode.Parse(text) : text;
        }
        if (bundle is not null && bundle[MimeBundle.PlainText] is null)
            bundle[MimeBundle.PlainText] = bundle.TextOf(MimeBundle.Html) is { } html ? HtmlText.Plain(html) : value.ToString() ?? "";
        return bundle;
    }

    static IEnumerable<object?> Formatters(Type type)
    {
        IEnumerable<Type> carriers = [.. Bases(type), .. type.GetInterfaces().OrderBy(i => i.FullName, StringComparer.Ordinal)];
        var attribute = carriers.SelectMany(carrier => carrier.GetCustomAttributes(inherit: false)).FirstOrDefault(a => a.GetType().Name == "TypeFormatterSourceAttribute");
        if (attribute is null || Property(attribute, "FormatterSourceType") is not Type source) return [];
        var instance = Activator.CreateInstance(source, nonPublic: true)!;
        return (source.GetMethod("CreateTypeFormatters", Type.EmptyTypes)?.Invoke(instance, null) as IEnumerable)?.Cast<object?>() ?? [];
    }

    static string? Text(object formatter, object value)
    {
        var format = formatter.GetType().GetMethods().FirstOrDefault(method => method is { Name: "Format", IsStatic: false } && method.ReturnType == typeof(bool)
            && method.GetParameters() is [var first, var second] && first.ParameterType == typeof(object) && second.ParameterType == typeof(System.IO.TextWriter));
        if (format is null) return null;
        using var text = new StringWriter(System.Globalization.CultureInfo.InvariantCulture) { NewLine = "\n" };
        return (bool)format.Invoke(formatter, BindingFlags.DoNotWrapExceptions, null, [value, text], null)! ? text.ToString() : null;
    }

    static IEnumerable<Type> Bases(Type? type)
    {
        for (; type is not null; type = type.BaseType) yield return type;
    }

    static object? Property(object of, string name) => of.GetType().GetProperty(name, BindingFlags.Instance | BindingFlags.Public)?.GetValue(of);
}
