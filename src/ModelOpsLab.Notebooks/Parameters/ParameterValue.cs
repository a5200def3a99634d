using System.Text.Json;

namespace ModelOpsLab.Notebooks;

/// <summary>
/// A value given for a parameter from outside: text, which the declared type reads (2020-03-31, 0.05, null for a nullable type), or a JSON value of a file,
/// whose kind must fit the declared type.
/// </summary>
public sealed record ParameterValue
{
    ParameterValue(string text, JsonElement? json) => (Text, Json) = (text, json);

    /// <summary>What was given: the text, or the JSON as it stands in the file.</summary>
    public string Text { get; }

    internal JsonElement? Json { get; }

    /// <summary>A JSON value.</summary>
    public static ParameterValue OfJson(JsonElement json) => new(json.GetRawText(), json.Clone());

    /// <summary>Text as a caller types it.</summary>
    public static implicit operator ParameterValue(string text) => new(text, null);

    /// <inheritdoc/>
    public bool Equals(ParameterValue? other) => other is not null && Text == other.Text && Json.HasValue == other.Json.HasValue;

    /// <inheritdoc/>
    public override int GetHashCode() => Text.GetHashCode(StringComparison.Ordinal);

    /// <summary>What was given.</summary>
    public override string ToString() => Text;
}
