using ModelOpsLab.Data;
using ModelOpsLab.Reporting;
using ModelOpsLab.Statistics;
using ModelOpsLab.Trading;

namespace ModelOpsLab.Monitoring;

/// <summary>What the stream earns: the return of each bucket and of the whole, errors and losses as evidence, cost and slippage.</summary>
/// <remarks>Returns of one time are one return: their mean, or where the schema names a weight their sum, for then each is that of its weighted position. Returns of several times in a bucket are compounded.</remarks>
sealed class ReturnStream
{
    readonly MonitoringOptions _options;
    readonly Backtest? _backtest;
    readonly bool _isWeighted;
    readonly Evidence _errors, _losses;
    readonly CostWatch _cost, _slippage;
    readonly Queue<ReturnBucket> _window = new();
    ReturnBucket _now = new();
    long _time;
    double _sum;
    int _present;
    double _below, _deepest;
    long _live;
    string? _ruin;
    double _closed = double.NaN;

    public ReturnStream(Frame reference, MonitoringOptions options)
    {
        _options = options;
        var schema = reference.Schema;
        _backtest = reference.Has(schema.Return) ? new(reference, options) : null;
        _isWeighted = reference.Has(schema.Weight);
        double error = _backtest?.ErrorBaseline ?? double.NaN, loss = _backtest?.LossBaseline ?? double.NaN;
        _errors = new("error_evidence", error, double.IsNaN(error) ? "the reference has no predictions with targets and returns" : null, options.AverageRunLength);
        _losses = new("loss_evidence", loss, double.IsNaN(loss) ? "the reference has fewer than 30 buckets with a return, or they do not vary" : null, options.AverageRunLength);
        (_cost, _slippage) = (new("cost", reference, options.Cost), new("slippage", reference, options.Slippage));
        Series = [("return", new(Bins(reference, schema.Return))), ("cost", new(Bins(reference, options.Cost))), ("slippage", new(Bins(reference, options.Slippage)))];
    }

    /// <summary>Return, cost and slippage of the bucket under way, as they came.</summary>
    public (string Name, SeriesTally Tally)[] Series { get; }

    /// <summary>Reads an outcome.</summary>
    public void Add(in Outcome outcome)
    {
        var ticks = outcome.Time.Ticks;
        if (ticks != _time) EndTime();
        (_time, _now.Outcomes) = (ticks, _now.Outcomes + 1);
        Series[0].Tally.Add(outcome.Return);
        if (!double.IsNaN(outcome.Cost)) Series[1].Tally.Add(outcome.Cost);
        if (!double.IsNaN(outcome.Slippage)) Series[2].Tally.Add(outcome.Slippage);
        if (!double.IsNaN(outcome.Return)) (_sum, _present) = (_sum + outcome.Return, _present + 1);
        if (double.IsFinite(outcome.Cost)) (_now.Cost, _now.Costs) = (_now.Cost + outcome.Cost, _now.Costs + 1);
        if (double.IsFinite(outcome.Slippage)) (_now.Slippage, _now.Slippages) = (_now.Slippage + outcome.Slippage, _now.Slippages + 1);
        if (!double.IsFinite(outcome.Prediction) || !double.IsFinite(outcome.Target) || outcome.Prediction == 0 || outcome.Target == 0) return;
        _now.Pairs++;
        if (outcome.Prediction > 0 != outcome.Target > 0) _now.Wrong++;
    }

    /// <summary>All outcomes of one time were read.</summary>
    void EndTime()
    {
        if (_present == 0) return;
        var value = _isWeighted ? _sum : _sum / _present;
        (_sum, _present) = (0, 0);
        _now.Return = double.IsNaN(_now.Return) ? value : ReturnSeries.Compound(_now.Return, value);
        if (_ruin is not null) return;
        if (!double.IsFinite(value) || value < -1)
        {
            _ruin = $"the return of {Format.Time(new(_time, DateTimeKind.Utc))} is {Format.Value(value, "%")}: wealth cannot compound through it";
            return;
        }
        _below = ReturnSeries.Compound(_below, value);
        if (_below >= -1e-15) _below = 0;
        _deepest = Math.Min(_deepest, _below);
    }

    /// <summary>Closes the bucket under way.</summary>
    public void Close(long from)
    {
        EndTime();
        _closed = _now.Return;
        if (_now.Outcomes == 0) return;
        _now.From = from;
        if (!double.IsNaN(_now.Return))
        {
            _live++;
            if (_backtest is not null && double.IsFinite(_now.Return)) _losses.Add(double.IsNaN(_backtest.LossBaseline) ? 0 : _backtest.LossShare(_now.Return));
        }
        if (_now.Pairs > 0) _errors.Add((double)_now.Wrong / _now.Pairs);
        _window.Enqueue(_now);
        if (_window.Count > _options.Window) _window.Dequeue();
        _now = new();
        foreach (var (_, tally) in Series) tally.Clear();
    }

