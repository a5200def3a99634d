using FsCheck;
using FsCheck.Fluent;
using ModelOpsLab.Data;
using ModelOpsLab.Tests.Oracles;

namespace ModelOpsLab.Tests.Data;

public sealed class FeaturePipelineTests
{
    static readonly Schema Bars = new() { Timestamp = "date", Columns = new[] { "high", "low", "close", "volume" }.ToDictionary(c => c, _ => new ColumnRule()) };
    static readonly FeaturePipeline Short = new()
    {
        Features =
        [
            new("return_2d", FeatureKind.Return, 2), new("momentum_3d", FeatureKind.Momentum, 3), new("volatility_4d", FeatureKind.Volatility, 4),
            new("range_2d", FeatureKind.Range, 2), new("volume_z", FeatureKind.VolumeZ, 3), new("gap_5d", FeatureKind.MovingAverageGap, 5),
        ],
        Sizing = null,
    };

    static Frame Spx => Frame.ReadCsv(SampleFile.At("spx/sp500.csv"), Schema.Load(SampleFile.At("spx/sp500.schema.json")));

    [Fact]
    public void Features_of_the_index_equal_those_computed_in_exact_fractions()
    {
        var pipeline = new FeaturePipeline { Features = [.. new FeaturePipeline().Features, new("average_gap_50d", FeatureKind.MovingAverageGap, 50)] };
        var prepared = pipeline.Prepare(Spx).Frame;
        foreach (var row in OracleFile.Read("features.json").GetProperty("rows").EnumerateArray())
        {
            var day = DateOnly.Parse(row.Text("date")!, System.Globalization.CultureInfo.InvariantCulture);
            var ours = prepared.Between(day, day.AddDays(1));
            Assert.Equal(1, ours.Count);
            foreach (var name in pipeline.Features.Select(f => f.Name).Append("session_return"))
                Assert.Equal(row.Number(name), ours[name][0], 1e-12 * Math.Max(1, Math.Abs(row.Number(name))));
        }
    }

    [Fact]
    public void Warm_up_rows_are_left_out_and_counted()
    {
        var prepared = new FeaturePipeline().Prepare(Spx);
        Assert.Equal((5105, 21, 5084), (prepared.RawRows, prepared.WarmUp, prepared.Frame.Count));
        Assert.Equal(["warm-up"], prepared.Dropped.Select(d => d.Reason));
        Assert.Equal("session_return", prepared.Frame.Schema.Target);
        Assert.Equal(new FeaturePipeline().Features.Select(f => f.Name), prepared.Frame.Schema.Features);
    }

