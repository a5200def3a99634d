using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using ModelOpsLab.Notebooks.Jupyter;

namespace ModelOpsLab.Notebooks.Tests.Jupyter;

/// <summary>Folders as the documentation of jupyter_client gives them.</summary>
public sealed class KernelSpecTests : IDisposable
{
    readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("modelops-spec-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("LINUX", "HOME=/home/q", "/home/q/.local/share/jupyter/kernels")]
    [InlineData("LINUX", "HOME=/home/q;XDG_DATA_HOME=/data/q/", "/data/q/jupyter/kernels")]
    [InlineData("LINUX", "HOME=/home/q;XDG_DATA_HOME=/data/q;JUPYTER_DATA_DIR=/j", "/j/kernels")]
    [InlineData("OSX", "HOME=/Users/q;XDG_DATA_HOME=/data/q", "/Users/q/Library/Jupyter/kernels")]
    [InlineData("WINDOWS", "APPDATA=C:\\Users\\q\\AppData\\Roaming", "C:\\Users\\q\\AppData\\Roaming\\jupyter\\kernels")]
    [InlineData("WINDOWS", "APPDATA=C:\\q;JUPYTER_DATA_DIR=D:\\j\\", "D:\\j\\kernels")]
    public void The_folder_is_the_one_clients_read(string platform, string environment, string folder) =>
        Assert.Equal(folder, JupyterFolders.Kernels(OSPlatform.Create(platform), Variables(environment)));

    [Theory]
    [InlineData("LINUX", "HOME")]
    [InlineData("OSX", "HOME")]
    [InlineData("WINDOWS", "APPDATA")]
    public void A_missing_variable_is_named(string platform, string name)
    {
        var e = Assert.Throws<NotebookUsageException>(() => JupyterFolders.Kernels(OSPlatform.Create(platform), _ => null));
        Assert.Contains(name, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_installed_is_what_clients_need()
    {
        var spec = Install("modelops", force: false)!;
        var json = JsonNode.Parse(File.ReadAllText(Path.Combine(spec.Folder, "kernel.json")))!;
        Assert.Equal(["/opt/modelops", "kernel", "run", "{connection_file}"], json["argv"]!.AsArray().Select(part => (string)part!));
        Assert.Equal(("C# (ModelOpsLab)", "C#", "message"), ((string)json["display_name"]!, (string)json["language"]!, (string)json["interrupt_mode"]!));
        Assert.Equal("/dotnet", (string)json["env"]!["DOTNET_ROOT"]!);
        Assert.Equal(spec with { Command = [] }, Assert.Single(KernelSpec.In(_folder.FullName)) with { Command = [] });
    }

    [Fact]
    public void Another_programs_kernel_is_replaced_by_force_only()
    {
        var other = _folder.CreateSubdirectory(".net-csharp");
        File.WriteAllText(Path.Combine(other.FullName, "kernel.json"), """{"argv":["dotnet","interactive"],"display_name":".NET (C#)","language":"C#"}""");
        Assert.Null(Install(".net-csharp", force: false));
        var theirs = Assert.Single(KernelSpec.In(_folder.FullName));
        Assert.False(theirs.IsOurs);
        Assert.Throws<InvalidOperationException>(theirs.Remove);
        Assert.True(Install(".net-csharp", force: true)!.IsOurs);
        Assert.NotNull(Install(".net-csharp", force: false));
        Assert.Single(KernelSpec.In(_folder.FullName)).Remove();
        Assert.Empty(KernelSpec.In(_folder.FullName));
    }

    [Fact]
    public void A_file_that_cannot_be_read_is_not_ours()
    {
        File.WriteAllText(Path.Combine(_folder.CreateSubdirectory("modelops").FullName, "kernel.json"), "{");
        Assert.Null(Install("modelops", force: false));
        Assert.False(Assert.Single(KernelSpec.In(_folder.FullName)).ProgramExists(_ => null));
    }

    [Fact]
    public void A_program_that_is_gone_is_noticed()
    {
        var (program, library) = (Path.Combine(_folder.FullName, "starter"), Path.Combine(_folder.FullName, "modelops.dll"));
        File.WriteAllText(program, "");
        Assert.True(Spec(program).ProgramExists(_ => null));
        Assert.False(Spec(program + "x").ProgramExists(_ => null));
        Assert.False(Spec(program, library).ProgramExists(_ => null));
        File.WriteAllText(library, "");
        Assert.True(Spec(program, library).ProgramExists(_ => null));
        Assert.True(Spec("starter").ProgramExists(name => name == "PATH" ? _folder.FullName : null));
        Assert.False(Spec("starter").ProgramExists(_ => null));

        static KernelSpec Spec(params string[] command) => new("k", "K", "", command, true);
    }

    KernelSpec? Install(string name, bool force) =>
        KernelSpec.Install(_folder.FullName, name, KernelSpec.Names.Single(known => known.Name == name).DisplayName, ["/opt/modelops"], new Dictionary<string, string> { ["DOTNET_ROOT"] = "/dotnet" }, force);

    static Func<string, string?> Variables(string list) =>
        name => list.Split(';').Select(pair => pair.Split('=', 2)).FirstOrDefault(pair => pair[0] == name)?[1];
}
