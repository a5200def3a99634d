using System.Globalization;
using System.Text.Json;
using ModelOpsLab.Reporting;

namespace ModelOpsLab.Monitoring;

/// <summary>Every transition of the chosen severities and groups as a line of a file. What is in the file already is not written twice, though the channel's place was lost.</summary>
sealed class JsonLinesSender(JsonLinesChannel channel, string folder) : ChannelSender(channel)
{
    readonly string _file = Path.GetFullPath(channel.File, folder);
    readonly Dictionary<string, long> _last = new(StringComparer.Ordinal);

    public override string To => _file;
    public override string Kind => "jsonLines";
    public override bool Takes(AlertTransition transition, bool told) => told || Chosen(transition);

    public override SendResult Send(IReadOnlyList<AlertTransition> message, CancellationToken stop)
    {
        try
        {
            var model = message[0].Model;
            if (!_last.TryGetValue(model, out var last)) last = LastOf(model);
            var fresh = message.Where(t => t.Number > last || t.Number <= 0).ToArray();
            if (fresh.Length > 0)
            {
                if (new FileInfo(_file) is { Exists: true } file && file.Length >= channel.RotateAt) File.Move(_file, Aside(Newest() + 1));
                AppendedLines.Append(_file, string.Concat(fresh.Select(t => JsonSerializer.Serialize(t, JsonFormat.Line) + "\n")));
                last = Math.Max(last, fresh[^1].Number);
            }
            _last[model] = last;
            return SendResult.Done;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _last.Clear();
            return SendResult.Again(e.Message);
        }
    }

    /// <summary>Number of the last transition of a model in the newest file that has one; 0 where none has.</summary>
    long LastOf(string model)
    {
        var last = Last(_file, model);
        return last > 0 || Newest() is not (> 0 and var newest) ? last : Last(Aside(newest), model);
    }

    static long Last(string file, string model)
    {
        var quoted = JsonSerializer.Serialize(model, JsonFormat.Line);
        long last = 0;
        foreach (var line in AppendedLines.Read(file))
        {
            if (!line.Contains(quoted, StringComparison.Ordinal)) continue;
            try
            {
                using var json = JsonDocument.Parse(line);
                if (json.RootElement is { ValueKind: JsonValueKind.Object } row && row.TryGetProperty("model", out var of) && of.ValueKind == JsonValueKind.String && of.ValueEquals(model) && row.TryGetProperty("number", out var number) && number.TryGetInt64(out var n)) last = n;
            }
            catch (JsonException)
            {
                // a line that someone else wrote: it holds no number of ours
            }
        }
        return last;
    }

    /// <summary>The highest number of a file put aside.</summary>
    int Newest() => Directory.Exists(Path.GetDirectoryName(_file))
        ? Directory.EnumerateFiles(Path.GetDirectoryName(_file)!, Path.GetFileName(_file) + ".*").Select(f => int.TryParse(f.AsSpan(f.LastIndexOf('.') + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var n) ? n : 0).DefaultIfEmpty(0).Max()
        : 0;

    string Aside(int number) => $"{_file}.{number.ToString(CultureInfo.InvariantCulture)}";
}
