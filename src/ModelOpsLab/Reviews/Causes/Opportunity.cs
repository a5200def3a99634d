using ModelOpsLab.Reporting;

namespace ModelOpsLab.Reviews;

/// <summary>Where an improvement may lie, by the criteria of a periodic review.</summary>
public enum OpportunityKind
{
    /// <summary>A key metric falls from month to month although the inputs have not moved.</summary>
    Decay,
    /// <summary>The errors can be predicted from what is known before the session: information the model does not use.</summary>
    Residuals,
    /// <summary>The level of a series changed: the market, the errors or the profit are not what they were.</summary>
    StructuralChange,
    /// <summary>Another model has the better record on the same dates.</summary>
    Challenger,
}

/// <summary>One opportunity with its evidence.</summary>
/// <param name="Kind">By which criterion.</param>
/// <param name="Of">Metric, input, series or model.</param>
/// <param name="Value">The measured evidence: slope a month, t value, difference of means or of Sharpe ratios.</param>
/// <param name="PValue">Corrected for all that was looked at under the criterion (Holm, 1979).</param>
/// <param name="English">What was seen, in words.</param>
/// <param name="French">The same in French.</param>
/// <param name="Evidence">Id of the table or chart behind it.</param>
public sealed record Opportunity(OpportunityKind Kind, string Of, Measurement Value, double PValue, string English, string French, string Evidence);

/// <summary>What was looked at under one criterion.</summary>
/// <param name="Kind">The criterion.</param>
/// <param name="Tests">Tests made.</param>
/// <param name="Smallest">Smallest corrected p-value; NaN without a test.</param>
/// <param name="Because">Why nothing could be looked at; null where something was.</param>
public sealed record OpportunityLook(OpportunityKind Kind, int Tests, double Smallest, string? Because);

/// <summary>A model that was run beside the live one.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Difference">Its Sharpe ratio less the live model's on the same dates.</param>
/// <param name="PValue">Two-sided, of that model alone; NaN where there is none.</param>
/// <param name="Evidence">Id of the table that shows it.</param>
public sealed record ChallengerLead(string Name, Measurement Difference, double PValue, string Evidence);
