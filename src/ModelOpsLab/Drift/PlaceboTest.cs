using ModelOpsLab.Data;
using ModelOpsLab.Reporting;
using ModelOpsLab.Trading;

namespace ModelOpsLab.Drift;

/// <summary>Replays the detector over its own reference: each past window is judged as it was, and with one input changed, the inputs taking turns.</summary>
static class PlaceboTest
{
    /// <summary>With fewer windows a rate says nothing.</summary>
    const int FewestWindows = 10;

    sealed record Rule(string Name, Func<DriftReport, bool> Period, Func<FeatureDrift, bool> Input)
    {
        public static Rule Of(string name, Func<FeatureDrift, bool> input) => new(name, r => r.Features.Any(input), input);
    }

    static readonly Rule[] Rules =
    [
        new(Critical, r => r.Severity == Severity.Critical, f => f.Severity == Severity.Critical),
        new("this detector: warning or critical", r => r.Severity >= Severity.Warning, f => f.Severity >= Severity.Warning),
        Rule.Of("plain Kolmogorov-Smirnov or χ², p < 5 %", f => (f.KolmogorovSmirnov?.PValue ?? f.ChiSquare?.PValue) < 0.05),
        Rule.Of("population stability index > 0.25", f => f.PopulationStabilityIndex > 0.25),
        Rule.Of("permutation of blocks, p < 5 %", f => f.Permutation?.PValue < 0.05),
        new("always alarm", _ => true, _ => true),
    ];

    const string Critical = "this detector: critical";

    /// <summary>What the rules said of one window: by rule, whether it alarmed, on how many inputs, and of each shift whether it saw it; null where that was not put.</summary>
    sealed record Replay(PlaceboWindow Window, bool[] Alarms, int[] Inputs, int Features, bool?[][] Seen);

    public static PlaceboReport Run(DriftDetector detector, Frame? current, PlaceboOptions options, IProgress<(int, int)>? progress, CancellationToken cancel)
    {
        var reference = detector.Reference;
        var inputs = reference.Schema.Features;
        if (inputs.Count == 0) throw new ArgumentException("The schema names no feature; there is no input to replay.", nameof(detector));
        var windows = PlaceboWindow.Of(reference, current, options);
        if (options.PastOnly) windows = [.. windows.Where(w => w.Out.Start.Value >= FewestWindows * w.Window.GetOffsetAndLength(reference.Count).Length)];
        if (windows.Length < FewestWindows) throw new ArgumentException($"The reference holds {windows.Length} past windows {(options.PastOnly ? "with enough before them " : "")}to replay, and a placebo test needs at least {FewestWindows}. Give a longer reference or shorter windows.");
        var replays = new Replay[windows.Length];
        var done = 0;
        Parallel.For(0, windows.Length, new ParallelOptions { CancellationToken = cancel, MaxDegreeOfParallelism = Environment.ProcessorCount }, i =>
        {
            replays[i] = Judge(detector, windows[i], i, options);
            progress?.Report((Interlocked.Increment(ref done), windows.Length));
        });
        return Report(detector, current, replays, options);
    }

    static Replay Judge(DriftDetector detector, PlaceboWindow window, int number, PlaceboOptions options)
    {
        Frame rest = window.Reference(detector.Reference, options.PastOnly), now = window.Current(detector.Reference);
        var judge = new DriftDetector(rest) { Options = detector.Options };
        var calm = judge.MonitorInputDistributionDrift(now);
        var inputs = now.Schema.Features;
        var shifted = Enumerable.Range(0, inputs.Count).Select(k => inputs[(number + k) % inputs.Count]).FirstOrDefault(f => PlaceboShift.All[0].Into(now, rest, f) is not null);
        bool?[][] seen = [.. PlaceboShift.All.Select(shift =>
        {
            if (shifted is null) return Array.ConvertAll(Rules, _ => (bool?)null);
            var moved = judge.MonitorInputDistributionDrift(shift.Into(now, rest, shifted)!).Features.Single(f => f.Feature == shifted);
            return Array.ConvertAll(Rules, rule => (bool?)rule.Input(moved));
        })];
        return new(window, Array.ConvertAll(Rules, r => r.Period(calm)), Array.ConvertAll(Rules, r => calm.Features.Count(r.Input)), calm.Features.Count, seen);
    }

