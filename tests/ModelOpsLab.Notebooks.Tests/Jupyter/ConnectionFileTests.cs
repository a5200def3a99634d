using ModelOpsLab.Notebooks.Jupyter;

namespace ModelOpsLab.Notebooks.Tests.Jupyter;

public sealed class ConnectionFileTests : IDisposable
{
    const string Good = """{"shell_port":57503,"iopub_port":40885,"stdin_port":52597,"control_port":50160,"hb_port":42540,"ip":"127.0.0.1","key":"a0436f6c","transport":"tcp","signature_scheme":"hmac-sha256","kernel_name":"modelops"}""";

    readonly string _file = Path.GetTempFileName();

    public void Dispose() => File.Delete(_file);

    [Fact]
    public void A_file_as_clients_write_it_is_read()
    {
        Assert.Equal(new ConnectionFile { Path = _file, Transport = "tcp", Ip = "127.0.0.1", Key = "a0436f6c", ShellPort = 57503, IopubPort = 40885, StdinPort = 52597, ControlPort = 50160, HeartbeatPort = 42540 }, Read(Good));
        Assert.Equal("", Read(Good.Replace("\"key\":\"a0436f6c\",", "", StringComparison.Ordinal)).Key);
    }

    [Theory]
    [InlineData("57503", "70000", "'shell_port' is 70000, and should be a port from 1 to 65535.")]
    [InlineData("40885", "0", "'iopub_port' is 0, and should be a port from 1 to 65535.")]
    [InlineData("52597", "\"x\"", "'stdin_port' is \"x\", and should be a port")]
    [InlineData("\"control_port\":50160,", "", "'control_port' is missing.")]
    [InlineData("42540", "1.5", "'hb_port' is 1.5, and should be a port")]
    [InlineData("127.0.0.1", "example", "'ip' is example, and should be an IP address")]
    [InlineData("\"ip\":\"127.0.0.1\",", "", "'ip' is missing.")]
    [InlineData("\"a0436f6c\"", "7", "'key' is 7, and should be a text.")]
    [InlineData("\"tcp\"", "\"udp\"", "'transport' is udp, and should be 'tcp' or 'ipc'.")]
    [InlineData("hmac-sha256", "hmac-md5", "'signature_scheme' is hmac-md5, and should be 'hmac-sha256'")]
    [InlineData("}", "", "line 1: this is not JSON.")]
    public void A_field_that_is_wrong_is_named(string part, string instead, string message)
    {
        var e = Assert.Throws<NotebookUsageException>(() => Read(Good.Replace(part, instead, StringComparison.Ordinal)));
        Assert.StartsWith($"{_file}: {message}", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_list_is_no_connection_file() => Assert.Throws<NotebookUsageException>(() => Read("[]"));

    [Fact]
    public void Ipc_listens_on_files()
    {
        if (OperatingSystem.IsWindows()) Assert.Skip("paths of Unix domain sockets");
        var folder = Directory.CreateTempSubdirectory("modelops-ipc-");
        using (new JupyterKernel(new ConnectionFile { Transport = "ipc", Ip = Path.Combine(folder.FullName, "k"), ShellPort = 1, ControlPort = 2, StdinPort = 3, IopubPort = 4, HeartbeatPort = 5 }))
            Assert.Equal(["k-1", "k-2", "k-3", "k-4", "k-5"], folder.EnumerateFileSystemInfos().Select(file => file.Name).Order(StringComparer.Ordinal));
        Assert.Empty(folder.EnumerateFileSystemInfos());
        folder.Delete();
    }

    ConnectionFile Read(string json)
    {
        File.WriteAllText(_file, json);
        return ConnectionFile.Read(_file);
    }
}
