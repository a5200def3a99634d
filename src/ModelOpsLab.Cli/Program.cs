using System.Runtime.CompilerServices;
using System.Text;
using ModelOpsLab.Cli;

// Not 'return': a thread that a cell left behind must not keep the process
Environment.Exit(Supervisor.IsNeeded(args) ? Supervisor.Run(args, crash => Run(args, null, crash)) : Run(args, Supervisor.Journal(), null));

[MethodImpl(MethodImplOptions.NoInlining)] // so that a process that only watches another one loads nothing of this
static int Run(string[] args, string? journal, Crash? crash)
{
    Console.OutputEncoding = new UTF8Encoding(false);
    using var stop = new CleanStop();
    var interactive = !Console.IsErrorRedirected;
    if (crash is not null && interactive) Console.Error.WriteLine("\u001b[?25h"); // the bar of the process that is gone has hidden the cursor
    if (journal is not null)
    {
        Child.Attach(journal, stop);
        Child.KeepLastWords(journal);
    }
    var code = CommandLine.Run(args, new(Console.Out, Console.Error) { Interactive = interactive, SaysWaiting = true, Cancel = stop.Token, Journal = journal, Crash = crash });
    if (journal is not null) Child.Detach(journal);
    return code;
}
