using System.Reflection;
using System.Reflection.Emit;

namespace ModelOpsLab.Tests.Conventions;

/// <summary>Which namespaces of an assembly use which, read from the compiled signatures and method bodies.</summary>
static class NamespaceReferences
{
    const BindingFlags All = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;
    static readonly Dictionary<short, OpCode> OpCodes = typeof(OpCodes).GetFields().Select(f => (OpCode)f.GetValue(null)!).ToDictionary(o => o.Value);

    /// <summary>Pairs of namespaces, user and used, with one place each.</summary>
    public static IReadOnlyDictionary<(string From, string To), string> Of(Assembly assembly)
    {
        var found = new Dictionary<(string, string), string>();
        foreach (var type in assembly.GetTypes())
            foreach (var used in Uses(type))
                if (used.Assembly == assembly && Namespace(type) is { } from && Namespace(used) is { } to && from != to)
                    found.TryAdd((from, to), $"{type.FullName} uses {used.FullName}");
        return found;
    }

    static string? Namespace(Type type)
    {
        while (type.DeclaringType is { } outer) type = outer;
        return type.Namespace;
    }

    static IEnumerable<Type> Uses(Type type)
    {
        IEnumerable<Type?> direct =
        [
            type.BaseType, .. type.GetInterfaces(), .. type.GetFields(All).Select(f => f.FieldType),
            .. type.GetCustomAttributesData().Select(a => a.AttributeType),
            .. type.GetMembers(All).OfType<MethodBase>().SelectMany(Uses),
        ];
        return direct.OfType<Type>().SelectMany(Unfold).Distinct();
    }

    static IEnumerable<Type?> Uses(MethodBase method)
    {
        foreach (var parameter in method.GetParameters()) yield return parameter.ParameterType;
        if (method is MethodInfo info) yield return info.ReturnType;
        if (method.GetMethodBody() is not { } body) yield break;
        foreach (var local in body.LocalVariables) yield return local.LocalType;
        foreach (var member in Tokens(method, body.GetILAsByteArray()!))
            switch (member)
            {
                case Type t: yield return t; break;
                case FieldInfo f: yield return f.DeclaringType; break;
                case MethodBase m:
                    yield return m.DeclaringType;
                    if (m.IsGenericMethod) foreach (var a in m.GetGenericArguments()) yield return a;
                    break;
            }
    }

    static IEnumerable<MemberInfo> Tokens(MethodBase method, byte[] il)
    {
        Type[] typeArguments = method.DeclaringType!.IsGenericType ? method.DeclaringType.GetGenericArguments() : [];
        Type[] methodArguments = method.IsGenericMethod ? method.GetGenericArguments() : [];
        for (var i = 0; i < il.Length;)
        {
            var code = il[i] == 0xFE ? OpCodes[(short)(0xFE00 | il[i + 1])] : OpCodes[il[i]];
            i += code.Size;
            if (code.OperandType is OperandType.InlineField or OperandType.InlineMethod or OperandType.InlineType or OperandType.InlineTok)
                yield return method.Module.ResolveMember(BitConverter.ToInt32(il, i), typeArguments, methodArguments)!;
            i += code.OperandType switch
            {
                OperandType.InlineNone => 0,
                OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
                OperandType.InlineVar => 2,
                OperandType.InlineI8 or OperandType.InlineR => 8,
                OperandType.InlineSwitch => 4 + 4 * BitConverter.ToInt32(il, i),
                _ => 4,
            };
        }
    }

    static IEnumerable<Type> Unfold(Type type)
    {
        if (type.HasElementType) return Unfold(type.GetElementType()!);
        return type.IsGenericType ? type.GetGenericArguments().SelectMany(Unfold).Append(type.GetGenericTypeDefinition()) : [type];
    }
}
