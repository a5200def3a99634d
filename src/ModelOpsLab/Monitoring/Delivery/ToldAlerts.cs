namespace ModelOpsLab.Monitoring;

/// <summary>Alerts that a receiver knows as firing. It knows an alert by its labels: where these change, as with a higher severity, the old one ends and a new one begins.</summary>
sealed class ToldAlerts
{
    readonly Dictionary<string, AlertTransition> _firing = new(StringComparer.Ordinal);

    /// <summary>The last transition of each alert that fires, in the order in which they began.</summary>
    public IReadOnlyList<AlertTransition> Firing => [.. _firing.Values.OrderBy(t => t.Number)];

    /// <summary>What the receiver is to be told of a message, in order. Nothing is taken note of.</summary>
    public IReadOnlyList<ToldAlert> Of(IReadOnlyList<AlertTransition> message)
    {
        var firing = new Dictionary<string, AlertTransition>(_firing, StringComparer.Ordinal);
        List<ToldAlert> told = [];
        foreach (var transition in message)
        {
            var labels = AlertLabels.Of(transition);
            var known = firing.TryGetValue(transition.Key, out var before) ? AlertLabels.Of(before) : null;
            var fires = transition.To == AlertState.Firing;
            if (!fires) told.Add(new(transition, known ?? labels, false));
            else
            {
                if (known is not null && !known.SequenceEqual(labels)) told.Add(new(transition with { FiringSince = before!.FiringSince }, known, false));
                told.Add(new(transition, labels, true));
            }
            Keep(firing, transition);
        }
        return told;
    }

    /// <summary>Takes note of what the receiver was told.</summary>
    public void Keep(AlertTransition transition) => Keep(_firing, transition);

    static void Keep(Dictionary<string, AlertTransition> firing, AlertTransition transition)
    {
        if (transition.To == AlertState.Firing) firing[transition.Key] = transition;
        else firing.Remove(transition.Key);
    }
}

/// <summary>One alert as a receiver is told of it.</summary>
/// <param name="Transition">What happened.</param>
/// <param name="Labels">By which the receiver knows it.</param>
/// <param name="Fires">Whether it fires now.</param>
sealed record ToldAlert(AlertTransition Transition, SortedDictionary<string, string> Labels, bool Fires);
