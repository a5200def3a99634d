using System.Text;
using System.Text.Json.Nodes;
using Microsoft.CodeAnalysis.CSharp;
using ModelOpsLab.Notebooks.Jupyter;

namespace ModelOpsLab.Notebooks.Tests.Jupyter;

/// <summary>The kernel as a client sees it, against the description of Jupyter's messages, version 5.3.</summary>
public sealed class JupyterKernelTests : IDisposable
{
    readonly RunningKernel _kernel = new();
    readonly KernelClient _client;

    public JupyterKernelTests() => _client = _kernel.Client();

    public void Dispose()
    {
        _client.Dispose();
        _kernel.Dispose();
    }

    [Fact]
    public void It_introduces_itself_on_shell_and_control()
    {
        var info = _client.Ask("kernel_info_request", []).Reply;
        Assert.Equal("5.3", (string)info["protocol_version"]!);
        var language = info["language_info"]!;
        Assert.Equal(("C#", ".cs", "text/x-csharp", "csharp"), ((string)language["name"]!, (string)language["file_extension"]!, (string)language["mimetype"]!, (string)language["pygments_lexer"]!));
        Assert.Equal(LanguageVersion.Latest.MapSpecifiedToEffectiveVersion().ToDisplayString(), (string)language["version"]!);
        Assert.True(JsonNode.DeepEquals(info, _client.ReplyTo(_client.Control, _client.Request(_client.Control, "kernel_info_request", []))));
    }

    [Fact]
    public void Outputs_come_in_order_between_busy_and_idle()
    {
        var answer = _client.Execute("Console.Write(\"a\"); Console.Error.Write(\"b\"); display(1); Console.Write(\"c\"); 6 * 7");
        Assert.Equal(["busy", "execute_input", "stdout: a", "stderr: b", "display: 1", "stdout: c", "result: 42", "idle"], answer.Lines);
        Assert.Equal("ok", (string)answer.Reply["status"]!);
        Assert.Equal(1, (int)answer.Reply["execution_count"]!);
        Assert.Equal("{}", answer.Published[^2].Content["metadata"]!.ToJsonString());
    }

    [Fact]
    public void The_parent_header_comes_back_as_it_was_sent()
    {
        var id = _client.Begin("1");
        Assert.All(_client.Published(id), message => Assert.Equal(id, message.Parent));
    }

    [Fact]
    public void An_error_is_published_and_replied()
    {
        var answer = _client.Execute("int.Parse(\"x\")");
        Assert.Equal(["busy", "execute_input", "error System.FormatException", "idle"], answer.Lines);
        Assert.Equal(("error", "System.FormatException"), ((string)answer.Reply["status"]!, (string)answer.Reply["ename"]!));
        Assert.Equal("System.FormatException: The input string 'x' was not in a correct format.", (string)answer.Reply["traceback"]![0]!);
        Assert.True(JsonNode.DeepEquals(answer.Published[2].Content["traceback"], answer.Reply["traceback"]));
    }

    [Fact]
    public void A_display_is_updated_from_a_later_cell_by_the_same_id()
    {
        var shown = _client.Execute("var d = display(\"0 %\");").Published.Single(message => message.Type == "display_data");
        var updated = _client.Execute("d.Update(\"100 %\");").Published.Single(message => message.Type == "update_display_data");
        Assert.Equal("100 %", (string)updated.Content["data"]!["text/plain"]!);
        Assert.Equal((string)shown.Content["transient"]!["display_id"]!, (string)updated.Content["transient"]!["display_id"]!);
    }

    [Fact]
    public void Many_updates_reach_the_client_as_few_and_the_last_one_counts()
    {
        var updates = _client.Execute("var d = display(0); for (var i = 1; i <= 100_000; i++) d.Update(i);").Published.Where(message => message.Type == "update_display_data").ToArray();
        Assert.InRange(updates.Length, 1, 50_000);
        Assert.Equal("100000", (string)updates[^1].Content["data"]!["text/plain"]!);
    }

    [Fact]
    public void Text_arrives_while_the_cell_runs()
    {
        var id = _client.Begin("Console.Write(\"first\"); Console.Write(Console.ReadLine());", new() { ["allow_stdin"] = true });
        _client.WaitFor(id, message => message.Type == "stream"); // the cell waits for the answer below
        Answer("second");
        Assert.Equal(["busy", "execute_input", "stdout: first", "stdout: second", "idle"], _client.Finish(id).Lines);

        void Answer(string text)
        {
            _client.Next(_client.Stdin);
            _client.Request(_client.Stdin, "input_reply", new() { ["value"] = text });
        }
    }

