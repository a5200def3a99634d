using ModelOpsLab.Data;
using ModelOpsLab.Reporting;
using ModelOpsLab.Statistics;
using ModelOpsLab.Statistics.Sketches;

namespace ModelOpsLab.Monitoring;

/// <summary>The predictions of the stream: their distribution in the window and, older ones counting ever less, since the start, and how far their level has moved.</summary>
sealed class PredictionStream
{
    const int MostHistories = 64;

    readonly Frame _reference;
    readonly string _name;
    readonly MonitoringOptions _options;
    readonly SortedSeries? _before;
    readonly ReferenceGrid? _grid;
    readonly QuantileBins? _bins;
    readonly long[] _referenceBins = [];
    readonly double[] _decaying = [];
    readonly Dictionary<(long Rows, long Count, bool InOneMonth), (double[] Past, double[] Steps)> _histories = [];
    readonly Queue<PredictionBucket> _window = new();
    readonly long[] _cells;
    readonly double[] _sums;
    readonly LevelShift _shift;
    bool _counted;
    double[] _first = [], _last = [];
    double _step;

    public PredictionStream(Frame reference, string name, MonitoringOptions options)
    {
        (_reference, _name, _options) = (reference, name, options);
        var finite = reference.Has(name) && reference[name].IsNumeric ? reference[name].Finite() : [];
        _shift = LevelShift.Of(reference, name, options.Every);
        if (finite.Length < 2)
        {
            (_cells, _sums) = ([], []);
            return;
        }
        _before = new(finite);
        _grid = new(_before.Ascending);
        _bins = QuantileBins.From(finite);
        _referenceBins = _bins.Count(finite);
        _decaying = new double[_bins.Length];
        (_cells, _sums) = (new long[_grid.Cells], new double[_grid.Cells]);
    }

    /// <summary>Reads a finite prediction of an asset, after the tally of its column has.</summary>
    public void Add(double value, int asset, SeriesTally tally)
    {
        if (asset >= _first.Length) Grow(asset + 1);
        if (double.IsNaN(_first[asset])) _first[asset] = value;
        else _step = Math.Max(_step, Math.Abs(value - _last[asset]));
        _last[asset] = value;
        if (tally.IsExact || _grid is null) return;
        if (!_counted)
        {
            foreach (var kept in tally.Kept) Count(_cells, _sums, kept);
            _counted = true;
        }
        Count(_cells, _sums, value);
    }

    void Grow(int assets)
    {
        var known = _first.Length;
        Array.Resize(ref _first, assets);
        Array.Resize(ref _last, assets);
        Array.Fill(_first, double.NaN, known, assets - known);
        Array.Fill(_last, double.NaN, known, assets - known);
    }

    void Count(long[] cells, double[] sums, double value)
    {
        var cell = _grid!.Cell(value);
        cells[cell]++;
        sums[cell] += value;
    }

    /// <summary>Closes the bucket under way.</summary>
    public void Close(long from, long to, SeriesTally tally)
    {
        var bucket = new PredictionBucket
        {
            From = from, To = to, Rows = tally.Rows, Count = tally.Finite, Minimum = tally.Minimum, Maximum = tally.Maximum,
            First = [.. _first], Last = [.. _last], Step = _step,
            Values = tally.IsExact ? tally.Kept.ToArray() : null,
            Cells = tally.IsExact ? [] : [.. _cells], Sums = tally.IsExact ? [] : [.. _sums],
            Bins = tally.Bins.ToArray(),
        };
        _window.Enqueue(bucket);
        if (_window.Count > _options.Window) _window.Dequeue();
        // Half of the weight lies in the last window.
        var keep = Math.Pow(0.5, 1.0 / _options.Window);
        for (var b = 0; b < _decaying.Length; b++) _decaying[b] = keep * _decaying[b] + bucket.Bins[b];
        if (bucket.Count > 0) _shift.Add(tally.Profile(_name).Moments!.Mean!.Value);
        Array.Clear(_cells);
        Array.Clear(_sums);
        Array.Fill(_first, double.NaN);
        Array.Fill(_last, double.NaN);
        (_counted, _step) = (false, 0);
    }

    /// <summary>The measurements of the window, as batch monitoring makes them of its rows, and those that reach further back.</summary>
    public IReadOnlyList<Measurement> Measure()
    {
        long rows = _window.Sum(b => b.Rows), count = _window.Sum(b => b.Count);
        if (count == 0) return rows == 0 ? [] : [Measurement.Missing("prediction_q", $"none of {rows} rows has a prediction")];
        if (_before is null) return [Measurement.Missing("prediction_q", "the reference has no predictions") with { Count = count }];
        var filled = _window.Where(b => b.Rows > 0).ToArray();
        DateTime start = new(filled[0].From), end = new(filled[^1].From);
        var (past, steps) = History(rows, count, (start.Year, start.Month) == (end.Year, end.Month));
        var step = 0.0;
        var last = new double[_first.Length];
        Array.Fill(last, double.NaN);
        foreach (var bucket in _window.Where(b => b.Count > 0))
        {
            step = Math.Max(step, bucket.Step);
            for (var asset = 0; asset < bucket.First.Length; asset++)
            {
                if (double.IsNaN(bucket.First[asset])) continue;
                if (!double.IsNaN(last[asset])) step = Math.Max(step, Math.Abs(bucket.First[asset] - last[asset]));
                last[asset] = bucket.Last[asset];
            }
        }
        var (mean, distance, gap) = _window.All(b => b.Values is not null) ? Exactly() : ByCells(count);
        double[] weights = [.. _decaying];
        return
        [
            .. new PredictionFigures(rows, count)
            {
                IsConstant = _window.Min(b => b.Minimum) == _window.Max(b => b.Maximum),
                Mean = mean,
                Distance = distance,
                KolmogorovSmirnov = gap,
                StabilityIndex = PopulationStabilityIndex.BetweenCounts(_referenceBins, WindowBins()),
                LargestStep = step,
            }.Measure(past, () => steps, _options),
            new("prediction_psi", PopulationStabilityIndex.BetweenWeights(_referenceBins, weights)) { Of = "decaying", Count = (long)weights.Sum() },
            .. _shift.Measure(),
        ];
    }

