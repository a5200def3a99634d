using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using ModelOpsLab.Lineage;
using ModelOpsLab.Notebooks;

namespace ModelOpsLab.Cli;

/// <summary>Turns an exception into a message and an exit code.</summary>
static partial class Failure
{
    /// <summary>Says what went wrong and what to do.</summary>
    public static int Report(Exception error, IReadOnlyList<string> arguments, Session session)
    {
        var code = CodeOf(error);
        if (code == ExitCode.Interrupted) session.Error.WriteLine("Stopped. Nothing was written.");
        else if (code == ExitCode.BadInput) session.Error.WriteLine(Message(error));
        else
        {
            session.Error.WriteLine($"modelops met an error of its own: {error.GetType().Name}: {Message(error)}");
            session.Error.WriteLine(ReportFile(error, arguments, session) is { } file
                ? $"Please send the report file {file} with a word about what you were doing. It holds the command and the stack trace, no data."
                : "No report file could be written; repeat the command with --verbose for the stack trace.");
        }
        if (session.Verbose) session.Error.WriteLine(error);
        return code;
    }

    /// <summary>What the asker can put right is bad input; so is a file system that refuses. An argument or key is the asker's only where our own code refused it.</summary>
    static int CodeOf(Exception error) => error switch
    {
        OperationCanceledException => ExitCode.Interrupted,
        FileNotFoundException { FileName: { } assembly } when assembly.Contains(", Version=", StringComparison.Ordinal) => ExitCode.InternalError,
        NotebookUsageException or InvalidDataException or IOException or UnauthorizedAccessException or TimeoutException => ExitCode.BadInput,
        ArgumentNullException => ExitCode.InternalError,
        ArgumentException or FormatException or KeyNotFoundException when error.Source is "ModelOpsLab" or "ModelOpsLab.Notebooks" or "modelops" => ExitCode.BadInput,
        _ => ExitCode.InternalError,
    };

    static string Message(Exception error) => error is ArgumentException ? ParameterName().Replace(error.Message, "") : error.Message;

    static string? ReportFile(Exception error, IReadOnlyList<string> arguments, Session session)
    {
        var now = session.Clock.GetUtcNow();
        var file = Path.Combine(Path.GetTempPath(), string.Create(CultureInfo.InvariantCulture, $"modelops-error-{now:yyyyMMdd-HHmmss}-{Guid.NewGuid().ToString("N")[..6]}.txt"));
        var text = new StringBuilder()
            .Append(CultureInfo.InvariantCulture, $"{Provenance.ThisLibrary}, {now:yyyy-MM-dd HH:mm:ss}Z\n")
            .Append(CultureInfo.InvariantCulture, $"{System.Runtime.InteropServices.RuntimeInformation.FrameworkDescription} on {System.Runtime.InteropServices.RuntimeInformation.OSDescription}\n")
            .Append(CultureInfo.InvariantCulture, $"modelops {string.Join(' ', arguments)}\n\n{error}\n");
        try
        {
            File.WriteAllText(file, text.ToString());
            return file;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    [GeneratedRegex(@" \(Parameter '[^']*'\)(\r?\nActual value was [^\n]*)?")]
    private static partial Regex ParameterName();
}
