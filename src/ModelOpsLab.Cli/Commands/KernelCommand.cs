using System.CommandLine;
using System.Runtime.InteropServices;
using ModelOpsLab.Notebooks.Jupyter;

namespace ModelOpsLab.Cli.Commands;

/// <summary><c>modelops kernel</c>: the C# kernel for VS Code, JupyterLab and nbconvert.</summary>
static class KernelCommand
{
    public static Command Of(Action<Command, Work> act)
    {
        var force = new Option<bool>("--force") { Description = "Replace a kernel of the same name that another program installed." };
        var file = new Argument<string>("CONNECTION_FILE") { Description = "The file the client wrote." };
        var kernel = new Command("kernel", "The C# kernel for VS Code, JupyterLab and other Jupyter clients.");
        Add(new("install", "Make the kernel known to the Jupyter clients of this user.") { force }, (parsed, session) => Task.FromResult(Install(session, parsed.GetValue(force))));
        Add(new("list", "List the kernels Jupyter clients of this user find."), (_, session) => Task.FromResult(List(session)));
        Add(new("remove", "Remove what 'install' wrote."), (_, session) => Task.FromResult(Remove(session)));
        Add(new("run", "Serve one client. Clients call this.") { file }, (parsed, session) => Task.FromResult(Run(session, parsed.GetRequiredValue(file))));
        return kernel;

        void Add(Command command, Work work)
        {
            act(command, work);
            kernel.Add(command);
        }
    }

    static int Install(Session session, bool force)
    {
        var folder = JupyterFolders.Kernels(JupyterFolders.ThisPlatform, session.Variable);
        var environment = new Dictionary<string, string>();
        if (session.Variable("DOTNET_ROOT") is { Length: > 0 } root) environment.Add("DOTNET_ROOT", root);
        var kernels = KernelSpec.Names.Select(kernel => (kernel.Name, kernel.DisplayName, Folder: Path.Combine(folder, kernel.Name),
            Installed: KernelSpec.Install(folder, kernel.Name, kernel.DisplayName, Program(), environment, force) is not null)).ToArray();
        foreach (var kernel in kernels)
            session.Say(kernel.Installed
                ? $"{kernel.DisplayName}: installed as '{kernel.Name}' in {kernel.Folder}"
                : $"{kernel.DisplayName}: not installed. Another program's kernel '{kernel.Name}' is in {kernel.Folder}. To replace it, repeat with --force.");
        session.Result(new { folder, kernels = kernels.Select(kernel => new { kernel.Name, kernel.DisplayName, kernel.Folder, kernel.Installed }) });
        return kernels.All(kernel => kernel.Installed) ? ExitCode.Done : ExitCode.DoesNotHold;
    }

    static int List(Session session)
    {
        var folders = JupyterFolders.Search(JupyterFolders.ThisPlatform, session.Variable);
        var kernels = folders.SelectMany(KernelSpec.In).Select(spec => (Spec: spec, Exists: spec.ProgramExists(session.Variable))).ToArray();
        foreach (var (spec, exists) in kernels)
            session.Say($"{spec.Name}{(spec.IsOurs ? " (ours)" : "")}: {spec.DisplayName}, {spec.Folder}\n    {(exists ? "starts" : "the program is gone:")} {string.Join(' ', spec.Command)}");
        if (kernels.Length == 0) session.Say($"No kernels in {string.Join(" or ", folders)}. 'modelops kernel install' writes ours.");
        session.Result(new { folders, kernels = kernels.Select(kernel => new { kernel.Spec.Name, kernel.Spec.DisplayName, kernel.Spec.Folder, kernel.Spec.Command, ours = kernel.Spec.IsOurs, programExists = kernel.Exists }) });
        return ExitCode.Done;
    }

    static int Remove(Session session)
    {
        var folder = JupyterFolders.Kernels(JupyterFolders.ThisPlatform, session.Variable);
        var kernels = KernelSpec.In(folder).Where(spec => KernelSpec.Names.Any(kernel => kernel.Name == spec.Name)).ToArray();
        foreach (var spec in kernels)
        {
            if (spec.IsOurs) spec.Remove();
            session.Say(spec.IsOurs ? $"{spec.Name}: removed from {spec.Folder}" : $"{spec.Name}: left in {spec.Folder}, for another program installed it.");
        }
        if (kernels.Length == 0) session.Say($"Nothing to remove in {folder}.");
        session.Result(new { folder, kernels = kernels.Select(spec => new { spec.Name, spec.Folder, removed = spec.IsOurs }) });
        return ExitCode.Done;
    }

    static int Run(Session session, string file)
    {
        using var kernel = new JupyterKernel(ConnectionFile.Read(file), new() { ShowTimes = true, NotebookFile = session.Variable("JPY_SESSION_NAME") is { } notebook && File.Exists(notebook) ? notebook : null }, session.Error);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal => End(signal, kernel.Stop));
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal => End(signal, kernel.Interrupt));
        ParentProcess.Watch(session.Variable("JPY_PARENT_PID"), kernel.Stop);
        Console.SetOut(kernel.Stream("stdout"));
        Console.SetError(kernel.Stream("stderr"));
        kernel.Run();
        return ExitCode.Done;
    }

    static void End(PosixSignalContext signal, Action action)
    {
        signal.Cancel = true;
        action();
    }

    /// <summary>This program as others can start it: by its own name, or where it has no start file by way of dotnet.</summary>
    internal static string[] Program()
    {
        var self = Environment.ProcessPath ?? "";
        if (Path.GetFileNameWithoutExtension(self) == "modelops") return [self];
        var starter = Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "modelops.exe" : "modelops");
        if (File.Exists(starter)) return [starter];
        return [Path.GetFileNameWithoutExtension(self) == "dotnet" ? self : "dotnet", Path.Combine(AppContext.BaseDirectory, "modelops.dll")];
    }
}