    [Fact]
    public void Every_feature_is_known_before_its_session() => Prop.ForAll(
        Gen.Choose(0, 29).ToArbitrary(), Gen.Choose(1, 1_000_000).ToArbitrary(), (at, seed) =>
        {
            var before = Short.Prepare(Walk(30, 7)).Frame;
            var after = Short.Prepare(Altered(Walk(30, 7), from: at, seed)).Frame;
            var first = 30 - before.Count;
            return Enumerable.Range(0, before.Count).All(i =>
                (first + i > at || Short.Features.All(f => before[f.Name][i].Equals(after[f.Name][i])))
                && (first + i >= at || before[Short.Target][i].Equals(after[Short.Target][i])));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Session_s_own_prices_change_its_target_and_later_rows_only()
    {
        var raw = Walk(30, 3);
        var close = raw["close"].ToArray();
        close[20] *= 1.5;
        var (before, after) = (Short.Prepare(raw).Frame, Short.Prepare(raw.With("close", close)).Frame);
        var row = 20 - (30 - before.Count);
        Assert.All(Short.Features, f => Assert.Equal(before[f.Name][row], after[f.Name][row]));
        Assert.NotEqual(before[Short.Target][row], after[Short.Target][row]);
        Assert.NotEqual(before["momentum_3d"][row + 1], after["momentum_3d"][row + 1]);
    }

    [Fact]
    public void Assets_of_a_panel_do_not_see_each_other()
    {
        var raw = Frame.ReadCsv(SampleFile.At("dow30/closes.csv"), Schema.Load(SampleFile.At("dow30/closes.schema.json"))).Before(new DateOnly(1991, 6, 1));
        var prepared = FeaturePipeline.OfCloses.Prepare(raw).Frame;
        foreach (var name in new[] { "AA", "IBM", "XOM" })
        {
            int[] Of(Frame f) => [.. Enumerable.Range(0, f.Count).Where(r => f["asset"].Strings[r] == name)];
            var alone = FeaturePipeline.OfCloses.Prepare(raw.Take(Of(raw))).Frame;
            Assert.Equal(alone.ContentHash(), prepared.Take(Of(prepared)).ContentHash());
        }
        Assert.Equal(21 * 30, FeaturePipeline.OfCloses.Prepare(raw).WarmUp);
    }

    [Theory]
    [InlineData("close", 0, "close is not positive", 20, 25)]
    [InlineData("close", -37.63, "close is not positive", 20, 25)]
    [InlineData("close", double.NaN, "close is missing", 20, 25)]
    [InlineData("low", double.NaN, "low is missing", 21, 22)]
    [InlineData("high", 0.001, "high is below low", 21, 22)]
    [InlineData("volume", 0, "volume is not positive", 21, 24)]
    public void Rows_that_would_read_a_wrong_value_are_left_out_and_counted_by_reason(string column, double value, string reason, int first, int last)
    {
        var raw = Walk(40, 5);
        var values = raw[column].ToArray();
        values[20] = value;
        var prepared = Short.Prepare(raw.With(column, values));
        Assert.Equal(new DroppedRows(reason, last - first + 1, raw.Time[first], raw.Time[last]), prepared.Dropped[1]);
        Assert.Equal(40, prepared.Frame.Count + prepared.Dropped.Sum(d => d.Count));
        Assert.All(Short.Features, f => Assert.All(prepared.Frame[f.Name], v => Assert.True(double.IsFinite(v))));
    }

    [Fact]
    public void Volume_that_never_moves_has_no_score_and_its_rows_are_left_out()
    {
        var raw = Walk(40, 5).With("volume", [.. Enumerable.Repeat(5.0, 40)]);
        Assert.Equal((0, 35), (Short.Prepare(raw).Frame.Count, Short.Prepare(raw).Dropped[1].Count));
    }

    [Fact]
    public void Sizing_is_in_the_frame_and_not_a_feature()
    {
        var pipeline = Short with { Sizing = new("volatility_6d", FeatureKind.Volatility, 6) };
        var prepared = pipeline.Prepare(Walk(30, 1)).Frame;
        Assert.DoesNotContain("volatility_6d", prepared.Schema.Features);
        Assert.All(prepared["volatility_6d"], v => Assert.True(v > 0));
        Assert.Equal(prepared.ContentHash(), Frame.ParseCsv(prepared.ToCsv(), prepared.Schema).ContentHash());
    }

    [Fact]
    public void Pipeline_is_written_and_read_back()
    {
        var json = (Short with { Close = "px" }).ToJson();
        Assert.Equal(json, FeaturePipeline.Parse(json).ToJson());
        Assert.Equal(Short.Features, FeaturePipeline.Parse(json).Features);
        Assert.Equal(("px", null), (FeaturePipeline.Parse(json).Close, FeaturePipeline.Parse(json).Sizing));
    }

    [Theory]
    [InlineData("""{"features": [{"name": "v", "kind": "volatilty", "window": 5}]}""", "p.json, line 1, column 48: features[0].kind is \"volatilty\". Did you mean 'volatility'? It can be: return, momentum, volatility, range, volumeZ, movingAverageGap.")]
    [InlineData("""{"features": [{"name": "v", "kind": "volatility", "window": 1}]}""", "p.json: Feature 'v' (Volatility) needs a window of at least 2.")]
    [InlineData("""{"features": [{"name": "v", "kind": "return", "windw": 1}]}""", "p.json, line 1, column 55: 'windw' is not known here. Did you mean 'window'? Known are: name, kind, window.")]
    [InlineData("""{"features": []}""", "p.json: A pipeline needs a feature.")]
    public void Pipeline_with_a_mistake_is_refused(string json, string message) =>
        Assert.Equal(message, Assert.Throws<InvalidDataException>(() => FeaturePipeline.Parse(json, "p.json")).Message);

    [Fact]
    public void Absent_column_is_named() =>
        Assert.StartsWith("No column 'high'.", Assert.Throws<KeyNotFoundException>(() => Short.Prepare(Frame.ParseCsv("date,close\n2020-01-01,1\n", new() { Timestamp = "date", Columns = new Dictionary<string, ColumnRule> { ["close"] = new() } }))).Message, StringComparison.Ordinal);

    [Fact]
    public void Data_shorter_than_the_warm_up_give_no_rows() => Assert.Equal((0, 4), (Short.Prepare(Walk(4, 1)).Frame.Count, Short.Prepare(Walk(4, 1)).WarmUp));

    static Frame Walk(int rows, int seed)
    {
        var random = new System.Random(seed);
        var close = new double[rows];
        for (var t = 0; t < rows; t++) close[t] = (t == 0 ? 100 : close[t - 1]) * (1 + 0.02 * (random.NextDouble() - 0.5));
        return Frame.Of(Bars,
            Column.Timestamps("date", [.. Enumerable.Range(0, rows).Select(t => t * 86_400_000_000_000L)]),
            Column.Numbers("high", [.. close.Select(c => c * (1 + 0.01 * random.NextDouble()))]),
            Column.Numbers("low", [.. close.Select(c => c * (1 - 0.01 * random.NextDouble()))]),
            Column.Numbers("close", close),
            Column.Numbers("volume", [.. close.Select(_ => 1e6 * (0.5 + random.NextDouble()))]));
    }

    /// <summary>Other prices and volumes from a row on.</summary>
    static Frame Altered(Frame raw, int from, int seed)
    {
        var random = new System.Random(seed);
        foreach (var column in new[] { "high", "low", "close", "volume" })
        {
            var values = raw[column].ToArray();
            for (var t = from; t < values.Length; t++) values[t] *= column == "high" ? 2 + random.NextDouble() : 1 + random.NextDouble();
            raw = raw.With(column, values);
        }
        return raw;
    }
}
