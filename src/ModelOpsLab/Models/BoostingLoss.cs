namespace ModelOpsLab.Models;

/// <summary>What boosted trees are trained to make small, and so what their prediction is.</summary>
public enum BoostingLoss
{
    /// <summary>(y − p)² / 2: predicts the mean.</summary>
    Squared,

    /// <summary>−y log p − (1 − y) log (1 − p), for targets 0 and 1: predicts the probability of 1.</summary>
    Log,

    /// <summary>q (y − p) where y is above p, (1 − q) (p − y) where it is below: predicts the quantile q (Koenker and Bassett, 1978).</summary>
    Quantile,
}