    [Fact]
    public void Text_arrives_while_a_cell_sleeps()
    {
        var id = _client.Begin("Console.Write(\"begun\"); System.Threading.Thread.Sleep(-1);");
        _client.WaitFor(id, message => message.Type == "stream");
        _client.Request(_client.Control, "interrupt_request", []);
        Assert.Equal("error", (string)_client.Finish(id).Reply["status"]!);
    }

    [Fact]
    public void A_silent_cell_shows_nothing_and_does_not_count()
    {
        Assert.Equal(["busy", "idle"], _client.Execute("Console.Write(1); 2", new() { ["silent"] = true }).Lines);
        Assert.Equal(1, (int)_client.Execute("3").Reply["execution_count"]!);
    }

    [Fact]
    public void A_cell_without_history_shows_and_does_not_count()
    {
        Assert.Equal(["busy", "execute_input", "result: 2", "idle"], _client.Execute("2", new() { ["store_history"] = false }).Lines);
        Assert.Equal(1, (int)_client.Execute("3").Reply["execution_count"]!);
    }

    [Fact]
    public void User_expressions_are_answered()
    {
        var reply = _client.Execute("var n = 20;", new() { ["user_expressions"] = new JsonObject { ["twice"] = "2 * n", ["wrong"] = "m" } }).Reply;
        Assert.Equal("40", (string)reply["user_expressions"]!["twice"]!["data"]!["text/plain"]!);
        Assert.Equal(("error", "CompilationError"), ((string)reply["user_expressions"]!["wrong"]!["status"]!, (string)reply["user_expressions"]!["wrong"]!["ename"]!));
    }

    [Theory]
    [InlineData(true, "aborted")]
    [InlineData(false, "ok")]
    public void What_waits_behind_an_error_runs_only_where_the_client_wants_it(bool stopOnError, string second)
    {
        // The first cell fails when the second one is known to have arrived: its question is answered after it was sent
        var first = _client.Begin("Console.ReadLine(); throw new Exception();", new() { ["allow_stdin"] = true, ["stop_on_error"] = stopOnError });
        _client.Next(_client.Stdin);
        var (next, question) = (_client.Begin("1"), _client.Request(_client.Shell, "kernel_info_request", []));
        Thread.Sleep(300); // the requests are read by another thread
        _client.Request(_client.Stdin, "input_reply", new() { ["value"] = "" });
        Assert.Equal("error", (string)_client.Finish(first).Reply["status"]!);
        Assert.Equal(second, (string)_client.Finish(next).Reply["status"]!);
        Assert.Equal("ok", (string)_client.Finish(question).Reply["status"]!);
        Assert.Equal("ok", (string)_client.Execute("2").Reply["status"]!);
    }

    [Fact]
    public void A_cell_asks_the_user()
    {
        var id = _client.Begin("var name = await GetInputAsync(\"Name?\"); var secret = await GetPasswordAsync(\"Secret?\"); Console.Write($\"{name} {secret} {Console.ReadLine()}\")", new() { ["allow_stdin"] = true });
        (string, bool)[] asked = [.. Enumerable.Range(0, 3).Select(i =>
        {
            var question = _client.Next(_client.Stdin);
            Assert.Equal(("input_request", id), (question.Type, question.Parent));
            _client.Request(_client.Stdin, "input_reply", new() { ["value"] = $"v{i}" });
            return ((string)question.Content["prompt"]!, (bool)question.Content["password"]!);
        })];
        Assert.Equal([("Name?", false), ("Secret?", true), ("", false)], asked);
        Assert.Contains("stdout: v0 v1 v2", _client.Finish(id).Lines);
    }

    [Fact]
    public void A_cell_that_asks_where_nobody_answers_fails_with_the_remedy()
    {
        var reply = _client.Execute("Console.ReadLine()").Reply;
        Assert.Contains("pass it as a parameter", (string)reply["evalue"]!, StringComparison.Ordinal);
    }

    [Fact]
    public void A_cell_that_waits_for_an_answer_can_be_interrupted()
    {
        var id = _client.Begin("Console.ReadLine()", new() { ["allow_stdin"] = true });
        _client.Next(_client.Stdin);
        _client.Request(_client.Control, "interrupt_request", []);
        Assert.Equal("Interrupted", (string)_client.Finish(id).Reply["ename"]!);
        Assert.Equal("ok", (string)_client.Execute("1").Reply["status"]!);
    }

