using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace ModelOpsLab.Cli;

/// <summary>The program that started this one. A kernel whose client is gone, killed even, has nothing left to do and must not stay behind.</summary>
static class ParentProcess
{
    const int NotPermitted = 1;

    static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    /// <summary>Calls <paramref name="gone"/> once, when the parent has ended. Jupyter names it in JPY_PARENT_PID: a process id, or on Windows an inherited handle.</summary>
    public static void Watch(string? named, Action gone)
    {
        var given = long.TryParse(named, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
        Action wait;
        if (OperatingSystem.IsWindows())
        {
            if (given == 0) return;
            wait = () => new Inherited((nint)given).WaitOne();
        }
        else
        {
            var parent = GetParent();
            var other = given is > 1 and <= int.MaxValue && IsThere((int)given) ? (int)given : 0;
            wait = () =>
            {
                while (GetParent() == parent && (other == 0 || IsThere(other))) Thread.Sleep(Interval);
            };
        }
        new Thread(() =>
        {
            wait();
            gone();
        }, 128 << 10) { IsBackground = true, Name = "parent watch" }.Start();
    }

    static bool IsThere(int process) => Signal(process, 0) == 0 || Marshal.GetLastPInvokeError() == NotPermitted;

    [DllImport("libc", EntryPoint = "getppid")]
    static extern int GetParent();

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    static extern int Signal(int process, int signal);

    sealed class Inherited : WaitHandle
    {
        public Inherited(nint handle) => SafeWaitHandle = new SafeWaitHandle(handle, ownsHandle: false);
    }
}
