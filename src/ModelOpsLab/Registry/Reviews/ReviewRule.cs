namespace ModelOpsLab.Registry;

/// <summary>One line of the list by which a review decides: it fires where all of <see cref="All"/> hold and, where there are any, one of <see cref="Any"/>. A rule without conditions fires always.</summary>
public sealed record ReviewRule
{
    /// <summary>Name, unique in its list: at most 64 of a-z, 0-9, '.', '_' and '-'.</summary>
    public required string Name { get; init; }
    /// <summary>Each of these must hold.</summary>
    public IReadOnlyList<ReviewCondition> All { get; init; } = [];
    /// <summary>At least one of these must hold; none given, nothing more is asked.</summary>
    public IReadOnlyList<ReviewCondition> Any { get; init; } = [];
    /// <summary>What follows where the rule is the first that fires.</summary>
    public required Decision Decision { get; init; }
    /// <summary>Why that follows.</summary>
    public required string Because { get; init; }

    /// <summary>Its conditions, those of <see cref="All"/> first.</summary>
    internal IEnumerable<ReviewCondition> Conditions => All.Concat(Any);

    /// <summary>What is wrong with the rule itself.</summary>
    internal IEnumerable<string> Problems()
    {
        if (!LedgerEntry.IsName(Name)) yield return $"'{LedgerEntry.Shown(Name)}' is no name of a rule: at most 64 of a-z, 0-9, '.', '_' and '-', beginning with a letter or digit";
        if (string.IsNullOrWhiteSpace(Because)) yield return $"{Said} says no because: who signs the page reads it";
        foreach (var problem in Conditions.SelectMany(c => c.Problems())) yield return $"{Said}: {problem}";
        for (var i = 0; i < All.Count; i++)
            for (var j = i + 1; j < All.Count; j++)
                if (All[i].Excludes(All[j])) yield return $"{Said} contradicts itself: {All[i]}, and {All[j]}";
        if (Any.Count > 0 && Any.All(one => All.Any(one.Excludes))) yield return $"{Said} contradicts itself: none of 'any' can hold with 'all'";
    }

    /// <summary>Whether this rule never fires without another: told where it is plain to see.</summary>
    internal bool Implies(ReviewRule other) =>
        other.All.All(Ensured) && (other.Any.Count == 0 || All.Any(mine => other.Any.Any(mine.Implies)) || (Any.Count > 0 && Any.All(mine => other.Any.Any(mine.Implies))));

    bool Ensured(ReviewCondition wanted) => All.Any(mine => mine.Implies(wanted)) || (Any.Count > 0 && Any.All(mine => mine.Implies(wanted)));

    string Said => $"rule '{LedgerEntry.Shown(Name)}'";
}
