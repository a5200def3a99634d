using System.Text.Json;
using ModelOpsLab.Reporting;

namespace ModelOpsLab.Notebooks;

/// <summary>A document of the library in the forms a notebook stores.</summary>
static class DocumentDisplay
{
    static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        NumberHandling = System.Text.Json.Serialization.JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Converters = { new System.Text.Json.Serialization.JsonStringEnumConverter() },
    };

    public static MimeBundle Format(Document document) => new()
    {
        [MimeBundle.PlainText] = document.ToString(),
        [MimeBundle.Json] = JsonSerializer.SerializeToNode(document, Json),
    };
}
