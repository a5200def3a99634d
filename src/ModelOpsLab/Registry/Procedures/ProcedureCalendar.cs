namespace ModelOpsLab.Registry;

/// <summary>What is done to every live model again and again, as <c>modelops.json</c> declares under <c>procedures</c>. One that is not declared is a gap of its own in an audit.</summary>
public sealed record ProcedureCalendar
{
    /// <summary>The review of what it earned, met and erred; an event <c>review.held</c>.</summary>
    public ProcedureDefinition? Review { get; init; }
    /// <summary>Training its live version again and comparing; an event <c>model.reproduced</c>.</summary>
    public ProcedureDefinition? Reproduction { get; init; }
    /// <summary>Trying its stop; an event <c>control.drilled</c>.</summary>
    public ProcedureDefinition? KillDrill { get; init; }
    /// <summary>A new version trained on newer data; an event <c>model.registered</c>.</summary>
    public ProcedureDefinition? Training { get; init; }
    /// <summary>The judgement of somebody who did not make it; an event <c>validation.held</c>.</summary>
    public ProcedureDefinition? Validation { get; init; }
    /// <summary>The firm's own assessment of its systems and controls; an event <c>assessment.held</c>.</summary>
    public ProcedureDefinition? SelfAssessment { get; init; }
}
