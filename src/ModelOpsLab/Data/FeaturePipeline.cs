using ModelOpsLab.Reporting;

namespace ModelOpsLab.Data;

/// <summary>
/// Turns prices into rows a model can be trained on. Row t, a session, holds features of the sessions up to t−1 only, which is what is known before it,
/// and as target the simple return of session t itself: close[t] / close[t−1] − 1.
/// </summary>
/// <remarks>
/// A panel is computed asset by asset; sessions are the asset's own rows. A missing, zero or negative price, a high below a low, or a volume without a logarithm makes
/// no number: the rows that would read it are left out and counted by reason, and the raw data keep it for monitoring to find.
/// </remarks>
public sealed record FeaturePipeline
{
    /// <summary>Column of the closing price.</summary>
    public string Close { get; init; } = "close";
    /// <summary>Column of the session's highest price; read where a feature needs it.</summary>
    public string High { get; init; } = "high";
    /// <summary>Column of the session's lowest price; read where a feature needs it.</summary>
    public string Low { get; init; } = "low";
    /// <summary>Column of the traded volume; read where a feature needs it.</summary>
    public string Volume { get; init; } = "volume";
    /// <summary>Name of the target's column.</summary>
    public string Target { get; init; } = "session_return";

    /// <summary>The features, in the order the model reads them.</summary>
    /// <exception cref="ArgumentException">There are none, or a name stands twice.</exception>
    public IReadOnlyList<Feature> Features { get; init => field = Different(value); } =
    [
        new("return_1d", FeatureKind.Return, 1),
        new("momentum_5d", FeatureKind.Momentum, 5),
        new("momentum_20d", FeatureKind.Momentum, 20),
        new("volatility_20d", FeatureKind.Volatility, 20),
        new("range_5d", FeatureKind.Range, 5),
        new("volume_z", FeatureKind.VolumeZ, 20),
    ];

    /// <summary>Computed beside the features and not read by the model: what position sizes are made from. Null for nothing.</summary>
    public Feature? Sizing { get; init; } = new("volatility_20d", FeatureKind.Volatility, 20);

    /// <summary>The columns of market data that features and target are made from, each once: the closing price, from which returns are made, stands first.</summary>
    internal IReadOnlyList<string> Columns
    {
        get
        {
            Feature[] all = [.. Features, .. Sizing is null ? [] : new[] { Sizing }];
            return [.. new[] { Close }.Concat(all.Any(f => f.Kind == FeatureKind.Range) ? [High, Low] : []).Concat(all.Any(f => f.Kind == FeatureKind.VolumeZ) ? [Volume] : []).Distinct(StringComparer.Ordinal)];
        }
    }

    /// <summary>Features that need closes only, for data without high, low and volume.</summary>
    public static FeaturePipeline OfCloses { get; } = new() { Features = [.. new FeaturePipeline().Features.Where(f => f.Kind is FeatureKind.Return or FeatureKind.Momentum or FeatureKind.Volatility)] };

    /// <summary>Reads a pipeline file: <c>{"close": "close", "features": [{"name": "return_1d", "kind": "return", "window": 1}]}</c>, strictly.</summary>
    /// <exception cref="InvalidDataException">The file does not fit: the message names file, line and the nearest known name.</exception>
    public static FeaturePipeline Load(string path) => JsonFile.Read<FeaturePipeline>(path);

    /// <summary>Reads a pipeline from JSON text; <paramref name="source"/> names it in errors.</summary>
    public static FeaturePipeline Parse(string json, string source = "pipeline") => JsonFile.Parse<FeaturePipeline>(json, source);

    /// <summary>The pipeline as JSON that <see cref="Parse"/> reads back.</summary>
    public string ToJson() => JsonFormat.Write(this);

    /// <summary>Computes features and target, and leaves out the rows that lack one.</summary>
    /// <exception cref="KeyNotFoundException">A column is not in the frame.</exception>
    public PreparedData Prepare(Frame raw)
    {
        var computed = Sizing is null || Features.Any(f => f.Name == Sizing.Name) ? Features : [.. Features, Sizing];
        var values = computed.Select(_ => new double[raw.Count]).ToArray();
        var target = new double[raw.Count];
        var reasons = new string?[raw.Count];
        foreach (var rows in ByAsset(raw))
        {
            var series = PriceSeries.Of(this, raw, rows, computed);
            for (var t = 0; t < rows.Count; t++)
            {
                var row = rows[t];
                reasons[row] = series.WhyNot(t);
                if (reasons[row] is not null) continue;
                for (var f = 0; f < computed.Count; f++) values[f][row] = series.Value(computed[f], t);
                target[row] = series.Return(t);
                if (!double.IsFinite(target[row]) || values.Any(v => !double.IsFinite(v[row]))) reasons[row] = "a value does not exist: the volume never changed, or a price is too extreme";
            }
        }
        int[] kept = [.. Enumerable.Range(0, raw.Count).Where(r => reasons[r] is null)];
        return new(Assemble(raw, computed, values, target).Take(kept), Features, raw.Count, Account(raw, reasons));
    }

    Frame Assemble(Frame raw, IReadOnlyList<Feature> computed, double[][] values, double[] target)
    {
        var schema = new Schema
        {
            Timestamp = raw.Schema.Timestamp,
            Asset = raw.Schema.Asset,
            Features = [.. Features.Select(f => f.Name)],
            Target = Target,
            Columns = raw.Schema.Columns.Where(c => c.Key == raw.Schema.Timestamp || c.Key == raw.Schema.Asset).ToDictionary(StringComparer.Ordinal),
        };
        if (computed.Count > Features.Count) schema = schema with { Columns = new Dictionary<string, ColumnRule>(schema.Columns, StringComparer.Ordinal) { [Sizing!.Name] = new() } };
        return Frame.Of(schema,
        [
            raw[schema.Timestamp],
            .. schema.Asset is { } asset ? [raw[asset]] : Array.Empty<Column>(),
            .. computed.Select((f, i) => Column.Numbers(f.Name, values[i])),
            Column.Numbers(Target, target),
        ]);
    }

    static IReadOnlyList<DroppedRows> Account(Frame raw, string?[] reasons) =>
    [
        .. Enumerable.Range(0, raw.Count).Where(r => reasons[r] is not null).GroupBy(r => reasons[r]!)
            .Select(g => new DroppedRows(g.Key, g.Count(), raw.Time[g.First()], raw.Time[g.Last()]))
            .OrderByDescending(d => d.Reason == PreparedData.WarmUpReason).ThenBy(d => d.Reason, StringComparer.Ordinal),
    ];

    static IEnumerable<IReadOnlyList<int>> ByAsset(Frame raw)
    {
        if (raw.Schema.Asset is not { } name) return [[.. Enumerable.Range(0, raw.Count)]];
        var assets = raw[name].Strings;
        return Enumerable.Range(0, raw.Count).GroupBy(r => assets[r]).Select(g => (IReadOnlyList<int>)[.. g]);
    }

    static IReadOnlyList<Feature> Different(IReadOnlyList<Feature> features) =>
        features is [] ? throw new ArgumentException("A pipeline needs a feature.", nameof(Features))
        : features.GroupBy(f => f.Name).FirstOrDefault(g => g.Count() > 1) is { } twice ? throw new ArgumentException($"Feature '{twice.Key}' stands twice.", nameof(Features))
        : features;
}
