using ModelOpsLab.Data;

namespace ModelOpsLab.Audit;

/// <summary>An article, or a part of a guidance, what it asks for in short, and the findings that speak to it.</summary>
/// <param name="Name">As it is cited.</param>
/// <param name="Asks">What it asks for, in short; the text itself decides.</param>
/// <param name="Findings">Ids of the findings that are its evidence.</param>
/// <param name="Binding">Whether it is law.</param>
/// <param name="Source">How well its wording was checked: <c>read</c>, <c>second-hand</c> or <c>from memory</c>.</param>
public sealed record AuditArticle(string Name, string Asks, IReadOnlyList<string> Findings, bool Binding = true, string Source = "read")
{
    /// <summary>The name without that of its text: <c>article 8</c>.</summary>
    internal string Short => Name[(Name.LastIndexOf(", ", StringComparison.Ordinal) is >= 0 and var comma ? comma + 2 : 0)..];
}

/// <summary>A set of rules that an audit is held against.</summary>
/// <param name="Name">As the command line names it.</param>
/// <param name="Title">In words.</param>
/// <param name="Articles">In their order.</param>
public sealed record AuditRegime(string Name, string Title, IReadOnlyList<AuditArticle> Articles)
{
    /// <summary>All that are known.</summary>
    public static IReadOnlyList<AuditRegime> All { get; } =
    [
        new("sr26-2", "SR 26-2, OCC Bulletin 2026-13, FDIC FIL-15-2026: model risk management (United States)",
        [
            new("SR 26-2, inventory", "every model, with its materiality: exposure and purpose", ["owner", "tier", "registered"], false, "second-hand"),
            new("SR 26-2, validation", "independent validation", ["independent validation", "validation"], false, "second-hand"),
            new("SR 26-2, monitoring", "ongoing monitoring", ["review", "traced"], false, "second-hand"),
            new("SR 26-2, outcomes analysis", "what came out against what was expected", ["review", "reproduced"], false, "second-hand"),
            new("SR 26-2, change", "review again when the model changes", ["change log", "two persons", "card"], false, "second-hand"),
        ]),
        new("rts6", "MiFID II article 17 and RTS 6: algorithmic trading (European Union)",
        [
            new("RTS 6, article 5", "records of software changes: when, who, who approved, nature", ["change log", "two persons", "code", "data"], true, "from memory"),
            new("RTS 6, article 8", "limits set before deployment: instruments; price, value, number of orders; positions; venues", ["limits"]),
            new("RTS 6, article 9", "yearly self-assessment and validation report, audited, approved, deficiencies remedied", ["self-assessment", "validation", "actions"]),
            new("RTS 6, article 11", "material changes reviewed first by a designated person; traders, compliance and risk told", ["two persons", "notice"]),
            new("RTS 6, article 12", "kill: cancel any or all orders at once; identify algorithm and trader of each order", ["stop works", "drill of the stop", "traced", "orders"]),
            new("RTS 6, article 28(3)", "high-frequency trading: records of orders kept for 5 years", ["orders kept"]),
            new("ESMA supervisory briefing 2026", "prove that controls work", ["stop works", "drill of the stop"], false, "second-hand"),
        ]),
        new("dora", "DORA and RTS 2024/1774: digital operational resilience (European Union)",
        [
            new("DORA, article 12", "backup, restoration and recovery", ["restored", "anchored", "kept"]),
            new("DORA, article 13", "learning from incidents", ["post-mortems", "actions"]),
            new("DORA, article 17", "incidents detected, managed and told", ["owned", "alerts"]),
            new("RTS 2024/1774, article 17: approval", "approver independent of who requests and who implements", ["change log", "two persons"]),
            new("RTS 2024/1774, article 17: fall-back", "fall-back and abort procedures", ["way back"]),
            new("RTS 2024/1774, article 17: emergencies", "emergency changes documented, and approved afterwards", ["stops approved"]),
        ]),
    ];

    /// <summary>The regime of a name.</summary>
    /// <exception cref="KeyNotFoundException">It is not known: the message lists those that are.</exception>
    public static AuditRegime Of(string name) => All.FirstOrDefault(r => r.Name == name)
        ?? throw new KeyNotFoundException($"No regime '{name}'. Known are: {string.Join(", ", All.Select(r => r.Name))}.{Spelling.Suggest(name, [.. All.Select(r => r.Name)])}");
}
