using System.Runtime.InteropServices;
using System.Text;
using ModelOpsLab.Data;
using ModelOpsLab.Monitoring;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace ModelOpsLab.Cli;

/// <summary>The live screen: a page of its own, drawn from the top at most four times a second. However it ends, the terminal gets back what it showed before, and its cursor.</summary>
sealed class MonitorScreenView : MonitorView
{
    const string Enter = "\u001b[?1049h\u001b[?25l", Leave = "\u001b[?25h\u001b[?1049l", Top = "\u001b[H", ClearLine = "\u001b[K", ClearBelow = "\u001b[J", Reset = "\u001b[0m";
    static readonly string[] Locale = ["LC_ALL", "LC_CTYPE", "LANG"];
    static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    readonly Session _session;
    readonly Func<(int Width, int Height)> _size;
    readonly IAnsiConsole _painter;
    readonly StringWriter _painted = new();
    readonly Lock _gate = new();
    readonly PosixSignalRegistration[] _signals;
    readonly bool _unicode;
    MonitorSnapshot? _last;
    long? _drawn;
    bool _left;

    /// <param name="session">Where it is drawn.</param>
    /// <param name="size">Columns and lines of the terminal; null to ask it.</param>
    public MonitorScreenView(Session session, Func<(int Width, int Height)>? size = null)
    {
        (_session, _size) = (session, size ?? TerminalSize);
        _unicode = HasUnicode(session.Variable);
        _painter = AnsiConsole.Create(new()
        {
            Out = new AnsiConsoleOutput(_painted), Ansi = AnsiSupport.Yes, Interactive = InteractionSupport.No, Enrichment = new() { UseDefaultEnrichers = false },
            ColorSystem = session.Variable("NO_COLOR") is { Length: > 0 } ? ColorSystemSupport.NoColors : ColorSystemSupport.Standard,
        });
        _painter.Profile.Width = int.MaxValue / 2; // lines come cut
        Put(Enter);
        // The second Ctrl-C and the suspension end or stop the process at once: the terminal is given back before
        var asked = 0;
        _signals = OperatingSystem.IsWindows() ? [] :
        [
            .. new[] { PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP }.Select(signal => PosixSignalRegistration.Create(signal, _ => { if (Interlocked.Increment(ref asked) > 1) GiveBack(); })),
            PosixSignalRegistration.Create(PosixSignal.SIGTSTP, _ => Put(Leave)),
            PosixSignalRegistration.Create(PosixSignal.SIGCONT, _ => TakeAgain()),
        ];
    }

    public override bool IsDue => _drawn is not { } drawn || _session.Clock.GetElapsedTime(drawn) >= Pause;

    public override void Show(MonitorSnapshot snapshot)
    {
        lock (_gate)
        {
            (_last, _drawn) = (snapshot, _session.Clock.GetTimestamp());
            if (!_left) Draw(snapshot);
        }
    }

    public override void Tell(AlertTransition transition)
    {
        // In the next snapshot
    }

    public override void Tell(RowFault fault)
    {
        // In the next snapshot
    }

    public override void Dispose()
    {
        foreach (var signal in _signals) signal.Dispose();
        GiveBack();
        // What is left of it on the page that was there before
        if (_last is { } last) _session.Out.WriteLine(MonitorLines.StatusText(last));
        _painted.Dispose();
    }

    void Draw(MonitorSnapshot snapshot)
    {
        var (width, height) = _size();
        var page = new StringBuilder(Top);
        var lines = new MonitorScreen(snapshot, width, height, _unicode).Lines();
        for (var i = 0; i < lines.Count; i++) page.Append(i == 0 ? "" : "\r\n").Append(Painted(lines[i])).Append(Reset).Append(ClearLine);
        Put(page.Append(ClearBelow).ToString());
    }

    string Painted(IReadOnlyList<Segment> line)
    {
        _painted.GetStringBuilder().Clear();
        _painter.Write(new Pieces(line));
        return _painted.ToString();
    }

    /// <summary>One write, so that no half page is seen.</summary>
    void Put(string text)
    {
        _session.Out.Write(text);
        _session.Out.Flush();
    }

    void GiveBack()
    {
        lock (_gate)
        {
            if (_left) return;
            _left = true;
            Put(Leave);
        }
    }

    void TakeAgain()
    {
        lock (_gate)
        {
            if (_left) return;
            Put(Enter);
            if (_last is { } last) Draw(last);
        }
    }

    static (int Width, int Height) TerminalSize()
    {
        try
        {
            return (Math.Max(20, Console.WindowWidth), Math.Max(5, Console.WindowHeight));
        }
        catch (IOException)
        {
            return (80, 24);
        }
    }

    /// <summary>Whether the locale writes UTF-8 and the terminal is not the kernel's own, which has few characters.</summary>
    static bool HasUnicode(Func<string, string?> variable)
    {
        if (OperatingSystem.IsWindows()) return true;
        var locale = Locale.Select(variable).FirstOrDefault(value => value is { Length: > 0 }) ?? "";
        return locale.Replace("-", "", StringComparison.Ordinal).Contains("utf8", StringComparison.OrdinalIgnoreCase) && variable("TERM") is not "linux";
    }

    /// <summary>Pieces as they are, for the library that knows how a terminal is told a colour.</summary>
    sealed class Pieces(IReadOnlyList<Segment> pieces) : IRenderable
    {
        public Spectre.Console.Rendering.Measurement Measure(RenderOptions options, int maxWidth) => new(0, maxWidth);
        public IEnumerable<Segment> Render(RenderOptions options, int maxWidth) => pieces;
    }
}
