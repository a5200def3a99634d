using System.Text.Json;
using ModelOpsLab.Data;
using ModelOpsLab.Reporting;

namespace ModelOpsLab.Monitoring;

/// <summary>Transitions that a channel gave up on: refused by the receiver, or not taken for too long.</summary>
/// <param name="At">When it was given up, UTC.</param>
/// <param name="Reason">Why, without secrets.</param>
/// <param name="Transitions">What was to be told.</param>
public sealed record DeadLetter(DateTime At, string Reason, IReadOnlyList<AlertTransition> Transitions);

/// <summary>The file of the dead letters of one channel, one JSON object a line.</summary>
sealed class DeadLetterFile(string folder, string channel)
{
    readonly string _file = Path.Combine(folder, "dead-letters", channel + ".jsonl");

    /// <summary>Those taken out to be sent again: left behind only where that was cut off.</summary>
    string Taken => Path.ChangeExtension(_file, ".again.jsonl");

    public void Append(DeadLetter letter) => AppendedLines.Append(_file, JsonSerializer.Serialize(letter, JsonFormat.Line) + "\n");

    /// <summary>All that are there, oldest first.</summary>
    /// <exception cref="InvalidDataException">A line is not a dead letter.</exception>
    public IReadOnlyList<DeadLetter> Read() => [.. Read(Taken), .. Read(_file)];

    /// <summary>Transitions in them; a line that is no dead letter counts as one.</summary>
    public long Count() => AppendedLines.Read(Taken).Concat(AppendedLines.Read(_file)).Sum(line =>
    {
        try
        {
            return JsonFile.Parse<DeadLetter>(line, _file).Transitions.Count;
        }
        catch (InvalidDataException)
        {
            return 1;
        }
    });

    /// <summary>Takes all of them, tries each with <paramref name="send"/>, and puts those back that it did not deliver. Cut off at any point, none is lost, though some may be sent twice.</summary>
    /// <returns>How many were delivered, and how many remain.</returns>
    public (int Delivered, int Remain) Resend(Func<DeadLetter, SendResult> send)
    {
        AppendedLines.Move(_file, Taken);
        int delivered = 0, remain = 0;
        foreach (var letter in Read(Taken).ToArray())
            if (send(letter) is { Outcome: not SendOutcome.Delivered } result)
            {
                Append(letter with { Reason = result.Reason });
                remain++;
            }
            else delivered++;
        File.Delete(Taken);
        return (delivered, remain);
    }

    static IEnumerable<DeadLetter> Read(string file) => AppendedLines.Read(file).Select((line, i) => JsonFile.Parse<DeadLetter>(line, $"{file} line {(i + 1).ToString(System.Globalization.CultureInfo.InvariantCulture)}"));
}
