using System.Text.Json.Serialization;
using ModelOpsLab.Data;
using ModelOpsLab.Reporting;

namespace ModelOpsLab.Retraining;

/// <summary>When to train again, as a page that can be read and signed: triggers of which any is enough, and what holds them back. Data, not code: stored as JSON.</summary>
public sealed record RetrainingPolicy
{
    /// <summary>Reasons to train again; any one of them is enough, and an <see cref="AllTrigger"/> joins several. At least one.</summary>
    public required IReadOnlyList<RetrainingTrigger> Triggers { get; init; }

    /// <summary>Days after a training within which there is no other; at least 0.</summary>
    public int CoolDownDays { get; init => field = value >= 0 ? value : throw new ArgumentOutOfRangeException(nameof(CoolDownDays), value, "A cool-down is not negative."); }

    /// <summary>Rows a training needs; at least 0.</summary>
    public long MinimumRows { get; init => field = value >= 0 ? value : throw new ArgumentOutOfRangeException(nameof(MinimumRows), value, "A number of rows is not negative."); }

    /// <summary>Most retrainings within a year back from any day, at least 1; null for no limit.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? BudgetPerYear { get; init => field = value is null or >= 1 ? value : throw new ArgumentOutOfRangeException(nameof(BudgetPerYear), value, "A budget is at least one retraining a year; leave the model as it is without a policy."); }

    /// <summary>Reads a policy file, strictly: an unknown name is an error.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">The file does not fit, or the policy contradicts itself: the message names all contradictions.</exception>
    public static RetrainingPolicy Load(string path) => JsonFile.Read<RetrainingPolicy>(path).Sound(path);

    /// <summary>Reads a policy from JSON text as <see cref="Load"/> reads a file; <paramref name="source"/> names it in errors.</summary>
    public static RetrainingPolicy Parse(string json, string source = "policy") => JsonFile.Parse<RetrainingPolicy>(json, source).Sound(source);

    /// <summary>The policy as JSON that <see cref="Parse"/> reads back.</summary>
    public string ToJson() => JsonFormat.Write(this);

    /// <summary>What the policy would have done on a monitoring history: when it would have trained again and why, what held it back, and what would have fired next.</summary>
    /// <param name="trained">Day of the training that the history starts from; it is no retraining and is not in the budget.</param>
    /// <param name="rows">Rows there were on that day.</param>
    /// <param name="history">Days after it, ascending; days without a measurement may be left out.</param>
    /// <exception cref="ArgumentException">There is no day, days do not ascend or do not follow the training, or rows become fewer: the day is named.</exception>
    /// <exception cref="InvalidDataException">The policy contradicts itself.</exception>
    public RetrainingPolicyReport Evaluate(DateOnly trained, long rows, IReadOnlyList<MonitoringDay> history)
    {
        Sound("The policy");
        if (history.Count == 0) throw new ArgumentException("The history has no day.", nameof(history));
        var (day, known) = (trained, rows);
        foreach (var next in history)
        {
            if (next.Day <= day) throw new ArgumentException($"{Format.Date(next.Day)} comes after {Format.Date(day)}. Days ascend, each once, and follow the training of {Format.Date(trained)}.", nameof(history));
            if (next.Rows < known) throw new ArgumentException($"{Format.Date(next.Day)} has {Format.Count(next.Rows)} rows, fewer than the {Format.Count(known)} before it: count all rows there are, not those of the day.", nameof(history));
            (day, known) = (next.Day, next.Rows);
        }
        return PolicyHistory.Evaluate(this, trained, rows, [.. history]);
    }

    RetrainingPolicy Sound(string source)
    {
        string[] problems = [.. Triggers.Count == 0 ? ["there is no trigger, so that nothing would ever be trained again"] : Array.Empty<string>(), .. Triggers.SelectMany(t => t.Problems()), .. Triggers.GroupBy(t => t.Name).Where(g => g.Count() > 1).Select(g => $"the trigger '{g.Key}' stands twice")];
        return problems.Length == 0 ? this : throw new InvalidDataException($"{source}: {string.Join("; ", problems)}.");
    }
}
