using ModelOpsLab.Registry;

namespace ModelOpsLab.Live;

/// <summary>What a trading loop is given for one row.</summary>
/// <param name="Id">Its name in the prediction log; none where it was not logged.</param>
/// <param name="Value">The prediction, or what the fallback says; always a finite number.</param>
/// <param name="Version">The version that made it; where the fallback is no version, the one that was live.</param>
/// <param name="Source">The model, or which fallback.</param>
/// <param name="State">The slot's state: where it may only reduce, the caller opens no position.</param>
/// <param name="Because">Why it is a fallback, or what is to be known of it.</param>
public readonly record struct Prediction(PredictionId Id, double Value, int Version, PredictionSource Source, SlotState State, PredictionReason Because);
