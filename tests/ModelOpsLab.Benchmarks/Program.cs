using BenchmarkDotNet.Running;
using ModelOpsLab.Benchmarks;

// `false-alarms [runs]` prints tables of measured error rates, `power [runs]` and `false-trends [runs]` the last two of them, `placebo DATA-SAMPLES [runs]` what drift says of
// months without drift, `change-detectors [runs]` false alarms and delays of the streaming detectors; `memory-500 [cells]` measures a long notebook session, `editor` how long completion and inspection take, `ledger [events]` appending and verifying; anything else goes to BenchmarkDotNet.
switch (args)
{
    case ["false-alarms", .. var rest]:
        FalseAlarmTable.Print(Console.Out, Runs(rest));
        break;
    case ["false-trends", .. var rest]:
        FalseAlarmTable.PrintTrends(Console.Out, Runs(rest));
        break;
    case ["power", .. var rest]:
        FalseAlarmTable.PrintPower(Console.Out, rest is [] ? 400 : Runs(rest));
        break;
    case ["change-detectors", .. var rest]:
        ChangeDetectorTable.Print(Console.Out, rest is [] ? 100 : Runs(rest));
        break;
    case ["memory-500", .. var rest]:
        Environment.ExitCode = await NotebookMemory.Run(rest);
        break;
    case ["ledger", .. var rest]:
        LedgerSpeed.Print(Console.Out, rest is [] ? 100_000 : Runs(rest));
        break;
    case ["editor"]:
        await EditorLatency.RunAsync();
        break;
    case ["placebo", var folder, .. var rest]:
        PlaceboTable.Print(Console.Out, folder, rest is [] ? 200 : Runs(rest));
        break;
    default:
        BenchmarkSwitcher.FromAssembly(typeof(FalseAlarmTable).Assembly).Run(args);
        break;
}

static int Runs(string[] rest) => rest is [var runs] ? int.Parse(runs, System.Globalization.CultureInfo.InvariantCulture) : 2_000;
