namespace ModelOpsLab.Monitoring;

/// <summary>A silence by hand: until when nobody is told, who wanted that and why.</summary>
/// <param name="Key">A model, a model and a rule, or those and what the alert is about, with '/' between: <c>spx-momentum/drawdown</c>.</param>
/// <param name="By">Who.</param>
/// <param name="At">When, UTC, as the person's clock says.</param>
/// <param name="Until">Its end in the time of the stream, UTC.</param>
/// <param name="Because">Why.</param>
public sealed record HandSilence(string Key, string By, DateTime At, DateTime Until, string Because)
{
    /// <summary>Whether it is for an alert: of the same key, or of one that the key begins.</summary>
    internal bool Covers(string key) => key == Key || key.Length > Key.Length && key[Key.Length] == '/' && key.StartsWith(Key, StringComparison.Ordinal);
}
