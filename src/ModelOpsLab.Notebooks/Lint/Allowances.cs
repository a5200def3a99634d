using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace ModelOpsLab.Notebooks.Lint;

/// <summary>What a cell accepts on purpose: <c>// check: allow NB101 reason</c> for its line, or the next where it stands alone; a tag <c>allow-NB101</c> for the cell.</summary>
sealed partial class Allowances(int cell, IReadOnlyList<string> tags)
{
    sealed record Allowance(string Code, string Reason, int Line, int Column, int Until);

    readonly List<Allowance> _known = [.. tags.Where(tag => Tag().IsMatch(tag)).Select(tag => new Allowance(tag["allow-".Length..].ToUpperInvariant(), $"the cell's tag {tag}", 0, 0, int.MaxValue))];

    public void Read(SyntaxNode root)
    {
        foreach (var trivia in root.DescendantTrivia().Where(trivia => trivia.IsKind(SyntaxKind.SingleLineCommentTrivia)))
        {
            if (Comment().Match(trivia.ToString()) is not { Success: true } match) continue;
            var start = trivia.GetLocation().GetLineSpan().StartLinePosition;
            var alone = root.SyntaxTree.GetText().Lines[start.Line].ToString()[..start.Character].Trim().Length == 0;
            _known.Add(new(match.Groups["code"].Value.ToUpperInvariant(), match.Groups["reason"].Value.Trim(), start.Line + 1, start.Character + 1, start.Line + (alone ? 2 : 1)));
        }
    }

    /// <summary>Marks the findings from <paramref name="first"/> on that are accepted; an allowance without a reason, or with nothing to accept, is a finding itself.</summary>
    public void Apply(List<Finding> findings, int first)
    {
        foreach (var allowance in _known)
        {
            var used = false;
            for (var i = first; i < findings.Count; i++)
            {
                if (findings[i].Code != allowance.Code || findings[i].Severity == FindingSeverity.Error || findings[i].Line < allowance.Line || findings[i].Line > allowance.Until) continue;
                used = true;
                if (allowance.Reason.Length > 0) findings[i] = findings[i] with { Severity = FindingSeverity.Accepted, Reason = allowance.Reason };
            }
            if (allowance.Reason.Length == 0) Say(allowance, $"'check: allow {allowance.Code}' gives no reason. Write why it is right here: // check: allow {allowance.Code} REASON.");
            else if (!used && !findings.Skip(first).Any(finding => finding.Severity == FindingSeverity.Error)) Say(allowance, $"'allow {allowance.Code}' accepts nothing here. Take it out.");
        }

        void Say(Allowance allowance, string message) =>
            findings.Add(new(cell, Math.Max(1, allowance.Line), Math.Max(1, allowance.Column), FindingSeverity.Warning, message) { Code = FindingCodes.UselessAllowance });
    }

    [GeneratedRegex(@"^//\s*check:\s*allow\s+(?<code>NB\d{3})\b[\s:,-]*(?<reason>.*)$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Comment();

    [GeneratedRegex(@"^allow-NB\d{3}$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Tag();
}
