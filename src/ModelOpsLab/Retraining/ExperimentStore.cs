using System.Globalization;
using System.Text;
using ModelOpsLab.Data;
using ModelOpsLab.Lineage;
using ModelOpsLab.Models;
using ModelOpsLab.Reporting;
using ModelOpsLab.Storage;

namespace ModelOpsLab.Retraining;

/// <summary>Finished candidates in a folder: one file each, named by the rows, the settings, the trainer's and the window's name and the build of this library. One that is damaged is trained again.</summary>
sealed class ExperimentStore(string folder, RetrainingExperiment experiment, Frame prepared)
{
    const string Form = "modelops-candidate-1";

    readonly string _rows = prepared.ContentHash();

    /// <summary>The candidate as it was kept; null where it has to be trained. A candidate with a model that has no file of its own is not kept.</summary>
    public Candidate? Find(Candidate candidate)
    {
        var file = FileOf(candidate);
        if (!File.Exists(file) || File.ReadAllText(file).Split('\n', 3) is not [Form, var hash, var body] || hash != ContentId.Of(Encoding.UTF8.GetBytes(body))) return null;
        var kept = JsonFormat.Read<Kept>(body, file);
        return candidate with { Predictions = [.. kept.Predictions], Refits = [.. kept.Refits.Select(r => new Refit(r.At, r.Rows, r.From, r.To, ModelJson.Read(r.Model, file)) { EffectiveRows = r.EffectiveRows, Because = r.Because })] };
    }

    /// <summary>Keeps a candidate, where its models can be written.</summary>
    public void Keep(Candidate done)
    {
        List<KeptRefit> refits = [];
        foreach (var refit in done.Refits)
        {
            try
            {
                refits.Add(new(refit.At, refit.Rows, refit.From, refit.To, refit.EffectiveRows, refit.Because, ModelJson.Write(refit.Model)));
            }
            catch (ArgumentException)
            {
                return; // a model of another kind: only its maker can store it
            }
        }
        var body = JsonFormat.Write(new Kept(done.Predictions, refits));
        Directory.CreateDirectory(folder);
        AtomicFile.Write(FileOf(done), $"{Form}\n{ContentId.Of(Encoding.UTF8.GetBytes(body))}\n{body}");
    }

    string FileOf(Candidate candidate)
    {
        string[] parts =
        [
            Form, typeof(ExperimentStore).Module.ModuleVersionId.ToString(), Environment.Version.ToString(), _rows, candidate.Trainer!.Name, candidate.Window!.Name,
            .. new[] { experiment.RefitEvery, experiment.Gap, experiment.MinimumTraining }.Select(n => n.ToString(CultureInfo.InvariantCulture)),
        ];
        return Path.Combine(folder, $"{ContentId.Of(Encoding.UTF8.GetBytes(string.Concat(parts.Select(p => string.Create(CultureInfo.InvariantCulture, $"{p.Length}:{p}\n")))))}.json");
    }

    sealed record Kept(IReadOnlyList<double> Predictions, IReadOnlyList<KeptRefit> Refits);

    sealed record KeptRefit(DateTime At, int Rows, DateTime From, DateTime To, double EffectiveRows, string? Because, string Model);
}
