using System.Globalization;
using ModelOpsLab.Reporting;

namespace ModelOpsLab.Registry;

/// <summary>
/// Who may approve, and how many of them each action needs, as <c>modelops.json</c> says under <c>people</c> and
/// <c>approvals</c>. An action without a rule needs nobody; an emergency stop never does.
/// </summary>
/// <param name="People">By name: key and roles.</param>
/// <param name="Approvals">By action, one of <see cref="ApprovalRequest.Actions"/>.</param>
public sealed record ApprovalPolicy(IReadOnlyDictionary<string, Person> People, IReadOnlyDictionary<string, ApprovalRule> Approvals)
{
    const int MostEnvelopes = 64, MostDays = 366;

    /// <summary>How far the clock of who signed may be ahead.</summary>
    static readonly TimeSpan ClockTolerance = TimeSpan.FromMinutes(5);

    /// <summary>Whether envelopes are enough for what is asked: so many different people of the right roles, each with their own valid signature over exactly this request.</summary>
    /// <param name="request">What is to be done, in the state that the slot is in now.</param>
    /// <param name="envelopes">The approvals that were handed in.</param>
    /// <param name="now">The time by which they may have ended.</param>
    /// <param name="notBy">Whose approval does not count: who asks for it, and who made the version. A person is meant by their name or by that of their key, in capitals or not.</param>
    public ApprovalDecision Check(ApprovalRequest request, IReadOnlyList<DsseEnvelope> envelopes, DateTimeOffset now, params IReadOnlyList<string> notBy)
    {
        if (!Approvals.TryGetValue(request.Action, out var rule)) return new([], [], null);
        List<string> refused = [];
        SortedDictionary<string, DsseEnvelope> approved = new(StringComparer.Ordinal);
        foreach (var envelope in envelopes.Take(MostEnvelopes))
            try
            {
                var approval = Approval.Read(envelope);
                if (WhyNot(approval, envelope, request, rule, now, notBy) is { } why) refused.Add($"The approval by {approval.By} does not count: {why}.");
                else if (!approved.TryAdd(approval.By, envelope)) refused.Add($"The approval by {approval.By} counts once: they have approved already.");
            }
            catch (InvalidDataException unreadable)
            {
                refused.Add($"An envelope holds no approval that can be read: {unreadable.Message}");
            }
        return new([.. approved.Keys], refused, approved.Count >= rule.Required ? null : Missing(request, rule, approved.Count)) { Counted = [.. approved.Values] };
    }

    string? WhyNot(Approval approval, DsseEnvelope envelope, ApprovalRequest request, ApprovalRule rule, DateTimeOffset now, IReadOnlyList<string> notBy)
    {
        if (!People.TryGetValue(approval.By, out var person)) return "the policy knows nobody of this name";
        var key = NoteVerifier.Parse(person.Key);
        return !envelope.IsSignedBy(key) ? $"it is not signed by their key, {DsseEnvelope.KeyIdOf(key)}, or was changed since"
            : approval.Request.WhyNot(request) is { } other ? other
            : approval.At > now + ClockTolerance ? $"it was given at {Format.Time(approval.At.UtcDateTime)}, which is still to come"
            : now > approval.Until ? $"it ended at {Format.Time(approval.Until.UtcDateTime)}"
            : now - approval.At > TimeSpan.FromDays(rule.ValidDays) ? $"it was given at {Format.Time(approval.At.UtcDateTime)}, more than {Format.Count(rule.ValidDays)} days ago"
            : notBy.Any(n => IsSame(n, approval.By) || IsSame(n, key.Name)) ? "they asked for it or made the version, and nobody approves their own work"
            : rule.Roles.Count > 0 && !rule.Roles.Intersect(person.Roles).Any() ? $"they have none of the roles {string.Join(", ", rule.Roles)}"
            : null;
    }

    /// <summary>Whether two names mean one person: capitals and white space around and within do not tell people apart.</summary>
    static bool IsSame(string one, string other) => string.Equals(Bare(one), Bare(other), StringComparison.OrdinalIgnoreCase);

    static string Bare(string name) => string.Concat(name.Where(c => !char.IsWhiteSpace(c)));

