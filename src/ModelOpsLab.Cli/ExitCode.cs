namespace ModelOpsLab.Cli;

/// <summary>What the process says when it ends; a contract with scripts.</summary>
static class ExitCode
{
    /// <summary>Done.</summary>
    public const int Done = 0;
    /// <summary>Done, and what was asked to hold does not: a cell threw, an output differs, a limit is crossed.</summary>
    public const int DoesNotHold = 1;
    /// <summary>Bad input or usage; nothing was written.</summary>
    public const int BadInput = 2;
    /// <summary>An error of this program; a report file was written.</summary>
    public const int InternalError = 3;
    /// <summary>Stopped by Ctrl-C; nothing is half-written.</summary>
    public const int Interrupted = 130;
}
