namespace ModelOpsLab.Statistics.Streaming;

/// <summary>What a <see cref="Kswin"/> detector remembers.</summary>
/// <param name="Count">Values read in all; with the seed they fix the next draw.</param>
/// <param name="Window">The values of the window, oldest first.</param>
public sealed record KswinState(long Count, IReadOnlyList<double> Window);

/// <summary>
/// Kolmogorov-Smirnov windowing (Raab, Heusinger and Schleif 2020): the newest values of a window against as many drawn from the older ones, by the exact law.
/// After a change only the newest values stay.
/// </summary>
/// <remarks>
/// The draw is fixed by the seed and the count of values, so that two runs signal alike. It is one test a value with no allowance for how often it looks:
/// at the customary 0.005 it alarms some times in a thousand values without any change.
/// </remarks>
public sealed class Kswin : IChangeDetector
{
    readonly double[] _window;
    readonly double[] _recent;
    readonly double[] _older;
    readonly int[] _order;
    readonly int _leastGap;
    int _start;
    int _filled;
    long _count;

    /// <summary>A detector with an empty window.</summary>
    /// <param name="window">Values in the window.</param>
    /// <param name="recent">The newest of them, compared with as many of the others.</param>
    /// <param name="level">P-value at and below which it signals.</param>
    /// <param name="seed">Fixes the draws.</param>
    public Kswin(int window = 100, int recent = 30, double level = 0.005, ulong seed = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(recent, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(window, 2 * recent);
        (Level, Seed) = (StreamValue.Setting(level, 0, 1, nameof(level)), seed);
        (_window, _recent, _older, _order) = (new double[window], new double[recent], new double[recent], new int[window - recent]);
        _leastGap = LeastGap(recent, level);
    }

    /// <summary>A detector that goes on where another of the same settings stood.</summary>
    /// <exception cref="ArgumentException">The stored window is longer than this detector's.</exception>
    public Kswin(KswinState state, int window = 100, int recent = 30, double level = 0.005, ulong seed = 1) : this(window, recent, level, seed)
    {
        ArgumentNullException.ThrowIfNull(state);
        if (state.Window.Count > window) throw new ArgumentException($"The stored window has {state.Window.Count} values and the detector's {window}.", nameof(state));
        _count = state.Count;
        foreach (var value in state.Window) Append(value);
    }

    /// <summary>P-value at and below which it signals.</summary>
    public double Level { get; }

    /// <summary>Fixes the draws.</summary>
    public ulong Seed { get; }

    /// <summary>A copy of the detector's memory.</summary>
    public KswinState State => new(_count, [.. Enumerable.Range(0, _filled).Select(At)]);

    /// <inheritdoc/>
    public ChangeSignal Update(double value)
    {
        StreamValue.RequireFinite(value);
        _count++;
        Append(value);
        if (_filled < _window.Length) return ChangeSignal.None;
        Draw();
        for (var i = 0; i < _recent.Length; i++) (_recent[i], _older[i]) = (At(_window.Length - _recent.Length + i), At(_order[i]));
        Array.Sort(_recent);
        Array.Sort(_older);
        if (Gap(_older, _recent) < _leastGap) return ChangeSignal.None;
        (_start, _filled) = ((_start + _window.Length - _recent.Length) % _window.Length, _recent.Length);
        return ChangeSignal.Change;
    }

    double At(int i) => _window[(_start + i) % _window.Length];

    void Append(double value)
    {
        if (_filled < _window.Length) _window[(_start + _filled++) % _window.Length] = value;
        else
        {
            _window[_start] = value;
            _start = (_start + 1) % _window.Length;
        }
    }

    /// <summary>Puts a random choice of the older values' places first, by a generator that is a function of seed and count.</summary>
    void Draw()
    {
        var state = Seed ^ unchecked((ulong)_count * 0x9E3779B97F4A7C15);
        for (var i = 0; i < _order.Length; i++) _order[i] = i;
        for (var i = 0; i < _recent.Length; i++)
        {
            var j = i + (int)Math.BigMul(DeterministicRandom.SplitMix(ref state), (ulong)(_order.Length - i), out _);
            (_order[i], _order[j]) = (_order[j], _order[i]);
        }
    }

    /// <summary>Largest gap between the distribution functions of two ascending samples of equal length, in steps of one observation.</summary>
    static int Gap(double[] a, double[] b)
    {
        int i = 0, j = 0, largest = 0;
        while (i < a.Length && j < b.Length)
        {
            var at = Math.Min(a[i], b[j]);
            while (i < a.Length && a[i] <= at) i++;
            while (j < b.Length && b[j] <= at) j++;
            largest = Math.Max(largest, Math.Abs(i - j));
        }
        return largest;
    }

    /// <summary>The smallest gap whose exact p-value is at most the level; one more than the count where none is.</summary>
    internal static int LeastGap(int count, double level)
    {
        for (var gap = 1; gap <= count; gap++)
            if (KolmogorovSmirnov.ExactPValue(count, count, (long)gap * count) <= level) return gap;
        return count + 1;
    }
}
