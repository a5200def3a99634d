using System.CommandLine;
using System.Globalization;
using ModelOpsLab.Reporting;

namespace ModelOpsLab.Cli;

/// <summary>Options that several commands share, and how their text is read.</summary>
static class Inputs
{
    public static Argument<string> Notebook() => new("NOTEBOOK") { Description = "The notebook, an .ipynb or .dib file." };

    public static Option<string?> FileOption(string name, string description, string placeholder = "FILE") => new(name) { Description = description, HelpName = placeholder };

    /// <summary>Whether a place to keep what is measured is a file, and no database on a server.</summary>
    public static bool IsFile(string place) => !place.Contains("://", StringComparison.Ordinal) && !place.Contains('=', StringComparison.Ordinal);

    /// <summary>Refuses a value without any letter, as a variable gives that is not set.</summary>
    public static Option<string?> NotEmpty(Option<string?> option)
    {
        option.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: "" }]) result.AddError($"{option.Name} is empty. Give a {option.HelpName}.");
        });
        return option;
    }

    public static Option<Severity?> FailOn() => new("--fail-on")
    {
        Description = "End with exit code 1 where the judgement is this bad or worse: warning or critical.",
        HelpName = "LEVEL",
        CustomParser = result => result.Tokens[0].Value switch
        {
            "warning" => Severity.Warning,
            "critical" => Severity.Critical,
            var other => Refuse<Severity?>(result, $"--fail-on '{other}' is not a level. Write warning or critical."),
        },
    };

    public static Option<bool> Locked() => new("--locked") { Description = "Take packages only as the notebook's lock file names them, by version and hash." };

    /// <summary>Exit code 1 where a limit was given and is reached.</summary>
    public static int Judge(Severity severity, Severity? limit) => limit is { } level && severity >= level ? ExitCode.DoesNotHold : ExitCode.Done;

    public static Option<TimeSpan?> Timeout() => Seconds("--timeout", "Seconds one cell may run; a cell's own tag, as in timeout=30, goes before. Default: as long as it takes.");

    public static Option<TimeSpan?> Seconds(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "SECONDS",
        CustomParser = result => double.TryParse(result.Tokens[0].Value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds) && seconds is > 0 and < 1e6
            ? TimeSpan.FromSeconds(seconds)
            : Refuse<TimeSpan?>(result, $"{name} '{result.Tokens[0].Value}' is not a number of seconds. Write one like 30 or 2.5."),
    };

    public static Option<DateOnly?> Date(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "DATE",
        CustomParser = result => DateOnly.TryParseExact(result.Tokens[0].Value, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? day
            : Refuse<DateOnly?>(result, $"{name} '{result.Tokens[0].Value}' is not a date. Write it like 2020-03-31."),
    };

    /// <summary>A path that can be written, checked before the work begins.</summary>
    /// <exception cref="IOException">It is a folder, or lies under a file.</exception>
    public static string? Writable(string? path)
    {
        if (path is null) return null;
        if (path.Length == 0 || Directory.Exists(path) || Path.EndsInDirectorySeparator(path)) throw new IOException($"'{path}' is a folder, not a file to write. Name a file in it.");
        for (var folder = Path.GetDirectoryName(Path.GetFullPath(path)); folder is not null && !Directory.Exists(folder); folder = Path.GetDirectoryName(folder))
            if (File.Exists(folder)) throw new IOException($"'{path}' cannot be written: '{folder}' is a file, not a folder.");
        return path;
    }

    /// <summary>The bytes of a document to keep; none where no file is named.</summary>
    /// <exception cref="FileNotFoundException">There is none.</exception>
    /// <exception cref="InvalidDataException">It is empty or too large.</exception>
    public static ReadOnlyMemory<byte> Document(string? file)
    {
        if (file is null) return default;
        var length = new FileInfo(file) is { Exists: true } info ? info.Length : throw new FileNotFoundException($"There is no file '{file}'.", file);
        const long most = 64 << 20;
        if (length is 0 or > most) throw new InvalidDataException($"'{file}' has {Format.Count(length)} bytes; a document has 1 to {Format.Count(most)}.");
        return File.ReadAllBytes(file);
    }

    /// <summary>Whether a file is taken for a profile, by its name; anything else is CSV.</summary>
    public static bool IsProfile(string path) => path.EndsWith(".json", StringComparison.OrdinalIgnoreCase);

    public static T? Refuse<T>(System.CommandLine.Parsing.ArgumentResult result, string message)
    {
        result.AddError(message);
        return default;
    }
}