    (double Mean, double Distance, double Gap) Exactly()
    {
        double[] values = [.. _window.SelectMany(b => b.Values!)];
        var mean = Moments.Mean(values);
        Array.Sort(values);
        return (mean, Distances.DistanceSorted(values), KolmogorovSmirnov.GapSorted(_before!.Ascending, values));
    }

    (double Mean, double Distance, double Gap) ByCells(long count)
    {
        var (cells, sums) = (new long[_cells.Length], new double[_sums.Length]);
        foreach (var bucket in _window)
            if (bucket.Values is { } values)
                foreach (var value in values) Count(cells, sums, value);
            else
                for (var c = 0; c < cells.Length; c++) (cells[c], sums[c]) = (cells[c] + bucket.Cells[c], sums[c] + bucket.Sums[c]);
        var scale = Distances.Scale;
        return (sums.Sum() / count, scale > 0 && double.IsFinite(scale) ? _grid!.Area(cells, sums, Distances.Median) / scale : double.NaN, _grid!.Gap(cells));
    }

    long[] WindowBins()
    {
        var bins = new long[_referenceBins.Length];
        foreach (var bucket in _window)
            for (var b = 0; b < bins.Length; b++) bins[b] += bucket.Bins[b];
        return bins;
    }

    ReferenceWindows Distances => field ??= new(_before!, _reference[_name].Span, new int[_reference.Count].Select(_ => -1).ToArray());

    LargestSteps Steps => field ??= new(_reference, _name);

    /// <summary>Distances and largest steps of the past windows that are as long as this one.</summary>
    (double[] Past, double[] Steps) History(long rows, long count, bool inOneMonth)
    {
        if (rows > _reference.Count) return ([], []);
        if (_histories.TryGetValue((rows, count, inOneMonth), out var known)) return known;
        if (_histories.Count == MostHistories) _histories.Clear();
        var windows = FrameWindows.Filled(_reference[_name], FrameWindows.LikeRows((int)rows, inOneMonth, _reference), (int)count);
        double[] past = [.. new ReferenceWindows(_before!, _reference[_name].Span, windows).Past];
        double[] steps = past.Length < _options.MinimumWindows ? [] : Steps.In(windows);
        return _histories[(rows, count, inOneMonth)] = (past, steps);
    }

    public void Save(BinaryWriter to)
    {
        to.Write(_window, b => b.Save(to));
        to.WriteAll(_decaying);
        to.WriteAll(_cells);
        to.WriteAll(_sums);
        to.Write(_counted);
        to.WriteAll(_first);
        to.WriteAll(_last);
        to.Write([_step]);
        _shift.Save(to);
    }

    public void Restore(BinaryReader from)
    {
        _window.Clear();
        foreach (var bucket in from.ReadList(() => PredictionBucket.Restore(from))) _window.Enqueue(bucket);
        from.ReadDoubles().CopyTo(_decaying, 0);
        from.ReadLongs().CopyTo(_cells, 0);
        from.ReadDoubles().CopyTo(_sums, 0);
        _counted = from.ReadBoolean();
        (_first, _last, _step) = (from.ReadDoubles(), from.ReadDoubles(), from.ReadDouble());
        _shift.Restore(from);
    }
}

/// <summary>What is kept of the predictions of a bucket that is closed.</summary>
sealed class PredictionBucket
{
    public long From, To, Rows, Count;
    public double Minimum, Maximum, Step;
    /// <summary>The first and the last one of each asset, NaN where it has none.</summary>
    public double[] First = [], Last = [];
    /// <summary>Each of them in the order they came; null where they were too many.</summary>
    public double[]? Values;
    /// <summary>How many lie in each cell of the grid, and their sums; empty where each is kept.</summary>
    public long[] Cells = [];
    public double[] Sums = [];
    public long[] Bins = [];

    public void Save(BinaryWriter to)
    {
        to.WriteAll([From, To, Rows, Count]);
        to.Write([Minimum, Maximum, Step]);
        to.WriteAll(First);
        to.WriteAll(Last);
        to.Write(Values is not null);
        to.WriteAll(Values ?? []);
        to.WriteAll(Cells);
        to.WriteAll(Sums);
        to.WriteAll(Bins);
    }

    public static PredictionBucket Restore(BinaryReader from)
    {
        var whole = from.ReadLongs();
        var bucket = new PredictionBucket
        {
            From = whole[0], To = whole[1], Rows = whole[2], Count = whole[3],
            Minimum = from.ReadDouble(), Maximum = from.ReadDouble(), Step = from.ReadDouble(), First = from.ReadDoubles(), Last = from.ReadDoubles(),
        };
        var exact = from.ReadBoolean();
        var values = from.ReadDoubles();
        (bucket.Values, bucket.Cells, bucket.Sums, bucket.Bins) = (exact ? values : null, from.ReadLongs(), from.ReadDoubles(), from.ReadLongs());
        return bucket;
    }
}
