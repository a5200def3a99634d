using ModelOpsLab.Statistics;

namespace ModelOpsLab.Drift;

/// <summary>One input under a standing watch: its level and its spread, whitened, so that each new value says something its past did not.</summary>
/// <remarks>
/// An e-detector needs a mean that is known given the past, and a market input is its own past. So an autoregression is fitted to the reference, another to the sizes of its
/// innovations (which cluster), and what the detectors see is the place of each new innovation among those of the reference: a number between 0 and 1 with mean one half
/// whatever the dependence. The baseline is the upper bound (97.5 %, Newey and West) of that mean in the reference.
/// </remarks>
sealed class WatchedInput
{
    readonly Whitened _level;
    readonly Whitened? _size;

    /// <summary>An input at the start of its watch.</summary>
    /// <param name="reference">Finite values in time order, not all equal.</param>
    public WatchedInput(string name, double[] reference)
    {
        Name = name;
        _level = new(reference, "higher", "lower");
        var sizes = _level.Model.Innovations(reference);
        for (var i = 0; i < sizes.Length; i++) sizes[i] = Math.Abs(sizes[i]);
        _size = Moments.IsConstant(sizes) ? null : new(sizes, "moving more", null);
    }

    public string Name { get; }

    /// <summary>Directions looked at, with the evidence of each.</summary>
    public IEnumerable<(string Direction, double Evidence)> Evidence => _size is null ? _level.Evidence : _level.Evidence.Concat(_size.Evidence);

    /// <summary>Takes the next value; a missing one is taken as foretold and says nothing.</summary>
    public void Update(double value)
    {
        var innovation = _level.Update(value);
        _size?.Update(Math.Abs(innovation));
    }

    /// <summary>Starts the evidence anew, after an alarm.</summary>
    public void Restart()
    {
        _level.Restart();
        _size?.Restart();
    }
}
