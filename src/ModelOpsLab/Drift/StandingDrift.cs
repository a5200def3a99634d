using ModelOpsLab.Data;
using ModelOpsLab.Reporting;

namespace ModelOpsLab.Drift;

/// <summary>A standing watch run over the rows of a period: when it would have alarmed, and on what.</summary>
static class StandingDrift
{
    public static Report Of(Frame reference, Frame current, double averageRunLength)
    {
        var watch = new StandingWatch(reference, averageRunLength);
        foreach (var input in watch.Inputs)
            if (!current.Has(input) || current[input].Type is not (ColumnType.Number or ColumnType.Integer)) throw new ArgumentException($"The period has no number column '{input}', which the reference has.", nameof(current));
        var columns = watch.Inputs.Select(i => current[i]).ToArray();
        var values = new double[columns.Length];
        var evidence = new double[current.Count];
        var alarms = new List<(DateTime Time, StandingAlarm Alarm)>();
        for (var row = 0; row < current.Count; row++)
        {
            for (var i = 0; i < values.Length; i++) values[i] = columns[i][row];
            if (watch.Observe(values) is { } alarm) alarms.Add((current.Time[row], alarm));
            evidence[row] = Math.Log10(Math.Max(1, watch.Evidence));
        }
        return new()
        {
            Title = "Standing watch of the inputs",
            Of = InputDistributionDrift.Period(current),
            Measurements =
            [
                (columns.Length == 0 ? Measurement.Missing("standing_alarms", "no input can be watched") : new("standing_alarms", alarms.Count)) with { Count = current.Count },
                .. watch.NotWatched.Select(n => Measurement.Missing("standing_watched", n.Value) with { Of = n.Key, Count = current.Count }),
            ],
            Thresholds = [Threshold.Above("standing_alarms", 0, null, $"without a change, at most one alarm in {Format.Number(averageRunLength)} rows is expected over all inputs together")],
            Provenance = FrameWindows.Provenance(reference, current, [KeyValuePair.Create("averageRunLength", Format.Number(averageRunLength))]),
            Body = columns.Length == 0 || current.Count == 0 ? [] :
            [
                .. alarms is [] ? Array.Empty<Block>() : [new Table(["alarm", "input", "direction"], [.. alarms.Select(a => (IReadOnlyList<Cell>)[Format.Date(DateOnly.FromDateTime(a.Time)), a.Alarm.Input, a.Alarm.Direction])])],
                new LineChart
                {
                    Title = alarms is [] ? "The evidence of a change never reached the limit" : $"{Format.Count(alarms.Count)} alarm{(alarms.Count == 1 ? "" : "s")}, the first on {Format.Date(DateOnly.FromDateTime(alarms[0].Time))}",
                    Series =
                    [
                        new("evidence", Axis.Days(current.Time), evidence),
                        new("limit", [Axis.Days([current.Time[0]])[0], Axis.Days([current.Time[^1]])[0]], [Math.Log10(averageRunLength), Math.Log10(averageRunLength)], SeriesRole.Limit),
                    ],
                    Y = new("powers of ten"),
                    Id = "standing",
                    Caption = $"Evidence of {Format.Count(columns.Length)} inputs together, in powers of ten, looked at after every row; after an alarm it starts anew. Limit: the declared {Format.Number(averageRunLength)} rows between false alarms.",
                },
            ],
        };
    }
}
