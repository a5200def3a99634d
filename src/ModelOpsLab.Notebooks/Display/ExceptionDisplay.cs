using System.Text.Json.Nodes;

namespace ModelOpsLab.Notebooks;

/// <summary>An exception as a value: what it is, what it says, the cell and line where it was thrown (nothing where it was not), then its causes.</summary>
static class ExceptionDisplay
{
    const int MaxCauses = 20;

    public static MimeBundle Format(Exception exception)
    {
        var (lines, json, inner) = (new List<string>(), (JsonObject?)null, (JsonObject?)null);
        for (var e = exception; e is not null && lines.Count < MaxCauses; e = e.InnerException)
        {
            var (type, place) = (e.GetType().FullName ?? e.GetType().Name, ErrorReport.Where(e));
            lines.Add($"{(lines.Count == 0 ? "" : "caused by ")}{type}: {e.Message}{(place.Length == 0 ? "" : $" ({place})")}");
            var one = new JsonObject { ["type"] = type, ["message"] = e.Message };
            if (place.Length > 0) one["place"] = place;
            if (inner is null) json = one;
            else inner["cause"] = one;
            inner = one;
        }
        var text = string.Join('\n', lines);
        return new() { [MimeBundle.PlainText] = text, [MimeBundle.Html] = RowTable.Preformatted(text), [MimeBundle.Json] = json };
    }
}
