using System.CommandLine;
using ModelOpsLab.Notebooks;
using ModelOpsLab.Reporting;

namespace ModelOpsLab.Cli.Commands;

/// <summary><c>modelops diff</c>: where the stored outputs of two notebooks differ by value; nothing is run.</summary>
static class DiffCommand
{
    public static void Add(Action<Command, Work> add)
    {
        var first = new Argument<string>("A.ipynb") { Description = "What is expected." };
        var second = new Argument<string>("B.ipynb") { Description = "What is compared with it." };
        var strict = new Option<bool>("--strict") { Description = "Compare numbers digit by digit, not within 1e-9." };
        add(new("diff", "Compare the stored outputs of two notebooks by value.") { first, second, strict }, (parsed, session) =>
        {
            var comparison = NotebookComparison.Of(Notebook.Read(parsed.GetRequiredValue(first)), Notebook.Read(parsed.GetRequiredValue(second)), parsed.GetValue(strict) ? 0 : new VerifyOptions().Tolerance);
            foreach (var mismatch in comparison.Mismatches) session.Say(mismatch.ToString());
            if (comparison.Holds) session.Say($"No difference in {Format.Count(comparison.Outputs)} outputs of {Format.Count(comparison.Cells)} cells{(comparison.Tolerated.Count == 0 ? "" : $"; {Format.Count(comparison.Tolerated.Count)} numbers equal by value, not by digits")}.");
            session.Result(new { equal = comparison.Holds, comparison.Cells, comparison.Outputs, differences = comparison.Mismatches, comparison.Tolerated });
            return Task.FromResult(comparison.Holds ? ExitCode.Done : ExitCode.DoesNotHold);
        });
    }
}
