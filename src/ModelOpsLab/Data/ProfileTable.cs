using ModelOpsLab.Reporting;

namespace ModelOpsLab.Data;

/// <summary>What a profile looks like: one row a column.</summary>
static class ProfileTable
{
    const int Shown = 5;
    static readonly string[] Numbers = ["n", "missing", "mean", "sd", "min", "1 %", "25 %", "median", "75 %", "99 %", "max"];

    public static Document Of(FrameProfile profile)
    {
        ColumnProfile[] numbers = [.. profile.Columns.Where(c => c.Moments is not null)], categories = [.. profile.Columns.Where(c => c.Categories is not null)], others = [.. profile.Columns.Except(numbers).Except(categories)];
        var error = numbers.Select(c => c.Quantiles?.RankError() ?? 0).DefaultIfEmpty(0).Max();
        return new(
        [
            new Heading($"Profile{(profile.Name.Length > 0 ? $" of {profile.Name}" : "")}", 3),
            new Paragraph($"{Format.Count(profile.Rows)} rows × {Format.Count(profile.Columns.Count)} columns, {Format.Date(profile.From)} to {Format.Date(profile.To)}."),
            .. numbers.Length == 0 ? Array.Empty<Block>() :
            [
                new Table(["column", .. Numbers.Select(n => new TableColumn(n, Align.Right))], [.. numbers.Select(Row)], Id: "profile-numbers"),
                new Note($"n: finite values; missing: share of rows without one. Mean and sd (divisor n − 1) are of all values, without rounding. Quantiles: {(error == 0 ? "of all values" : $"from sketches, off by at most {Format.Percent(error, 2)} of the rows with 99 % confidence")}{(numbers.Any(c => c is { Quantiles: null, Count: > 0 }) ? "; – where only bins were kept" : "")}."),
            ],
            .. categories.Length == 0 ? Array.Empty<Block>() :
            [
                new Table(["column", new("n", Align.Right), new("missing", Align.Right), new("categories", Align.Right), "most frequent"], [.. categories.Select(Categories)], Id: "profile-categories"),
            ],
            .. others.Length == 0 ? Array.Empty<Block>() :
            [
                new Table(["column", new("n", Align.Right), new("missing", Align.Right)], [.. others.Select(c => (IReadOnlyList<Cell>)[c.Name, Format.Count(c.Count), Format.Percent(c.MissingShare)])]),
            ],
        ]);
    }

    static IReadOnlyList<Cell> Row(ColumnProfile c)
    {
        var quantiles = c.Quantiles;
        string At(double p) => quantiles is not { Count: > 0 } ? "–" : Format.Number(quantiles.Quantile(p));
        return
        [
            c.Name, Format.Count(c.Count), Format.Percent(c.MissingShare), Format.Number(c.Moments!.Mean ?? double.NaN), Format.Number(c.Moments.StandardDeviation ?? double.NaN),
            Format.Number(c.Minimum ?? quantiles?.Minimum ?? double.NaN), At(0.01), At(0.25), At(0.5), At(0.75), At(0.99), Format.Number(c.Maximum ?? quantiles?.Maximum ?? double.NaN),
        ];
    }

    static IReadOnlyList<Cell> Categories(ColumnProfile c)
    {
        var items = c.Categories!;
        var rest = items.Items.Count > Shown ? ", …" : "";
        return
        [
            c.Name, Format.Count(c.Count), Format.Percent(c.MissingShare), items.IsExact ? Format.Count(items.Items.Count) : $"> {Format.Count(items.Capacity)}",
            string.Join(", ", items.Items.Take(Shown).Select(i => $"{(i.Value.Length <= 30 ? i.Value : i.Value[..29] + "…")} {Format.Percent((double)i.Count / c.Count)}")) + rest + (items.IsExact ? "" : $" (each up to {Format.Percent((double)items.Error / c.Count, 2)} more)"),
        ];
    }
}
