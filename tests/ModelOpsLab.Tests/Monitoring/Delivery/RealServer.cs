using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;

namespace ModelOpsLab.Tests.Monitoring;

/// <summary>A server of Debian's packages as a process of its own, on a free port of this machine, until the test is over.</summary>
sealed class RealServer : IDisposable
{
    readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false });
    readonly ConcurrentQueue<string> _said = new();
    readonly Process _process;

    /// <param name="program">Its program.</param>
    /// <param name="port">The port that its arguments name.</param>
    /// <param name="arguments">Its arguments.</param>
    public RealServer(string program, int port, params string[] arguments)
    {
        Url = $"http://127.0.0.1:{port.ToString(CultureInfo.InvariantCulture)}";
        _process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        DataReceivedEventHandler note = (_, line) => { if (line.Data is { } text) _said.Enqueue(text); };
        _process.OutputDataReceived += note;
        _process.ErrorDataReceived += note;
        _process.BeginErrorReadLine();
        _process.BeginOutputReadLine();
        AlertLog.Eventually(() => Ready("/-/ready"), () => $"{program} is not ready: {string.Join('\n', _said)}");
    }

    public string Url { get; }

    public JsonElement Get(string path)
    {
        using var answer = _http.Send(new(HttpMethod.Get, Url + path));
        using var json = JsonDocument.Parse(answer.EnsureSuccessStatusCode().Content.ReadAsStream());
        return json.RootElement.Clone();
    }

    bool Ready(string path)
    {
        if (_process.HasExited) Assert.Fail($"It ended: {string.Join('\n', _said)}");
        try
        {
            using var answer = _http.Send(new(HttpMethod.Get, Url + path));
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    /// <summary>Ends it at once, as a crash does.</summary>
    public void Dispose()
    {
        _process.Kill(entireProcessTree: true);
        _process.WaitForExit();
        _process.Dispose();
        _http.Dispose();
    }

    public static int FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }

    public static bool Installed(string program) => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => folder.Length > 0 && File.Exists(Path.Combine(folder, program)));

    /// <summary>Runs a program to its end: exit code and what it printed.</summary>
    public static (int Code, string Output) Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output);
    }
}
