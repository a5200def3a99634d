namespace ModelOpsLab.Monitoring;

/// <summary>Rows of a model's series that were let go at once.</summary>
/// <param name="Resolution">Of minutes, hours or days.</param>
/// <param name="Rows">How many.</param>
/// <param name="From">Start of the first of them, UTC.</param>
/// <param name="Until">All that started before this time have gone, UTC.</param>
/// <param name="At">Where the stream was that their age was counted back from, UTC.</param>
public sealed record LetGo(Resolution Resolution, long Rows, DateTime From, DateTime Until, DateTime At);