    [Fact]
    public void The_cursor_is_counted_in_code_points()
    {
        const string code = "var s = \"😀\"; s.Subst"; // 20 code points, 21 UTF-16 units
        var reply = _client.Ask("complete_request", new() { ["code"] = code, ["cursor_pos"] = 20 }).Reply;
        Assert.Equal(["Substring"], reply["matches"]!.AsArray().Select(match => (string)match!));
        Assert.Equal((15, 20), ((int)reply["cursor_start"]!, (int)reply["cursor_end"]!));
        var typed = reply["metadata"]!["_jupyter_types_experimental"]![0]!;
        Assert.Equal(("Substring", "method", 15, 20), ((string)typed["text"]!, (string)typed["type"]!, (int)typed["start"]!, (int)typed["end"]!));
    }

    [Fact]
    public void A_name_is_inspected()
    {
        _client.Execute("var rows = new List<int>();");
        var reply = _client.Ask("inspect_request", new() { ["code"] = "rows", ["cursor_pos"] = 2, ["detail_level"] = 0 }).Reply;
        Assert.True((bool)reply["found"]!);
        Assert.Contains("List<int>", (string)reply["data"]!["text/plain"]!, StringComparison.Ordinal);
        Assert.False((bool)_client.Ask("inspect_request", new() { ["code"] = "nothing", ["cursor_pos"] = 2 }).Reply["found"]!);
    }

    [Fact]
    public void Unfinished_code_is_said_to_be_so()
    {
        Assert.Equal("complete", (string)_client.Ask("is_complete_request", new() { ["code"] = "1 + 1" }).Reply["status"]!);
        var reply = _client.Ask("is_complete_request", new() { ["code"] = "void F()\n{" }).Reply;
        Assert.Equal(("incomplete", "    "), ((string)reply["status"]!, (string)reply["indent"]!));
    }

    [Fact]
    public void The_history_is_told_by_tail_range_and_search()
    {
        foreach (var code in (string[])["var a = 1;", "a + 1", "a + 1"]) _client.Execute(code);
        Assert.Equal("""[[1,3,"a \u002B 1"]]""", History(new() { ["hist_access_type"] = "tail", ["n"] = 1 }));
        Assert.Equal("""[[1,1,["var a = 1;",""]],[1,2,["a \u002B 1","2"]]]""", History(new() { ["hist_access_type"] = "range", ["session"] = 0, ["start"] = 1, ["stop"] = 3, ["output"] = true }));
        Assert.Equal("""[[1,2,"a \u002B 1"],[1,3,"a \u002B 1"]]""", History(new() { ["hist_access_type"] = "search", ["pattern"] = "a*", ["n"] = 10 }));
        Assert.Equal("""[[1,3,"a \u002B 1"]]""", History(new() { ["hist_access_type"] = "search", ["pattern"] = "a*", ["n"] = 10, ["unique"] = true }));

        string History(JsonObject content) => _client.Ask("history_request", content).Reply["history"]!.ToJsonString();
    }

    [Fact]
    public void Comms_are_answered_though_there_are_none()
    {
        Assert.Equal("{}", _client.Ask("comm_info_request", []).Reply["comms"]!.ToJsonString());
        var id = _client.Request(_client.Shell, "comm_open", new() { ["comm_id"] = "c1", ["target_name"] = "jupyter.widget", ["data"] = new JsonObject() });
        Assert.Equal("c1", (string)_client.WaitFor(id, message => message.Type == "comm_close").Content["comm_id"]!);
    }

    [Theory]
    [InlineData("execute_request", "{}", "'code' should be a text")]
    [InlineData("execute_request", """{"code":5}""", "'code' should be a text")]
    [InlineData("complete_request", """{"code":"a","cursor_pos":"x"}""", "'cursor_pos' should be a whole number")]
    [InlineData("history_request", """{"hist_access_type":"all"}""", "not one of tail, range, search")]
    public void A_request_that_makes_no_sense_gets_an_error_for_a_reply(string type, string content, string message)
    {
        var answer = _client.Ask(type, JsonNode.Parse(content)!.AsObject());
        Assert.Equal("error", (string)answer.Reply["status"]!);
        Assert.Contains(message, (string)answer.Reply["evalue"]!, StringComparison.Ordinal);
        Assert.Equal(["busy", "idle"], answer.Lines);
    }

    [Fact]
    public void A_cursor_beyond_the_code_is_taken_as_its_end()
    {
        Assert.Equal("ok", (string)_client.Ask("complete_request", new() { ["code"] = "Console.Wri", ["cursor_pos"] = 999 }).Reply["status"]!);
        Assert.Equal("ok", (string)_client.Ask("complete_request", new() { ["code"] = "Console.Wri", ["cursor_pos"] = -5 }).Reply["status"]!);
    }

