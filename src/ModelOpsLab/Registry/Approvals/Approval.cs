using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using ModelOpsLab.Lineage;
using ModelOpsLab.Reporting;

namespace ModelOpsLab.Registry;

/// <summary>
/// What one person signs to let an action happen: an in-toto Statement v1 whose subjects are the model's bytes and the terms,
/// and whose predicate says the rest. It counts only where <see cref="ApprovalPolicy.Check"/> says so.
/// </summary>
public sealed record Approval
{
    /// <summary>Type of the statement's predicate.</summary>
    public const string PredicateType = "https://modelopslab.dev/approval/v1";
    /// <summary>Type of the envelope's payload.</summary>
    public const string PayloadType = "application/vnd.in-toto+json";

    const string StatementType = "https://in-toto.io/Statement/v1", TermsName = "terms";
    const int MaxName = 128, MaxBecause = 2_000;

    /// <summary>What is approved.</summary>
    public required ApprovalRequest Request { get; init; }
    /// <summary>Who approves, by the name that the policy gives them.</summary>
    public required string By { get; init; }
    /// <summary>When, by the clock of who signs.</summary>
    public required DateTimeOffset At { get; init; }
    /// <summary>When it ends; the policy may end it before.</summary>
    public required DateTimeOffset Until { get; init; }
    /// <summary>Why.</summary>
    public required string Because { get; init; }

    /// <summary>Signs an approval.</summary>
    /// <exception cref="InvalidDataException">A name, hash or text is not of its form: the reason is empty, or holds control characters; it ends before it begins.</exception>
    public DsseEnvelope Sign(NoteSigner signer)
    {
        Sound();
        IReadOnlyList<Subject> subjects = [new(SubjectName, new(Request.Content)), .. Request.Terms is { } terms ? [new Subject(TermsName, new(terms))] : Array.Empty<Subject>()];
        var predicate = new Said(Request.Action, Request.Slot, Request.Model, Request.Version, Request.After, Request.State, By, At.ToUniversalTime(), Until.ToUniversalTime(), Because);
        var statement = JsonSerializer.SerializeToElement(new Statement(StatementType, subjects, PredicateType, predicate), JsonFormat.Options);
        return DsseEnvelope.Sign(PayloadType, CanonicalJson.Of(statement), signer);
    }

    /// <summary>Reads the approval in an envelope, without judging its signatures.</summary>
    /// <exception cref="InvalidDataException">It is another statement, or has a member that is not known here: a condition that is not understood is not met.</exception>
    public static Approval Read(DsseEnvelope envelope)
    {
        if (envelope.PayloadType != PayloadType) throw new InvalidDataException($"The envelope holds '{LedgerEntry.Shown(envelope.PayloadType)}', not {PayloadType}.");
        CanonicalJson.Of(envelope.Payload);
        var statement = JsonFormat.Read<Statement>(System.Text.Encoding.UTF8.GetString(envelope.Payload.Span), "approval");
        if (statement.Type != StatementType || statement.PredicateType != PredicateType) throw new InvalidDataException($"The statement is '{LedgerEntry.Shown(statement.PredicateType)}', not {PredicateType}.");
        var said = statement.Predicate;
        var approval = new Approval
        {
            Request = new()
            {
                Action = said.Action, Slot = said.Slot, Model = said.Model, Version = said.Version, After = said.After, State = said.State,
                Content = statement.Subject is [var first, ..] ? first.Digest.Sha256 : throw new InvalidDataException("The approval names no subject."),
                Terms = statement.Subject is [_, var second] ? second.Digest.Sha256 : null,
            },
            By = said.By, At = said.At, Until = said.Until, Because = said.Because,
        }.Sound();
        return statement.Subject.Count <= 2 && statement.Subject[0].Name == approval.SubjectName && statement.Subject.Skip(1).All(s => s.Name == TermsName) ? approval
            : throw new InvalidDataException($"The subjects of the approval are not '{approval.SubjectName}' and '{TermsName}'.");
    }

    string SubjectName => string.Create(CultureInfo.InvariantCulture, $"{Request.Model}/{Request.Version}");

    Approval Sound()
    {
        Request.Sound();
        if (!LedgerEntry.IsPlain(By, MaxName)) throw new InvalidDataException($"'{LedgerEntry.Shown(By)}' is no name of a person: 1 to {MaxName} characters, none of which controls or reorders text.");
        if (!LedgerEntry.IsPlain(Because, MaxBecause)) throw new InvalidDataException($"An approval says why, in 1 to {MaxBecause} characters, none of which controls or reorders text.");
        return Until > At ? this : throw new InvalidDataException($"The approval ends at {Format.Time(Until.UtcDateTime)}, not after it was given at {Format.Time(At.UtcDateTime)}.");
    }

    sealed record Statement([property: JsonPropertyName("_type")] string Type, IReadOnlyList<Subject> Subject, string PredicateType, Said Predicate);

    sealed record Subject(string Name, Digest Digest);

    sealed record Digest(string Sha256);

    sealed record Said(string Action, string Slot, string Model, int Version, long After, string State, string By, DateTimeOffset At, DateTimeOffset Until, string Because);
}
