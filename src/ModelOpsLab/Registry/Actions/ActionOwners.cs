namespace ModelOpsLab.Registry;

/// <summary>Who answers for what a review proposes: the owner on the model's card, and the people of the workspace by role.</summary>
public sealed record ActionOwners
{
    /// <summary>Owner of the model; empty where its card names none.</summary>
    public string Owner { get; init; } = "";
    /// <summary>By role, the first of those who have it, by name.</summary>
    public IReadOnlyDictionary<string, string> ByRole { get; init; } = new Dictionary<string, string>();

    /// <summary>The owners that a declaration and a workspace's people make.</summary>
    public static ActionOwners Of(ModelDefinition definition, ApprovalPolicy? policy) => new()
    {
        Owner = definition.Card.Owner is { } owner && LedgerEntry.IsPlain(owner, 128) ? owner : "",
        ByRole = (policy?.People ?? new Dictionary<string, Person>()).OrderBy(p => p.Key, StringComparer.Ordinal).SelectMany(p => p.Value.Roles.Select(role => (Role: role, p.Key)))
            .GroupBy(r => r.Role, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.First().Key, StringComparer.Ordinal),
    };

    /// <summary>Who has a role; else the model's owner; else that nobody is named, which the register shows.</summary>
    public string Of(string role) => ByRole.TryGetValue(role, out var name) ? name : Owner.Length > 0 ? Owner : Nobody;

    /// <summary>What stands where nobody is declared.</summary>
    public const string Nobody = "nobody named";
}
