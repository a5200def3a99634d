using System.Net;
using System.Net.Sockets;

namespace ModelOpsLab.Notebooks.Jupyter;

/// <summary>
/// The C# kernel as Jupyter clients drive it: five sockets, protocol 5.3. It listens before the compiler is loaded, and takes requests in only when everything is in place.
/// One client that misbehaves is dropped with a line in the log; the kernel lives until it is told to stop.
/// </summary>
public sealed class JupyterKernel : IDisposable
{
    static readonly TimeSpan StreamInterval = TimeSpan.FromMilliseconds(100);

    /// <summary>How long the last messages may take to leave.</summary>
    static readonly TimeSpan Farewell = TimeSpan.FromSeconds(1);

    readonly List<ZmtpSocket> _sockets = [];
    readonly ManualResetEventSlim _stopped = new();
    readonly Lazy<CSharpKernel> _kernel;
    readonly CellExecutor _executor;
    readonly ShellChannel _shell;
    readonly WireSession _session;
    readonly PublisherSocket _iopub;

    /// <summary>A kernel that listens at the addresses of the connection file and does not answer yet.</summary>
    /// <param name="connection">Where to listen.</param>
    /// <param name="options">Where the cells run.</param>
    /// <param name="log">One line about each message or client that was refused.</param>
    /// <exception cref="NotebookUsageException">An address cannot be opened, a port in use above all.</exception>
    public JupyterKernel(ConnectionFile connection, KernelOptions? options = null, TextWriter? log = null)
    {
        var writer = TextWriter.Synchronized(log ?? TextWriter.Null);
        void Log(string line) => writer.WriteLine($"modelops kernel: {line}");
        try
        {
            var shell = Bind("shell", connection.ShellPort, address => new RouterSocket(address, Log));
            var control = Bind("control", connection.ControlPort, address => new RouterSocket(address, Log));
            var stdin = Bind("stdin", connection.StdinPort, address => new RouterSocket(address, Log));
            _iopub = Bind("iopub", connection.IopubPort, address => new PublisherSocket(address, Log));
            var heartbeat = Bind("hb", connection.HeartbeatPort, address => new ReplySocket(address, Log));
            Connection = connection with { ShellPort = Port(shell), ControlPort = Port(control), StdinPort = Port(stdin), IopubPort = Port(_iopub), HeartbeatPort = Port(heartbeat) };
            _session = new(new(connection.Key), _iopub, Log);
            var questions = new StdinChannel(stdin, _session);
            _kernel = new(() => new((options ?? new()) with
            {
                StreamInterval = StreamInterval,
                Input = (prompt, password, cancel) => _executor!.Running is { } request ? questions.Ask(request, prompt, password, cancel) : throw CellInput.Refusal(),
            }));
            _executor = new(_kernel, _session, shell);
            _shell = new(shell, _session, _executor, new(_kernel), Stop, Log);
            _ = new ControlChannel(control, _session, _executor.Interrupt, Stop, Log);
        }
        catch
        {
            Dispose();
            throw;
        }

        T Bind<T>(string channel, int port, Func<EndPoint, T> open) where T : ZmtpSocket
        {
            try
            {
                var socket = open(connection.Address(port));
                _sockets.Add(socket);
                return socket;
            }
            catch (SocketException e)
            {
                throw new NotebookUsageException($"{(connection.Path.Length > 0 ? $"{connection.Path}: " : "")}the {channel} port {port} of {connection.Ip} cannot be opened: "
                    + (e.SocketErrorCode == SocketError.AddressAlreadyInUse ? "another program uses it. Let the client choose other ports, or end that program." : $"{e.Message}."), e);
            }
        }

        int Port(ZmtpSocket socket) => socket.Address is IPEndPoint address ? address.Port : 0;
    }

    /// <summary>Where it listens, with the ports that were found for 0.</summary>
    public ConnectionFile Connection { get; }

    /// <summary>Answers requests until a client or <see cref="Stop"/> ends it; the caller's thread waits, so that cells that use up the thread pool cannot keep the kernel from ending.</summary>
    public void Run()
    {
        AppDomain.CurrentDomain.ProcessExit += Exits;
        AppDomain.CurrentDomain.UnhandledException += Crashes;
        try
        {
            _shell.Start();
            foreach (var socket in _sockets) socket.Start();
            _session.Status(null, "starting");
            new Thread(Warm, 1 << 20) { IsBackground = true, Name = "compiler warm-up" }.Start();
            _stopped.Wait();
        }
        finally
        {
            AppDomain.CurrentDomain.ProcessExit -= Exits;
            AppDomain.CurrentDomain.UnhandledException -= Crashes;
        }
        if (_kernel.IsValueCreated) _kernel.Value.Channel?.Flush();
        Drain();
    }

    /// <summary>Stops the cell that runs, if one does.</summary>
    public void Interrupt() => _executor.Interrupt();

    /// <summary>Ends <see cref="Run"/>. A cell that runs is left where it is.</summary>
    public void Stop() => _stopped.Set();

    /// <summary>A stream, <c>stdout</c> or <c>stderr</c>, for what is written between the cells: it goes to the client as the last cell's.</summary>
    public TextWriter Stream(string name) => new StreamText(() => _kernel.IsValueCreated ? _kernel.Value.Channel : null, name);

    /// <inheritdoc/>
    public void Dispose()
    {
        Stop();
        foreach (var socket in _sockets) socket.Dispose();
    }

    void Drain()
    {
        foreach (var socket in _sockets) socket.Drain(Farewell);
    }

    /// <summary>The first cell should not wait for the compiler to be loaded.</summary>
    void Warm()
    {
        try
        {
            _ = _kernel.Value;
            using var throwaway = new CSharpKernel();
            throwaway.ExecuteAsync("0", 0, static _ => { }).GetAwaiter().GetResult();
        }
#pragma warning disable CA1031 // The first cell meets the same error, and tells it
        catch (Exception)
        {
        }
#pragma warning restore CA1031
    }

    void Exits(object? sender, EventArgs e) => Report("the cell ended the process, and the kernel with it. Use 'return;' to end a cell early.");

    void Crashes(object sender, UnhandledExceptionEventArgs e) =>
        Report($"the cell ended the process: an exception on another thread was not caught: {(e.ExceptionObject as Exception)?.Message}");

    void Report(string ending)
    {
        _executor.Report(ending);
        Drain();
    }
}
