using ModelOpsLab.Reporting;

namespace ModelOpsLab.Registry;

/// <summary>Where an incident stands.</summary>
public enum IncidentState
{
    /// <summary>Opened, and nobody's yet.</summary>
    Open,
    /// <summary>Somebody answers for it.</summary>
    Owned,
    /// <summary>Closed with a reason. Notes, actions and the post-mortem still come.</summary>
    Closed,
}

/// <summary>Something went wrong, or may have: who answers for it, what was said and done, and how it ended. A value; <see cref="IncidentLog"/> changes it.</summary>
public sealed record Incident
{
    /// <summary>As in <c>inc-0001</c>, given by the ledger.</summary>
    public required string Id { get; init; }
    /// <summary>What is wrong, in one line.</summary>
    public required string Title { get; init; }
    /// <summary>How bad it was judged when it was opened.</summary>
    public required Severity Severity { get; init; }
    /// <summary>Where it stands.</summary>
    public IncidentState State => Closed is not null ? IncidentState.Closed : Owner is not null ? IncidentState.Owned : IncidentState.Open;
    /// <summary>The slot it is about; null where it is about none.</summary>
    public string? Slot { get; init; }
    /// <summary>The model it is about; null where it is about none.</summary>
    public string? Model { get; init; }
    /// <summary>The event of the alert that opened it; null where a person did.</summary>
    public long? Alert { get; init; }
    /// <summary>When it began, as far as is known: the time of the alert, or the one that was given.</summary>
    public required DateTimeOffset BeganAt { get; init; }
    /// <summary>When it was opened.</summary>
    public required DateTimeOffset OpenedAt { get; init; }
    /// <summary>Who or what opened it.</summary>
    public required string OpenedBy { get; init; }
    /// <summary>Sequence of the event that opened it.</summary>
    public required long Sequence { get; init; }
    /// <summary>Who answers for it; null where nobody does.</summary>
    public string? Owner { get; init; }
    /// <summary>When it first had an owner.</summary>
    public DateTimeOffset? OwnedAt { get; init; }
    /// <summary>What was said, in order.</summary>
    public IReadOnlyList<IncidentNote> Notes { get; init; } = [];
    /// <summary>What is to be done, by number from 1.</summary>
    public IReadOnlyList<IncidentAction> Actions { get; init; } = [];
    /// <summary>How it ended; null while it has not.</summary>
    public IncidentClosing? Closed { get; init; }
    /// <summary>The newest post-mortem, as the id of a blob, and when the first came; null where there is none.</summary>
    public IncidentDocument? Postmortem { get; init; }

    /// <summary>One line: id, state, severity, title.</summary>
    public override string ToString() => $"{Id}, {State.ToString().ToLowerInvariant()}, {Severity.ToString().ToLowerInvariant()}: {IncidentText.Shown(Title)}";
}

/// <summary>Something said about an incident.</summary>
/// <param name="Text">What.</param>
/// <param name="At">When it was recorded.</param>
/// <param name="By">By whom.</param>
/// <param name="Sequence">The event.</param>
public sealed record IncidentNote(string Text, DateTimeOffset At, string By, long Sequence)
{
    /// <summary>The event of an alert that joined the incident by this note; null for none.</summary>
    public long? Alert { get; init; }
    /// <summary>The event of a kill that this note ratifies; null for none.</summary>
    public long? Ratifies { get; init; }
    /// <summary>Id of the blob that holds the evidence; null for none.</summary>
    public string? Evidence { get; init; }
}

/// <summary>Something to be done after an incident.</summary>
/// <param name="Number">From 1, within the incident.</param>
/// <param name="What">What is to be done.</param>
/// <param name="Owner">Who does it.</param>
/// <param name="Due">The last day on which it is in time.</param>
/// <param name="At">When it was recorded.</param>
public sealed record IncidentAction(int Number, string What, string Owner, DateOnly Due, DateTimeOffset At)
{
    /// <summary>When it was done; null while it is not.</summary>
    public DateTimeOffset? DoneAt { get; init; }
    /// <summary>Who said that it is done.</summary>
    public string? DoneBy { get; init; }
}

/// <summary>How an incident ended.</summary>
/// <param name="At">When it was recorded.</param>
/// <param name="By">Who closed it.</param>
/// <param name="Because">Why it is over.</param>
/// <param name="Sequence">The event.</param>
public sealed record IncidentClosing(DateTimeOffset At, string By, string Because, long Sequence);

/// <summary>A document that belongs to an incident.</summary>
/// <param name="Blob">Id of its bytes.</param>
/// <param name="At">When the first of its kind was recorded.</param>
public sealed record IncidentDocument(string Blob, DateTimeOffset At);
