using System.Text.Json.Serialization;
using ModelOpsLab.Lineage;
using ModelOpsLab.Reporting;

namespace ModelOpsLab.Registry;

/// <summary>What differs between two versions of a model, and what does not: bytes, data, code, parameters, environment, weights, and what they say of the same rows.</summary>
[TypeFormatterSource(typeof(DocumentFormatterSource))]
public sealed record VersionComparison : IRenderable
{
    const int MostModules = 20;

    /// <summary>Name of the model.</summary>
    public required string Model { get; init; }
    /// <summary>Number of the one.</summary>
    public required int From { get; init; }
    /// <summary>Number of the other.</summary>
    public required int To { get; init; }
    /// <summary>What was compared, each with both sides and whether they are the same.</summary>
    public required IReadOnlyList<ComparedPart> Parts { get; init; }
    /// <summary>Weights of both, by feature.</summary>
    public required IReadOnlyList<ComparedWeight> Weights { get; init; }
    /// <summary>Largest difference of their predictions on the golden rows of the second, in the unit of the target; null where one of them cannot be asked.</summary>
    public double? LargestDifference { get; init; }
    /// <summary>Golden rows for which they point in different directions.</summary>
    public int? OppositeSigns { get; init; }
    /// <summary>Golden rows both were asked.</summary>
    public int Rows { get; init; }
    /// <summary>How the rows of the second differ from those of the first; null where one was not recorded.</summary>
    public string? Data { get; init; }
    /// <summary>Why predictions were not compared; null where they were.</summary>
    public string? Because { get; init; }

    /// <summary>Compares two versions of one model.</summary>
    internal static VersionComparison Of(ModelRegistry registry, ModelVersion from, ModelVersion to)
    {
        TrainingRecord a = from.Training, b = to.Training;
        List<ComparedPart> parts =
        [
            new("model's bytes", from.ContentId[..12], to.ContentId[..12], from.ContentId == to.ContentId),
            new("format", from.Format, to.Format, from.Format == to.Format),
            Part("trained on knowledge of", a.Provenance.AsOf is { } x ? Format.Date(x) : null, b.Provenance.AsOf is { } y ? Format.Date(y) : null),
            new("training rows", Format.Count(a.Provenance.Rows), Format.Count(b.Provenance.Rows), a.Provenance.Rows == b.Provenance.Rows),
            .. Keys(a.Provenance.DataHashes, b.Provenance.DataHashes).Select(k => Part($"data '{k}'", Short(a.Provenance.DataHashes.GetValueOrDefault(k)), Short(b.Provenance.DataHashes.GetValueOrDefault(k)))),
            .. Keys(a.Provenance.Parameters, b.Provenance.Parameters).Select(k => Part(k, a.Provenance.Parameters.GetValueOrDefault(k), b.Provenance.Parameters.GetValueOrDefault(k))),
            Part("seed", a.Provenance.Seed is { } seed ? FormattableString.Invariant($"{seed}") : null, b.Provenance.Seed is { } other ? FormattableString.Invariant($"{other}") : null),
            Part("code", a.Code?.ToString(), b.Code?.ToString()),
            Part("files of code", Short(a.Code?.WorkTree), Short(b.Code?.WorkTree)),
            Part("library", a.Provenance.Library, b.Provenance.Library),
            Part("runtime", a.Environment?.Runtime, b.Environment?.Runtime),
            Part("operating system", a.Environment?.OperatingSystem, b.Environment?.OperatingSystem),
            Part("processor", a.Environment?.Architecture, b.Environment?.Architecture),
            .. DataRows(a.Data, b.Data),
            .. Packages(a.Packages, b.Packages),
            .. Modules(a.Environment, b.Environment),
        ];
        var comparison = new VersionComparison
        {
            Model = from.Name,
            From = from.Number,
            To = to.Number,
            Parts = parts,
            Data = a.Data is { } first && b.Data is { } second ? DataSaid(from.Number, first, second) : null,
            Weights = [.. from.Importance.Select(i => i.Feature).Union(to.Importance.Select(i => i.Feature)).Select(f => new ComparedWeight(f, from.Importance.FirstOrDefault(i => i.Feature == f)?.Value, to.Importance.FirstOrDefault(i => i.Feature == f)?.Value))],
        };
        return comparison.Predicting(registry, from, to);
    }

    /// <summary>From the hashes: equal, another range, or the column and chunk that differ. Where the rows begin elsewhere their chunks cannot be lined up.</summary>
    static string DataSaid(int number, RecordedData first, RecordedData second) =>
        first.Table.Hash == second.Table.Hash ? "The same rows."
        : first.FirstRow != second.FirstRow ? $"Other rows: {Format.Date(DateOnly.FromDateTime(first.From))} to {Format.Date(DateOnly.FromDateTime(first.To))} against {Format.Date(DateOnly.FromDateTime(second.From))} to {Format.Date(DateOnly.FromDateTime(second.To))}."
        : second.Change is { } change && change.Since == number ? change.What
        : second.Table.FirstDifference(first.Table)?.What ?? "The same rows.";

