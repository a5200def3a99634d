using ModelOpsLab.Reporting;

namespace ModelOpsLab.Monitoring;

/// <summary>One time that an alert fired, from its first to its last moment.</summary>
/// <param name="Key">Its key, as in <see cref="AlertTransition.Key"/>.</param>
/// <param name="From">When it began to fire, UTC.</param>
/// <param name="To">When it was resolved; null where it still fires.</param>
/// <param name="Severity">The worst that it was.</param>
/// <param name="Told">When people were first told; null where they never were.</param>
/// <param name="Evidence">The measurement that raised it.</param>
public sealed record AlertPeriod(string Key, DateTime From, DateTime? To, Severity Severity, DateTime? Told, Measurement Evidence);
