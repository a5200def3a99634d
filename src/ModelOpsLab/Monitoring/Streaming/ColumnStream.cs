using ModelOpsLab.Data;
using ModelOpsLab.Reporting;

namespace ModelOpsLab.Monitoring;

/// <summary>One column of the stream: counts of the bucket under way, and what the closed buckets of the window were.</summary>
/// <param name="judge">What its values are judged by.</param>
/// <param name="window">Buckets of the window.</param>
/// <param name="isPanel">Whether several assets take turns.</param>
/// <param name="reference">What came before the stream.</param>
/// <param name="phase">From 0 to 1: where in a batch the column starts, so that columns take turns in reading theirs; null where each value is read as it comes.</param>
sealed class ColumnStream(ColumnJudge judge, int window, bool isPanel, LastOfReference reference, double? phase)
{
    /// <summary>With fewer assets at a time their share says nothing.</summary>
    const int FewestAssets = 5;

    readonly Queue<ColumnBucket> _window = new();
    readonly List<EarlierChanges> _earlier = [];
    LastValue[] _last = [];
    RunTally[] _runs = [];
    ColumnBucket _now = new() { Minimum = double.PositiveInfinity, Maximum = double.NegativeInfinity };
    int _compared, _unchanged, _ownCompared, _ownUnchanged;
    readonly ValueBatch? _batch = phase is { } start && !isPanel ? new(start) : null;

    public string Name => judge.Name;
    /// <summary>The bucket under way; without the values of a batch that wait to be read together.</summary>
    public SeriesTally Tally { get; } = new(judge.Bins);

    /// <summary>Takes a value, to be read at once or with those that follow; NaN is missing.</summary>
    public void Add(double value, int asset, long ticks, int hour, long number)
    {
        if (_batch is null)
        {
            Read(value, asset, ticks, hour, number);
            return;
        }
        // The first value of a bucket is compared with those before, which depends on its time.
        if (judge.IsPersistent && (_last.Length == 0 || _last[0].Number != number))
        {
            ReadBatch();
            Read(value, asset, ticks, hour, number);
            return;
        }
        if (hour != _batch.Hour || number != _batch.Number)
        {
            ReadBatch();
            (_batch.Hour, _batch.Number) = (hour, number);
        }
        if (_batch.Add(value)) ReadBatch();
    }

    /// <summary>Reads the values that wait: to the bit what reading them one by one comes to.</summary>
    void ReadBatch()
    {
        if (_batch is not { Count: > 0 } batch) return;
        var values = batch.Take();
        if (!ValueBatch.IsFinite(values))
        {
            foreach (var value in values) Read(value, 0, 0, batch.Hour, batch.Number);
            return;
        }
        if (_runs.Length == 0) Grow(1);
        Tally.Add(values);
        _runs[0].Add(values);
        _now.OutOfRange += ValueBatch.Outside(values, judge.RuleLow, judge.RuleHigh);
        if (judge.HourLow.Length > 0) foreach (var value in values) AddByHour(batch.Hour, value);
        else _now.Far += ValueBatch.Outside(values, judge.Low, judge.High);
        if (judge.IsPersistent) foreach (var value in values) AddChange(value, 0, 0, batch.Number);
    }

    /// <summary>Reads a value.</summary>
    void Read(double value, int asset, long ticks, int hour, long number)
    {
        if (asset >= _runs.Length) Grow(asset + 1);
        Tally.Add(value);
        ref var run = ref _runs[asset];
        if (isPanel) Compare(value, run, _last[asset]);
        run.Add(value);
        if (double.IsFinite(value))
        {
            if (value < judge.RuleLow || value > judge.RuleHigh) _now.OutOfRange++;
            if (judge.HourLow.Length > 0) AddByHour(hour, value);
            else if (value < judge.Low || value > judge.High) _now.Far++;
            if (judge.IsPersistent) AddChange(value, asset, ticks, number);
        }
        if (isPanel) (_last[asset].HasRow, _last[asset].Row) = (true, value);
    }

    void Compare(double value, in RunTally own, in LastValue last)
    {
        if (!last.HasRow) return;
        var same = last.Row == value;
        _compared++;
        if (same) _unchanged++;
        if (own.Rows == 0) return;
        _ownCompared++;
        if (same) _ownUnchanged++;
    }

    void AddByHour(int hour, double value)
    {
        if (value < judge.HourLow[hour] || value > judge.HourHigh[hour]) _now.Far++;
        _now.Furthest = Math.Max(_now.Furthest, judge.HourDistance(hour, value));
    }

    void AddChange(double value, int asset, long ticks, long number)
    {
        ref var last = ref _last[asset];
        var since = reference.Of(Name, asset, ticks);
        if (last.Number == number) _now.Changes.Add(last.Finite, value, judge);
        else if (last.Number == 0)
        {
            if (since is { } before) _now.Changes.Add(before, value, judge);
        }
        else AddEarlier(number - last.Number, last.Finite, value, since);
        (last.Finite, last.Number) = (value, number);
    }

    void AddEarlier(long age, double before, double value, double? since)
    {
        if (age >= window && since is null) return;
        var i = _earlier.FindIndex(e => e.Age == age);
        var entry = i >= 0 ? _earlier[i] : new(age);
        entry.Changes.Add(before, value, judge);
        if (since is { } reference) entry.SinceReference.Add(reference, value, judge);
        if (i >= 0) _earlier[i] = entry; else _earlier.Add(entry);
    }

