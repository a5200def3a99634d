using ModelOpsLab.Lineage;
using ModelOpsLab.Reporting;
using ModelOpsLab.Storage;

namespace ModelOpsLab.Registry;

/// <summary>The reviews of a workspace that were signed: events of the ledger, each with the hash of its page, which is kept as a blob.</summary>
/// <remarks>Who signs is named, as in incidents and alerts; the ledger's own signature and checkpoints prove that nothing was changed since.</remarks>
public sealed class SignedReviews(ModelRegistry registry)
{
    /// <summary>Kind of the event.</summary>
    public const string Kind = "review.signed";

    /// <summary>Signs a page.</summary>
    /// <param name="page">Its bytes.</param>
    /// <param name="review">Model, period, file, decision and reason; its page and who signs are set here.</param>
    /// <param name="by">Who signs.</param>
    /// <exception cref="KeyNotFoundException">The model is not declared.</exception>
    /// <exception cref="InvalidDataException">The page is empty, another decision than the proposed one has no reason, the period ends before it begins, or this page has another decision or this signature already. Nothing was written.</exception>
    public SignedReview Sign(ReadOnlySpan<byte> page, SignedReview review, string by)
    {
        registry.Workspace.Model(review.Model);
        if (page.IsEmpty) throw new InvalidDataException("The page is empty: nothing was signed.");
        if (review.To < review.From) throw new InvalidDataException($"The period ends on {Format.Date(review.To)}, before it begins on {Format.Date(review.From)}.");
        if (review.Decision != review.Proposed && string.IsNullOrWhiteSpace(review.Because)) throw new InvalidDataException($"The page proposes {Word(review.Proposed)}: to decide {Word(review.Decision)} says why. Give a reason.");
        var because = string.IsNullOrWhiteSpace(review.Because) ? "" : IncidentText.Checked(review.Because, "reason", IncidentText.MostOfText);
        var file = IncidentText.Checked(Path.GetFileName(review.File), "file", IncidentText.MostOfTitle);
        var role = review.Role is null ? null : IncidentText.Checked(review.Role, "role", IncidentText.MostOfName);
        var content = page.ToArray();
        var id = ModelRegistry.BlobMark + ContentId.Of(content);
        var written = registry.Ledger.Append(() =>
        {
            SignedReview[] before = [.. All(review.Model).Where(s => s.Page == id)];
            if (before.FirstOrDefault(s => s.Decision != review.Decision) is { } other) throw new InvalidDataException($"{IncidentText.Shown(other.By, 128)} signed this page with {Word(other.Decision)}: a page has one decision. Make the review again to decide anew.");
            if (before.Any(s => s.By == by && s.Role == role)) throw new InvalidDataException($"{IncidentText.Shown(by, 128)} has signed this page already.");
            registry.Blobs.Write(content);
            return [LedgerEntry.Of(Kind, by, review with { Page = id, File = file, Because = because, Role = role })];
        });
        return Read(written[0]);
    }

    /// <summary>All signatures, in their order.</summary>
    /// <param name="model">The model; null for all.</param>
    public IReadOnlyList<SignedReview> All(string? model = null) => [.. registry.Ledger.Read().Where(e => e.Kind == Kind && (model is null || e.Text("model") == model)).Select(Read)];

    static SignedReview Read(LedgerEvent one) => RegistryTables.Payload<SignedReview>(one) with { By = one.Actor, At = one.EffectiveAt, Sequence = one.Sequence };

    static string Word(Decision decision) => System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(decision.ToString());
}
