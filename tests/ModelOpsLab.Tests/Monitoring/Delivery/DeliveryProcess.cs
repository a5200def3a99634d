using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using ModelOpsLab.Monitoring;
using ModelOpsLab.Reporting;
using ModelOpsLab.Storage;

namespace ModelOpsLab.Tests.Monitoring;

/// <summary>This test program as a process of its own that delivers made-up transitions, so that it can be killed. Each channel's place is in a file; what the process is done with it prints.</summary>
static class DeliveryProcess
{
    const string Variable = "MODELOPS_TEST_DELIVERY";

    [ModuleInitializer]
    internal static void RunWhereAsked()
    {
        if (Environment.GetEnvironmentVariable(Variable)?.Split('|') is not [var folder, var url, var count]) return;
        var work = new Thread(() =>
        {
            try { Run(folder, url, count); }
            catch (Exception error) { Say($"failed: {error}".ReplaceLineEndings(" ")); }
        });
        AppDomain.CurrentDomain.ProcessExit += (_, _) => work.Join(); // the test program itself may be through before
        work.Start(); // other threads may not enter this program before its initializer has ended
    }

    static void Run(string folder, string url, string count)
    {
        var last = long.Parse(count, CultureInfo.InvariantCulture);
        DeliveryChannel[] channels =
        [
            new JsonLinesChannel { Name = "lines", File = "alerts.jsonl", RotateAt = 50_000, GroupWait = TimeSpan.Zero },
            new WebhookChannel { Name = "hook", Url = url, GroupWait = TimeSpan.Zero },
        ];
        var source = new DeliverySource(
            (after, most) => [.. Enumerable.Range((int)after + 1, (int)Math.Min(Math.Min(most, 7), last - after)).Select(Transition)],
            channel => File.Exists(Path.Combine(folder, channel)) ? long.Parse(File.ReadAllText(Path.Combine(folder, channel)), CultureInfo.InvariantCulture) : 1,
            (channel, next) => AtomicFile.Write(Path.Combine(folder, channel), next.ToString(CultureInfo.InvariantCulture)));
        using (var delivery = new AlertDelivery(channels, source, folder, TextWriter.Null))
        {
            Say("started");
            delivery.Notify(last);
            Say(delivery.Flush(TimeSpan.FromMinutes(2)) ? "done" : "failed: not all was delivered in two minutes");
        }
    }

    /// <summary>A line of its own, in one write, whatever the test program prints or has left unended meanwhile, and though it has closed its console already.</summary>
    static void Say(string line)
    {
        using var output = Console.OpenStandardOutput();
        output.Write(System.Text.Encoding.UTF8.GetBytes($"\n{line}\n"));
    }

    internal static AlertTransition Transition(int number) =>
        (number % 2 == 1 ? AlertLog.Firing($"r{number / 2}") : AlertLog.Resolved($"r{(number - 1) / 2}")) with { Number = number };

    /// <summary>What the process printed, without what the test program itself says.</summary>
    internal static string? Line(Process process)
    {
        while (process.StandardOutput.ReadLine() is { } line)
            if (line is "started" or "done" || line.StartsWith("failed: ", StringComparison.Ordinal)) return line;
        return null;
    }

    internal static Process Start(string folder, string url, int count)
    {
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "ModelOpsLab.Tests" + (OperatingSystem.IsWindows() ? ".exe" : "")), ["-class", "None"]) { RedirectStandardOutput = true };
        start.Environment[Variable] = string.Create(CultureInfo.InvariantCulture, $"{folder}|{url}|{count}");
        return Process.Start(start)!;
    }
}
