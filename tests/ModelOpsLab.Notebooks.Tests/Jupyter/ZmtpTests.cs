using System.Text;

namespace ModelOpsLab.Notebooks.Tests.Jupyter;

/// <summary>What goes over the wire, byte for byte, against RFC 23 (ZMTP 3.0) and RFC 37 (3.1).</summary>
public sealed class ZmtpTests : IDisposable
{
    readonly RunningKernel _kernel = new();

    int Heartbeat => _kernel.Connection.HeartbeatPort;

    public void Dispose() => _kernel.Dispose();

    [Fact]
    public void The_greeting_is_that_of_the_specification()
    {
        using var client = ZmtpClient.Connect(Heartbeat, "REQ");
        // signature, version 3.1, mechanism NULL, as-server 0, filler
        Assert.Equal("FF00000000000000007F" + "0301" + "4E554C4C" + new string('0', 32) + "00" + new string('0', 62), Convert.ToHexString(client.Greeted));
    }

    [Theory]
    [InlineData("REQ", 4, "REP")]
    [InlineData("DEALER", 0, "ROUTER")]
    [InlineData("SUB", 3, "PUB")]
    public void Ready_names_the_kind_of_socket(string type, int channel, string expected)
    {
        var ports = (int[])[_kernel.Connection.ShellPort, _kernel.Connection.ControlPort, _kernel.Connection.StdinPort, _kernel.Connection.IopubPort, Heartbeat];
        using var client = ZmtpClient.Connect(ports[channel], type);
        Assert.Equal(4, client.Introduction.Flags);
        byte[] socketType = [5, .. "READY"u8, 11, .. "Socket-Type"u8, 0, 0, 0, (byte)expected.Length, .. Encoding.ASCII.GetBytes(expected), 8, .. "Identity"u8, 0, 0, 0, 0];
        Assert.Equal(socketType, client.Introduction.Body);
    }

    [Fact]
    public void The_heartbeat_sends_back_every_part()
    {
        using var client = ZmtpClient.Connect(Heartbeat, "REQ");
        byte[] large = [.. Enumerable.Range(0, 70_000).Select(i => (byte)i)];
        client.Send([], "ping"u8.ToArray(), large);
        var echo = client.Receive();
        Assert.Equal([], echo[0]);
        Assert.Equal("ping"u8.ToArray(), echo[1]);
        Assert.Equal(large, echo[2]);
    }

    [Fact]
    public void A_frame_of_255_bytes_has_a_short_length_and_one_of_256_a_long_one()
    {
        using var client = ZmtpClient.Connect(Heartbeat, "REQ");
        client.Send(new byte[255], new byte[256]);
        Assert.Equal([1, 255], client.Read(2));
        client.Read(255);
        Assert.Equal([2, 0, 0, 0, 0, 0, 0, 1, 0], client.Read(9));
    }

    [Fact]
    public void A_ping_is_answered_with_its_context()
    {
        using var client = ZmtpClient.Connect(Heartbeat, "REQ");
        client.Write([4, 10, 4, .. "PING"u8, 0, 10, .. "abc"u8]);
        Assert.Equal((4, Convert.ToHexString([4, .. "PONG"u8, .. "abc"u8])), client.ReadFrame() is var (flags, body) ? (flags, Convert.ToHexString(body)) : default);
    }

    [Fact]
    public void A_subscription_comes_as_a_message_or_as_a_command()
    {
        using var asker = _kernel.Client();
        using var message = ZmtpClient.Connect(_kernel.Connection.IopubPort, "SUB");
        using var command = ZmtpClient.Connect(_kernel.Connection.IopubPort, "SUB");
        message.Send([1, .. "kernel."u8]);
        command.Write([4, 17, 9, .. "SUBSCRIBE"u8, .. "kernel."u8]);
        while (!message.DataWithin(50) || !command.DataWithin(50)) asker.Request(asker.Control, "kernel_info_request", []);
        Assert.StartsWith("kernel.", Encoding.ASCII.GetString(message.Receive()[0]), StringComparison.Ordinal);
        Assert.StartsWith("kernel.", Encoding.ASCII.GetString(command.Receive()[0]), StringComparison.Ordinal);
    }

