using System.Diagnostics;
using System.Text;
using ModelOpsLab.Audit;
using ModelOpsLab.Data;
using ModelOpsLab.Lineage;
using ModelOpsLab.Models;
using ModelOpsLab.Registry;
using ModelOpsLab.Reporting;

namespace ModelOpsLab.Tests.Registry;

/// <summary>Names that want to be paths, and JSON that wants to be memory: refused with a clear error, and nothing written.</summary>
public sealed class HostileInputTests : IDisposable
{
    readonly RegistryWorkspace _workspace = new();

    public void Dispose() => _workspace.Dispose();

    /// <summary>Among them those of CVE-2023-6909, CVE-2023-6831 and CVE-2024-1594 (MLflow) and names of Windows devices.</summary>
    static readonly string[] Names =
    [
        "../alpha", "..", ".", "a/../b", "#/../../etc", "//proc/self/root", "/proc/self/root", "%2e%2e%2f", "..%2f..%2fetc", "%252e%252e", "a\0b", "a\u202eb", "a\u2066b", "a\u00adb", "CON", "con", "con.txt", "nul", "aux.json",
        "com1", "lpt9.", "prn", "a.", "a..", "C:\\windows", "\\\\host\\share", "a\\b", "~/x", "-rf", ".hidden", "", " ", "a b", "a\n", "a\r\nb", "file:///etc/passwd", "http://127.0.0.1/x", "?name=x", "#", "ａ", "ı", "é", new string('a', 65), "$(id)", "`id`", "a;b", "a|b", "<script>",
    ];

    [Fact]
    public void A_name_that_is_none_reaches_no_file()
    {
        _workspace.Version(1);
        _workspace.Promote(1);
        Assert.All(Names, ReachesNoFile);
    }

    void ReachesNoFile(string name)
    {
        var registry = _workspace.Registry;
        var (before, size) = (Files(), registry.Ledger.Size);
        var state = Path.Combine(_workspace.Folder, ".modelops");
        Assert.False(LedgerEntry.IsName(name));
        Assert.Throws<InvalidDataException>(() => new KillSwitch(state, name));
        Assert.Throws<InvalidDataException>(() => LivePointer.Read(state, name));
        Assert.Throws<InvalidDataException>(() => registry.SetAlias(RegistryWorkspace.Model, name, 1, "ben"));
        Assert.Throws<InvalidDataException>(() => registry.Register(RegistryWorkspace.Model, [1], name, new() { Provenance = new() }, "ben", "a test"));
        Assert.Throws<KeyNotFoundException>(() => registry.Register(name, [1], "onnx", new() { Provenance = new() }, "ben", "a test"));
        Assert.Throws<KeyNotFoundException>(() => registry.Version(name, 1));
        Assert.ThrowsAny<Exception>(() => registry.Promote(new(RegistryWorkspace.Model, 1, "a test") { Slot = name }, "ben"));
        Assert.Throws<InvalidDataException>(() => registry.Rollback(RegistryWorkspace.Model, "ben", "a test", name));
        Assert.Throws<InvalidDataException>(() => registry.Disable(name, "ben", "a test"));
        Assert.Throws<KeyNotFoundException>(() => registry.Incidents.Incident(name));
        Assert.False(PredictionId.TryParse($"{name}.000000000001.1", out _));
        Assert.Throws<ArgumentException>(() => registry.Blobs.Read(name));
        Assert.Throws<InvalidDataException>(() => registry.Register(RegistryWorkspace.Model, [1], "onnx", new() { Provenance = new(), CodeDifference = ModelRegistry.BlobMark + name }, "ben", "a test"));
        var quoted = System.Text.Json.JsonSerializer.Serialize(name);
        Assert.Throws<InvalidDataException>(() => Open(RegistryWorkspace.Declaration(RegistryWorkspace.Declared).Replace("\"alpha\"", quoted, StringComparison.Ordinal)));
        Assert.Throws<InvalidDataException>(() => Open(RegistryWorkspace.Declaration(RegistryWorkspace.Declared.Replace("{ \"limits\"", $"{{ \"slots\": [{quoted}], \"limits\"", StringComparison.Ordinal))));
        Assert.Equal((before, size), (Files(), registry.Ledger.Size));
    }

    [Theory]
    [InlineData("../a.csv"), InlineData("data/../../a.csv"), InlineData("/etc/passwd"), InlineData("//proc/self/root/etc/passwd"), InlineData("..\\\\a.csv"), InlineData("C:\\\\a.csv"), InlineData("a\\u0000.csv"), InlineData(" "), InlineData("a\\nb")]
    public void A_declared_file_lies_below_the_workspace(string path)
    {
        var good = RegistryWorkspace.Declaration(RegistryWorkspace.Declared);
        foreach (var bad in new[]
        {
            good.Replace("\"a.csv\"", $"\"{path}\"", StringComparison.Ordinal), good.Replace("\"a.json\"", $"\"{path}\"", StringComparison.Ordinal), $"{{ \"demonstration\": \"{path}\", {good.TrimStart()[1..]}",
            good.Replace("{ \"kind\": \"flat\" }", $"{{ \"kind\": \"manual\", \"file\": \"{path}\" }}", StringComparison.Ordinal),
        })
            Assert.StartsWith(Path.Combine(_workspace.Folder, Workspace.FileName), Assert.Throws<InvalidDataException>(() => Open(bad)).Message, StringComparison.Ordinal);
        Assert.Equal("sub/orders..json", new Fallback { Kind = FallbackKind.Manual, File = "sub/orders..json" } is var fine && !fine.Problems().Any() ? fine.File : "");
    }

