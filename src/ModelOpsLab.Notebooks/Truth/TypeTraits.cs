using Microsoft.CodeAnalysis;

namespace ModelOpsLab.Notebooks;

/// <summary>What a type and a method let one conclude without looking at values: whether a value can change, hold code, or be changed by a call. In doubt: yes.</summary>
static class TypeTraits
{
    static readonly HashSet<string> Fixed = new(StringComparer.Ordinal)
    {
        "System.DateTimeOffset", "System.DateOnly", "System.TimeOnly", "System.TimeSpan", "System.Guid", "System.Uri", "System.Version", "System.Half", "System.Int128",
        "System.UInt128", "System.Numerics.BigInteger", "System.Numerics.Complex", "System.Index", "System.Range", "System.Type", "System.DBNull", "System.TimeZoneInfo",
        "System.Text.RegularExpressions.Regex", "System.TimeProvider", "System.Threading.CancellationToken", "System.StringComparer",
        "ModelOpsLab.Data.Frame", "ModelOpsLab.Data.Column", "ModelOpsLab.Data.Schema", "ModelOpsLab.Notebooks.HtmlContent",
    };

    static readonly HashSet<string> Readers = new(StringComparer.Ordinal)
    {
        "Contains", "ContainsKey", "ContainsValue", "IndexOf", "LastIndexOf", "TryGetValue", "GetValueOrDefault", "ToArray", "ToList", "Find", "FindAll", "FindIndex", "FindLast",
        "FindLastIndex", "Exists", "TrueForAll", "GetRange", "BinarySearch", "ConvertAll", "AsReadOnly", "Slice", "Peek", "TryPeek", "GetLength", "GetUpperBound", "GetLowerBound",
        "ToString", "Equals", "GetHashCode", "GetType", "CompareTo", "IsSubsetOf", "IsSupersetOf", "Overlaps", "SetEquals",
    };

    static readonly HashSet<string> SafeForArguments = new(StringComparer.Ordinal)
    {
        "System.Math", "System.MathF", "System.String", "System.Convert", "System.Console", "System.IO.TextWriter", "System.Text.StringBuilder", "System.DisplayExtensions",
        "System.Text.Json.JsonSerializer", "System.IO.File", "System.IO.Path", "System.HashCode", "System.Object",
    };

    /// <summary>Whether a value of the type never changes and shares nothing that can: numbers, text, dates, records of them.</summary>
    public static bool IsInert(ITypeSymbol? type) => type is not null && IsInert(type, []);

    static bool IsInert(ITypeSymbol type, HashSet<ITypeSymbol> seen)
    {
        if (type.TypeKind is TypeKind.Enum) return true;
        if (type.SpecialType is >= SpecialType.System_Boolean and <= SpecialType.System_String or SpecialType.System_DateTime or SpecialType.System_Void) return true;
        if (type is not INamedTypeSymbol named || !seen.Add(named)) return type is INamedTypeSymbol;
        if (Fixed.Contains(Name(named.OriginalDefinition))) return true;
        if (named.IsTupleType || named.OriginalDefinition.SpecialType == SpecialType.System_Nullable_T || Namespace(named) == "System.Collections.Immutable")
            return named.TypeArguments.All(argument => IsInert(argument, seen));
        if (named.IsAnonymousType) return named.GetMembers().OfType<IPropertySymbol>().All(property => IsInert(property.Type, seen));
        if (IsOurs(named)) return named.IsRecord;
        if (named.DeclaringSyntaxReferences.Length == 0 || named.TypeKind is not (TypeKind.Class or TypeKind.Struct)) return false;
        if (!(named.IsSealed || named.IsValueType || named.IsRecord)) return false;
        if (named.BaseType is { SpecialType: not (SpecialType.System_Object or SpecialType.System_ValueType) } parent && !IsInert(parent, seen)) return false;
        return named.GetMembers().OfType<IFieldSymbol>().Where(field => !field.IsStatic).All(field => field.IsReadOnly && IsInert(field.Type, seen));
    }

