using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ModelOpsLab.Notebooks.Jupyter;

/// <summary>Where a Jupyter client expects the kernel to listen, and the key both sign with; an empty key means unsigned messages. A port of 0 takes any free one.</summary>
public sealed record ConnectionFile
{
    /// <summary>The path it was read from; empty where it was not read.</summary>
    public string Path { get; init; } = "";
    /// <summary><c>tcp</c>, or <c>ipc</c>: then <see cref="Ip"/> is the beginning of the sockets' paths.</summary>
    public string Transport { get; init; } = "tcp";
    /// <summary>An address of this machine, or <c>*</c> for all of them.</summary>
    public string Ip { get; init; } = "127.0.0.1";
    /// <summary>The key of the signatures.</summary>
    public string Key { get; init; } = "";
    /// <summary>Requests that run code.</summary>
    public int ShellPort { get; init; }
    /// <summary>Outputs, for all clients.</summary>
    public int IopubPort { get; init; }
    /// <summary>Questions to the user.</summary>
    public int StdinPort { get; init; }
    /// <summary>Requests that do not wait: interrupt and shutdown.</summary>
    public int ControlPort { get; init; }
    /// <summary>The heartbeat.</summary>
    public int HeartbeatPort { get; init; }

    /// <summary>Reads a file that a client wrote.</summary>
    /// <exception cref="NotebookUsageException">A field is missing or is not what it should be; the message names it.</exception>
    /// <exception cref="IOException">There is no such file, or it cannot be read.</exception>
    public static ConnectionFile Read(string path)
    {
        JsonObject fields;
        try
        {
            fields = JsonNode.Parse(File.ReadAllText(path), null, new() { AllowDuplicateProperties = false }) as JsonObject ?? throw new NotebookUsageException($"{path}: a connection file is one JSON object.");
        }
        catch (JsonException e)
        {
            throw new NotebookUsageException($"{path}: line {e.LineNumber + 1 ?? 1}: this is not JSON. A Jupyter client writes the connection file; pass the one it wrote.", e);
        }
        var scheme = Text("signature_scheme", "hmac-sha256");
        if (scheme != "hmac-sha256") throw Wrong("signature_scheme", scheme, "'hmac-sha256', the one scheme there is");
        var transport = Text("transport", "tcp");
        if (transport is not ("tcp" or "ipc")) throw Wrong("transport", transport, "'tcp' or 'ipc'");
        var ip = Text("ip", null);
        if (transport == "tcp" && ip is not ("*" or "localhost") && !IPAddress.TryParse(ip, out _)) throw Wrong("ip", ip, "an IP address such as 127.0.0.1");
        return new()
        {
            Path = path, Transport = transport, Ip = ip, Key = Text("key", ""),
            ShellPort = Port("shell_port"), IopubPort = Port("iopub_port"), StdinPort = Port("stdin_port"), ControlPort = Port("control_port"), HeartbeatPort = Port("hb_port"),
        };

        string Text(string field, string? standard) => fields[field] switch
        {
            null when standard is not null => standard,
            JsonValue value when value.TryGetValue(out string? text) => text,
            null => throw new NotebookUsageException($"{path}: '{field}' is missing."),
            var other => throw Wrong(field, other.ToJsonString(), "a text"),
        };

        int Port(string field) => fields[field] switch
        {
            JsonValue value when value.TryGetValue(out int port) && port is >= 1 and <= 65535 => port,
            null => throw new NotebookUsageException($"{path}: '{field}' is missing."),
            var other => throw Wrong(field, other.ToJsonString(), "a port from 1 to 65535"),
        };

        NotebookUsageException Wrong(string field, string value, string expected) => new($"{path}: '{field}' is {Lines.Shorten(value)}, and should be {expected}.");
    }

    /// <summary>The address of one channel.</summary>
    internal EndPoint Address(int port) => Transport == "ipc"
        ? new UnixDomainSocketEndPoint($"{Ip}-{port}")
        : new IPEndPoint(Ip switch { "*" => IPAddress.Any, "localhost" => IPAddress.Loopback, _ => IPAddress.Parse(Ip) }, port);
}
