using ModelOpsLab.Reporting;

namespace ModelOpsLab.Monitoring;

/// <summary>An engine as it is saved.</summary>
sealed record AlertEngineState
{
    public const int Newest = 1;

    public required int Version { get; init; }
    public required string Model { get; init; }
    /// <summary>The time of the stream; null before the first reading.</summary>
    public DateTime? At { get; init; }
    /// <summary>Ticks in which the market was open since the first reading.</summary>
    public required long Open { get; init; }
    /// <summary>Number of the last transition.</summary>
    public required long Number { get; init; }
    public required long Held { get; init; }
    public required IReadOnlyList<OpenAlert> Alerts { get; init; }
    public required IReadOnlyList<LossBudget> Budgets { get; init; }
    public required IReadOnlyList<HandSilence> Silences { get; init; }
    /// <summary>Rules, with their metrics, that something was measured for.</summary>
    public required IReadOnlyDictionary<string, string> Measured { get; init; }

    /// <exception cref="InvalidDataException">It is no state of this version and model.</exception>
    public static AlertEngineState Read(string json, string model)
    {
        var state = JsonFormat.Read<AlertEngineState>(json, $"state of the alerts of {model}");
        if (state.Version != Newest) throw new InvalidDataException($"The state of the alerts of {model} has version {Format.Count(state.Version)}; this library reads {Format.Count(Newest)}. Start without it: alerts that still hold are raised again.");
        if (state.Model != model) throw new InvalidDataException($"The state is of the alerts of '{state.Model}', not of '{model}'.");
        return state;
    }
}
