using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace ModelOpsLab.Cli;

/// <summary>A command whose help ends with lines to copy.</summary>
sealed class CommandWithExamples(string name, string description, string examples) : Command(name, description)
{
    /// <summary>The lines, each indented by two.</summary>
    public string Examples => examples;
}

/// <summary>The usual help, and the examples of a command that has some.</summary>
sealed class HelpWithExamples : SynchronousCommandLineAction
{
    public override int Invoke(ParseResult parseResult)
    {
        var code = new HelpAction().Invoke(parseResult);
        if (parseResult.CommandResult.Command is CommandWithExamples command) parseResult.InvocationConfiguration.Output.WriteLine($"Examples:\n{command.Examples}\n");
        return code;
    }
}