    [Fact]
    public void Who_unsubscribes_gets_no_more()
    {
        using var asker = _kernel.Client();
        using var client = ZmtpClient.Connect(_kernel.Connection.IopubPort, "SUB");
        client.Send([1]);
        while (!client.DataWithin(50)) asker.Request(asker.Control, "kernel_info_request", []);
        client.Send([0]);
        client.Write([4, 9, 4, .. "PING"u8, 0, 0, .. "xy"u8]);
        while (client.ReadFrame().Flags != 4) { } // what was on its way, then PONG: the unsubscription was read before
        asker.Ask("kernel_info_request", []);
        Assert.False(client.DataWithin(100));
    }

    [Fact]
    public void Of_two_clients_with_one_identity_the_newest_stays()
    {
        using var first = ZmtpClient.Connect(_kernel.Connection.ShellPort, "DEALER", "same");
        IsServed(first);
        using var other = ZmtpClient.Connect(_kernel.Connection.ControlPort, "DEALER", "same");
        using var second = ZmtpClient.Connect(_kernel.Connection.ShellPort, "DEALER", "same");
        Assert.True(first.IsDropped());
        IsServed(other);
        IsServed(second);

        static void IsServed(ZmtpClient client)
        {
            client.Write([4, 7, 4, .. "PING"u8, 0, 0]);
            Assert.Equal([4, .. "PONG"u8], client.ReadFrame().Body);
        }
    }

    [Theory]
    [InlineData("474554202F20485454502F312E310D0A0D0A", "does not begin with a ZMTP greeting")]
    [InlineData("FF000000000000000" + "17F01", "speaks ZMTP 2")]
    public void A_stranger_is_dropped_with_a_line(string hex, string line)
    {
        using var client = new ZmtpClient(_kernel.Connection.ShellPort);
        client.Write(Convert.FromHexString(hex));
        Assert.True(client.IsDropped());
        _kernel.Logs(line);
        StillAlive();
    }

    [Fact]
    public void A_mechanism_that_is_not_NULL_is_refused()
    {
        using var client = new ZmtpClient(_kernel.Connection.ShellPort);
        client.Write(ZmtpClient.Greeting(mechanism: "CURVE"));
        Assert.True(client.IsDropped());
        _kernel.Logs("'CURVE'");
    }

    [Fact]
    public void A_socket_that_does_not_fit_is_refused()
    {
        using var client = ZmtpClient.Connect(_kernel.Connection.ShellPort, "SUB");
        Assert.True(client.IsDropped());
        _kernel.Logs("its socket type is 'SUB', and a ROUTER socket talks to DEALER or REQ or ROUTER");
    }

    [Theory]
    [InlineData("02" + "7FFFFFFFFFFFFFFF", "a frame of 9223372036854775807 bytes")]
    [InlineData("02" + "FFFFFFFFFFFFFFFF", "a frame of 18446744073709551615 bytes")]
    [InlineData("FF00", "the flags 0xff")]
    [InlineData("0400", "a command without a name")]
    [InlineData("0405FF41424344", "a command without a name")]
    public void A_frame_that_makes_no_sense_drops_its_sender_only(string hex, string line)
    {
        using var client = ZmtpClient.Connect(_kernel.Connection.ShellPort, "DEALER", "bad");
        client.Write(Convert.FromHexString(hex));
        Assert.True(client.IsDropped());
        _kernel.Logs(line);
        StillAlive();
    }

    [Fact]
    public void A_message_of_endless_parts_is_refused()
    {
        using var client = ZmtpClient.Connect(_kernel.Connection.ShellPort, "DEALER", "bad");
        client.Write([.. Enumerable.Range(0, 1100).SelectMany(_ => (byte[])[1, 0])]);
        Assert.True(client.IsDropped());
        _kernel.Logs("1024 frames");
    }

    [Fact]
    public void Random_bytes_never_end_the_kernel()
    {
        var random = new Random(20200331);
        foreach (var port in (int[])[_kernel.Connection.ShellPort, _kernel.Connection.IopubPort, _kernel.Connection.StdinPort, _kernel.Connection.ControlPort, Heartbeat])
            for (var i = 0; i < 20; i++)
            {
                using var client = i % 2 == 0 ? new ZmtpClient(port) : ZmtpClient.Connect(port, port == Heartbeat ? "REQ" : port == _kernel.Connection.IopubPort ? "SUB" : "DEALER");
                var bytes = new byte[random.Next(1, 500)];
                random.NextBytes(bytes);
                try
                {
                    client.Write(bytes);
                }
                catch (IOException) // already dropped
                {
                }
            }
        StillAlive();
    }

    void StillAlive()
    {
        using var client = _kernel.Client();
        Assert.Equal("ok", (string)client.Ask("kernel_info_request", []).Reply["status"]!);
    }
}
