namespace ModelOpsLab.Models;

/// <summary>Several forecasts as one, with the weights that each had.</summary>
/// <param name="Predictions">One a row; NaN where a forecast is.</param>
/// <param name="Weights">For each row one weight a forecast; they add up to 1.</param>
public sealed record CombinedForecast(double[] Predictions, IReadOnlyList<IReadOnlyList<double>> Weights);
