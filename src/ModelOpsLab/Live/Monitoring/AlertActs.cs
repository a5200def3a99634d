using ModelOpsLab.Data;
using ModelOpsLab.Monitoring;
using ModelOpsLab.Reporting;

namespace ModelOpsLab.Live;

/// <summary>What people do about alerts: kept in the history beside the alerts, and carried out by the monitor of the model, whether it runs now or is started later.</summary>
public static class AlertActs
{
    const string Acknowledging = "acknowledge", Silencing = "silence", Lifting = "unsilence";

    /// <summary>Somebody sees to an alert that fires.</summary>
    /// <param name="history">Where alerts are kept.</param>
    /// <param name="model">Name of the model.</param>
    /// <param name="key">Key of the alert, as a list of alerts shows it.</param>
    /// <param name="by">Who.</param>
    /// <param name="at">When, UTC.</param>
    /// <param name="note">What they say; may be empty.</param>
    /// <returns>Its place among all events.</returns>
    public static long Acknowledge(MeasurementHistory history, string model, string key, string by, DateTime at, string note = "") => Keep(history, model, Acknowledging, at, new(key, by, note, null));

    /// <summary>From now on nobody is told of some alerts.</summary>
    /// <param name="history">Where alerts are kept.</param>
    /// <param name="model">Name of the model.</param>
    /// <param name="key">A model, a model and a rule, or the key of one alert.</param>
    /// <param name="by">Who.</param>
    /// <param name="at">When, UTC.</param>
    /// <param name="until">Its end, in the time of the stream, UTC.</param>
    /// <param name="because">Why.</param>
    /// <returns>Its place among all events.</returns>
    public static long Silence(MeasurementHistory history, string model, string key, string by, DateTime at, DateTime until, string because) => Keep(history, model, Silencing, at, new(key, by, because, until));

    /// <summary>Ends a silence before its time.</summary>
    /// <param name="history">Where alerts are kept.</param>
    /// <param name="model">Name of the model.</param>
    /// <param name="key">Key of the silence.</param>
    /// <param name="by">Who.</param>
    /// <param name="at">When, UTC.</param>
    /// <returns>Its place among all events.</returns>
    public static long Unsilence(MeasurementHistory history, string model, string key, string by, DateTime at) => Keep(history, model, Lifting, at, new(key, by, "", null));

    /// <summary>Keys of the silences by hand that were neither lifted nor have ended by the time of the model's stream.</summary>
    /// <param name="history">Where alerts are kept.</param>
    /// <param name="model">Name of the model.</param>
    public static IReadOnlyList<string> Silenced(MeasurementHistory history, string model)
    {
        var now = history.State(model)?.At ?? DateTime.MinValue;
        return
        [
            .. history.Acts(model).Where(a => a.Kind is Silencing or Lifting).Select(a => (a.Kind, Said: JsonFormat.Read<Said>(a.Body, $"act {NumberText(a.Sequence)}")))
                .GroupBy(a => a.Said.Key, StringComparer.Ordinal).Where(g => g.Last() is (Silencing, { Until: { } until }) && until > now).Select(g => g.Key),
        ];
    }

    /// <summary>The act in words, for a list.</summary>
    public static string Text(AlertAct act)
    {
        var said = JsonFormat.Read<Said>(act.Body, $"act {NumberText(act.Sequence)}");
        return act.Kind switch
        {
            Acknowledging => $"{said.By} acknowledges {said.Key}{(said.Because.Length > 0 ? $": {said.Because}" : "")}",
            Silencing => $"{said.By} silences {said.Key} until {Format.Time(said.Until!.Value)}: {said.Because}",
            _ => $"{said.By} lifts the silence of {said.Key}",
        };
    }

    /// <summary>Does to an engine what a person did.</summary>
    /// <returns>What became of alerts.</returns>
    /// <exception cref="ArgumentException">It cannot be done any more: the alert has ended, the silence too.</exception>
    internal static IReadOnlyList<AlertTransition> CarryOut(AlertAct act, AlertEngine engine)
    {
        var said = JsonFormat.Read<Said>(act.Body, $"act {NumberText(act.Sequence)}");
        return act.Kind switch
        {
            Acknowledging => engine.Acknowledge(said.Key, said.By, act.At, said.Because),
            Silencing => engine.Silence(said.Key, said.By, act.At, said.Until!.Value, said.Because),
            Lifting => engine.Unsilence(said.Key, said.By),
            _ => throw new ArgumentException($"'{act.Kind}' is no act of this version."),
        };
    }

    static long Keep(MeasurementHistory history, string model, string kind, DateTime at, Said said)
    {
        if (string.IsNullOrWhiteSpace(said.Key) || string.IsNullOrWhiteSpace(said.By)) throw new ArgumentException("An act about an alert names the alert and who acts.");
        if (kind == Silencing && string.IsNullOrWhiteSpace(said.Because)) throw new ArgumentException("A silence says why: because.");
        return history.Append(new AlertAct(0, model, at, kind, JsonFormat.Write(said)));
    }

    static string NumberText(long number) => Format.Count(number);

    sealed record Said(string Key, string By, string Because, DateTime? Until);
}
