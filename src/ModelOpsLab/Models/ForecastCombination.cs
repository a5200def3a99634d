namespace ModelOpsLab.Models;

/// <summary>Several forecasts of the same target as one.</summary>
public static class ForecastCombination
{
    /// <summary>A model that predicts the mean of the models' predictions; of linear models a linear one, of constants a constant.</summary>
    /// <exception cref="ArgumentException">There is no model.</exception>
    public static IModel Average(IReadOnlyList<IModel> models)
    {
        if (models.Count == 0) throw new ArgumentException("There is no model to average.", nameof(models));
        double Mean(Func<IModel, double> of)
        {
            var sum = 0.0;
            foreach (var model in models) sum += of(model);
            return sum / models.Count;
        }
        if (models.Count == 1) return models[0];
        if (models.All(m => m is ConstantModel)) return new ConstantModel(Mean(m => ((ConstantModel)m).Value));
        if (models.All(m => m is LinearModel && m.Features.SequenceEqual(models[0].Features)))
            return new LinearModel(models[0].Features, Mean(m => ((LinearModel)m).Intercept),
                [.. models[0].Features.Select((_, j) => Mean(m => ((LinearModel)m).Coefficients[j]))],
                [.. models[0].Features.Select((_, j) => Mean(m => ((LinearModel)m).Scales[j]))]);
        return new AverageModel(models);
    }
}