    static string Bomb(string what) => what switch
    {
        "deep arrays" => new string('[', 100_000) + new string(']', 100_000),
        "deep objects" => string.Concat(Enumerable.Repeat("{\"a\":", 100_000)) + "1" + new string('}', 100_000),
        "many members" => "{" + string.Join(',', Enumerable.Range(0, 1_000_000).Select(n => $"\"m{n}\":1")) + "}",
        "a long string" => "{\"kind\":\"" + new string('x', 64 << 20) + "\"}",
        "the same key twice" => """{"kind":"constant","value":1,"value":2}""",
        "a type by name" => """{"$type":"System.Diagnostics.Process, System.Diagnostics.Process","kind":"System.Diagnostics.Process","value":1,"__type":"x"}""",
        _ => """{"kind":"constant","value":1,"name":"\ud800"}""",
    };

    [Theory]
    [InlineData("deep arrays"), InlineData("deep objects"), InlineData("many members"), InlineData("a long string"), InlineData("the same key twice"), InlineData("a type by name"), InlineData("half a character")]
    public void JSON_that_is_too_much_or_names_types_is_refused_wherever_it_is_read(string what)
    {
        var text = Bomb(what);
        var bytes = Encoding.UTF8.GetBytes(text);
        var (before, size) = (Files(), _workspace.Registry.Ledger.Size);
        var allocated = GC.GetTotalAllocatedBytes(precise: true);
        var since = Stopwatch.GetTimestamp();
        Assert.Throws<InvalidDataException>(() => ModelJson.Read(text));
        Assert.Throws<InvalidDataException>(() => _workspace.Registry.Register(RegistryWorkspace.Model, bytes, ModelRegistry.OwnFormat, RegistryWorkspace.Record(1), "ben", "a test"));
        Assert.Throws<InvalidDataException>(() => DsseEnvelope.Parse(bytes));
        Assert.Throws<InvalidDataException>(() => ManualOrder.Read(bytes, "alpha", new(new Dictionary<string, Person>(), new Dictionary<string, ApprovalRule>()), DateTimeOffset.UnixEpoch));
        Assert.Throws<InvalidDataException>(() => _workspace.Registry.Ledger.Append(new LedgerEntry("a.note", "ben", bytes)) is { Count: > 0 } && what is "a type by name" ? throw new InvalidDataException("it is data, and makes no type") : 0);
        var pointer = Path.Combine(_workspace.Folder, ".modelops", "slots", "alpha");
        Assert.Throws<InvalidDataException>(() => LivePointer.Parse($"{text}\n{ContentId.Of(bytes)}\n", pointer, "alpha"));
        var file = Path.Combine(_workspace.Folder, "hostile.json");
        File.WriteAllBytes(file, bytes);
        Assert.Throws<InvalidDataException>(() => Schema.Load(file));
        Assert.Throws<InvalidDataException>(() => WorkspaceDefinition.Read(file));
        Assert.Throws<InvalidDataException>(() => FeaturePipeline.Load(file));
        File.Delete(file);
        Assert.Equal((before, what == "a type by name" ? size + 1 : size), (Files(), _workspace.Registry.Ledger.Size));
        Campaign.Say($"{what} ({bytes.Length} bytes), read in nine places: {Stopwatch.GetElapsedTime(since).TotalMilliseconds:F0} ms, {(GC.GetTotalAllocatedBytes(precise: true) - allocated) >> 20} MiB allocated in all");
    }

    [Theory]
    [InlineData("<script>alert(1)</script>"), InlineData("<img src=x onerror=alert(1)>"), InlineData("</title><svg onload=alert(1)>"), InlineData("=cmd|' /C calc'!A0"), InlineData("[x](javascript:alert(1))"), InlineData("\"><b>")]
    public void What_people_wrote_is_shown_as_text(string text)
    {
        var registry = _workspace.Registry;
        for (var v = 1; v <= 2; v++) _workspace.Version(v);
        registry.Promote(new(RegistryWorkspace.Model, 1, text), text);
        registry.Promote(new(RegistryWorkspace.Model, 2, text), text);
        registry.Rollback(RegistryWorkspace.Model, text, text);
        var incident = registry.Incidents.Open(text, Severity.Critical, text, RegistryWorkspace.Model, RegistryWorkspace.Model);
        registry.Incidents.Note(incident.Id, text, text);
        var at = _workspace.Clock.Now.AddDays(1);
        foreach (var document in new[]
        {
            ModelAudit.Of(Workspace.Open(_workspace.Folder), RegistryWorkspace.Model, DateOnly.FromDateTime(at.UtcDateTime), "rts6").ToDocument(),
            registry.Incidents.Timeline(incident.Id, asOf: at).ToDocument(),
        })
        {
            var page = HtmlWriter.Page(document, text);
            Assert.Contains(RegistryWorkspace.Model, page, StringComparison.Ordinal);
            foreach (var live in new[] { "<script>alert", "<img src=x", "<svg onload", "href=\"javascript", "\"><b>" }) Assert.DoesNotContain(live, page, StringComparison.OrdinalIgnoreCase);
        }
    }

    Workspace Open(string json)
    {
        var folder = Directory.CreateDirectory(Path.Combine(_workspace.Folder, "other")).FullName;
        try
        {
            File.WriteAllText(Path.Combine(_workspace.Folder, "other", Workspace.FileName), json);
            return Workspace.Open(folder);
        }
        catch (InvalidDataException refused)
        {
            throw new InvalidDataException(refused.Message.Replace(Path.Combine(folder, Workspace.FileName), Path.Combine(_workspace.Folder, Workspace.FileName), StringComparison.Ordinal), refused);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    string Files() => string.Join('\n', Directory.EnumerateFileSystemEntries(_workspace.Folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal));
}
