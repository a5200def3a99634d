using System.Text.Json;
using ModelOpsLab.Lineage;
using ModelOpsLab.Reporting;

namespace ModelOpsLab.Retraining;

/// <summary>Walks a policy through a history, a day at a time, each day knowing only the days before.</summary>
static class PolicyHistory
{
    public static RetrainingPolicyReport Evaluate(RetrainingPolicy policy, DateOnly trained, long rows, MonitoringDay[] days)
    {
        List<RetrainingRun> runs = [];
        List<HeldBackRun> held = [];
        var fired = policy.Triggers.Select(_ => new List<Stretch>()).ToArray();
        var (first, start, heldUntil) = (0, new SinceTraining(trained, rows, default), -1);
        for (var i = 0; i < days.Length; i++)
        {
            var seen = Seen(days, first, i, start);
            var reasons = policy.Triggers.Select(t => t.Fires(seen)).ToArray();
            for (var t = 0; t < reasons.Length; t++)
                if (reasons[t] is not null) Extend(fired[t], days, i);
            if (Array.TrueForAll(reasons, r => r is null)) continue;
            var why = string.Join("; ", reasons.OfType<string>());
            if (Hold(policy, seen, runs) is { } by)
            {
                if (heldUntil == i - 1 && held.Count > 0 && held[^1].By == by) held[^1] = held[^1] with { To = days[i].Day };
                else held.Add(new(days[i].Day, days[i].Day, by, why));
                heldUntil = i;
                continue;
            }
            runs.Add(new(days[i].Day, [.. policy.Triggers.Where((_, t) => reasons[t] is not null).Select(t => t.Name)], why, Next(policy, reasons, days, first, i, start)));
            (first, start) = (i + 1, new(days[i].Day, days[i].Rows, default));
        }
        var end = Seen(days, first, days.Length - 1, start);
        string[] outlook = [.. policy.Triggers.Select(t => $"{t.Name}: {(end.Days.Count > 0 && t.Fires(end) is { } why ? $"fires, {why}" : t.Pending(end))}")];
        return new()
        {
            Title = "Retraining policy",
            Measurements =
            [
                new("retrainings", runs.Count) { Count = days.Length },
                new("held_back_days", days.Count(d => held.Any(h => d.Day >= h.From && d.Day <= h.To))) { Count = days.Length },
                new("days_since_training", days[^1].Day.DayNumber - start.Trained.DayNumber) { Count = days.Length, Unit = "days" },
                .. policy.Triggers.Select((t, n) => new Measurement("fired_days", fired[n].Sum(s => s.Days)) { Of = t.Name, Count = days.Length }),
            ],
            Thresholds = [],
            Runs = runs,
            HeldBack = held,
            Outlook = outlook,
            Body =
            [
                Runs(runs),
                .. held.Count == 0 ? Array.Empty<Block>() : [new Table([new("held back", Align.Right), new("to", Align.Right), "by", "what fired"], [.. held.Select(h => (IReadOnlyList<Cell>)[Format.Date(h.From), Format.Date(h.To), h.By, h.Why])])],
                Picture(policy, fired, runs, held, days),
                new Heading($"What fires next, after {Format.Date(days[^1].Day)}", 4),
                new Facts([.. policy.Triggers.Zip(outlook, (t, o) => new Fact(t.Name, o[(t.Name.Length + 2)..]))]),
            ],
            Provenance = new() { AsOf = days[^1].Day, DataHashes = new Dictionary<string, string> { ["history"] = ContentId.Of(JsonSerializer.SerializeToUtf8Bytes(days, JsonFormat.Line)) }, Rows = days[^1].Rows, Parameters = new Dictionary<string, string> { ["policy"] = JsonSerializer.Serialize(policy, JsonFormat.Line), ["trained"] = Format.Date(trained), ["trained_rows"] = NumberText.RoundTrip(rows) } },
        };
    }

    static SinceTraining Seen(MonitoringDay[] days, int first, int last, SinceTraining start) => start with { Days = new(days, first, last - first + 1) };

    /// <summary>What forbids a training on the newest day; null where nothing does.</summary>
    static string? Hold(RetrainingPolicy policy, SinceTraining seen, List<RetrainingRun> runs)
    {
        var today = seen.Days[^1];
        if (today.Rows < policy.MinimumRows) return $"minimum data: {Format.Count(policy.MinimumRows)} rows";
        if (seen.Trained.AddDays(policy.CoolDownDays) is var cool && today.Day < cool) return $"cool-down until {Format.Date(cool)}";
        if (policy.BudgetPerYear is { } budget && runs.Count >= budget && runs[^budget].Day.AddYears(1) is var free && today.Day < free) return $"budget of {budget} a year until {Format.Date(free)}";
        return null;
    }

    /// <summary>The trigger that would have fired next on the same history without this training.</summary>
    static string Next(RetrainingPolicy policy, string?[] reasons, MonitoringDay[] days, int first, int at, SinceTraining start)
    {
        RetrainingTrigger[] others = [.. policy.Triggers.Where((_, t) => reasons[t] is null)];
        if (others.Length == 0) return "every trigger fired";
        for (var i = at + 1; i < days.Length; i++)
        {
            var seen = Seen(days, first, i, start);
            if (others.Where(t => t.Fires(seen) is not null).Select(t => t.Name).ToArray() is { Length: > 0 } names) return $"{string.Join("; ", names)}, on {Format.Date(days[i].Day)}";
        }
        var end = Seen(days, first, days.Length - 1, start);
        return $"none of the others by {Format.Date(days[^1].Day)}: {string.Join("; ", others.Select(t => $"{t.Name}, {t.Pending(end)}"))}";
    }

    static Block Runs(List<RetrainingRun> runs) => runs.Count == 0
        ? new Paragraph("No trigger fired on a day on which a training was allowed.")
        : new Table([new("trained again", Align.Right), "why", "next without it"], [.. runs.Select(r => (IReadOnlyList<Cell>)[Format.Date(r.Day), r.Why, r.Next])]);

    static SpanChart Picture(RetrainingPolicy policy, List<Stretch>[] fired, List<RetrainingRun> runs, List<HeldBackRun> held, MonitoringDay[] days)
    {
        static double At(DateOnly day) => day.DayNumber - DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber;
        return new()
        {
            Title = runs.Count == 0 ? "When triggers fired" : "When triggers fired, and when the model was trained again",
            Rows = [.. policy.Triggers.Select(t => t.Name), .. held.Count == 0 ? Array.Empty<string>() : ["held back"]],
            Kinds = [new("fired", SeriesRole.Live), new("held back", SeriesRole.Secondary)],
            Spans =
            [
                .. fired.SelectMany((list, row) => list.Select(s => new Span(row, At(s.From), At(s.To) + 1, 0))),
                .. held.Select(h => new Span(policy.Triggers.Count, At(h.From), At(h.To) + 1, 1)),
            ],
            Markers = [.. runs.Select(r => new Marker("trained", At(r.Day)))],
            From = At(days[0].Day),
            To = At(days[^1].Day) + 1,
        };
    }

    static void Extend(List<Stretch> stretches, MonitoringDay[] days, int i)
    {
        if (stretches is [.., var last] && last.Last == i - 1) stretches[^1] = last with { To = days[i].Day, Last = i, Days = last.Days + 1 };
        else stretches.Add(new(days[i].Day, days[i].Day, i, 1));
    }

    /// <summary>Days in a row on which a trigger fired.</summary>
    sealed record Stretch(DateOnly From, DateOnly To, int Last, int Days);
}
