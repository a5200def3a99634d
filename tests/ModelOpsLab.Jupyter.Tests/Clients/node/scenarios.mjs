// What an editor asks of a kernel: node scenarios.mjs KERNEL_JSON. Prints one JSON line per scenario.
import assert from "node:assert/strict";
import { start } from "./kernel.mjs";

console.debug = () => {};
const kernel = await start(process.argv[2]);
const { client } = kernel;

/** Runs a cell and gathers what an editor would show. */
async function run(code, options = {}) {
  const shown = [];
  const future = client.requestExecute({ code, stop_on_error: false, allow_stdin: !!options.answer, ...options.content }, false, { cellId: "c1" });
  future.onIOPub = m => { if (!["status", "execute_input"].includes(m.header.msg_type)) shown.push(m); options.onOutput?.(m); };
  if (options.answer) future.onStdin = m => client.sendInputReply({ status: "ok", value: options.answer }, m.header);
  const reply = await future.done;
  return { reply: reply.content, shown, types: shown.map(m => m.header.msg_type), text: shown.filter(m => m.header.msg_type === "stream").map(m => m.content.text).join("") };
}

const scenarios = {
  async kernel_info() {
    const info = await client.info;
    assert.equal(info.language_info.name, "C#");
    assert.equal(info.language_info.file_extension, ".cs");
    assert.match(info.protocol_version, /^5\.\d+$/);
    assert.ok(info.implementation && info.banner);
    assert.equal(kernel.spec.interrupt_mode, "message");
  },
  async execute() {
    const { reply, shown } = await run("int answer = 40;\nanswer + 2");
    assert.equal(reply.status, "ok");
    assert.deepEqual(shown.map(m => [m.header.msg_type, m.content.data["text/plain"]]), [["execute_result", "42"]]);
    assert.equal(shown[0].content.execution_count, reply.execution_count);
    const quiet = await run("answer", { content: { silent: true, store_history: false } });
    assert.deepEqual(quiet.types, []);
    assert.equal((await run("answer")).reply.execution_count, reply.execution_count + 1);
  },
  async streams_keep_their_order() {
    const { shown } = await run('Console.WriteLine("one"); display("two"); Console.Error.WriteLine("three"); Console.Write("four é 😀");');
    assert.deepEqual(shown.map(m => m.content.name ?? m.header.msg_type), ["stdout", "display_data", "stderr", "stdout"]);
    assert.equal(shown[3].content.text, "four é 😀");
  },
  async error_keeps_the_state() {
    const failed = await run('var kept = 7;\nthrow new InvalidOperationException("on purpose");');
    assert.equal(failed.reply.status, "error");
    assert.match(failed.reply.ename, /InvalidOperationException/);
    assert.equal(failed.reply.evalue, `cell ${failed.reply.execution_count}, line 2: on purpose`);
    assert.ok(failed.reply.traceback.length > 0);
    assert.deepEqual(failed.types, ["error"]);
    const mistyped = await run("int x = nosuch;");
    assert.match(mistyped.reply.evalue + mistyped.reply.traceback.join("\n"), /CS0103/);
    assert.equal((await run("kept")).shown[0].content.data["text/plain"], "7");
  },
  async display_update() {
    const { shown, types } = await run('var d = display("first"); d.Update("second");');
    assert.deepEqual(types, ["display_data", "update_display_data"]);
    assert.ok(shown[0].content.transient.display_id);
    assert.equal(shown[1].content.transient.display_id, shown[0].content.transient.display_id);
    assert.equal(shown[1].content.data["text/plain"], "second");
  },
  async display_update_from_a_later_cell() {
    const { shown } = await run('var later = display("first");');
    await run('later.Update("second");');
    const update = kernel.seen.findLast(m => m.header.msg_type === "update_display_data");
    assert.equal(update.content.transient.display_id, shown[0].content.transient.display_id);
    assert.equal(update.content.data["text/plain"], "second");
  },
  async a_failure_aborts_what_waits_unless_told_otherwise() {
    const cells = stop => [run("throw new Exception();", { content: { stop_on_error: stop } }), run("1", { content: { stop_on_error: stop } })];
    assert.deepEqual((await Promise.all(cells(true))).map(c => c.reply.status), ["error", "aborted"]);
    assert.deepEqual((await Promise.all(cells(false))).map(c => c.reply.status), ["error", "ok"]);
  },
  async a_megabyte_comes_whole() {
    const { text } = await run('Console.Write(new string(\'é\', 1_000_000));');
    assert.equal(text, "é".repeat(1_000_000));
  },
  async html_is_sent_as_written() {
    const { shown } = await run('display(HTML("<p>paragraph</p>"));');
    assert.equal(shown[0].content.data["text/html"], "<p>paragraph</p>");
  },
  async interrupt_of_an_endless_loop() {
    let begun;
    const looping = new Promise(resolve => (begun = resolve));
    const cell = run('Console.WriteLine("begun"); while (true) ;', { onOutput: m => m.header.msg_type === "stream" && begun() });
    await looping;
    const from = performance.now();
    await client.interrupt();
    const { reply } = await cell;
    const took = performance.now() - from;
    assert.equal(reply.status, "error");
    assert.equal((await run("1 + 1")).shown[0].content.data["text/plain"], "2");
    return `${took.toFixed(0)} ms`;
  },
  async completion() {
    const code = "answer.ToStr";
    const { content } = await client.requestComplete({ code, cursor_pos: code.length });
    assert.ok(content.matches.includes("ToString"), content.matches.join());
    assert.equal(code.slice(content.cursor_start, content.cursor_end), "ToStr");
    const typed = content.metadata._jupyter_types_experimental?.find(t => t.text === "ToString");
    assert.ok(typed, "no _jupyter_types_experimental");
    assert.ok(typed.type);
    const emoji = 'var s = "😀"; s.Len';
    const { content: after } = await client.requestComplete({ code: emoji, cursor_pos: [...emoji].length });
    assert.ok(after.matches.includes("Length"));
    assert.equal([...emoji].slice(after.cursor_start, after.cursor_end).join(""), "Len");
  },
  async inspection() {
    const code = "Console.WriteLine(1)";
    const { content } = await client.requestInspect({ code, cursor_pos: 12, detail_level: 0 });
    assert.equal(content.found, true);
    assert.match(content.data["text/plain"], /WriteLine/);
  },
  async is_complete() {
    const of = async code => (await client.requestIsComplete({ code })).content.status;
    assert.deepEqual([await of("1 + 1"), await of("if (true) {"), await of("int x = 1)")], ["complete", "incomplete", "invalid"]);
  },
  async input() {
    const { text } = await run('Console.Write("hello " + Console.ReadLine());', { answer: "Ada" });
    assert.match(text, /hello Ada/);
    const refused = await run("Console.ReadLine()");
    assert.equal(refused.reply.status, "error");
  },
  async history() {
    await run("1234567");
    const { content } = await client.requestHistory({ hist_access_type: "tail", n: 1, output: false, raw: true });
    assert.equal(content.history[0][2], "1234567");
  },
  async unknown_comm_is_closed() {
    const closed = new Promise(resolve => {
      const comm = client.createComm("nobody");
      comm.onClose = resolve;
      comm.open({});
    });
    await closed;
    assert.deepEqual((await client.requestCommInfo({})).content.comms, {});
  },
  async every_request_ends_idle() {
    const states = kernel.seen.filter(m => m.header.msg_type === "status");
    const open = new Map();
    for (const { parent_header, content } of states)
      if (parent_header.msg_id && !kernel.greetings.has(parent_header.msg_id)) open.set(parent_header.msg_id, (open.get(parent_header.msg_id) ?? 0) + ({ busy: 1, idle: -1 }[content.execution_state] ?? 0));
    assert.ok(open.size > 20);
    assert.deepEqual([...open.values()].filter(n => n !== 0), []);
    assert.ok(kernel.seen.every(m => m.header.msg_id && m.header.session && m.header.date && m.header.version && m.metadata));
  },
  async shutdown() {
    const reply = await kernel.control("shutdown_request", { restart: false });
    assert.deepEqual(reply.content, { status: "ok", restart: false });
    assert.deepEqual(await kernel.ended, { code: 0, signal: null });
    assert.equal(kernel.said.text, "");
  },
};

let hung = "";
for (const [name, scenario] of Object.entries(scenarios)) {
  let line = { test: name, outcome: "passed", detail: "" }, guard;
  try {
    if (hung) throw new Error(`not tried: ${hung} never ended`);
    const late = new Promise((_, reject) => (guard = setTimeout(() => reject(new Error(`${(hung = name)}: no end after 30 s`)), 30_000)));
    line.detail = (await Promise.race([scenario(), late])) ?? "";
  } catch (error) {
    line = { ...line, outcome: "failed", detail: `${error.stack}\nthe kernel said: ${kernel.said.text}` };
  }
  clearTimeout(guard);
  console.log(JSON.stringify(line));
}
kernel.child.kill("SIGKILL");
process.exit(0);
