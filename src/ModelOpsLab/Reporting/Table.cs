using System.Text.Json.Serialization;

namespace ModelOpsLab.Reporting;

/// <summary>How the cells of a column stand.</summary>
public enum Align { Left, Right }

/// <summary>A table. Every row has as many cells as there are columns.</summary>
/// <exception cref="ArgumentException">A row has another number of cells: the message names it.</exception>
public sealed record Table(IReadOnlyList<TableColumn> Columns, IReadOnlyList<IReadOnlyList<Cell>> Rows, string Caption = "", string Id = "") : Block
{
    /// <summary>The rows, each with one cell a column.</summary>
    public IReadOnlyList<IReadOnlyList<Cell>> Rows { get; } = Checked(Columns, Rows);

    static IReadOnlyList<IReadOnlyList<Cell>> Checked(IReadOnlyList<TableColumn> columns, IReadOnlyList<IReadOnlyList<Cell>> rows)
    {
        for (var i = 0; i < rows.Count; i++)
            if (rows[i].Count != columns.Count)
                throw new ArgumentException($"Row {i} of the table has {rows[i].Count} cells; there are {columns.Count} columns.", nameof(rows));
        return rows;
    }
}

/// <summary>A column of a table.</summary>
public sealed record TableColumn(string Name, Align Align = Align.Left)
{
    /// <summary>A left-aligned column.</summary>
    public static implicit operator TableColumn(string name) => new(name);
}

/// <summary>A cell of a table: text, a verdict chip, an interval that is drawn, or a pair of small histograms.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(TextCell), "text")]
[JsonDerivedType(typeof(SeverityCell), "severity")]
[JsonDerivedType(typeof(IntervalCell), "interval")]
[JsonDerivedType(typeof(HistogramCell), "histogram")]
public abstract record Cell
{
    /// <summary>What a plain-text writer prints.</summary>
    [JsonIgnore]
    public abstract string Text { get; }

    /// <summary>A text cell.</summary>
    public static implicit operator Cell(string text) => new TextCell(text);

    /// <summary>A chip that names the severity.</summary>
    public static implicit operator Cell(Severity severity) => new SeverityCell(severity);
}

/// <summary>Plain text; <paramref name="Href"/> may point at the id of another block.</summary>
public sealed record TextCell(string Value, string Href = "") : Cell
{
    /// <inheritdoc/>
    public override string Text => Value;
}

/// <summary>A coloured chip with a word: never colour alone.</summary>
public sealed record SeverityCell(Severity Severity, string Word = "") : Cell
{
    /// <inheritdoc/>
    public override string Text => Word.Length > 0 ? Word : Severity.ToString().ToLowerInvariant();
}

/// <summary>An interval drawn on the common scale of its column: a dot for the value, a line for the interval, a tick for the reference.</summary>
/// <param name="Low">Lower end of the interval.</param>
/// <param name="Value">The estimate.</param>
/// <param name="High">Upper end.</param>
/// <param name="Reference">What it is compared with; NaN for none.</param>
/// <param name="Minimum">Left end of the scale.</param>
/// <param name="Maximum">Right end of the scale.</param>
public sealed record IntervalCell(double Low, double Value, double High, double Reference, double Minimum, double Maximum) : Cell
{
    /// <inheritdoc/>
    public override string Text => $"{Format.Number(Value)} [{Format.Number(Low)}, {Format.Number(High)}]";
}

/// <summary>Shares of the reference and of the current sample in the same bins, from low to high.</summary>
public sealed record HistogramCell(IReadOnlyList<double> Reference, IReadOnlyList<double> Current) : Cell
{
    /// <inheritdoc/>
    public override string Text => string.Join(' ', Current.Select(c => Format.Fixed(100 * c, 0))) + " % (reference " + string.Join(' ', Reference.Select(r => Format.Fixed(100 * r, 0))) + " %)";
}