    static string Missing(ApprovalRequest request, ApprovalRule rule, int have) => string.Create(CultureInfo.InvariantCulture,
        $"To {request.Action} {request.Model} {request.Version} in {request.Slot} takes the approval of {rule.Required} {(rule.Required == 1 ? "person" : "different people")}{(rule.Roles.Count > 0 ? $" with a role of {string.Join(", ", rule.Roles)}" : "")}; {have} count{(have == 1 ? "s" : "")}. 'modelops models approve' signs one.");

    /// <summary>What cannot hold in it, in sentences: a key that is none or that two people share, an action that is not known or never needs approval, a rule that its people cannot meet.</summary>
    internal IEnumerable<string> Problems()
    {
        Dictionary<string, string> keys = [];
        foreach (var (name, person) in People)
        {
            if (!LedgerEntry.IsPlain(name, 128)) yield return $"people: '{LedgerEntry.Shown(name)}' is no name: 1 to 128 characters, none of which controls or reorders text";
            if (person is null) { yield return $"people.{name} is null: give a key and roles"; continue; }
            if (person.Problem() is { } problem) yield return $"people.{name}.key: {problem}";
            else if (!keys.TryAdd(person.Key.Trim().Split('+', 3)[2], name)) yield return $"people.{name} has the key of {keys[person.Key.Trim().Split('+', 3)[2]]}: each person signs with their own";
        }
        foreach (var (action, rule) in Approvals)
            if (!ApprovalRequest.Actions.Contains(action))
                yield return $"approvals.{LedgerEntry.Shown(action)} is no action that is approved; known are {string.Join(", ", ApprovalRequest.Actions)}. To stop or roll back never waits for approvals";
            else if (rule is null) yield return $"approvals.{action} is null: say how many it requires, or leave it out";
            else if (rule.Required < 1) yield return $"approvals.{action}.required is {Format.Count(rule.Required)}: at least 1, or leave the rule out";
            else if (rule.ValidDays is < 1 or > MostDays) yield return $"approvals.{action}.validDays is {Format.Count(rule.ValidDays)}: 1 to {Format.Count(MostDays)}";
            else if (People.Values.Count(p => p is not null && (rule.Roles.Count == 0 || rule.Roles.Intersect(p.Roles).Any())) is var able && able < rule.Required)
                yield return $"approvals.{action} requires {Format.Count(rule.Required)} people{(rule.Roles.Count > 0 ? $" with a role of {string.Join(", ", rule.Roles)}" : "")}, and {Format.Count(able)} have it: it could never be met";
    }
}

/// <summary>Someone who may approve.</summary>
public sealed record Person
{
    /// <summary>The public half of their key, in one line as <see cref="NoteVerifier.ToString"/> writes it.</summary>
    public required string Key { get; init; }
    /// <summary>What they are, as in <c>risk</c>.</summary>
    public IReadOnlyList<string> Roles { get; init; } = [];

    internal string? Problem()
    {
        try
        {
            NoteVerifier.Parse(Key);
            return null;
        }
        catch (InvalidDataException wrong)
        {
            return wrong.Message.TrimEnd('.');
        }
    }
}

/// <summary>What an action needs before it is done.</summary>
public sealed record ApprovalRule
{
    /// <summary>How many different people.</summary>
    public required int Required { get; init; }
    /// <summary>Each has one of these roles; none given, any person counts.</summary>
    public IReadOnlyList<string> Roles { get; init; } = [];
    /// <summary>Days after which an approval no longer counts, whatever it says itself. Default 5.</summary>
    public int ValidDays { get; init; } = 5;
}

/// <summary>Whether approvals are enough, and why.</summary>
/// <param name="ApprovedBy">Names of the people whose approval counts, each once, in order.</param>
/// <param name="Refused">Why the others do not count, a sentence each.</param>
/// <param name="Missing">What is not met, in a sentence; null where it is enough.</param>
public sealed record ApprovalDecision(IReadOnlyList<string> ApprovedBy, IReadOnlyList<string> Refused, string? Missing)
{
    /// <summary>The envelopes that count, in the order of the names.</summary>
    public IReadOnlyList<DsseEnvelope> Counted { get; init; } = [];

    /// <summary>Whether the action may be done.</summary>
    public bool IsEnough => Missing is null;

    /// <summary>All of it in one line.</summary>
    public override string ToString() => string.Join(' ', [Missing ?? (ApprovedBy.Count == 0 ? "No approval is needed." : $"Approved by {string.Join(", ", ApprovedBy)}."), .. Refused]);
}
