using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using System.Text.RegularExpressions;
using ModelOpsLab.Cli.Commands;
using ModelOpsLab.Data;

namespace ModelOpsLab.Cli;

/// <summary>A command's work: reads what was typed, does it, and says how it ended.</summary>
delegate Task<int> Work(ParseResult parsed, Session session);

/// <summary>The command line as a function from arguments to an exit code.</summary>
static partial class CommandLine
{
    /// <summary>Runs one command.</summary>
    public static int Run(IReadOnlyList<string> arguments, Session session)
    {
        try
        {
            var options = new GlobalOptions();
            var parsed = Root(options, session).Parse(arguments, new() { ResponseFileTokenReplacer = null });
            session = options.Of(parsed, session);
            if (parsed.Action is ParseErrorAction) return Usage(parsed, session);
            return parsed.InvokeAsync(new() { Output = session.Out, Error = session.Error, EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null }, session.Cancel)
                .GetAwaiter().GetResult();
        }
#pragma warning disable CA1031 // The one place where an exception becomes an exit code
        catch (Exception error)
        {
            return Failure.Report(error, arguments, session);
        }
#pragma warning restore CA1031
    }

    static RootCommand Root(GlobalOptions options, Session session)
    {
        var root = new RootCommand("Keeps trading models healthy, reviewed and accountable: runs notebooks, checks data and drift, writes reviews.")
        {
            options.Workspace, options.Json, options.Verbose,
        };
        void Add(Command command, Work work)
        {
            command.SetAction((parsed, _) => work(parsed, options.Of(parsed, session)));
            root.Add(command);
        }
        ReviewCommand.Add(Add);
        RunCommand.Add(Add);
        CheckCommand.Add(Add);
        DescribeCommand.Add(Add);
        VerifyCommand.Add(Add);
        DiffCommand.Add(Add);
        CleanCommand.Add(Add);
        ExportCommand.Add(Add);
        ConvertCommand.Add(Add);
        DriftCommand.Add(Add);
        ProfileCommand.Add(Add);
        ExperimentCommand.Add(Add);
        MonitorCommand.Add(Add);
        DemoCommand.Add(Add);
        DoctorCommand.Add(Add);
        // What may wait for another process's lock says so; training and runs of notebooks have progress of their own
        void Below(Command command, Work work) => command.SetAction(async (parsed, _) =>
        {
            using var waiting = !session.SaysWaiting || command.Name is "register" or "check" ? null : new ProgressLines(session.Error, $"{NameOf(parsed.CommandResult)}: at work, or waiting for another process");
            return await work(parsed, options.Of(parsed, session)).ConfigureAwait(false);
        });
        root.Add(ModelsCommand.Of(Below));
        root.Add(IncidentsCommand.Of(Below));
        root.Add(AlertsCommand.Of(Below));
        root.Add(ActionsCommand.Of(Below));
        root.Add(SignCommand.Of(Below));
        root.Add(AuditCommand.Of(Below));
        root.Add(KernelCommand.Of((command, work) => command.SetAction((parsed, _) => work(parsed, options.Of(parsed, session)))));
        root.SetAction(parsed => new HelpAction().Invoke(parsed));
        foreach (var help in root.Options.OfType<HelpOption>()) help.Action = new HelpWithExamples();
        return root;
    }

    static int Usage(ParseResult parsed, Session session)
    {
        var (command, name) = (parsed.CommandResult.Command, NameOf(parsed.CommandResult));
        Argument[] missing = [.. command.Arguments.Where(argument => (parsed.GetResult(argument)?.Tokens.Count ?? 0) < argument.Arity.MinimumNumberOfValues)];
        if (missing.Length > 0) session.Error.WriteLine($"{name} needs {string.Join(" and ", missing.Select(argument => argument.Name))}.");
        var others = parsed.Errors.Where(error => error.SymbolResult is not ArgumentResult result || !missing.Contains(result.Argument));
        if (command is not RootCommand && command.Subcommands.Count > 0)
        {
            string[] names = [.. command.Subcommands.Select(c => c.Name)];
            session.Error.WriteLine($"{name} needs one of: {string.Join(", ", names)}.{(parsed.UnmatchedTokens is [var typed, ..] ? $" '{Safe.Text(typed)}' is none.{Spelling.Suggest(typed, names)}" : "")}");
        }
        else foreach (var error in others.Select(e => NoNumber().Replace(e.Message, "$2: '$1' is not a whole number.")).Distinct(StringComparer.Ordinal)) session.Error.WriteLine(error);
        session.Error.WriteLine($"See 'modelops {(command is RootCommand ? "" : name + " ")}--help'.");
        return ExitCode.BadInput;
    }

    [GeneratedRegex("^Cannot parse argument '(.*)' for (?:command|option) '(.*)' as expected type 'System\\.(?:Nullable.*|Int32|Int64)'\\.$", RegexOptions.Singleline)]
    private static partial Regex NoNumber();

    /// <summary>As it was typed: <c>kernel run</c>.</summary>
    static string NameOf(CommandResult result) =>
        result.Parent is CommandResult { Command: not RootCommand } parent ? $"{NameOf(parent)} {result.Command.Name}" : result.Command.Name;
}
