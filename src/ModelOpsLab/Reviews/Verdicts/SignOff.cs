using ModelOpsLab.Registry;
using ModelOpsLab.Reporting;

namespace ModelOpsLab.Reviews;

/// <summary>The lines on which a committee signs a page, and those who have.</summary>
public static class SignOff
{
    /// <summary>A line for each role: empty to be signed by hand, or with who signed, when and what was decided.</summary>
    /// <param name="roles">Who signs, line by line: <see cref="ReviewDefinition.Signatures"/>.</param>
    /// <param name="signed">Signatures of this page; none on the page that is signed, because a page that held its own signature would be another page.</param>
    /// <param name="language">Language of the page.</param>
    public static Document Of(IReadOnlyList<string> roles, IReadOnlyList<SignedReview> signed, Language language)
    {
        var others = signed.Where(s => s.Role is null || !roles.Contains(s.Role)).ToArray();
        return new(
            new Table([language.Say("signs", "signataire"), language.Say("name", "nom"), language.Say("decision", "décision"), language.Say("date", "date")],
            [
                .. roles.Select(role => signed.LastOrDefault(s => s.Role == role) is { } s ? Line(Role(role, language), s, language) : (IReadOnlyList<Cell>)[Role(role, language), "", "", ""]),
                .. others.Select(s => Line(s.Role is null ? "" : Role(s.Role, language), s, language)),
            ], Id: "sign-off"),
            new Note(language.Say(
                "Signed with modelops sign: the SHA-256 of the page, the decision and the name go into the ledger, and modelops audit verify notices a page that was changed since. A decision other than the proposed one says why.",
                "Signé par modelops sign : l’empreinte SHA-256 de la page, la décision et le nom sont inscrits au registre, et modelops audit verify signale une page modifiée depuis. Une décision autre que celle proposée est motivée.")));
    }

    static IReadOnlyList<Cell> Line(string role, SignedReview s, Language language) =>
        [role, s.By, $"{ReviewVerdict.Words(s.Decision, language)}{(s.Decision == s.Proposed ? "" : language.Say($" (proposed: {ReviewVerdict.Words(s.Proposed, language)}): {s.Because}", $" (proposé : {ReviewVerdict.Words(s.Proposed, language)}) : {s.Because}"))}", language.Date(DateOnly.FromDateTime(s.At.UtcDateTime))];

    static string Role(string role, Language language) => language.Say(role, role switch { "model owner" => "responsable du modèle", "validation" => "validation", "risk" => "risques", _ => role });
}
