using System.Diagnostics;
using System.Globalization;
using Spectre.Console;

namespace ModelOpsLab.Cli;

/// <summary>How far a piece of work is. <paramref name="Number"/> counts from 1.</summary>
sealed record Step(int Number, int Of, string Text);

/// <summary>Shows progress on standard error: a bar where a person watches, otherwise a plain line now and then, once the work has taken two seconds.</summary>
static class Progress
{
    /// <summary>Columns below which no bar is drawn: the library that draws it never ends in a window of a few.</summary>
    const int NarrowestBar = 40;

    /// <summary>Does the work and tells how far it is.</summary>
    public static Task<T> During<T>(Session session, string title, Func<IProgress<Step>, Task<T>> work) => session.Interactive && new Terminal(session.Error).Width >= NarrowestBar
        ? Bar(session, title, work)
        : Lines(session, title, work);

    static async Task<T> Lines<T>(Session session, string title, Func<IProgress<Step>, Task<T>> work)
    {
        using var lines = new ProgressLines(session.Error, title);
        return await work(lines).ConfigureAwait(false);
    }

    static Task<T> Bar<T>(Session session, string title, Func<IProgress<Step>, Task<T>> work)
    {
        var console = AnsiConsole.Create(new() { Out = new Terminal(session.Error), Ansi = AnsiSupport.Yes, Interactive = InteractionSupport.Yes });
        return console.Progress()
            .AutoClear(true)
            .Columns(new SpinnerColumn(), new ProgressBarColumn(), new ElapsedTimeColumn(), new TaskDescriptionColumn { Alignment = Justify.Left })
            .StartAsync(context => work(new ProgressBar(context.AddTask(Markup.Escape(title), maxValue: 1), title)));
    }

    /// <summary>Standard error as a terminal, which <see cref="Session.Interactive"/> says it is.</summary>
    sealed class Terminal(TextWriter writer) : IAnsiConsoleOutput
    {
        public TextWriter Writer => writer;
        public bool IsTerminal => true;
        public int Width { get; } = Size(() => Console.BufferWidth, 80);
        public int Height { get; } = Size(() => Console.WindowHeight, 24);

        public void SetEncoding(System.Text.Encoding encoding)
        {
            // As the program has set it
        }

        static int Size(Func<int> ask, int otherwise)
        {
            try
            {
                return ask() is > 0 and var size ? size : otherwise;
            }
            catch (IOException)
            {
                return otherwise;
            }
        }
    }

    sealed class ProgressBar(ProgressTask task, string title) : IProgress<Step>
    {
        public void Report(Step value)
        {
            (task.MaxValue, task.Value) = (value.Of, value.Number - 1);
            task.Description = Markup.Escape($"{title}: {(value.Text.Length > 60 ? value.Text[..59] + "…" : value.Text)}");
        }
    }
}

/// <summary>Progress as lines: nothing for two seconds, then each new step, and a long step again every ten seconds.</summary>
sealed class ProgressLines : IProgress<Step>, IDisposable
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    const int RepeatEvery = 5;

    readonly TextWriter _writer;
    readonly string _title;
    readonly Stopwatch _clock = Stopwatch.StartNew();
    readonly Lock _gate = new();
    readonly Timer _timer;
    Step? _step, _shown;
    int _silent = RepeatEvery;

    public ProgressLines(TextWriter writer, string title)
    {
        (_writer, _title) = (writer, title);
        _timer = new(_ => Show(), null, Patience, Patience);
    }

    public void Report(Step value)
    {
        lock (_gate) _step = value;
    }

    void Show()
    {
        lock (_gate)
        {
            if (_step == _shown && ++_silent < RepeatEvery) return;
            (_shown, _silent) = (_step, 0);
            _writer.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{_title}{(_step is { } s ? $": {s.Number} of {s.Of}, {s.Text}" : "")} ({_clock.Elapsed.TotalSeconds:0} s)"));
        }
    }

    public void Dispose()
    {
        using var done = new ManualResetEvent(false);
        if (_timer.Dispose(done)) done.WaitOne();
    }
}
