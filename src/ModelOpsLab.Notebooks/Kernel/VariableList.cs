using Microsoft.CodeAnalysis.Scripting;

namespace ModelOpsLab.Notebooks;

/// <summary>The variables of a session in order of declaration, for <c>#!who</c> and <c>#!whos</c>; one declared again stands where it was declared last.</summary>
static class VariableList
{
    /// <summary>Longer values are cut in the list.</summary>
    const int Limit = 80;

    sealed record Row(string Name, string Type, string Value);

    public static MimeBundle Of(ScriptState? state, bool withValues)
    {
        ScriptVariable[] variables = [.. (state?.Variables ?? []).Where((variable, i) => !state!.Variables.Skip(i + 1).Any(later => later.Name == variable.Name))];
        return withValues
            ? Formatters.Format(variables.Select(variable => new Row(variable.Name, TypeName(variable.Type), Lines.Shorten(Text(variable), Limit))).ToArray())
            : Formatters.Format(variables.Select(variable => variable.Name).ToArray());
    }

    static string Text(ScriptVariable variable)
    {
        try
        {
            return ((string?)Formatters.Format(variable.Value)[MimeBundle.PlainText] ?? "").ReplaceLineEndings(" ");
        }
#pragma warning disable CA1031 // A value's own formatter may throw anything; the list shows the rest
        catch (Exception e)
        {
            return $"cannot be shown: {e.GetType().Name}";
        }
#pragma warning restore CA1031
    }

    /// <summary>The type as C# writes it, without namespaces.</summary>
    static string TypeName(Type type)
    {
        if (type.IsArray) return TypeName(type.GetElementType()!) + $"[{new string(',', type.GetArrayRank() - 1)}]";
        if (Nullable.GetUnderlyingType(type) is { } inner) return TypeName(inner) + "?";
        if (Keyword(type) is { } keyword) return keyword;
        return type.IsGenericType ? $"{type.Name.Split('`')[0]}<{string.Join(", ", type.GetGenericArguments().Select(TypeName))}>" : type.Name;
    }

    static string? Keyword(Type type) => type.IsEnum ? null : Type.GetTypeCode(type) switch
    {
        TypeCode.Boolean => "bool",
        TypeCode.Byte => "byte",
        TypeCode.SByte => "sbyte",
        TypeCode.Char => "char",
        TypeCode.Int16 => "short",
        TypeCode.UInt16 => "ushort",
        TypeCode.Int32 => "int",
        TypeCode.UInt32 => "uint",
        TypeCode.Int64 => "long",
        TypeCode.UInt64 => "ulong",
        TypeCode.Single => "float",
        TypeCode.Double => "double",
        TypeCode.Decimal => "decimal",
        TypeCode.String => "string",
        TypeCode.Object when type == typeof(object) => "object",
        _ => null,
    };
}
