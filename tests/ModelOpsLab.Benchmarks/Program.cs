using BenchmarkDotNet.Running;
using ModelOpsLab.Benchmarks;

// false-alarms [runs], power [runs], false-trends [runs]   tables of measured error rates
// placebo DATA-SAMPLES [runs]                              what drift says of months without drift
// change-detectors [runs]                                  false alarms and delays of the streaming detectors
// standing [runs]                                          the same of a standing watch of twenty inputs
// change-points [runs]                                     those of the change-point test
// multivariate [runs]                                      how often inputs together alarm
// whole-reports [runs]                                     how often whole reports of calm months alarm
// without-labels DATA-SAMPLES                              how well performance was estimated before the targets came
// two-sample                                               times of the kernels and of one input
// psi-stability [seeds]                                    the index against the number of rows
// false-promotions [runs]                                  how often the promotion gate, and what is done elsewhere, deploys an equal challenger
// odds [runs]                                              whether the stated odds of an edge are what they say
// ledger [events]                                          appending to a ledger and verifying it
// store [rows] [place]                                     a monitor's minutes: bytes, commits, queries; in a file, or where a connection string says
// table-hash [rows]                                        mol-th1 of five columns against plain SHA-256
// rowstream [rows]                                         reading rows one after the other, CSV and JSON lines
// predict                                                  what a logged prediction costs over the model alone
// who [predictions]                                        how long it takes to say who made one of a million, and what was live when
// boosting [rows]                                          histogram boosting beside scikit-learn's
// fan [paths]                                              a fan of resampled backtest paths
// fan-coverage [runs]                                      how often a life of the backtest's own process leaves its fan
// refits [python]                                          ridge at every step beside scikit-learn
// memory-500 [cells]                                       a long notebook session
// editor                                                   how long completion and inspection take
// observe [millions]                                       what a streaming monitor costs an event, and its memory over millions of them
// observe-dead                                             the same while alerts go to channels that are dead
// trades [python]                                          cutting a million trades beside pandas, matching a million fills
// metrics [series [python folder]]                         every number of many return series, with inference; empyrical of a folder in the same run
// panel DATA-SAMPLES [model]                               a review of a panel of thirty stocks, part by part
// Anything else goes to BenchmarkDotNet.
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
    case ["standing", .. var rest]:
        StandingTable.Print(Console.Out, rest is [] ? 1_000 : Runs(rest));
        break;
    case ["change-points", .. var rest]:
        ChangePointTable.Print(Console.Out, rest is [] ? 1_000 : Runs(rest));
        break;
    case ["multivariate", .. var rest]:
        MultivariateTable.Print(Console.Out, rest is [] ? 400 : Runs(rest));
        break;
    case ["whole-reports", .. var rest]:
        WholeReportTable.Print(Console.Out, rest is [] ? 400 : Runs(rest));
        break;
    case ["without-labels", var folder]:
        WithoutLabelsTable.Print(Console.Out, folder);
        break;
    case ["panel", var folder, .. var rest]:
        PanelReviewSpeed.Print(Console.Out, folder, rest is [] ? "dow30-momentum" : rest[0]);
        break;
    case ["memory-500", .. var rest]:
        Environment.ExitCode = await NotebookMemory.Run(rest);
        break;
    case ["ledger", .. var rest]:
        LedgerSpeed.Print(Console.Out, rest is [] ? 100_000 : Runs(rest));
        break;
    case ["store", .. var rest]:
        StoreSpeed.Print(Console.Out, rest is [] ? 1_000_000 : Runs(rest[..1]), rest is [_, var place] ? place : null);
        break;
    case ["table-hash", .. var rest]:
        TableHashSpeed.Print(Console.Out, rest is [] ? 10_000_000 : Runs(rest));
        break;
    case ["rowstream", .. var rest]:
        RowStreamSpeed.Print(Console.Out, rest is [] ? 500_000 : Runs(rest));
        break;
    case ["predict"]:
        PredictSpeed.Print(Console.Out);
        break;
    case ["who", .. var rest]:
        PredictSpeed.PrintWho(Console.Out, rest is [] ? 1_000_000 : Runs(rest));
        PredictSpeed.PrintLiveAt(Console.Out);
        break;
    case ["boosting", .. var rest]:
        BoostingSpeed.Print(Console.Out, rest is [] ? 100_000 : Runs(rest));
        break;
    case ["fan", .. var rest]:
        FanSpeed.Print(Console.Out, rest is [] ? 10_000 : Runs(rest));
        break;
    case ["fan-coverage", .. var rest]:
        FanCoverageTable.Print(Console.Out, rest is [] ? 1_000 : Runs(rest));
        break;
    case ["refits", .. var rest]:
        RefitSpeed.Print(Console.Out, rest is [var python] ? python : "/usr/bin/python3");
        break;
    case ["false-promotions", .. var rest]:
        FalsePromotionTable.Print(Console.Out, rest is [] ? 4_000 : Runs(rest));
        break;
    case ["observe-dead"]:
        DeadChannelSpeed.Print(Console.Out);
        break;
    case ["observe", .. var rest]:
        ObserveSpeed.Print(Console.Out, rest is [] ? 100 : Runs(rest));
        ObserveSpeed.PrintDetectors(Console.Out);
        break;
    case ["trades", .. var rest]:
        TradeSpeed.Print(Console.Out, rest is [var interpreter] ? interpreter : "/usr/bin/python3");
        break;
    case ["metrics", .. var rest]:
        MetricsSpeed.Print(Console.Out, rest is [] ? 500 : Runs(rest[..1]), rest is [_, var peer, var peerFolder] ? (peer, peerFolder) : null);
        break;
    case ["editor"]:
        await EditorLatency.RunAsync();
        break;
    case ["two-sample"]:
        TwoSampleTable.Print(Console.Out);
        break;
    case ["odds", .. var rest]:
        OddsTable.Print(Console.Out, rest is [] ? 20_000 : Runs(rest));
        break;
    case ["psi-stability", .. var rest]:
        PsiStabilityTable.Print(Console.Out, rest is [] ? 20 : Runs(rest));
        break;
    case ["placebo", var folder, .. var rest]:
        PlaceboTable.Print(Console.Out, folder, rest is [] ? 200 : Runs(rest));
        break;
    default:
        BenchmarkSwitcher.FromAssembly(typeof(FalseAlarmTable).Assembly).Run(args);
        break;
}

static int Runs(string[] rest) => rest is [var runs] ? int.Parse(runs, System.Globalization.CultureInfo.InvariantCulture) : 2_000;
