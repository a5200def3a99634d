namespace ModelOpsLab.Audit;

/// <summary>Kinds of events that an audit reads.</summary>
static class AuditEvents
{
    public const string Registered = "model.registered", Promoted = "model.promoted", RolledBack = "model.rolled-back", Halted = "slot.halted", Reduced = "slot.reduced", Armed = "slot.armed",
        Sealed = "predictions.sealed", Alert = "alert.raised", IncidentOpened = "incident.opened", IncidentOwned = "incident.owned", IncidentNoted = "incident.noted", IncidentAction = "incident.action", IncidentClosed = "incident.closed",
        Reproduced = "model.reproduced", Reviewed = "review.held", ReviewSigned = "review.signed", Drilled = "control.drilled", Validated = "validation.held", Assessed = "assessment.held", Noticed = "notice.given", Released = "blobs.released", Restored = "restore.tested";
}
