namespace ModelOpsLab.Registry;

/// <summary>Whether a version may go live, under which terms, and all that speaks against it.</summary>
sealed record PromotionCheck(IReadOnlyList<string> Problems, int? Previous, TradingLimits? Limits, Fallback? Fallback, int? RollbackTo, IReadOnlyList<RollbackRule> Rules, IReadOnlyList<Rehearsal> Rehearsals)
{
    /// <summary>What is approved beside the version itself.</summary>
    public string Terms => ApprovalRequest.HashOf(new PromotionTerms(Limits, RollbackTo, Fallback, Rules));

    /// <summary>Checks a promotion against what is live now.</summary>
    public static PromotionCheck Of(ModelRegistry registry, Promotion promotion, ModelDefinition definition, ModelVersion version, Deployment? live)
    {
        List<string> problems = [];
        var limits = promotion.Limits ?? definition.Deployment.Limits;
        var fallback = promotion.Fallback ?? definition.Deployment.Fallback;
        if (limits is null) problems.Add($"it has no limits: declare models.{definition.Name}.deployment.limits in {Workspace.FileName}");
        if (fallback is null) problems.Add($"it has no fallback: declare models.{definition.Name}.deployment.fallback in {Workspace.FileName}");
        problems.AddRange((limits?.Problems() ?? []).Concat(fallback?.Problems() ?? []));
        if (version.Retired) problems.Add("it was retired");
        if (live is not null && live.Model != version.Name) problems.Add($"the slot belongs to {live.Model}");
        if (live is not null && live.Model == version.Name && live.Version == version.Number) problems.Add($"it is live there already, since {Reporting.Format.Time(live.From.UtcDateTime)}");
        if (!definition.Deployment.AllowDirtyCode && version.Training.Code is not { Dirty: false }) problems.Add($"its code is not that of a commit ({version.Training.Code?.ToString() ?? "not recorded"}): commit, train again, or declare deployment.allowDirtyCode");

        var rollbackTo = promotion.RollbackTo ?? live?.Version;
        if (rollbackTo == version.Number) problems.Add("it would go back to itself");
        else if (promotion.RollbackTo is { } named && registry.History(live?.Slot ?? "").All(d => d.Version != named || d.Change != RegistryEvents.Promoted)) problems.Add($"version {named}, to which it would go back, was never live there");
        List<Rehearsal> rehearsals = [];
        void Rehearse(int number, string what)
        {
            if (rehearsals.Any(r => r.Version == number)) return;
            if (!registry.Numbers(version.Name).Contains(number)) problems.Add($"version {number}, {what}, does not exist");
            else
            {
                if (number != version.Number && registry.IsRetired(version.Name, number)) problems.Add($"version {number}, {what}, was retired");
                rehearsals.Add(registry.Rehearse(version.Name, number));
                if (rehearsals[^1].Because is { } because) problems.Add($"the rehearsal of version {number}, {what}, failed: {because}");
            }
        }
        Rehearse(version.Number, "itself");
        if (rollbackTo is { } back && back != version.Number) Rehearse(back, "to which it would go back");
        if (fallback is { Kind: FallbackKind.Version, Version: { } simple }) Rehearse(simple, "the fallback");
        return new(problems, live?.Version, limits, fallback, rollbackTo, definition.Deployment.Rules, rehearsals);
    }
}

/// <summary>The terms of a promotion, as they are hashed for approval.</summary>
sealed record PromotionTerms(TradingLimits? Limits, int? RollbackTo, Fallback? Fallback, IReadOnlyList<RollbackRule> Rules);
