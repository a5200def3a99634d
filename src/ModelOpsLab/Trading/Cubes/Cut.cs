namespace ModelOpsLab.Trading;

/// <summary>What amounts are kept apart by, beside their currency; combine with <c>|</c>.</summary>
[Flags]
public enum Cut { Whole = 0, Asset = 1, Strategy = 2, Side = 4 }
