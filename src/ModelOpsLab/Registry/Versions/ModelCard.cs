using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using ModelOpsLab.Reporting;

namespace ModelOpsLab.Registry;

/// <summary>What somebody who did not make a model must know of it, as Markdown (Mitchell and others, Model Cards for Model Reporting, 2019): written from its record alone, so that it cannot say anything else.</summary>
public static partial class ModelCard
{
    /// <summary>The card of a version. What people wrote is shown as text: nothing in it becomes a link, a picture or HTML.</summary>
    public static string Of(ModelVersion version)
    {
        var (training, card) = (version.Training, version.Training.Definition?.Card);
        var text = new StringBuilder();
        void Line(string line = "") => text.Append(line).Append('\n');
        void Section(string title, params IEnumerable<string> lines)
        {
            Line();
            Line($"## {title}");
            Line();
            foreach (var line in lines) Line(line);
        }

        Line($"# {Shown(training.Definition?.Title ?? version.Name)}");
        Line();
        Line($"{Shown(version.Name)}, version {Shown(version.Label)}, registered by {Shown(version.By)} on {Day(version.RegisteredAt)}{(version.Retired ? ", retired since" : "")}.");
        Section("What it is for", Said(card?.Purpose, "purpose"), "", $"Not for: {Said(card?.NotFor, "notFor")}", "", $"Who answers for it: {Said(card?.Owner, "owner")}");
        Section("Known limits", [Said(card?.Limits, "limits"), .. Ranges(version)]);
        Section("Data", [Said(card?.Data, "data"), .. Data(training)]);
        Section("How it was trained", Training(version));
        Section("How good it is", Quality(training.Evidence));
        Section("What it looks at", Logic(training));
        Section("Checks before training", training.Checks.Count == 0 ? ["None were recorded."] : training.Checks.SelectMany(c => c.Alerts.Select(a => $"  - {Shown(a)}").Prepend($"- {Shown(c.Title)}: {c.Severity.ToString().ToLowerInvariant()}")));
        return text.ToString();
    }

    static IEnumerable<string> Ranges(ModelVersion version) => version.Training.Evidence is not { Inputs.Count: > 0 } evidence ? []
        : ["", "Outside of what it was trained on, it extrapolates:", "", "| input | lowest | 1 % | median | 99 % | highest |", "|---|---:|---:|---:|---:|---:|",
            .. evidence.Inputs.Select(i => $"| {Shown(i.Feature)} | {Number(i.Minimum)} | {Number(i.Low)} | {Number(i.Median)} | {Number(i.High)} | {Number(i.Maximum)} |")];

    static IEnumerable<string> Data(TrainingRecord training) => training.Data is not { } data
        ? ["", $"{Format.Count(training.Provenance.Rows)} rows; the file was not kept."]
        : ["", $"- {Shown(data.File)}, {Format.Count(data.Bytes)} bytes, SHA-256 `{data.Sha256}`, kept",
            $"- {Format.Count(data.Rows)} rows from {Day(data.From)} to {Day(data.To)}, of which {Format.Count(data.Prepared.Rows)} were trained on; table hash mol-th1 `{data.Table.Hash}`",
            .. data.Change is { } change ? [$"- {Shown(change.What)}"] : Array.Empty<string>()];

    static IEnumerable<string> Training(ModelVersion version)
    {
        var training = version.Training;
        foreach (var (name, value) in training.Provenance.Parameters) yield return $"- {Shown(name)}: {Shown(value)}";
        yield return $"- code: {Shown(training.Code?.ToString() ?? "not recorded")}{(training.CodeDifference is null ? "" : ", the difference is kept")}";
        yield return $"- library: {Shown(training.Provenance.Library)}; {Format.Count(training.Packages.Count)} packages and {Format.Count(training.Environment?.Modules.Count ?? 0)} modules recorded";
        if (training.Environment is { } machine) yield return $"- on: {Shown(machine.Runtime)}, {Shown(machine.OperatingSystem)}, {Shown(machine.Architecture)}";
        if (training is { BeganAt: { } began, EndedAt: { } ended }) yield return $"- from {Moment(began)} to {Moment(ended)}";
        yield return $"- the model's bytes: SHA-256 `{version.ContentId}`, {Shown(version.Format)}";
    }

    static IEnumerable<string> Quality(ModelEvidence? evidence) => evidence is null ? ["It was not measured."]
        : [Shown(evidence.OutOfSampleBy), .. evidence.OutOfSample.Count == 0 ? Array.Empty<string>() : ["", "| metric | value | 95 % interval | n |", "|---|---:|---:|---:|",
            .. evidence.OutOfSample.Select(m => $"| {Shown(m.Metric)} | {Shown(m.Text)} | {(m.Interval is { } i ? $"{Number(i.Low)} to {Number(i.High)}" : "")} | {Format.Count(m.Count)} |")]];

    static IEnumerable<string> Logic(TrainingRecord training)
    {
        if (training.Importance.Count > 0) yield return $"Weights in the model: {string.Join(", ", training.Importance.Select(i => $"{Shown(i.Feature)} {Number(i.Value)}"))}.";
        if (training.Evidence is not { } evidence) yield break;
        yield return "";
        yield return $"R² lost where a feature is shuffled, ± one standard deviation. {Shown(evidence.PermutationBy)}";
        yield return "";
        foreach (var one in evidence.Permutation) yield return $"- {Shown(one.Feature)}: {Number(one.Loss)} ± {Number(one.Error)}";
        if (evidence.Sensitivity.Count == 0) yield break;
        yield return "";
        yield return "| feature | prediction at 1 % | 25 % | 50 % | 75 % | 99 % | elasticity |";
        yield return "|---|---:|---:|---:|---:|---:|---:|";
        foreach (var one in evidence.Sensitivity) yield return $"| {Shown(one.Feature)} | {string.Join(" | ", one.Predictions.Select(Number))} | {(one.Elasticity is { } e ? Number(e) : "none")} |";
    }

    static string Said(string? text, string member) => string.IsNullOrWhiteSpace(text) ? $"Not said: declare `card.{member}`." : Shown(text);

    static string Number(double value) => Format.Number(value);

    static string Day(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    static string Day(DateTime time) => time.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    static string Moment(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture) + " UTC";

    /// <summary>A text in which no character means anything to Markdown or HTML, on one line.</summary>
    static string Shown(string text) => Special().Replace(Invisible().Replace(text, " "), m => m.Value switch { "<" => "&lt;", ">" => "&gt;", "&" => "&amp;", _ => "\\" + m.Value });

    [GeneratedRegex(@"[\\`*_\[\]#|<>&!~$]")]
    private static partial Regex Special();

    [GeneratedRegex(@"[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]")]
    private static partial Regex Invisible();
}
