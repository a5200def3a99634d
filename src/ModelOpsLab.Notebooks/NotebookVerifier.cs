namespace ModelOpsLab.Notebooks;

/// <summary>Runs a notebook again, with the parameters and as-of date it stores, and compares every stored output, in all its media types, by value.</summary>
public static class NotebookVerifier
{
    /// <summary>Verifies a file. The file is not touched.</summary>
    /// <exception cref="InvalidDataException">The file is not a notebook.</exception>
    /// <exception cref="NotebookUsageException">The notebook cannot be run here: another language, a broken parameters cell.</exception>
    public static Task<NotebookVerification> VerifyAsync(string path, VerifyOptions? options = null, CancellationToken cancel = default) =>
        VerifyAsync(Notebook.Read(path), options, cancel);

    /// <summary>Verifies a notebook against the outputs it carries.</summary>
    /// <exception cref="NotebookUsageException">The notebook cannot be run here: another language, a broken parameters cell.</exception>
    public static async Task<NotebookVerification> VerifyAsync(Notebook stored, VerifyOptions? options = null, CancellationToken cancel = default)
    {
        options ??= new();
        var cells = stored.Cells.Where(NotebookRunner.Runs).ToArray();
        if (cells.Length > 0 && cells.All(IsFresh))
            return new(stored.Path, 0, 0, [new(stored.Path, 0, 0, "", "stored outputs", "none: the notebook was never executed; run it and store the result first")], [], []);
        var run = await NotebookRunner.RunAsync(stored, new()
        {
            WorkingDirectory = options.WorkingDirectory, CellTimeout = options.CellTimeout, Progress = options.Progress, Journal = options.Journal,
        }, cancel).ConfigureAwait(false);
        var rerun = run.Notebook.Cells.Where(NotebookRunner.Runs).ToArray();
        var comparison = new OutputComparison(options.Tolerance);
        var (mismatches, tolerated, varying, outputs) = (new List<Mismatch>(), new List<Mismatch>(), new List<int>(), 0);
        var ran = run.Timings.Count;
        for (var i = 0; i < ran; i++)
        {
            var (expected, found, number) = (cells[i].Outputs, rerun[i].Outputs, i + 1);
            if (cells[i].HasTag("volatile"))
            {
                varying.Add(number);
                continue;
            }
            if (IsFresh(cells[i]))
            {
                mismatches.Add(new(stored.Path, number, 0, "", "an executed cell", "one that was never executed; run the notebook again and store the result"));
                continue;
            }
            outputs += expected.Count;
            NotebookComparison.Compare(comparison, stored.Path, number, expected, found, mismatches, tolerated);
        }
        if (ran < cells.Length)
            mismatches.Add(new(stored.Path, ran + 1, 0, "", "a cell that runs", $"nothing: the run stopped at cell {ran}"));
        return new(stored.Path, ran, outputs, mismatches, tolerated, varying);
    }

    static bool IsFresh(Cell cell) => cell.ExecutionCount is null && cell.Outputs.Count == 0;
}
