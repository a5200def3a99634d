using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ModelOpsLab.Notebooks.Lint;

/// <summary>Finds what differs from run to run or from machine to machine, by what names mean, not by how they are spelt: a class of one's own called Random is not meant.</summary>
static class Unrepeatable
{
    public static IEnumerable<(SyntaxNode Node, string Code, string Message)> Of(SemanticModel model, SyntaxNode root)
    {
        foreach (var node in root.DescendantNodes().Where(node => node is SimpleNameSyntax or BaseObjectCreationExpressionSyntax))
        {
            var symbol = model.GetSymbolInfo(node).Symbol;
            if (symbol is null or INamedTypeSymbol || symbol.Locations.Any(place => place.IsInSource) || Judge(symbol, node, model) is not var (code, message) || IsNameOnly(node)) continue;
            yield return (node, code, message);
        }
    }

    static (string Code, string Message)? Judge(ISymbol symbol, SyntaxNode node, SemanticModel model)
    {
        var (type, name) = (symbol.ContainingType?.OriginalDefinition.ToDisplayString() ?? "", symbol.Name);
        var full = $"{symbol.ContainingType?.Name}.{name}";
        return type switch
        {
            "System.DateTime" or "System.DateTimeOffset" when name is "Now" or "UtcNow" or "Today" => Clock(full),
            "System.TimeProvider" when name == "System" => Clock(full),
            "System.Environment" when name is "TickCount" or "TickCount64" => Clock(full),
            "System.Guid" when name is "NewGuid" or "CreateVersion7" =>
                (FindingCodes.Identifier, $"{full} differs at every run, so the outputs cannot be verified. Use a name that follows from the data."),
            "System.Random" when name == "Shared" => Random("Random.Shared"),
            "System.Random" when symbol is IMethodSymbol { MethodKind: MethodKind.Constructor, Parameters.Length: 0 } => Random("new Random()"),
            "System.Security.Cryptography.RandomNumberGenerator" when symbol.IsStatic => Random(full),
            "MathNet.Numerics.Random.SystemRandomSource" when name == "Default" => Random(full),
            _ when IsSampleWithoutSource(symbol) => Random(full),
            "System.Diagnostics.Stopwatch" when name is "StartNew" or "GetTimestamp" or ".ctor" =>
                (FindingCodes.Timer, "a time taken differs at every run, so an output that shows it cannot be verified. #!time and the run record say how long a cell took."),
            "System.Environment" when name is "MachineName" or "UserName" or "UserDomainName" or "ProcessId" or "ProcessPath" or "ProcessorCount" or "OSVersion" or "GetEnvironmentVariable" or "GetEnvironmentVariables" =>
                (FindingCodes.Machine, $"{full} differs between machines, so the outputs cannot be verified elsewhere. The run record has the machine; pass other values as parameters."),
            "System.IO.Path" when name is "GetTempFileName" or "GetRandomFileName" or "GetTempPath" => Temporary(full),
            "System.IO.Directory" when name == "CreateTempSubdirectory" => Temporary(full),
            "System.HashCode" when name is "Combine" or "ToHashCode" => HashCode(full),
            "string" when name == "GetHashCode" => HashCode("string.GetHashCode"),
            "object" when name == "GetHashCode" && ReceiverIsClass(node, model) => HashCode("the hash code of an object without one of its own"),
            "System.Runtime.CompilerServices.RuntimeHelpers" when name == "GetHashCode" => HashCode(full),
            "System.TimeZoneInfo" when name == "Local" => Local(full),
            "System.DateTime" or "System.DateTimeOffset" when name is "ToLocalTime" or "LocalDateTime" => Local(full),
            "System.Globalization.CultureInfo" when name is "CurrentCulture" or "CurrentUICulture" or "InstalledUICulture" =>
                (FindingCodes.LocalTime, $"{full} is invariant here and the user's own in other hosts. Use CultureInfo.InvariantCulture."),
            "System.Linq.ParallelEnumerable" when name is "Sum" or "Average" or "Aggregate" && symbol is IMethodSymbol method && IsFloating(method.ReturnType) =>
                (FindingCodes.ParallelSum, $"a parallel {name} adds in no fixed order, so its last digits differ from run to run. Leave out AsParallel, or add up in a fixed order."),
            _ => null,
        };
    }

    static (string, string) Clock(string what) => (FindingCodes.Clock, $"{what} differs at every run, so the outputs cannot be verified. Use Clock.GetUtcNow(), which stands at the as-of date.");

    static (string, string) Random(string what) => (FindingCodes.Random, $"{what} has no seed, so the outputs cannot be verified. Use new Random(seed).");

    static (string, string) Temporary(string what) => (FindingCodes.TemporaryName, $"{what} differs between runs or machines, so the outputs cannot be verified. Name the file yourself, beside the notebook.");

    static (string, string) HashCode(string what) => (FindingCodes.HashCode, $"{what} differs at every run. Compare or order by the value itself; for a lasting hash use SHA256.HashData.");

    static (string, string) Local(string what) => (FindingCodes.LocalTime, $"{what} depends on the machine's time zone, so the outputs cannot be verified elsewhere. Stay in UTC, or name the zone: TimeZoneInfo.FindSystemTimeZoneById.");

    /// <summary>Math.NET draws from a source of its own where it is given none.</summary>
    static bool IsSampleWithoutSource(ISymbol symbol) =>
        symbol is IMethodSymbol { IsStatic: true, Name: "Sample" or "Samples" } method
        && method.ContainingNamespace.ToDisplayString() == "MathNet.Numerics.Distributions"
        && method.Parameters.FirstOrDefault()?.Type.ToDisplayString() != "System.Random";

    static bool ReceiverIsClass(SyntaxNode node, SemanticModel model) =>
        node.Parent is MemberAccessExpressionSyntax access && access.Name == node
        && model.GetTypeInfo(access.Expression).Type is { TypeKind: TypeKind.Class, SpecialType: not SpecialType.System_Object };

    static bool IsFloating(ITypeSymbol type) => (type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable ? nullable.TypeArguments[0] : type)
        .SpecialType is SpecialType.System_Double or SpecialType.System_Single;

    /// <summary>Inside nameof, nothing is called.</summary>
    static bool IsNameOnly(SyntaxNode node) => node.Ancestors().OfType<InvocationExpressionSyntax>().Any(call => call.Expression is IdentifierNameSyntax { Identifier.ValueText: "nameof" });
}
