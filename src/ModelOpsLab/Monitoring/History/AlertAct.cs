namespace ModelOpsLab.Monitoring;

/// <summary>What a person did about the alerts of a model: acknowledged one, silenced some, lifted a silence.</summary>
/// <param name="Sequence">Place among the events of all models, from 1; 0 before it was kept.</param>
/// <param name="Model">Name of the model.</param>
/// <param name="At">When, UTC.</param>
/// <param name="Kind">Which act, for whom carries it out: <c>acknowledge</c>, <c>silence</c>, <c>unsilence</c>.</param>
/// <param name="Body">Who, what about, why and until when, as JSON.</param>
public sealed record AlertAct(long Sequence, string Model, DateTime At, string Kind, string Body);
