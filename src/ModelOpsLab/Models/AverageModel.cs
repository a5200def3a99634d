namespace ModelOpsLab.Models;

/// <summary>Predicts the mean of several models' predictions.</summary>
sealed class AverageModel : IModel
{
    readonly IModel[] _models;
    readonly int[][] _places;

    public AverageModel(IReadOnlyList<IModel> models)
    {
        _models = [.. models];
        string[] features = [.. models.SelectMany(m => m.Features).Distinct(StringComparer.Ordinal)];
        Features = features;
        _places = Array.ConvertAll(_models, m => m.Features.Select(f => Array.IndexOf(features, f)).ToArray());
    }

    /// <summary>The models' features, in the order in which they are first named.</summary>
    public IReadOnlyList<string> Features { get; }

    public double Predict(ReadOnlySpan<double> row)
    {
        this.Require(row);
        var sum = 0.0;
        for (var m = 0; m < _models.Length; m++)
        {
            var own = new double[_places[m].Length];
            for (var j = 0; j < own.Length; j++) own[j] = row[_places[m][j]];
            sum += _models[m].Predict(own);
        }
        return sum / _models.Length;
    }
}
