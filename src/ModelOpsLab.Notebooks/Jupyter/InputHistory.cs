using System.IO.Enumeration;
using System.Text.Json.Nodes;

namespace ModelOpsLab.Notebooks.Jupyter;

/// <summary>What was run in this session, for the history of consoles.</summary>
sealed class InputHistory
{
    const int Session = 1, Limit = 10_000;

    readonly List<(int Line, string Input, string Output)> _entries = [];

    /// <summary>Notes a cell and the text of its result.</summary>
    public void Add(int line, string input, string output)
    {
        if (_entries.Count == Limit) _entries.RemoveAt(0);
        _entries.Add((line, input, output));
    }

    /// <summary>Answers a <c>history_request</c>: the last cells, a range of them, or those that match a pattern.</summary>
    /// <exception cref="InvalidDataException">The kind of access is none of <c>tail</c>, <c>range</c>, <c>search</c>.</exception>
    public JsonArray Answer(WireMessage request)
    {
        var access = request.Text("hist_access_type");
        var found = access switch
        {
            "tail" => _entries.TakeLast(Count()),
            "range" => InSession() ? _entries.Where(entry => entry.Line >= From("start", 0) && entry.Line < From("stop", int.MaxValue)) : [],
            "search" => Search(request),
            _ => throw new InvalidDataException($"history_request: hist_access_type '{access}' is not one of tail, range, search."),
        };
        var withOutput = request.Flag("output", false);
        return [.. found.Select(entry => (JsonNode)new JsonArray(Session, entry.Line, withOutput ? new JsonArray(entry.Input, entry.Output) : entry.Input))];

        int From(string field, int standard) => request.Content[field] is null ? standard : request.Number(field);
        int Count() => Math.Max(0, From("n", Limit));
        bool InSession() => From("session", 0) is 0 or Session;

        IEnumerable<(int Line, string Input, string Output)> Search(WireMessage search)
        {
            var pattern = search.Content["pattern"] is null ? "*" : search.Text("pattern");
            var matches = _entries.Where(entry => FileSystemName.MatchesSimpleExpression(pattern, entry.Input, ignoreCase: false));
            if (search.Flag("unique", false)) matches = matches.Reverse().DistinctBy(entry => entry.Input).Reverse();
            return matches.TakeLast(Count());
        }
    }
}
