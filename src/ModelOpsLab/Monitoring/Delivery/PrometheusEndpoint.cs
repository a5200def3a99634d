using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace ModelOpsLab.Monitoring;

/// <summary>
/// Answers <c>GET /metrics</c> over HTTP, on this machine only unless told otherwise. A client that says nothing, or reads nothing, is dropped after five seconds; more than
/// 16 at once wait. Nothing that a client does reaches the observed process.
/// </summary>
public sealed class PrometheusEndpoint : IDisposable
{
    const int MostOfRequest = 8192, MostAtOnce = 16;
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    readonly Func<string> _text;
    readonly TcpListener _listener;
    readonly SemaphoreSlim _free = new(MostAtOnce);
    readonly CancellationTokenSource _stop = new();
    readonly Task _accepting;

    /// <summary>Begins to listen.</summary>
    /// <param name="text">What is answered: <see cref="MonitorMetrics.ToPrometheus"/>. Called by several threads.</param>
    /// <param name="port">Port; 0 for one that is free.</param>
    /// <param name="address">Address to listen on; null for the loopback of this machine. Whoever reaches it can read all figures: there is no password.</param>
    /// <exception cref="IOException">The port is taken, or the address is not of this machine.</exception>
    public PrometheusEndpoint(Func<string> text, int port, IPAddress? address = null)
    {
        _text = text;
        _listener = new(address ?? IPAddress.Loopback, port);
        try
        {
            _listener.Start();
        }
        catch (SocketException e)
        {
            throw new IOException($"Nothing can listen on {address ?? IPAddress.Loopback} port {port.ToString(CultureInfo.InvariantCulture)}: {e.Message}. Choose another port, or 0 for any.", e);
        }
        Address = (IPEndPoint)_listener.LocalEndpoint;
        _accepting = Task.Run(Accept);
    }

    /// <summary>Where it listens.</summary>
    public IPEndPoint Address { get; }

    async Task Accept()
    {
        while (!_stop.IsCancellationRequested)
            try
            {
                await _free.WaitAsync(_stop.Token).ConfigureAwait(false);
                var client = await _listener.AcceptTcpClientAsync(_stop.Token).ConfigureAwait(false);
                _ = Task.Run(() => Answer(client));
            }
            catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException || _stop.IsCancellationRequested) // a listener that was stopped before it was asked says an error of its own
            {
                return;
            }
            catch (SocketException) // of that client, or no descriptor is free: the next may have more luck
            {
                _free.Release();
                await Task.Delay(100).ConfigureAwait(false);
            }
    }

    async Task Answer(TcpClient client)
    {
        try
        {
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
            patience.CancelAfter(Patience);
            using (client)
            {
                var stream = client.GetStream();
                var request = await Head(stream, patience.Token).ConfigureAwait(false);
                if (request is null) return;
                var (status, body, head) = Say(request);
                var bytes = Encoding.UTF8.GetBytes(body);
                var answer = $"HTTP/1.1 {status}\r\nContent-Type: {(status == "200 OK" ? PrometheusText.MediaType : "text/plain; charset=utf-8")}\r\nContent-Length: {bytes.Length.ToString(CultureInfo.InvariantCulture)}\r\n{(status[..3] == "405" ? "Allow: GET, HEAD\r\n" : "")}Cache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\nConnection: close\r\n\r\n";
                await stream.WriteAsync(Encoding.ASCII.GetBytes(answer), patience.Token).ConfigureAwait(false);
                if (!head) await stream.WriteAsync(bytes, patience.Token).ConfigureAwait(false);
                client.Client.Shutdown(SocketShutdown.Send);
                await stream.ReadAsync(new byte[1], patience.Token).ConfigureAwait(false); // until the client has closed: else what it has not read could be cut off
            }
        }
        catch (Exception e) when (e is IOException or SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // a client that went away
        }
        finally
        {
            _free.Release();
        }
    }

    (string Status, string Body, bool Head) Say(string request)
    {
        var words = request.Split("\r\n", 2)[0].Split(' ');
        if (words is not [var method, var target, "HTTP/1.1" or "HTTP/1.0"]) return ("400 Bad Request", "This is not HTTP/1.1.\n", false);
        if (method is not ("GET" or "HEAD")) return ("405 Method Not Allowed", "Metrics are only read.\n", false);
        if (target.Split('?')[0] != "/metrics") return ("404 Not Found", "The metrics are at /metrics.\n", method == "HEAD");
        try
        {
            return ("200 OK", _text(), method == "HEAD");
        }
        catch (Exception e)
        {
            return ("500 Internal Server Error", $"The metrics could not be read: {e.GetType().Name}.\n", method == "HEAD");
        }
    }

    /// <summary>The head of a request; null where the client ends or says too much before its end.</summary>
    static async Task<string?> Head(NetworkStream stream, CancellationToken stop)
    {
        var buffer = new byte[MostOfRequest];
        for (var length = 0; length < buffer.Length;)
        {
            var count = await stream.ReadAsync(buffer.AsMemory(length), stop).ConfigureAwait(false);
            if (count == 0) return null;
            length += count;
            if (buffer.AsSpan(0, length).IndexOf("\r\n\r\n"u8) is > 0 and var end) return Encoding.ASCII.GetString(buffer, 0, end);
        }
        return null;
    }

    /// <summary>Stops listening; requests that are being answered are cut off.</summary>
    public void Dispose()
    {
        _stop.Cancel();
        _listener.Dispose();
        _accepting.Wait(TimeSpan.FromSeconds(1));
    }
}