    /// <summary>Whether a value of the type can hold a function to be called later; not: what is inert, and the usual collections of that.</summary>
    public static bool CanHoldCode(ITypeSymbol? type) => type switch
    {
        null => true,
        _ when IsInert(type) => false,
        IArrayTypeSymbol array => CanHoldCode(array.ElementType),
        INamedTypeSymbol { TypeKind: TypeKind.Class or TypeKind.Struct } named when Namespace(named) is "System.Collections.Generic" => named.TypeArguments.Any(CanHoldCode),
        INamedTypeSymbol named when Name(named) is "System.Random" or "System.Text.StringBuilder" => false,
        _ => true,
    };

    /// <summary>Whether the call leaves the value that it is made on as it was.</summary>
    public static bool LeavesReceiver(IMethodSymbol? method, ITypeSymbol? receiver)
    {
        if (method is null) return false;
        if (IsInert(receiver) || IsInert(method.ContainingType)) return true;
        if ((method.ReducedFrom ?? method) is { IsExtensionMethod: true } extension) return LeavesArguments(extension);
        if (method.IsStatic) return true;
        var owner = method.ContainingType;
        if (owner.DeclaringSyntaxReferences.Length > 0) return false;
        if (owner.SpecialType == SpecialType.System_Object) return true;
        if (Namespace(owner).StartsWith("System.Linq", StringComparison.Ordinal)) return true;
        if (owner.TypeKind == TypeKind.Interface && owner.Name is var name && (name.StartsWith("IReadOnly", StringComparison.Ordinal) || name is "IEnumerable" or "IGrouping" or "ILookup" or "IFormattable" or "IComparable" or "IEquatable")) return true;
        if (Name(owner) == "ModelOpsLab.Notebooks.KernelGlobals") return true;
        return (Namespace(owner).StartsWith("System.Collections", StringComparison.Ordinal) || owner.SpecialType == SpecialType.System_Array || Namespace(owner) == "System") && Readers.Contains(method.Name);
    }

    /// <summary>Whether the call leaves the values that it is given as they were.</summary>
    public static bool LeavesArguments(IMethodSymbol? method)
    {
        if (method is null) return false;
        var owner = method.ContainingType;
        if (IsOurs(owner)) return true;
        if (owner.DeclaringSyntaxReferences.Length > 0) return false;
        if (Namespace(owner).StartsWith("System.Linq", StringComparison.Ordinal)) return true;
        if (Namespace(owner).StartsWith("System.Collections", StringComparison.Ordinal)) return method.Name != "CopyTo" && owner.Name != "CollectionExtensions";
        return SafeForArguments.Contains(Name(owner));
    }

    /// <summary>Whether a call keeps what it is given, so that two names lead to the same value from then on.</summary>
    public static bool KeepsArguments(IMethodSymbol method) => Namespace(method.ContainingType).StartsWith("System.Collections", StringComparison.Ordinal) && !Readers.Contains(method.Name);

    /// <summary>Whether the type, or one inside it, has state that is shared by all: static fields that change or whose values do.</summary>
    public static bool HasSharedState(INamedTypeSymbol type) =>
        type.GetMembers().OfType<IFieldSymbol>().Any(field => field is { IsStatic: true, IsConst: false } && !(field.IsReadOnly && IsInert(field.Type)))
        || type.GetTypeMembers().Any(HasSharedState);

    static bool IsOurs(INamedTypeSymbol type) => type.ContainingAssembly?.Name is "ModelOpsLab" or "ModelOpsLab.Notebooks";

    static string Namespace(INamedTypeSymbol type) => type.ContainingNamespace is { IsGlobalNamespace: false } space ? space.ToDisplayString() : "";

    static string Name(INamedTypeSymbol type) => Namespace(type) is { Length: > 0 } space ? $"{space}.{type.Name}" : type.Name;
}