    VersionComparison Predicting(ModelRegistry registry, ModelVersion from, ModelVersion to)
    {
        if (to.Training.Golden is not { Rows.Count: > 0 } golden) return this with { Because = "no golden rows were recorded" };
        try
        {
            var (one, other) = (registry.Load(from), registry.Load(to));
            if (!one.Features.SequenceEqual(golden.Features)) return this with { Because = "they read different inputs" };
            var pairs = golden.Rows.Select(row => (One: one.Predict([.. row]), Other: other.Predict([.. row]))).Where(p => double.IsFinite(p.One) && double.IsFinite(p.Other)).ToArray();
            return pairs.Length == 0 ? this with { Because = "neither predicts a golden row" }
                : this with { Rows = pairs.Length, LargestDifference = pairs.Max(p => Math.Abs(p.One - p.Other)), OppositeSigns = pairs.Count(p => Math.Sign(p.One) * Math.Sign(p.Other) < 0) };
        }
        catch (Exception error) when (error is NotSupportedException or InvalidDataException or IOException)
        {
            return this with { Because = error.Message };
        }
    }

    /// <inheritdoc/>
    public Document ToDocument() => new(
        new Heading(FormattableString.Invariant($"{Model}: version {From} against version {To}"), 3),
        new Paragraph(Data is null ? Summary : $"{Summary} Data: {Data}"),
        new Table(["what", FormattableString.Invariant($"version {From}"), FormattableString.Invariant($"version {To}"), ""], [.. Parts.OrderBy(p => p.Same).Select(p => (IReadOnlyList<Cell>)[p.What, p.From ?? "not recorded", p.To ?? "not recorded", p.Same ? "same" : "changed"])]),
        new Table(["feature", new(FormattableString.Invariant($"weight in {From}"), Align.Right), new(FormattableString.Invariant($"weight in {To}"), Align.Right)], [.. Weights.Select(w => (IReadOnlyList<Cell>)[w.Feature, Weight(w.From), Weight(w.To)])]),
        new Note(Because is null
            ? $"Predictions of the {Format.Count(Rows)} golden rows of the second: they differ by at most {Format.Number(LargestDifference!.Value)}, in the unit of the target, and point in different directions in {Format.Count(OppositeSigns!.Value)}."
            : $"Predictions were not compared: {Because}."));

    /// <summary>What changed, in one line.</summary>
    [JsonIgnore]
    public string Summary => Parts.Where(p => !p.Same).Select(p => p.What).ToArray() is { Length: > 0 } changed ? $"Changed: {string.Join(", ", changed)}." : "Nothing that was recorded differs.";

    /// <inheritdoc/>
    public override string ToString() => PlainTextWriter.Write(ToDocument());

    static string Weight(double? value) => value is { } number ? Format.Number(number) : "none";

    static ComparedPart Part(string what, string? from, string? to) => new(what, from, to, from == to);

    static string? Short(string? hash) => hash is { Length: > 12 } ? hash[..12] : hash;

    static IEnumerable<string> Keys(IReadOnlyDictionary<string, string> a, IReadOnlyDictionary<string, string> b) => a.Keys.Union(b.Keys).Order(StringComparer.Ordinal);

    /// <summary>Where the rows part: column and chunk.</summary>
    static IEnumerable<ComparedPart> DataRows(RecordedData? a, RecordedData? b)
    {
        if (a is null || b is null) yield break;
        var other = b.Table.FirstDifference(a.Table);
        yield return new("rows, column by column", $"{Format.Count(a.Rows)} rows, {Short(a.Table.Hash)}", other is null ? $"{Format.Count(b.Rows)} rows, {Short(b.Table.Hash)}" : other.What, other is null);
    }

    /// <summary>Packages that both had, in other versions.</summary>
    static IEnumerable<ComparedPart> Packages(IReadOnlyList<ResolvedPackage> a, IReadOnlyList<ResolvedPackage> b) =>
        from mine in a
        let theirs = b.FirstOrDefault(p => p.Name == mine.Name)
        where theirs is not null && theirs != mine
        select new ComparedPart($"package {mine.Name}", mine.Version, theirs.Version, false);

    /// <summary>Modules whose bytes differ; which ones were loaded at that moment says nothing by itself.</summary>
    static IEnumerable<ComparedPart> Modules(EnvironmentRecord? a, EnvironmentRecord? b)
    {
        if (a is null || b is null) yield break;
        var theirs = b.Modules.Where(m => m.Sha256 is not null).GroupBy(m => m.Name, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.First().Sha256!, StringComparer.Ordinal);
        foreach (var mine in a.Modules.Where(m => m.Sha256 is not null && theirs.TryGetValue(m.Name, out var other) && other != m.Sha256).DistinctBy(m => m.Name, StringComparer.Ordinal).Take(MostModules))
            yield return new($"module {mine.Name}", Short(mine.Sha256), Short(theirs[mine.Name]), false);
    }
}

/// <summary>One thing that two versions were compared by; null where it was not recorded.</summary>
public sealed record ComparedPart(string What, string? From, string? To, bool Same);

/// <summary>How much a feature moves the prediction in each of two versions, in the unit of the target; null where it is not in one.</summary>
public sealed record ComparedWeight(string Feature, double? From, double? To);
