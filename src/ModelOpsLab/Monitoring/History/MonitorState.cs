namespace ModelOpsLab.Monitoring;

/// <summary>Where the monitor of a model stood after its last commit.</summary>
/// <param name="Version">Commits so far; the next one is made after this.</param>
/// <param name="At">End of the last stretch, UTC.</param>
/// <param name="Text">What the monitor needs to go on, as it was given.</param>
public sealed record MonitorState(long Version, DateTime At, string Text);
