namespace ModelOpsLab.Storage;

/// <summary>A stretch of a series as it is stored.</summary>
/// <param name="Type">What its values are; series of one name and two types are two.</param>
/// <param name="Resolution">0 minute, 1 hour, 2 day.</param>
/// <param name="Start">Minutes since the year 1, UTC.</param>
/// <param name="Edges">Edges of the bins that the body counts in; empty for none.</param>
/// <param name="Body">What the series was there.</param>
sealed record SeriesRow(string Model, string Metric, string Of, string Type, int Resolution, long Start, byte[] Edges, byte[] Body);

/// <summary>Where the monitor of a model stands.</summary>
/// <param name="Version">Commits so far; 0 before the first.</param>
/// <param name="Latest">End of the last stretch, in minutes since the year 1.</param>
/// <param name="HoursTo">Hours that start before it are complete.</param>
/// <param name="DaysTo">Days that start before it are complete.</param>
/// <param name="MinutesFrom">Minutes that start before it have gone.</param>
/// <param name="HoursFrom">Hours that start before it have gone.</param>
/// <param name="DaysFrom">Days that start before it have gone; read, never written here.</param>
/// <param name="State">What the monitor needs to go on.</param>
sealed record MonitorHead(string Model, long Version, long Latest, long HoursTo, long DaysTo, long MinutesFrom, long HoursFrom, long DaysFrom, byte[] State);

/// <summary>Rows that were let go in one transaction, as it is stored.</summary>
/// <param name="Resolution">0 minute, 1 hour, 2 day.</param>
/// <param name="Number">How many.</param>
/// <param name="First">Start of the first, in minutes since the year 1.</param>
/// <param name="Until">All that start before it have gone.</param>
/// <param name="At">The time of the stream that it was counted back from.</param>
sealed record LetGoRow(int Resolution, long Number, long First, long Until, long At);

/// <summary>An event of an alert as it is stored.</summary>
/// <param name="Sequence">Place among the events of all models, from 1, without gaps.</param>
/// <param name="Number">Place among the transitions of its model; null for what was done by hand.</param>
/// <param name="At">Ticks since the year 1, UTC.</param>
sealed record EventRow(long Sequence, string Model, long? Number, string Kind, long At, string Body);
