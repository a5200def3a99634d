using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;

namespace ModelOpsLab.Tests.Conventions;

/// <summary>The public types and members of an assembly as text, one a line.</summary>
static class PublicSurface
{
    public static string Of(Assembly assembly)
    {
        var text = new StringBuilder();
        foreach (var type in assembly.GetExportedTypes().OrderBy(t => t.FullName, StringComparer.Ordinal))
        {
            text.Append(Name(type)).Append('\n');
            var members = type.GetMembers(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly)
                .Where(m => m is not MethodBase { IsSpecialName: true } and not Type && !m.IsDefined(typeof(CompilerGeneratedAttribute)) && !m.Name.StartsWith('<'))
                .Select(Describe).Where(d => d.Length > 0).Order(StringComparer.Ordinal);
            foreach (var member in members) text.Append("  ").Append(member).Append('\n');
        }
        return text.ToString();
    }

    static string Describe(MemberInfo member) => member switch
    {
        FieldInfo { IsLiteral: true } f when f.DeclaringType!.IsEnum => f.Name,
        FieldInfo f => f.Name == "value__" ? "" : $"{f.Name}: {Name(f.FieldType)}",
        PropertyInfo p => $"{p.Name}{(p.GetIndexParameters() is [_, ..] i ? $"[{string.Join(", ", i.Select(x => Name(x.ParameterType)))}]" : "")}: {Name(p.PropertyType)}{(p.SetMethod?.IsPublic == true ? " init" : "")}",
        MethodInfo m => $"{(m.IsStatic ? "static " : "")}{m.Name}({string.Join(", ", m.GetParameters().Select(p => Name(p.ParameterType) + " " + p.Name))}): {Name(m.ReturnType)}",
        _ => "",
    };

    static string Name(Type type)
    {
        if (type.IsArray) return Name(type.GetElementType()!) + "[]";
        if (type.IsGenericParameter) return type.Name;
        var name = type.DeclaringType is { } outer && !type.IsGenericParameter ? Name(outer) + "." + type.Name : type.Namespace?.StartsWith("ModelOpsLab", StringComparison.Ordinal) == true ? type.Namespace["ModelOpsLab".Length..].TrimStart('.') + "." + type.Name : type.Name;
        return type.IsGenericType ? $"{name.Split('`')[0]}<{string.Join(", ", type.GetGenericArguments().Select(Name))}>" : name;
    }
}
