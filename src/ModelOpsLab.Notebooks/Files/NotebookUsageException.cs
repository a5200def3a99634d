namespace ModelOpsLab.Notebooks;

/// <summary>What was asked of a notebook cannot be done, and nothing was run or written: the asker has to change something.</summary>
public sealed class NotebookUsageException(string message, Exception? inner = null) : Exception(message, inner);
