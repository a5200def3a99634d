using ModelOpsLab.Data;
using ModelOpsLab.Statistics;

namespace ModelOpsLab.Models;

/// <summary>How much of each label is its own, where labels run over several bars and overlap: weights for rows that say the same thing several times.</summary>
/// <remarks>López de Prado (2018), chapter 4: concurrency, average uniqueness, return attribution, time decay, sequential bootstrap.</remarks>
public sealed class SampleUniqueness
{
    readonly int[] _first, _last;

    SampleUniqueness(int[] first, int[] last, int bars)
    {
        (_first, _last) = (first, last);
        var concurrency = new int[bars];
        for (var i = 0; i < first.Length; i++)
        {
            if (first[i] < 0 || last[i] < first[i] || last[i] >= bars) throw new ArgumentException($"Label {i} runs from bar {first[i]} to {last[i]}; bars are 0 to {bars - 1}, and a label does not end before it starts.", nameof(first));
            for (var t = first[i]; t <= last[i]; t++) concurrency[t]++;
        }
        Concurrency = concurrency;
        Average = Means(t => 1.0 / concurrency[t]);
    }

    /// <summary>Labels that run from one bar to another, both included.</summary>
    /// <exception cref="ArgumentException">There are not as many ends as starts, or a label lies outside of the bars.</exception>
    public static SampleUniqueness Of(IReadOnlyList<int> first, IReadOnlyList<int> last, int bars) => first.Count == last.Count
        ? new([.. first], [.. last], bars)
        : throw new ArgumentException($"{first.Count} first bars and {last.Count} last ones: there must be one of each a label.", nameof(last));

    /// <summary>The labels of a frame's rows. Bars are its points in time; a label ends at the last one at which its target is not later than known.</summary>
    /// <exception cref="ArgumentException">A target is known before its row is predicted, or its time is missing.</exception>
    public static SampleUniqueness Of(Frame frame)
    {
        var (labels, starts) = (LabelTimes.Of(frame), frame.Starts);
        DateTime[] bars = [.. starts[..^1].Select(r => frame.Time[r])];
        int Bar(DateTime time) => Array.BinarySearch(bars, time) is var at && at >= 0 ? at : ~at - 1;
        return new([.. labels.Predicted.Select(Bar)], [.. labels.Known.Select(Bar)], bars.Length);
    }

    /// <summary>How many labels run over each bar.</summary>
    public IReadOnlyList<int> Concurrency { get; }

    /// <summary>Mean over a label's bars of 1 / concurrency, one a label: 1 where it is alone.</summary>
    public IReadOnlyList<double> Average { get; }

    /// <summary>Weights by the size of the return that is a label's own: |Σ return / concurrency| over its bars, scaled to a mean of 1.</summary>
    /// <param name="logReturns">One a bar, finite.</param>
    /// <exception cref="ArgumentException">There is not one a bar, one is not finite, or all labels' returns are 0.</exception>
    public double[] ReturnAttribution(IReadOnlyList<double> logReturns)
    {
        if (logReturns.Count != Concurrency.Count) throw new ArgumentException($"{logReturns.Count} returns for {Concurrency.Count} bars.", nameof(logReturns));
        for (var t = 0; t < logReturns.Count; t++)
            if (!double.IsFinite(logReturns[t])) throw new ArgumentException($"The return of bar {t} is not a finite number.", nameof(logReturns));
        var weights = new double[_first.Length];
        var total = 0.0;
        for (var i = 0; i < weights.Length; i++)
        {
            var own = 0.0;
            for (var t = _first[i]; t <= _last[i]; t++) own += logReturns[t] / Concurrency[t];
            total += weights[i] = Math.Abs(own);
        }
        if (!(total > 0)) throw new ArgumentException("Every label's return is 0: there is nothing to weight by.", nameof(logReturns));
        for (var i = 0; i < weights.Length; i++) weights[i] *= weights.Length / total;
        return weights;
    }

    /// <summary>Weights that fall with age, measured in uniqueness rather than time: 1 for the newest label, linear down.</summary>
    /// <param name="oldest">Weight towards the oldest, 0 to 1; negative, above −1, where that share of the oldest gets 0.</param>
    public double[] TimeDecay(double oldest)
    {
        if (!(oldest > -1 && oldest <= 1)) throw new ArgumentOutOfRangeException(nameof(oldest), oldest, "The weight of the oldest is above -1 and at most 1.");
        var cumulated = new double[Average.Count];
        var sum = 0.0;
        for (var i = 0; i < cumulated.Length; i++) cumulated[i] = sum += Average[i];
        var slope = oldest >= 0 ? (1 - oldest) / sum : 1 / ((oldest + 1) * sum);
        return Array.ConvertAll(cumulated, c => Math.Max(0, 1 - slope * sum + slope * c));
    }

    /// <summary>Labels drawn with replacement, so that one overlapping those drawn before is less likely: the sequential bootstrap.</summary>
    /// <param name="draws">How many, at least 0.</param>
    /// <param name="seed">Fixes the draws.</param>
    public int[] Bootstrap(int draws, ulong seed)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(draws);
        var random = new DeterministicRandom(seed);
        List<int> drawn = [];
        while (drawn.Count < draws)
        {
            var probabilities = Probabilities(drawn);
            var (at, left) = (0, random.NextDouble());
            while (at < probabilities.Length - 1 && (left -= probabilities[at]) >= 0) at++;
            drawn.Add(at);
        }
        return [.. drawn];
    }

    /// <summary>The probability of each label in the next draw of the sequential bootstrap, after the given ones.</summary>
    public double[] Probabilities(IReadOnlyList<int> drawn)
    {
        var taken = new int[Concurrency.Count];
        foreach (var i in drawn)
            for (var t = _first[i]; t <= _last[i]; t++) taken[t]++;
        var probabilities = Means(t => 1.0 / (1 + taken[t]));
        var total = probabilities.Sum();
        return Array.ConvertAll(probabilities, p => p / total);
    }

    double[] Means(Func<int, double> ofBar)
    {
        var means = new double[_first.Length];
        for (var i = 0; i < means.Length; i++)
        {
            for (var t = _first[i]; t <= _last[i]; t++) means[i] += ofBar(t);
            means[i] /= _last[i] - _first[i] + 1;
        }
        return means;
    }
}
