using System.Text.Json;
using ModelOpsLab.Lineage;
using ModelOpsLab.Reporting;

namespace ModelOpsLab.Data;

/// <summary>How long each profile of a history is.</summary>
public enum ProfilePeriod
{
    /// <summary>One a calendar day, UTC.</summary>
    Day,
    /// <summary>One a calendar month, UTC.</summary>
    Month,
}

/// <summary>Profiles of one table in time order, one a day or month: what a new period is ranked among. Dependence over time cannot be seen inside a profile, but between many it can.</summary>
[TypeFormatterSource(typeof(DocumentFormatterSource))]
public sealed record ProfileHistory : IRenderable
{
    FrameProfile? _whole;

    /// <summary>The profiles, at least one, by their first day. All have one schema and one set of bins.</summary>
    public required IReadOnlyList<FrameProfile> Profiles
    {
        get;
        init => field = value.Count > 0 ? [.. value.OrderBy(p => p.From).ThenBy(p => p.To).ThenBy(p => p.Rows)] : throw new ArgumentException("A history has at least one profile.", nameof(Profiles));
    }

    /// <summary>All profiles merged.</summary>
    /// <exception cref="ProfileMismatchException">They do not describe the same columns in the same way.</exception>
    public FrameProfile Whole() => _whole ??= FrameProfile.Merge(Profiles);

    /// <summary>The profiles of a frame, one a day or month that has rows, all in the same bins.</summary>
    /// <param name="frame">At least one row.</param>
    /// <param name="period">Length of each.</param>
    /// <param name="reference">A profile whose bins to count in; null to cut them at the quantiles of the whole frame.</param>
    /// <param name="name">What the rows are of, for people.</param>
    public static ProfileHistory Of(Frame frame, ProfilePeriod period, FrameProfile? reference = null, string name = "")
    {
        reference ??= FrameProfile.Of(frame);
        return new() { Profiles = [.. Parts(frame, period).Select(part => FrameProfile.Of(part, reference, name))] };
    }

    /// <summary>The same rows in longer periods: profiles that start in one day or month are merged.</summary>
    /// <exception cref="ArgumentException">A profile reaches beyond one such period: it cannot be divided.</exception>
    public ProfileHistory By(ProfilePeriod period) => Profiles.FirstOrDefault(p => Start(p.From, period) != Start(p.To, period)) is { } longer
        ? throw new ArgumentException($"Profile '{longer.Name}' of {Format.Date(longer.From)} to {Format.Date(longer.To)} is longer than a {(period == ProfilePeriod.Day ? "day" : "month")}, and a profile cannot be divided. Profile the rows by {(period == ProfilePeriod.Day ? "day" : "month")}.", nameof(period))
        : new() { Profiles = [.. Profiles.GroupBy(p => Start(p.From, period)).Select(g => FrameProfile.Merge([.. g]))] };

    /// <summary>The history as JSON that <see cref="Parse"/> reads back; a single profile is written as itself.</summary>
    public string ToJson() => Profiles is [var only] ? only.ToJson() : JsonFormat.Write(this);

    /// <summary>Reads a history, or a single profile, from JSON, strictly; <paramref name="source"/> names it in errors.</summary>
    /// <exception cref="InvalidDataException">It is neither, or contradicts itself: source, line and what is wrong.</exception>
    public static ProfileHistory Parse(string json, string source = "profile")
    {
        try
        {
            using var parsed = JsonDocument.Parse(json);
            if (parsed.RootElement.ValueKind == JsonValueKind.Object && !parsed.RootElement.TryGetProperty("profiles", out _)) return new() { Profiles = [FrameProfile.Parse(json, source)] };
        }
        catch (JsonException)
        {
            // The strict reader says where and what
        }
        return JsonFile.Parse<ProfileHistory>(json, source);
    }

    /// <summary>Reads a file that <see cref="ToJson"/> was written to.</summary>
    /// <inheritdoc cref="Parse"/>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    public static ProfileHistory Load(string path)
    {
        if (!File.Exists(path)) throw new FileNotFoundException($"There is no file '{path}'. The current folder is '{Environment.CurrentDirectory}': check the path.", path);
        FileReads.Note(path);
        return Parse(File.ReadAllText(path), path);
    }

    /// <summary>The table of the whole, and how many profiles it is of.</summary>
    public Document ToDocument() => Profiles.Count == 1
        ? Profiles[0].ToDocument()
        : new([.. Whole().ToDocument().Blocks, new Paragraph($"In {Format.Count(Profiles.Count)} profiles of {Format.Count(Profiles.Min(p => p.Rows))} to {Format.Count(Profiles.Max(p => p.Rows))} rows.")]);

    /// <inheritdoc/>
    public override string ToString() => PlainTextWriter.Write(ToDocument());

    static IEnumerable<Frame> Parts(Frame frame, ProfilePeriod period)
    {
        for (var start = 0; start < frame.Count;)
        {
            var end = start + 1;
            var first = Start(DateOnly.FromDateTime(frame.Time[start]), period);
            while (end < frame.Count && Start(DateOnly.FromDateTime(frame.Time[end]), period) == first) end++;
            yield return frame.Rows(start..end);
            start = end;
        }
    }

    static DateOnly Start(DateOnly day, ProfilePeriod period) => period == ProfilePeriod.Day ? day : new(day.Year, day.Month, 1);
}
