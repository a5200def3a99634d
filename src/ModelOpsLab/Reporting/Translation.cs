namespace ModelOpsLab.Reporting;

/// <summary>One document on its way into another language. Remembers what it has translated, and what it could not.</summary>
sealed class Translation(Phrasebook phrases)
{
    /// <summary>Columns whose cells are names of the data: a column may be called <c>open</c>.</summary>
    static readonly HashSet<string> Named = new(["column", "input", "feature", "asset", "model", "strategy", "name", "Alert"], StringComparer.Ordinal);

    readonly Dictionary<string, string?> _found = new(StringComparer.Ordinal);
    readonly HashSet<string> _names = new(StringComparer.Ordinal);
    readonly HashSet<string> _missing = new(StringComparer.Ordinal);

    /// <summary>The sentences that stayed as they were, in the order met.</summary>
    public IEnumerable<string> Missing => _missing;

    /// <summary>The document with its texts translated.</summary>
    public Document Of(Document document)
    {
        foreach (var table in document.Blocks.SelectMany(b => b is Details d ? d.Blocks : [b]).OfType<Table>())
            for (var c = 0; c < table.Columns.Count; c++)
                if (IsNamed(table, c)) _names.UnionWith(table.Rows.Select(row => row[c].Text));
        return document with { Blocks = [.. document.Blocks.Select(Of)] };
    }

    Block Of(Block block) => block switch
    {
        Heading heading => heading with { Text = Text(heading.Text) },
        Paragraph paragraph => paragraph with { Text = Text(paragraph.Text) },
        Note note => note with { Text = Text(note.Text) },
        Verdict verdict => verdict with { Text = Text(verdict.Text), Detail = Text(verdict.Detail), Points = [.. verdict.Points.Select(p => p with { Text = Text(p.Text) })] },
        Facts facts => new Facts([.. facts.Items.Select(f => new Fact(Text(f.Name), Text(f.Value)))]),
        Details details => details with { Text = Text(details.Text), Blocks = [.. details.Blocks.Select(Of)] },
        Table table => new Table([.. table.Columns.Select(c => c with { Name = Text(c.Name) })], [.. table.Rows.Select(row => (IReadOnlyList<Cell>)[.. row.Select((cell, c) => Of(cell, IsNamed(table, c)))])], Text(table.Caption), table.Id),
        Chart chart => Of(chart) with { Title = Text(chart.Title), Caption = Text(chart.Caption) },
        _ => block,
    };

    /// <summary>Whether a column holds names: of the data, or of metrics where a table lists measurements.</summary>
    static bool IsNamed(Table table, int column) =>
        Named.Contains(table.Columns[column].Name) || table.Columns[column].Name is "metric" or "of" && table.Columns is [{ Name: "metric" }, { Name: "of" }, ..];

    Cell Of(Cell cell, bool name) => cell switch
    {
        TextCell text => text with { Value = name ? text.Value : Text(text.Value) },
        SeverityCell chip => chip with { Word = Text(chip.Word) },
        _ => cell,
    };

    Chart Of(Chart chart) => chart switch
    {
        LineChart line => line with { Series = [.. line.Series.Select(s => s with { Name = Text(s.Name) })], Bands = [.. line.Bands.Select(b => b with { Name = Text(b.Name) })], Markers = Of(line.Markers), X = Of(line.X), Y = Of(line.Y) },
        DrawdownChart drawdown => drawdown with { Markers = Of(drawdown.Markers) },
        BarChart bars => bars with { Labels = [.. bars.Labels.Select(Text)], Y = Of(bars.Y) },
        PairedHistogram histogram => histogram with { X = Of(histogram.X) },
        SpanChart spans => spans with { Rows = [.. spans.Rows.Select(Text)], Kinds = [.. spans.Kinds.Select(k => k with { Name = Text(k.Name) })], Markers = Of(spans.Markers), X = Of(spans.X) },
        ScatterChart scatter => scatter with { X = Of(scatter.X), Y = Of(scatter.Y) },
        FanChart fan => fan with { PathName = Text(fan.PathName), Markers = Of(fan.Markers), XAxis = Of(fan.XAxis), Y = Of(fan.Y) },
        _ => chart,
    };

    Marker[] Of(IReadOnlyList<Marker> markers) => [.. markers.Select(m => m with { Label = Text(m.Label) })];

    Axis Of(Axis axis) => axis with { Label = Text(axis.Label) };

    /// <summary>A text line by line: whole where a phrase has it, else the longest runs of sentences that one has.</summary>
    string Text(string text) => text.Contains('\n', StringComparison.Ordinal) ? string.Join('\n', text.Split('\n').Select(Line)) : Line(text);

    string Line(string line)
    {
        if (string.IsNullOrWhiteSpace(line)) return line;
        string[] sentences = [.. Phrasebook.Sentences(line)];
        List<string> written = [];
        for (var from = 0; from < sentences.Length;)
        {
            var (count, found) = (Math.Min(phrases.MostSentences, sentences.Length - from), default(string));
            while (count > 0 && (found = Find(string.Join(' ', sentences, from, count))) is null) count--;
            if (found is null) _missing.Add(sentences[from]);
            written.Add(found ?? sentences[from]);
            from += Math.Max(1, count);
        }
        return string.Join(' ', written);
    }

    /// <summary>The translation of a text that is known as a whole, in parts of a list, or has no words; null where it is not.</summary>
    string? Find(string text)
    {
        if (_found.TryGetValue(text, out var known)) return known;
        _found[text] = null; // while it is looked for it is not its own part
        return _found[text] = WrittenNumbers.AreAll(text) ? WrittenNumbers.In(text, phrases.Language)
            : phrases.Find(text, Find) ?? (_names.Contains(text) ? text : null) ?? List(text, "; ", "\u202F; ") ?? List(text, ", ", ", ") ?? List(text, " and ", " et ");
    }

    string? List(string text, string separator, string written)
    {
        if (!text.Contains(separator, StringComparison.Ordinal)) return null;
        var parts = text.Split(separator);
        for (var i = 0; i < parts.Length; i++)
            if (parts[i].Length == 0 || Find(parts[i]) is not { } part) return null;
            else parts[i] = part;
        return string.Join(written, parts);
    }
}
