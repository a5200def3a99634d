using ModelOpsLab.Data;
using ModelOpsLab.Reporting;
using ModelOpsLab.Statistics.Sketches;
using ModelOpsLab.Storage;

namespace ModelOpsLab.Monitoring;

/// <summary>Series as rows: which stretch a reading is of, what a row holds, and how minutes become hours and hours days.</summary>
static class SeriesHistory
{
    static readonly int[] Minutes = [1, 60, 1440];

    /// <summary>Minutes since the year 1.</summary>
    public static long Minute(DateTime time, string what) => time.Kind == DateTimeKind.Local
        ? throw new ArgumentException(FormattableString.Invariant($"{what} is {time:yyyy-MM-dd HH:mm:ss}, a local time. Give it in UTC."))
        : time.Ticks / TimeSpan.TicksPerMinute;

    public static DateTime Time(long minute) => new(minute * TimeSpan.TicksPerMinute, DateTimeKind.Utc);

    /// <summary>The first full stretch at or after a minute.</summary>
    public static long Up(long minute, Resolution resolution) => Down(minute + Length(resolution) - 1, resolution);

    /// <summary>The stretch that a minute is in.</summary>
    public static long Down(long minute, Resolution resolution) => minute - minute % Length(resolution);

    public static int Length(Resolution resolution) => Minutes[(int)resolution];

    /// <summary>The stretches that make up a period, each as long as it can be; none is in two.</summary>
    /// <exception cref="ArgumentException">Part of it is in stretches that have gone.</exception>
    public static IEnumerable<(Resolution Resolution, long From, long To)> Cover(MonitorHead head, long from, long to) => from < to && from < head.DaysFrom
        ? throw new ArgumentException(FormattableString.Invariant($"'{head.Model}': days before {Time(head.DaysFrom):yyyy-MM-dd} have gone, and the period begins with {Time(from):yyyy-MM-dd HH:mm}. Ask from {Time(head.DaysFrom):yyyy-MM-dd} on."))
        : Cover(head, from, to, Resolution.Day);

    static IEnumerable<(Resolution Resolution, long From, long To)> Cover(MonitorHead head, long from, long to, Resolution longest)
    {
        if (from >= to) yield break;
        if (longest == Resolution.Minute)
        {
            yield return (Resolution.Minute, from, to);
            if (from < head.MinutesFrom) throw Gone(head.Model, from, "minutes", head.MinutesFrom, "hour");
            yield break;
        }
        long first = Up(from, longest), last = Math.Min(Down(to, longest), longest == Resolution.Day ? head.DaysTo : head.HoursTo);
        if (longest == Resolution.Hour && from < head.HoursFrom) throw Gone(head.Model, from, "hours", head.HoursFrom, "day");
        if (first >= last) (first, last) = (to, to);
        else yield return (longest, first, last);
        foreach (var before in Cover(head, from, first, longest - 1)) yield return before;
        foreach (var after in Cover(head, last, to, longest - 1)) yield return after;
    }

    static ArgumentException Gone(string model, long from, string what, long until, string longer) =>
        new(FormattableString.Invariant($"'{model}': {what} before {Time(until):yyyy-MM-dd HH:mm} have gone, and {Time(from):yyyy-MM-dd HH:mm} is not the start of a full {longer}, or its end not that of one. Ask for whole ones."));

    /// <summary>The rows of a reading: its series, and each measurement that is no series already as one of one value.</summary>
    /// <exception cref="ArgumentException">It is not of minutes that make up an hour, or of hours that make up a day.</exception>
    public static IEnumerable<SeriesRow> Rows(string model, MonitorReading reading)
    {
        long from = Minute(reading.From, "The start of a reading"), to = Minute(reading.To, "The end of a reading"), length = to - from;
        var whole = length > 0 && from % length == 0 && reading.From.Ticks % TimeSpan.TicksPerMinute == 0 && reading.To.Ticks % TimeSpan.TicksPerMinute == 0;
        if (!whole || Length(Resolution.Day) % length != 0 || (length % Length(Resolution.Hour) != 0 && Length(Resolution.Hour) % length != 0))
            throw new ArgumentException(FormattableString.Invariant($"{model}: a reading from {reading.From:yyyy-MM-dd HH:mm:ss.fff} to {reading.To:yyyy-MM-dd HH:mm:ss.fff} is not of minutes that make up an hour, or of hours that make up a day, UTC."));
        var at = length < Length(Resolution.Hour) ? Resolution.Minute : length < Length(Resolution.Day) ? Resolution.Hour : Resolution.Day;
        var named = reading.Series.Select(s => (s.Metric, s.Profile.Name)).ToHashSet();
        return reading.Series.Concat(reading.Measurements.Where(m => !named.Contains((m.Metric, m.Of))).Select(OneValue)).Select(s => Row(model, s.Metric, s.Profile, at, from));
    }

    static SeriesRow Row(string model, string metric, ColumnProfile profile, Resolution resolution, long start) =>
        new(model, metric, profile.Name, profile.Type.ToString().ToLowerInvariant(), (int)resolution, start, EdgeBytes(profile.Edges), ProfileBytes.Of(profile.Sound()));

    static SeriesProfile OneValue(Measurement m)
    {
        double[] finite = m.Exists && double.IsFinite(m.Value) ? [m.Value] : [];
        return new(m.Metric, new()
        {
            Name = m.Of, Type = ColumnType.Number, Rows = 1, Missing = m.Exists ? 0 : 1, NotFinite = m.Exists && finite is [] ? 1 : 0,
            Moments = PowerSums.Of(finite), Quantiles = KllSketch.Of(finite),
        });
    }

    public static ColumnProfile Profile(SeriesRow row) => ProfileBytes.Read(row.Body, row.Of, Enum.Parse<ColumnType>(row.Type, ignoreCase: true), Edges(row.Edges));

    /// <summary>Rows of one resolution merged to a longer one, by series and start.</summary>
    public static IEnumerable<SeriesRow> RollUp(IEnumerable<SeriesRow> rows, Resolution to) =>
        from row in rows
        group row by (row.Model, row.Metric, row.Of, row.Type, Start: Down(row.Start, to)) into stretch
        select Row(stretch.Key.Model, stretch.Key.Metric, ColumnProfile.RollUp([.. stretch.Select(Profile)]), to, stretch.Key.Start);

    static byte[] EdgeBytes(IReadOnlyList<double>? edges)
    {
        if (edges is null) return [];
        var bytes = new byte[1 + sizeof(double) * edges.Count]; // a leading byte tells bins without edges from no bins
        for (var i = 0; i < edges.Count; i++) System.Buffers.Binary.BinaryPrimitives.WriteDoubleLittleEndian(bytes.AsSpan(1 + sizeof(double) * i), edges[i]);
        return bytes;
    }

    static double[]? Edges(byte[] bytes)
    {
        if (bytes.Length == 0) return null;
        var edges = new double[bytes.Length / sizeof(double)];
        for (var i = 0; i < edges.Length; i++) edges[i] = System.Buffers.Binary.BinaryPrimitives.ReadDoubleLittleEndian(bytes.AsSpan(1 + sizeof(double) * i));
        return edges;
    }
}