    /// <summary>All rows of one time were read.</summary>
    public void EndTime(long ticks)
    {
        if (_compared >= FewestAssets && (double)_unchanged / _compared is var share && !(share <= _now.Unchanged)) (_now.Unchanged, _now.StandstillAt) = (share, ticks);
        if (_ownCompared >= FewestAssets && (double)_ownUnchanged / _ownCompared is var own && !(own <= _now.OwnUnchanged)) _now.OwnUnchanged = own;
        _compared = _unchanged = _ownCompared = _ownUnchanged = 0;
    }

    /// <summary>Closes the bucket under way and gives what it was.</summary>
    public ColumnProfile Close(long number)
    {
        ReadBatch();
        _batch?.Restart();
        var profile = Tally.Profile(Name);
        (_now.Number, _now.Rows, _now.Missing, _now.Finite, _now.Minimum, _now.Maximum) = (number, Tally.Rows, Tally.Missing, Tally.Finite, Tally.Minimum, Tally.Maximum);
        (_now.Runs, _now.Earlier) = ([.. _runs], [.. _earlier]);
        _window.Enqueue(_now);
        if (_window.Count > window) _window.Dequeue();
        _now = new();
        _earlier.Clear();
        Array.Clear(_runs);
        Tally.Clear();
        return profile;
    }

    /// <summary>The measurements of the window, as batch monitoring makes them of its rows.</summary>
    public IEnumerable<Measurement> Measure()
    {
        long rows = 0, missing = 0, finite = 0, range = 0, far = 0, first = _window.Peek().Number;
        double minimum = double.PositiveInfinity, maximum = double.NegativeInfinity, furthest = 0, unchanged = double.NaN;
        var changes = new ChangeTally();
        var runs = new RunTally[_runs.Length];
        foreach (var bucket in _window)
        {
            rows += bucket.Rows;
            missing += bucket.Missing;
            finite += bucket.Finite;
            range += bucket.OutOfRange;
            far += bucket.Far;
            (minimum, maximum, furthest) = (Math.Min(minimum, bucket.Minimum), Math.Max(maximum, bucket.Maximum), Math.Max(furthest, bucket.Furthest));
            changes.Add(bucket.Changes);
            foreach (var earlier in bucket.Earlier) changes.Add(bucket.Number - earlier.Age >= first ? earlier.Changes : earlier.SinceReference);
            for (var a = 0; a < bucket.Runs.Length; a++) runs[a].Join(bucket.Runs[a]);
            var share = bucket.Number == first ? bucket.OwnUnchanged : bucket.Unchanged;
            if (!double.IsNaN(share) && !(share <= unchanged)) unchanged = share;
        }
        Measurement With(string metric, double value, string unit = "") => new(metric, value) { Of = Name, Count = rows, Unit = unit };
        var missingShare = rows == 0 ? 0 : (double)missing / rows;
        yield return With("missing_share", missingShare, "%");
        if (!judge.Rule.Nullable) yield return With("required_missing", missing);
        if (judge.MissingShare is { } before) yield return With("missing_excess", missingShare - before, "%");
        if (rows > 0 && missing == rows)
        {
            yield return With("no_values", 1);
            yield break;
        }
        var figures = new ColumnFigures(rows, missing, finite)
        {
            OutOfRange = range,
            LongestRun = runs.Max(r => (long?)r.Longest) ?? 0,
            UnchangedShare = double.IsNaN(unchanged) ? null : unchanged,
            IsConstant = finite > 1 && minimum == maximum,
            Outliers = judge.Judge(far, finite, minimum, maximum, furthest, changes),
        };
        foreach (var measurement in figures.Measure(Name, judge.Rule, judge.Past)) yield return measurement;
    }

    void Grow(int assets)
    {
        Array.Resize(ref _runs, assets);
        Array.Resize(ref _last, assets);
    }

    public void Save(BinaryWriter to)
    {
        ReadBatch();
        Tally.Save(to);
        to.Write(_window, b => b.Save(to));
        (_now.Earlier, _now.Runs) = ([.. _earlier], _runs);
        _now.Save(to);
        to.Write(_last, l => l.Save(to));
        to.Write([_compared, _unchanged, _ownCompared, _ownUnchanged]);
    }

    public void Restore(BinaryReader from)
    {
        Tally.Restore(from);
        _window.Clear();
        foreach (var bucket in from.ReadList(() => ColumnBucket.Restore(from))) _window.Enqueue(bucket);
        _now = ColumnBucket.Restore(from);
        _earlier.Clear();
        _earlier.AddRange(_now.Earlier);
        _runs = _now.Runs;
        _last = [.. from.ReadList(() => LastValue.Restore(from))];
        double[] slice = [from.ReadDouble(), from.ReadDouble(), from.ReadDouble(), from.ReadDouble()];
        (_compared, _unchanged, _ownCompared, _ownUnchanged) = ((int)slice[0], (int)slice[1], (int)slice[2], (int)slice[3]);
    }
}

/// <summary>The last value of an asset.</summary>
struct LastValue
{
    /// <summary>Its last finite value, and the number of the bucket that held it; 0 for none.</summary>
    public double Finite;
    public long Number;
    /// <summary>Value of its last row, finite or not.</summary>
    public double Row;
    public bool HasRow;

    public readonly void Save(BinaryWriter to)
    {
        to.Write(Finite);
        to.Write(Number);
        to.Write(Row);
        to.Write(HasRow);
    }

    public static LastValue Restore(BinaryReader from) => new() { Finite = from.ReadDouble(), Number = from.ReadInt64(), Row = from.ReadDouble(), HasRow = from.ReadBoolean() };
}
