using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using ModelOpsLab.Data;

namespace ModelOpsLab.Notebooks;

/// <summary>A declared type for which values can be given from outside: it makes the C# expression of a value and the JSON Schema of all values. Refusals are <see cref="FormatException"/>s that say what is expected.</summary>
abstract record ParameterType
{
    static readonly string[] Lists = ["List", "IList", "IReadOnlyList", "ICollection", "IReadOnlyCollection", "IEnumerable"];

    /// <summary>The expression for a value given as text.</summary>
    public abstract string OfText(string text);

    /// <summary>The expression for a JSON value, whose kind must fit.</summary>
    public abstract string OfJson(JsonElement json);

    /// <summary>The schema that a JSON value has to meet.</summary>
    public abstract JsonObject Schema();

    /// <summary>The type that a parameter declares; null where values of it cannot be given. <paramref name="members"/> names the members of an enum.</summary>
    public static ParameterType? Of(NotebookParameter parameter, Func<string, IReadOnlyList<string>?> members) =>
        Of(SyntaxFactory.ParseTypeName(parameter.Type), members, ParameterDomain.Of(parameter.Help));

    static ParameterType? Of(TypeSyntax type, Func<string, IReadOnlyList<string>?> members, ParameterDomain? domain) => type switch
    {
        NullableTypeSyntax nullable => Of(nullable.ElementType, members, domain) is { } inner ? new NullableType(inner) : null,
        ArrayTypeSyntax { RankSpecifiers: { Count: 1 } ranks } array when ranks[0].Rank == 1 => ListOf(array.ElementType, members, domain),
        ArrayTypeSyntax array when array.RankSpecifiers[0].Rank == 1 => ListOf(array.WithRankSpecifiers(array.RankSpecifiers.RemoveAt(0)), members, domain),
        QualifiedNameSyntax { Right: GenericNameSyntax generic } => Of(generic, members, domain),
        GenericNameSyntax { TypeArgumentList.Arguments: [var item] } generic when Lists.Contains(generic.Identifier.ValueText) => ListOf(item, members, domain),
        GenericNameSyntax { TypeArgumentList.Arguments: [var item] } generic when generic.Identifier.ValueText == "Nullable" => Of(SyntaxFactory.NullableType(item), members, domain),
        _ => Scalar(type.ToString().Replace(" ", "", StringComparison.Ordinal), members, domain),
    };

    static ListType? ListOf(TypeSyntax item, Func<string, IReadOnlyList<string>?> members, ParameterDomain? domain) =>
        Of(item, members, domain) is { } known ? new ListType(known) : null;

    static ParameterType? Scalar(string name, Func<string, IReadOnlyList<string>?> members, ParameterDomain? domain) =>
        ScalarKind.Named(name[(name.LastIndexOf('.') + 1)..]) is { } kind ? new ScalarType(kind, domain)
        : members(name) is { Count: > 0 } known ? new EnumType(name, known)
        : null;

    sealed record ScalarType(ScalarKind Kind, ParameterDomain? Domain) : ParameterType
    {
        public override string OfText(string text)
        {
            if (Kind.Literal(text) is not { } literal) throw new FormatException(Kind.Expected);
            if (Domain is { } domain && !domain.Allows(text, value => Kind.Literal(value) == literal)) throw new FormatException($"the declaration allows values in {domain}");
            return literal;
        }

        public override string OfJson(JsonElement json) => Kind.TextOf(json) is { } text ? OfText(text) : throw new FormatException(Kind.ExpectedInJson);

        public override JsonObject Schema() => Domain?.Schema(Kind.JsonType) ?? Kind.Schema();
    }

    sealed record NullableType(ParameterType Inner) : ParameterType
    {
        public override string OfText(string text) => text == "null" ? "null" : OrNull(() => Inner.OfText(text));

        public override string OfJson(JsonElement json) => json.ValueKind == JsonValueKind.Null ? "null" : OrNull(() => Inner.OfJson(json));

        public override JsonObject Schema() => new() { ["anyOf"] = new JsonArray(Inner.Schema(), new JsonObject { ["type"] = "null" }) };

        static string OrNull(Func<string> literal)
        {
            try
            {
                return literal();
            }
            catch (FormatException e)
            {
                throw new FormatException($"{e.Message}, or null");
            }
        }
    }

    sealed record ListType(ParameterType Item) : ParameterType
    {
        public override string OfText(string text)
        {
            if (!text.TrimStart().StartsWith('[')) return Expression(text.Trim().Length == 0 ? [] : text.Split(',', StringSplitOptions.TrimEntries), Item.OfText);
            try
            {
                using var json = JsonDocument.Parse(text);
                return OfJson(json.RootElement);
            }
            catch (JsonException)
            {
                throw new FormatException("a list is written as a,b or [\"a\", \"b\"]");
            }
        }

        public override string OfJson(JsonElement json) => json.ValueKind == JsonValueKind.Array
            ? Expression([.. json.EnumerateArray()], Item.OfJson)
            : throw new FormatException("a list, as in [1, 2]");

        public override JsonObject Schema() => new() { ["type"] = "array", ["items"] = Item.Schema() };

        static string Expression<T>(IReadOnlyList<T> items, Func<T, string> literal)
        {
            var literals = new string[items.Count];
            for (var i = 0; i < literals.Length; i++)
                try
                {
                    literals[i] = literal(items[i]);
                }
                catch (FormatException e)
                {
                    throw new FormatException($"item {i + 1}, {(items[i] is JsonElement json ? json.GetRawText() : items[i])}, is not one of its values: {e.Message}");
                }
            return $"[{string.Join(", ", literals)}]";
        }
    }

    sealed record EnumType(string Name, IReadOnlyList<string> Members) : ParameterType
    {
        public override string OfText(string text) => Members.Contains(text, StringComparer.Ordinal)
            ? $"{Name}.{text}"
            : throw new FormatException($"one of {string.Join(", ", Members)}.{Spelling.Suggest(text, Members)}".TrimEnd('.'));

        public override string OfJson(JsonElement json) => OfText(json.ValueKind == JsonValueKind.String ? json.GetString()! : json.GetRawText());

        public override JsonObject Schema() => new() { ["enum"] = new JsonArray([.. Members.Select(member => JsonValue.Create(member))]) };
    }
}
