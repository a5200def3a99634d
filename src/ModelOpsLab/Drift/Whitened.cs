using ModelOpsLab.Statistics;
using ModelOpsLab.Statistics.Streaming;

namespace ModelOpsLab.Drift;

/// <summary>A series less what its own past foretells, and e-detectors on the place of each innovation among those of the reference.</summary>
sealed class Whitened
{
    const int LargestOrder = 10;

    readonly double[] _innovations;
    readonly double[] _past;
    readonly string[] _directions;
    readonly ShiryaevRoberts[] _detectors;

    /// <param name="reference">Finite values in time order, not all equal.</param>
    /// <param name="up">Name of the direction up.</param>
    /// <param name="down">Name of the direction down; null where only a rise matters.</param>
    public Whitened(double[] reference, string up, string? down)
    {
        Model = Autoregression.Fit(reference, LargestOrder);
        double[] innovations = Model.Innovations(reference);
        _innovations = [.. innovations.Order()];
        _past = reference[^Math.Max(1, Model.Order)..];
        Baseline = Math.Min(0.95, 0.5 + TailProbability.NormalPoint95 * NeweyWest.MeanStandardError(Array.ConvertAll(innovations, Place)));
        _directions = down is null ? [up] : [up, down];
        _detectors = Array.ConvertAll(_directions, _ => Fresh());
    }

    /// <summary>What the past foretells.</summary>
    public Autoregression Model { get; }

    /// <summary>Upper bound of the mean place without a change.</summary>
    public double Baseline { get; }

    /// <summary>Directions looked at, with the evidence of each.</summary>
    public IEnumerable<(string Direction, double Evidence)> Evidence => _directions.Zip(_detectors, (d, e) => (d, e.Evidence));

    /// <summary>Takes the next value and gives its innovation; one that is missing is taken as foretold, says nothing and gives NaN.</summary>
    public double Update(double value)
    {
        var expected = Model.Mean;
        for (var k = 0; k < Model.Order; k++) expected += Model.Coefficients[k] * (_past[^(k + 1)] - Model.Mean);
        var innovation = double.IsFinite(value) ? value - expected : double.NaN;
        if (!double.IsNaN(innovation))
        {
            var place = Place(innovation);
            _detectors[0].Update(place);
            if (_detectors.Length > 1) _detectors[1].Update(1 - place);
        }
        _past.AsSpan(1).CopyTo(_past);
        _past[^1] = double.IsFinite(value) ? value : expected;
        return innovation;
    }

    /// <summary>Starts the evidence anew, after an alarm.</summary>
    public void Restart()
    {
        for (var i = 0; i < _detectors.Length; i++) _detectors[i] = Fresh();
    }

    /// <summary>The limit is held by the watch, on the mean of all detectors.</summary>
    ShiryaevRoberts Fresh() => new(Baseline, double.MaxValue);

    /// <summary>Share of the reference's innovations below, half of those equal.</summary>
    double Place(double innovation)
    {
        int below = Lower(innovation, orEqual: false), upTo = Lower(innovation, orEqual: true);
        return (below + upTo) / 2.0 / _innovations.Length;
    }

    int Lower(double value, bool orEqual)
    {
        int low = 0, high = _innovations.Length;
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_innovations[middle] < value || (orEqual && _innovations[middle] == value)) low = middle + 1; else high = middle;
        }
        return low;
    }
}
