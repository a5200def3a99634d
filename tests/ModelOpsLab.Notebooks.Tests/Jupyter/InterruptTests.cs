namespace ModelOpsLab.Notebooks.Tests.Jupyter;

/// <summary>Stop means stop: what a cell may do that does not ask to be stopped.</summary>
public sealed class InterruptTests : IDisposable
{
    readonly RunningKernel _kernel = new();
    readonly KernelClient _client;

    public InterruptTests() => _client = _kernel.Client();

    public void Dispose()
    {
        _client.Dispose();
        _kernel.Dispose();
    }

    [Theory]
    [InlineData("while (true) ;")]
    [InlineData("System.Threading.Thread.Sleep(-1);")]
    [InlineData("while (true) { try { System.Threading.Thread.Sleep(10); } catch { } }")]
    [InlineData("while (true) { try { throw new Exception(); } catch { } }")]
    [InlineData("new System.Threading.SemaphoreSlim(0).Wait();")]
    [InlineData("await Task.Delay(-1);")]
    [InlineData("while (true) await Task.Delay(5);")]
    [InlineData("await Task.Yield(); while (true) ;")]
    [InlineData("await Task.Delay(-1, CancellationToken);")]
    [InlineData("while (true) Console.WriteLine(\"again\");")]
    [InlineData("class Endless { public override string ToString() { while (true) ; } } new Endless()")]
    [InlineData("Enumerable.Repeat(1, int.MaxValue).Where(i => { System.Threading.Thread.Sleep(1); return false; })")]
    public void An_endless_cell_is_interrupted_and_the_session_goes_on(string endless)
    {
        _client.Execute("var kept = 1;");
        var answer = Interrupt(endless);
        Assert.Equal("Interrupted", (string)answer.Reply["ename"]!);
        Assert.DoesNotContain(answer.Lines, line => line.Contains("other threads", StringComparison.Ordinal));
        Assert.Contains("result: 1", _client.Execute("kept").Lines);
    }

    [Fact]
    public void What_a_cell_declared_is_there_where_showing_its_result_was_interrupted()
    {
        Interrupt("class Endless { public override string ToString() { while (true) ; } } var found = 7; new Endless()");
        Assert.Contains("result: 7", _client.Execute("found").Lines);
    }

    [Fact]
    public void Work_on_other_threads_is_said_to_go_on()
    {
        var answer = Interrupt("var stop = false; var t = Task.Run(() => { while (!stop) System.Threading.Thread.Sleep(5); }); t.Wait();");
        Assert.Single(answer.Lines, line => line.StartsWith("stderr: Cell 1 was stopped by force", StringComparison.Ordinal) && line.Contains("Restart the kernel", StringComparison.Ordinal));
    }

    [Fact]
    public void A_cell_that_heeds_its_token_may_tidy_up()
    {
        var answer = Interrupt("try { await Task.Delay(-1, CancellationToken); } finally { Console.Write(\"tidied\"); }");
        Assert.Contains("stdout: tidied", answer.Lines);
    }

    [Fact]
    public void Nothing_of_an_interrupted_cell_runs_on_after_an_await()
    {
        _client.Execute("var n = 0;");
        Interrupt("while (true) { await Task.Delay(1); n++; }");
        Assert.Contains("result: True", _client.Execute("var before = n; System.Threading.Thread.Sleep(50); before == n").Lines);
    }

    [Fact]
    public void Nothing_to_interrupt_is_no_error()
    {
        Assert.Equal("ok", (string)_client.ReplyTo(_client.Control, _client.Request(_client.Control, "interrupt_request", []))["status"]!);
        Assert.Contains("result: 1", _client.Execute("1").Lines);
    }

    [Fact]
    public void Interrupt_is_answered_though_the_cell_took_all_threads()
    {
        var answer = Interrupt("System.Threading.Tasks.Parallel.For(0, 10_000, _ => { CancellationToken.WaitHandle.WaitOne(); });");
        Assert.Equal("Interrupted", (string)answer.Reply["ename"]!);
    }

    Answer Interrupt(string code)
    {
        var id = _client.Begin("Console.WriteLine(\"begun\");" + code);
        _client.WaitFor(id, message => message.Type == "stream");
        Assert.Equal("ok", (string)_client.ReplyTo(_client.Control, _client.Request(_client.Control, "interrupt_request", []))["status"]!);
        return _client.Finish(id);
    }
}
