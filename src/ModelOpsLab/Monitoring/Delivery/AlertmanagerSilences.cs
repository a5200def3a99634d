using System.Text.Json;
using ModelOpsLab.Reporting;

namespace ModelOpsLab.Monitoring;

/// <summary>The silences that we made at an Alertmanager, by the alert that each is for.</summary>
sealed class AlertmanagerSilences
{
    const string Us = "ModelOpsLab";
    readonly Dictionary<string, (string Id, DateTime Since)> _silences = new(StringComparer.Ordinal);

    /// <summary>Whether those of an earlier run were looked for.</summary>
    public bool Known { get; private set; }

    public string? IdOf(string key) => _silences.TryGetValue(key, out var silence) ? silence.Id : null;

    public bool Forget(string key) => _silences.Remove(key);

    /// <summary>A silence for exactly one alert, new or prolonged.</summary>
    public byte[] Post(AlertTransition alert, DateTime now, DateTime until)
    {
        var known = _silences.TryGetValue(alert.Key, out var silence);
        return JsonSerializer.SerializeToUtf8Bytes(new
        {
            id = known ? silence.Id : null,
            matchers = new[] { ("alertname", alert.Rule), ("model", alert.Model), ("of", alert.Of) }.Select(m => new { name = m.Item1, value = m.Item2, isRegex = false, isEqual = true }),
            startsAt = AlertLabels.Time(known ? silence.Since : now),
            endsAt = AlertLabels.Time(until),
            createdBy = Us,
            comment = alert.Muted is { Length: > 0 } why ? why : "muted",
        }, JsonFormat.Line);
    }

    /// <summary>Takes note of the answer to <see cref="Post"/>.</summary>
    /// <returns>False where the answer names no silence.</returns>
    public bool Keep(string key, string answer, DateTime now)
    {
        if (Read(answer) is not { ValueKind: JsonValueKind.Object } json || !json.TryGetProperty("silenceID", out var id) || id.GetString() is not { Length: > 0 } text) return false;
        if (IdOf(key) != text) _silences[key] = (text, now);
        return true;
    }

    /// <summary>Takes note of our silences in a list of all.</summary>
    /// <returns>False where the answer is no such list.</returns>
    public bool Recall(string answer)
    {
        if (Read(answer) is not { ValueKind: JsonValueKind.Array } list) return false;
        foreach (var silence in list.EnumerateArray())
        {
            if (Text(silence, "createdBy") != Us || !silence.TryGetProperty("status", out var status) || Text(status, "state") != "active") continue;
            if (!silence.TryGetProperty("matchers", out var matchers) || matchers.ValueKind != JsonValueKind.Array) continue;
            var match = matchers.EnumerateArray().Select(m => (Name: Text(m, "name"), Value: Text(m, "value"))).Where(m => m.Name.Length > 0).GroupBy(m => m.Name, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.First().Value, StringComparer.Ordinal);
            if (!match.TryGetValue("alertname", out var rule) || !match.TryGetValue("model", out var model) || !DateTimeOffset.TryParse(Text(silence, "startsAt"), System.Globalization.CultureInfo.InvariantCulture, out var since)) continue;
            var of = match.GetValueOrDefault("of", "");
            _silences[AlertTransition.KeyOf(model, rule, of)] = (Text(silence, "id"), since.UtcDateTime);
        }
        return Known = true;
    }

    static string Text(JsonElement json, string name) => json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";

    static JsonElement? Read(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