    /// <summary>The measurements of the window, as batch monitoring makes them of one row a bucket, and those since the start.</summary>
    public IEnumerable<Measurement> Measure()
    {
        if (_window.Count == 0) yield break;
        if (double.IsFinite(_closed)) yield return new("bucket_return", _closed) { Count = 1, Unit = "%" };
        if (_window.Any(b => !double.IsNaN(b.Return)))
        {
            var current = Backtest.FrameOf([.. _window.Select(b => new DateTime(b.From, DateTimeKind.Utc))], [.. _window.Select(b => b.Return)]);
            if (_backtest is not null)
                foreach (var measurement in TradingPerformance.Measure(_backtest.Past, current, _options)) yield return measurement;
            foreach (var measurement in Live()) yield return measurement;
        }
        long pairs = _window.Sum(b => b.Pairs), wrong = _window.Sum(b => b.Wrong);
        if (pairs > 0)
        {
            var hits = (double)(pairs - wrong) / pairs;
            yield return new("hit_rate", hits) { Count = pairs, Unit = "%", Interval = WilsonInterval.Of(hits, pairs) };
        }
        yield return _errors.Measure();
        yield return _losses.Measure();
        foreach (var measurement in _cost.Measure(_window.Sum(b => b.Costs), _window.Sum(b => b.Cost))) yield return measurement;
        foreach (var measurement in _slippage.Measure(_window.Sum(b => b.Slippages), _window.Sum(b => b.Slippage))) yield return measurement;
    }

    /// <summary>The fall below the highest wealth since the start, beside the worst of the backtest over as long.</summary>
    IEnumerable<Measurement> Live()
    {
        if (_ruin is not null)
        {
            yield return Measurement.Missing("drawdown_live", _ruin) with { Count = _live, Unit = "%" };
            yield return new("drawdown_live_excess", double.PositiveInfinity) { Count = _live };
            yield break;
        }
        yield return new("drawdown_live", _below) { Count = _live, Unit = "%" };
        yield return new("drawdown_live_deepest", _deepest) { Count = _live, Unit = "%" };
        if (_backtest is null || _backtest.Frame.Count < 2)
        {
            yield return Measurement.Missing("drawdown_live_excess", "the reference has no returns") with { Count = _live };
            yield break;
        }
        var worst = _backtest.LargestDrawdown(_live);
        yield return new("drawdown_live_excess", _below == 0 ? 0 : worst < 0 ? _below / worst : double.PositiveInfinity) { Count = _live };
    }

    static QuantileBins? Bins(Frame reference, string? column) =>
        reference.Has(column) && reference[column!].IsNumeric && reference[column!].Finite() is { Length: > 0 } finite ? QuantileBins.From(finite) : null;

    public void Save(BinaryWriter to)
    {
        to.Write(_window, b => b.Save(to));
        _now.Save(to);
        to.WriteAll([_time, _present, _live]);
        to.Write([_sum, _below, _deepest]);
        to.Write(_ruin ?? "");
        _errors.Save(to);
        _losses.Save(to);
        foreach (var (_, tally) in Series) tally.Save(to);
    }

    public void Restore(BinaryReader from)
    {
        _window.Clear();
        foreach (var bucket in from.ReadList(() => ReturnBucket.Restore(from))) _window.Enqueue(bucket);
        _now = ReturnBucket.Restore(from);
        var whole = from.ReadLongs();
        (_time, _present, _live) = (whole[0], (int)whole[1], whole[2]);
        (_sum, _below, _deepest) = (from.ReadDouble(), from.ReadDouble(), from.ReadDouble());
        _ruin = from.ReadString() is { Length: > 0 } ruin ? ruin : null;
        _errors.Restore(from);
        _losses.Restore(from);
        foreach (var (_, tally) in Series) tally.Restore(from);
    }
}

/// <summary>What is kept of the outcomes of a bucket.</summary>
sealed class ReturnBucket
{
    public long From, Outcomes, Pairs, Wrong, Costs, Slippages;
    public double Return = double.NaN, Cost, Slippage;

    public void Save(BinaryWriter to)
    {
        to.WriteAll([From, Outcomes, Pairs, Wrong, Costs, Slippages]);
        to.Write([Return, Cost, Slippage]);
    }

    public static ReturnBucket Restore(BinaryReader from)
    {
        var whole = from.ReadLongs();
        return new()
        {
            From = whole[0], Outcomes = whole[1], Pairs = whole[2], Wrong = whole[3], Costs = whole[4], Slippages = whole[5],
            Return = from.ReadDouble(), Cost = from.ReadDouble(), Slippage = from.ReadDouble(),
        };
    }
}
