using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using ModelOpsLab.Reporting;

namespace ModelOpsLab.Monitoring;

/// <summary>What channels over HTTP have in common: address and headers from the environment, time-out, what an answer means.</summary>
abstract class HttpSender : ChannelSender
{
    const int MostOfAnswer = 16 << 20;
    readonly HttpChannel _channel;
    readonly HttpClient _client;
    readonly IReadOnlyList<(string Name, string Value)> _headers;
    readonly IReadOnlyList<string> _secrets;

    /// <exception cref="InvalidDataException">An environment variable that is needed is not set, or holds what cannot be used; its value is not told.</exception>
    protected HttpSender(HttpChannel channel, TimeProvider time) : base(channel)
    {
        (_channel, Time) = (channel, time);
        var url = channel.UrlFrom.Length > 0 ? Variable(channel.UrlFrom, "the address") : channel.Url;
        if (HttpChannel.AddressProblem(url) is { } wrong) throw new InvalidDataException($"Channel '{channel.Name}': {(channel.UrlFrom.Length > 0 ? $"what the environment variable {channel.UrlFrom} holds" : "url")} {wrong}.");
        Address = new(url);
        _headers = [.. channel.Headers.Select(h => (h.Key, Variable(h.Value, $"header '{h.Key}'")))];
        _secrets = [.. _headers.Select(h => h.Value), .. channel.UrlFrom.Length > 0 ? new[] { url, Address.PathAndQuery } : []];
        _client = new(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = !Address.IsLoopback,
            PooledConnectionLifetime = TimeSpan.FromMinutes(1), // a name may come to mean another machine
        }) { Timeout = System.Threading.Timeout.InfiniteTimeSpan };
    }

    protected Uri Address { get; }
    protected TimeProvider Time { get; }
    public override string To => Address.GetLeftPart(UriPartial.Authority);
    public override TimeSpan? GiveUpAfter => _channel.GiveUpAfter;

    /// <summary>The value of an environment variable.</summary>
    protected string Variable(string name, string what) => Environment.GetEnvironmentVariable(name) switch
    {
        null or "" => throw new InvalidDataException($"Channel '{_channel.Name}': {what} comes from the environment variable {name}, which is not set here. Set it, or take the channel out."),
        var value when value.Any(char.IsControl) => throw new InvalidDataException($"Channel '{_channel.Name}': {what} comes from the environment variable {name}, which holds a line end or another control character."),
        var value => value,
    };

    /// <summary>Sends one request, once.</summary>
    /// <returns>What became of it, and the text of the answer.</returns>
    protected (SendResult Result, string Answer) Request(HttpMethod method, Uri address, byte[]? json, IEnumerable<(string Name, string Value)> headers, CancellationToken stop)
    {
        using var late = CancellationTokenSource.CreateLinkedTokenSource(stop);
        late.CancelAfter(_channel.Timeout);
        try
        {
            using var request = new HttpRequestMessage(method, address);
            request.Headers.TryAddWithoutValidation("User-Agent", "ModelOpsLab");
            foreach (var (name, value) in _headers.Concat(headers)) request.Headers.TryAddWithoutValidation(name, value);
            if (json is not null) request.Content = new ByteArrayContent(json) { Headers = { ContentType = new("application/json") { CharSet = "utf-8" } } };
            using var response = _client.Send(request, HttpCompletionOption.ResponseHeadersRead, late.Token);
            var answer = Text(response.Content.ReadAsStream(late.Token), late.Token);
            return (Judge(response.StatusCode, response.Headers.RetryAfter, answer), answer);
        }
        catch (Exception) when (late.IsCancellationRequested)
        {
            return (SendResult.Again(stop.IsCancellationRequested ? "stopped before it was answered" : $"{To} gave no answer within {Format.Number(_channel.Timeout.TotalSeconds)} s"), "");
        }
        catch (Exception e) when (e is HttpRequestException or IOException or InvalidOperationException)
        {
            return (SendResult.Again($"{To}: {Shown(e.InnerException is { } inner ? inner.Message : e.Message)}"), "");
        }
    }

    SendResult Judge(HttpStatusCode code, RetryConditionHeaderValue? retry, string answer)
    {
        if ((int)code is >= 200 and < 300) return SendResult.Done;
        var reason = $"{To} answered {((int)code).ToString(CultureInfo.InvariantCulture)}{(answer.Length > 0 ? $": {Shown(answer)}" : "")}";
        return (int)code switch
        {
            408 or 425 or 429 or >= 500 => SendResult.Again(reason, retry?.Delta ?? (retry?.Date is { } date ? date - Time.GetUtcNow() : null)),
            < 400 => SendResult.Never($"{reason}. It sends elsewhere, which is not followed: give the final address"),
            _ => SendResult.Never(reason),
        };
    }

    /// <summary>The begin of a text from elsewhere, on one line, without our secrets.</summary>
    string Shown(string text)
    {
        foreach (var secret in _secrets.Where(s => s.Length > 1)) text = text.Replace(secret, "***", StringComparison.Ordinal);
        var line = string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c)).Trim();
        return line.Length <= 200 ? line : line[..200] + "...";
    }

    static string Text(Stream stream, CancellationToken stop)
    {
        using var whole = new MemoryStream();
        var piece = new byte[16384];
        while (whole.Length < MostOfAnswer && stream.ReadAsync(piece, stop).AsTask().GetAwaiter().GetResult() is > 0 and var count) whole.Write(piece, 0, count); // a plain Read would wait for ever
        return Encoding.UTF8.GetString(whole.GetBuffer(), 0, (int)whole.Length);
    }

    public override void Dispose()
    {
        _client.Dispose();
        base.Dispose();
    }
}
