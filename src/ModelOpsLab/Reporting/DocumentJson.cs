namespace ModelOpsLab.Reporting;

/// <summary>Documents as JSON and back; what comes back has the same text.</summary>
public static class DocumentJson
{
    /// <summary>The document as JSON: <c>{"blocks": [{"kind": "heading", ...}]}</c>.</summary>
    public static string Write(Document document) => JsonFormat.Write(document);

    /// <summary>The document that <see cref="Write"/> wrote.</summary>
    /// <exception cref="InvalidDataException">It is not a document: the message names line, place and what is wrong there.</exception>
    public static Document Read(string json) => JsonFormat.Read<Document>(json, "document");
}