    [Fact]
    public void A_message_with_a_wrong_signature_is_not_obeyed()
    {
        _client.Send(_client.Shell, "forged", "execute_request", new() { ["code"] = "var forged = 1;", ["silent"] = false }, "{}", new string('0', 64));
        _client.Send(_client.Shell, "unsigned", "execute_request", new() { ["code"] = "var forged = 1;", ["silent"] = false }, "{}", "");
        _client.Shell.Send("no message"u8.ToArray());
        Assert.Equal("CompilationError", (string)_client.Execute("forged").Reply["ename"]!);
        _kernel.Logs("a message on shell was dropped: its signature is wrong");
        _kernel.Logs("a message on shell was dropped: it is not a Jupyter message");
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("[]")]
    [InlineData("""{"a":1,"a":2}""")]
    public void A_signed_message_that_cannot_be_read_is_dropped(string parent)
    {
        using var kernel = new RunningKernel(key: "");
        using var client = kernel.Client();
        client.Shell.Send("<IDS|MSG>"u8.ToArray(), [], Encoding.UTF8.GetBytes(parent), "{}"u8.ToArray(), "{}"u8.ToArray(), "{}"u8.ToArray());
        Assert.Equal("ok", (string)client.Ask("kernel_info_request", []).Reply["status"]!);
        kernel.Logs("its header");
    }

    [Fact]
    public void Half_a_character_is_shown_as_unknown_and_ends_nothing()
    {
        var answer = _client.Execute("Console.Write(\"\\ud83d\"); \"\\ude00\"");
        Assert.Equal(["busy", "execute_input", "stdout: \ufffd", "result: \ufffd", "idle"], answer.Lines);
        Assert.Contains("stdout: 😀", _client.Execute("Console.Write('\\ud83d'); Console.Write('\\ude00');").Lines);
    }

    [Fact]
    public void Two_kernels_answer_side_by_side()
    {
        using var other = new RunningKernel("another key");
        using var client = other.Client();
        _client.Execute("var a = 1;");
        client.Execute("var a = 2;");
        Assert.Contains("result: 1", _client.Execute("a").Lines);
        Assert.Contains("result: 2", client.Execute("a").Lines);
    }

    [Fact]
    public void A_port_in_use_is_named()
    {
        var e = Assert.Throws<NotebookUsageException>(() => new JupyterKernel(_kernel.Connection with { Path = "kernel-1.json" }));
        Assert.Contains($"kernel-1.json: the shell port {_kernel.Connection.ShellPort} of 127.0.0.1 cannot be opened: another program uses it", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_subscriber_that_reads_nothing_holds_nobody_up()
    {
        using var silent = ZmtpClient.Connect(_kernel.Connection.IopubPort, "SUB");
        silent.Send([1]);
        for (var i = 0; i < 12; i++) // each as much as a cell may show: more than the kernel keeps for one who does not read
            Assert.Equal("ok", (string)_client.Execute("Console.Write(new string('x', 9_000_000));").Reply["status"]!);
        _kernel.Logs("a subscriber was dropped");
        Assert.Contains("result: 1", _client.Execute("1").Lines);
    }

    [Theory]
    [InlineData("shell")]
    [InlineData("control")]
    public void Shutdown_is_answered_and_ends_the_kernel(string channel)
    {
        var socket = channel == "shell" ? _client.Shell : _client.Control;
        var id = _client.Request(socket, "shutdown_request", new() { ["restart"] = true });
        var reply = _client.ReplyTo(socket, id);
        Assert.Equal(("ok", true), ((string)reply["status"]!, (bool)reply["restart"]!));
        Assert.True(_kernel.Ends());
    }

    [Fact]
    public void A_kernel_ends_while_a_cell_runs()
    {
        var id = _client.Begin("while (true) CancellationToken.ThrowIfCancellationRequested();");
        _client.WaitFor(id, message => message.Type == "execute_input");
        _client.Request(_client.Control, "shutdown_request", []);
        Assert.True(_kernel.Ends());
        _kernel.Interrupt();
    }

    [Fact]
    public void What_a_cell_left_running_still_shows_under_that_cell()
    {
        var id = _client.Begin("var go = new System.Threading.ManualResetEventSlim(); var late = Task.Run(() => { go.Wait(); Console.Write(\"late\"); });");
        _client.Finish(id);
        _client.Execute("go.Set(); late.Wait();"); // between cells the console is the host's again, and in this process that is the test's
        Assert.Equal("late", (string)_client.WaitFor(id, message => message.Type == "stream").Content["text"]!);
    }
}