    static PlaceboReport Report(DriftDetector detector, Frame? current, Replay[] replays, PlaceboOptions options)
    {
        PlaceboRule[] rules = [.. Rules.Select((rule, r) => new PlaceboRule(rule.Name, replays.Length, replays.Count(p => p.Alarms[r]), replays.Sum(p => p.Features), replays.Sum(p => p.Inputs[r]),
            [.. PlaceboShift.All.Select((shift, s) => new PlaceboHits(shift.Name, replays.Count(p => p.Seen[s][r] is not null), replays.Count(p => p.Seen[s][r] == true)))]))];
        var reference = detector.Reference;
        return new()
        {
            Title = "Placebo test",
            Of = $"{Format.Count(replays.Length)} past windows of {InputDistributionDrift.Period(reference)}",
            Measurements = [.. rules.SelectMany(Measure)],
            Thresholds =
            [
                Threshold.Above("placebo_false_alarms_at_least", detector.Options.ChanceLimit, null, "critical verdicts come more often on calm windows of this reference than chance should make them, or the reference is not calm"),
            ],
            Rules = rules,
            Provenance = FrameWindows.Provenance(reference, current ?? reference,
            [
                .. detector.Options.Parameters, KeyValuePair.Create("pastOnly", options.PastOnly ? "true" : "false"), KeyValuePair.Create("mostWindows", Format.Count(options.MostWindows)),
                KeyValuePair.Create("rows", options.Rows is { } rows ? Format.Count(rows) : "like the period"),
            ]),
            Body = [Scores(rules), new Note(Convention(options)), .. Alarmed(reference, replays)],
        };
    }

    static IEnumerable<Measurement> Measure(PlaceboRule rule)
    {
        var interval = WilsonInterval.Of(rule.FalseAlarmRate, rule.Windows);
        yield return new("placebo_false_alarms", rule.FalseAlarmRate) { Of = rule.Name, Count = rule.Windows, Unit = "%", Interval = interval };
        if (rule.Name == Critical) yield return new("placebo_false_alarms_at_least", interval.Low) { Of = rule.Name, Count = rule.Windows, Unit = "%" };
        yield return new("placebo_false_inputs", rule.FalseInputRate) { Of = rule.Name, Count = rule.Inputs, Unit = "%" };
        foreach (var hits in rule.Hits)
            yield return Measurement.Maybe("placebo_hits", hits.Rate, "no input is a number with a scale") with { Of = $"{rule.Name}; {hits.Shift}", Count = hits.Shifted, Unit = "%", Interval = hits.Shifted > 0 ? WilsonInterval.Of(hits.Rate, hits.Shifted) : null };
        yield return Measurement.Maybe("placebo_youden", rule.Youden, "no input is a number with a scale") with { Of = rule.Name, Count = rule.Windows };
        yield return Measurement.Maybe("placebo_f1", rule.F1, "no input is a number with a scale") with { Of = rule.Name, Count = rule.Windows };
    }

    static Table Scores(PlaceboRule[] rules) => new(
        ["rule", new("windows that alarm", Align.Right), new("95 % interval", Align.Right), new("inputs that alarm", Align.Right), .. PlaceboShift.All.Select(s => new TableColumn($"seen: {s.Name}", Align.Right)), new("Youden", Align.Right), new("F1", Align.Right)],
        [.. rules.Select(rule =>
        {
            var interval = WilsonInterval.Of(rule.FalseAlarmRate, rule.Windows);
            return (IReadOnlyList<Cell>)
            [
                rule.Name, $"{Format.Count(rule.FalseAlarms)} = {Format.Percent(rule.FalseAlarmRate)}", $"{Format.Percent(interval.Low)} to {Format.Percent(interval.High)}", Format.Percent(rule.FalseInputRate),
                .. rule.Hits.Select(h => (Cell)(h.Shifted == 0 ? "–" : Format.Percent(h.Rate, 0))), double.IsNaN(rule.Youden) ? "–" : Format.Fixed(rule.Youden, 2), double.IsNaN(rule.F1) ? "–" : Format.Fixed(rule.F1, 2),
            ];
        })], Id: "placebo");

    static string Convention(PlaceboOptions options) =>
        $"Each window is judged against {(options.PastOnly ? "what came before it" : "all the rest of the reference")}. Alarms: on windows as they were, which count as false though a real crisis may be among them. Seen: the share of windows in which the rule alarms on the one input that was changed, the inputs taking turns; MAD: the reference's median absolute deviation. " +
        "Interval: Wilson, as if windows were independent; alarms that come in clusters make it too narrow. Youden: mean share seen less share of inputs that alarm; F1: where half of the inputs have moved (always: 0.67). A rule that always alarms, or never, has a Youden of 0. What past windows did by themselves cannot be told from drift: an input that wanders far by nature is seen to move only when it goes further.";

    static IEnumerable<Block> Alarmed(Frame reference, Replay[] replays)
    {
        string[] alarmed = [.. replays.Where(r => r.Alarms[0]).Select(r => InputDistributionDrift.Period(r.Window.Current(reference)))];
        if (alarmed.Length > 0) yield return new Paragraph($"Critical as they were: {string.Join(", ", alarmed.Take(12))}{(alarmed.Length > 12 ? $" and {Format.Count(alarmed.Length - 12)} more" : "")}.");
    }
}
