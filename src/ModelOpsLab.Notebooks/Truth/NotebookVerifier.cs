namespace ModelOpsLab.Notebooks;

/// <summary>Runs a notebook again, with the parameters and as-of date it stores, and compares every stored output, in all its media types, by value.</summary>
/// <remarks>
/// Tags honoured: <c>tolerance=1e-6</c> and its kin (<see cref="Tolerance"/>), <c>unordered</c> (lines, table rows and lists in any order), <c>volatile</c> (not compared),
/// <c>skip-execution</c> (not run), <c>raises-exception</c> (an error is an output like another). Never compared: style sheets, the call lists of errors,
/// the folders in their messages, execution counts, metadata.
/// </remarks>
public static class NotebookVerifier
{
    /// <summary>Verifies a file. The file is not touched.</summary>
    /// <exception cref="InvalidDataException">The file is not a notebook.</exception>
    /// <exception cref="NotebookUsageException">The notebook cannot be run here: another language, a broken parameters cell; or a tolerance cannot be read.</exception>
    public static Task<NotebookVerification> VerifyAsync(string path, VerifyOptions? options = null, CancellationToken cancel = default) =>
        VerifyAsync(Notebook.Read(path), options, cancel);

    /// <summary>Verifies a notebook against the outputs it carries. Where there is none to compare it does not hold: nothing was verified.</summary>
    /// <exception cref="NotebookUsageException">The notebook cannot be run here: another language, a broken parameters cell; or a tolerance cannot be read.</exception>
    public static async Task<NotebookVerification> VerifyAsync(Notebook stored, VerifyOptions? options = null, CancellationToken cancel = default)
    {
        options ??= new();
        var cells = stored.Cells.Where(NotebookRunner.Runs).ToArray();
        for (var i = 0; i < cells.Length; i++) _ = Tolerance.Of(cells[i], $"{stored.Path}, cell {i + 1}");
        if (cells.All(IsFresh))
            return Refused(stored, cells, [new(stored.Path, 0, 0, "", "stored outputs", "none: the notebook was never executed; run it and store the result first")]);
        if (options.Fresh && StaleCells.Of(stored, options.WorkingDirectory, cancel).Where(cell => cell.IsStale).ToArray() is { Length: > 0 } stale)
            return Refused(stored, cells, [.. stale.Select(cell => new Mismatch(stored.Path, cell.Cell, 0, "", "outputs of this code in this order", $"stale ones: {cell.Because}. Nothing was run; run the notebook and store the result first"))]);
        var run = await NotebookRunner.RunAsync(stored, new()
        {
            WorkingDirectory = options.WorkingDirectory, CellTimeout = options.CellTimeout, Progress = options.Progress, Journal = options.Journal,
            Locked = options.Locked, Notices = options.Notices, WritesLock = false,
        }, cancel).ConfigureAwait(false);
        return Compare(stored, cells, run, options);
    }

    static NotebookVerification Compare(Notebook stored, Cell[] cells, NotebookRun run, VerifyOptions options)
    {
        var rerun = run.Notebook.Cells.Where(NotebookRunner.Runs).ToArray();
        var comparison = new CellComparison(options.Tolerance);
        var (judged, ran) = (new List<CellVerification>(), run.Timings.Count);
        for (var i = 0; i < cells.Length; i++)
        {
            var (cell, number) = (cells[i], i + 1);
            if (i >= ran) judged.Add(Judged(cell, number, 0, options, $"not reached: the run stopped at cell {ran}"));
            else if (cell.HasTag("volatile")) judged.Add(Judged(cell, number, 0, options, CellVerification.Volatile));
            else
            {
                if (IsFresh(cell)) comparison.Add(new(stored.Path, number, 0, "", "an executed cell", "one that was never executed; run the notebook again and store the result"));
                else comparison.Compare(stored.Path, number, cell, cell.Outputs, rerun[i].Outputs);
                judged.Add(Judged(cell, number, cell.Outputs.Count, options));
            }
        }
        if (ran < cells.Length)
            comparison.Add(new(stored.Path, ran + 1, 0, "", "a cell that runs", $"nothing: the run stopped at cell {ran}"));
        if (judged.Sum(cell => cell.Outputs) == 0 && comparison.Mismatches.Count == 0)
            comparison.Add(new(stored.Path, 0, 0, "", "a stored output to compare", "none: nothing was verified, and that is not a pass"));
        return new(stored.Path, [.. judged, .. Skipped(stored)], comparison.Mismatches, comparison.Tolerated);
    }

    static NotebookVerification Refused(Notebook stored, Cell[] cells, IReadOnlyList<Mismatch> because) =>
        new(stored.Path, [.. cells.Select((cell, i) => Judged(cell, i + 1, 0, new(), "nothing was run")), .. Skipped(stored)], because, []);

    static IEnumerable<CellVerification> Skipped(Notebook stored) => stored.Cells.Where(cell => cell.Kind == CellKind.Code && cell.HasTag("skip-execution"))
        .Select(cell => Judged(cell, 0, 0, new(), "tagged skip-execution: it was not run"));

    static CellVerification Judged(Cell cell, int number, int outputs, VerifyOptions options, string excluded = "") => new(
        number, cell.Source.Split('\n').Select(line => line.Trim()).FirstOrDefault(line => line.Length > 0) ?? "", outputs,
        excluded.Length > 0 || options.Tolerance == 0 ? [] : [.. Tolerance.Of(cell, "").Select(tolerance => tolerance.ToString()), .. cell.HasTag("unordered") ? ["unordered"] : Array.Empty<string>()], excluded);

    static bool IsFresh(Cell cell) => cell.ExecutionCount is null && cell.Outputs.Count == 0;
}
