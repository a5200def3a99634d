using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace ModelOpsLab.Tests.Monitoring;

/// <summary>An HTTP server of a test on a free port of this machine: notes each request and answers what it is told to, or never.</summary>
sealed class LittleServer : IDisposable
{
    readonly TcpListener _listener;
    readonly CancellationTokenSource _stop = new();
    readonly ConcurrentQueue<Received> _received = new();

    /// <summary>What is answered to a request; null for never.</summary>
    public Func<Received, Answer?> Say { get; set; } = _ => new(200);

    public IReadOnlyList<Received> Requests => [.. _received];
    public string Url => $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture)}";

    public LittleServer(int port = 0)
    {
        _listener = new(IPAddress.Loopback, port);
        _listener.Start();
        _ = Task.Run(Accept);
    }

    async Task Accept()
    {
        while (!_stop.IsCancellationRequested)
            try
            {
                var client = await _listener.AcceptTcpClientAsync(_stop.Token);
                _ = Task.Run(() => Serve(client));
            }
            catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException or SocketException)
            {
                return;
            }
    }

    async Task Serve(TcpClient client)
    {
        using (client)
            try
            {
                var stream = client.GetStream();
                while (await Read(stream) is { } request)
                {
                    _received.Enqueue(request);
                    if (Say(request) is not { } answer)
                    {
                        await Task.Delay(Timeout.Infinite, _stop.Token);
                        return;
                    }
                    var body = Encoding.UTF8.GetBytes(answer.Body);
                    var head = $"HTTP/1.1 {answer.Code.ToString(CultureInfo.InvariantCulture)} X\r\nContent-Length: {(body.Length + answer.NeverSent).ToString(CultureInfo.InvariantCulture)}\r\n{answer.Header}\r\n";
                    await stream.WriteAsync((byte[])[.. Encoding.ASCII.GetBytes(head), .. body], _stop.Token);
                    if (answer.NeverSent > 0) await Task.Delay(Timeout.Infinite, _stop.Token);
                }
            }
            catch (Exception e) when (e is OperationCanceledException or IOException or SocketException or ObjectDisposedException)
            {
                // the client went, or the test is over
            }
    }

    async Task<Received?> Read(NetworkStream stream)
    {
        var bytes = new List<byte>();
        var piece = new byte[65536];
        var end = -1;
        while (end < 0)
        {
            var count = await stream.ReadAsync(piece, _stop.Token);
            if (count == 0) return null;
            bytes.AddRange(piece.AsSpan(0, count));
            end = bytes.ToArray().AsSpan().IndexOf("\r\n\r\n"u8);
        }
        var head = Encoding.ASCII.GetString([.. bytes.Take(end)]).Split("\r\n");
        var headers = head.Skip(1).Select(l => l.Split(": ", 2)).ToDictionary(l => l[0], l => l[1], StringComparer.OrdinalIgnoreCase);
        var length = end + 4 + int.Parse(headers.GetValueOrDefault("Content-Length", "0"), CultureInfo.InvariantCulture);
        while (bytes.Count < length)
        {
            var count = await stream.ReadAsync(piece, _stop.Token);
            if (count == 0) return null;
            bytes.AddRange(piece.AsSpan(0, count));
        }
        return new(head[0], headers, [.. bytes.Skip(end + 4)]);
    }

    public void Dispose()
    {
        _stop.Cancel();
        _listener.Dispose();
    }

    internal sealed record Received(string Line, IReadOnlyDictionary<string, string> Headers, byte[] Body)
    {
        public string Text => Encoding.UTF8.GetString(Body);
    }

    internal sealed record Answer(int Code, string Body = "", string Header = "", int NeverSent = 0);
}
