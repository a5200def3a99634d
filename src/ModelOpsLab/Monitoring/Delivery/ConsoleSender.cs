using System.Globalization;
using ModelOpsLab.Reporting;

namespace ModelOpsLab.Monitoring;

/// <summary>One line of text for each transition.</summary>
sealed class ConsoleSender(ConsoleChannel channel, TextWriter console) : ChannelSender(channel)
{
    public override string To => "console";
    public override string Kind => "console";

    public override SendResult Send(IReadOnlyList<AlertTransition> message, CancellationToken stop)
    {
        try
        {
            foreach (var transition in message) console.WriteLine(Line(transition));
            console.Flush();
            return SendResult.Done;
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            return SendResult.Again(e.Message);
        }
    }

    /// <summary>Time, what it is now, which alert, why and who answers for it. Control characters of names in data become spaces: they could write over the line.</summary>
    public static string Line(AlertTransition transition)
    {
        var state = transition.From == transition.To ? "still " + Word(transition.To) : Word(transition.To);
        var line = $"{Format.Time(transition.At)} {Word(transition.Severity),-8} {state,-8} {transition.Key}: {transition.Because}{(transition.Owner.Length > 0 ? $" [{transition.Owner}]" : "")}{(transition.Runbook.Length > 0 ? $" {transition.Runbook}" : "")}";
        return string.Create(line.Length, line, (to, from) => { for (var i = 0; i < to.Length; i++) to[i] = char.IsControl(from[i]) ? ' ' : from[i]; });
    }

    static string Word(Enum value) => value.ToString().ToLower(CultureInfo.InvariantCulture);
}
