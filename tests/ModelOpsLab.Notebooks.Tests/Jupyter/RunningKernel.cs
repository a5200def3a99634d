using ModelOpsLab.Notebooks.Jupyter;

namespace ModelOpsLab.Notebooks.Tests.Jupyter;

/// <summary>A kernel that serves on free ports until the test ends, and what it logged.</summary>
sealed class RunningKernel : IDisposable
{
    public const string Key = "a0436f6c-1916-498b-8eb9-e81ab9368e84";

    readonly JupyterKernel _kernel;
    readonly Thread _thread;
    readonly Lines _log = new();

    public RunningKernel(string key = Key, KernelOptions? options = null)
    {
        _kernel = new(new ConnectionFile { Key = key }, options, _log);
        _thread = new(_kernel.Run) { IsBackground = true };
        _thread.Start();
    }

    public ConnectionFile Connection => _kernel.Connection;

    public string Log => _log.ToString();

    public KernelClient Client() => new(Connection);

    /// <summary>Waits for a line of the log.</summary>
    public void Logs(string text) => Assert.True(SpinWait.SpinUntil(() => Log.Contains(text, StringComparison.Ordinal), TimeSpan.FromSeconds(30)), $"not logged: {text}; but: {Log}");

    /// <summary>Whether it ended by itself.</summary>
    public bool Ends() => _thread.Join(TimeSpan.FromSeconds(30));

    public void Interrupt() => _kernel.Interrupt();

    public void Dispose() => _kernel.Dispose();

    sealed class Lines : StringWriter
    {
        public override void WriteLine(string? value)
        {
            lock (this) base.WriteLine(value);
        }

        public override string ToString()
        {
            lock (this) return base.ToString();
        }
    }
}
