// A kernel process reached the way an editor for Node reaches it: zeromq sockets of its own, JupyterLab's client on top, no server and no Python.
import { spawn } from "node:child_process";
import { createHmac, randomUUID } from "node:crypto";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import services from "@jupyterlab/services";
import zeromq from "zeromq";

const { KernelConnection, KernelMessage, ServerConnection } = services;
const channels = ["shell", "control", "stdin", "iopub"];
const separator = "<IDS|MSG>";

/** Starts the kernel of a kernel.json with nothing on its PATH. */
export async function start(kernelJson) {
  const spec = JSON.parse(readFileSync(kernelJson, "utf8"));
  const ports = await freePorts(5);
  const connection = {
    ip: "127.0.0.1", transport: "tcp", key: randomUUID(), signature_scheme: "hmac-sha256", kernel_name: "csharp",
    shell_port: ports[0], control_port: ports[1], stdin_port: ports[2], iopub_port: ports[3], hb_port: ports[4],
  };
  const file = join(mkdtempSync(join(tmpdir(), "modelops-node-")), "connection.json");
  writeFileSync(file, JSON.stringify(connection));
  const [program, ...args] = spec.argv.map(a => a.replace("{connection_file}", file));
  const child = spawn(program, args, { env: { PATH: "/nonexistent", HOME: process.env.HOME, DOTNET_ROOT: process.env.DOTNET_ROOT ?? "", ...spec.env }, stdio: ["ignore", "pipe", "pipe"] });
  const said = { text: "" };
  child.stdout.on("data", d => (said.text += d));
  child.stderr.on("data", d => (said.text += d));
  const ended = new Promise(resolve => child.once("exit", (code, signal) => resolve({ code, signal })));
  return { spec, child, said, ended, ...(await connect(connection)) };
}

/** JupyterLab's KernelConnection over the five sockets of a connection file. */
async function connect(connection) {
  const session = randomUUID();
  const sockets = Object.fromEntries(channels.map(name => {
    const socket = name === "iopub" ? new zeromq.Subscriber() : new zeromq.Dealer({ routingId: session });
    socket.connect(`tcp://${connection.ip}:${connection[name + "_port"]}`);
    if (name === "iopub") socket.subscribe();
    return [name, socket];
  }));
  const sign = parts => createHmac("sha256", connection.key).update(parts.join("")).digest("hex");
  const post = message => {
    const parts = [message.header, message.parent_header ?? {}, message.metadata ?? {}, message.content ?? {}].map(p => JSON.stringify(p));
    return sockets[message.channel].send([separator, sign(parts), ...parts]);
  };
  const answers = new Map();
  const seen = [];
  let deliver = () => {};
  const listen = async name => {
    for await (const frames of sockets[name]) {
      const texts = frames.map(f => f.toString("utf8"));
      const [signature, ...parts] = texts.slice(texts.indexOf(separator) + 1);
      if (signature !== sign(parts.slice(0, 4))) throw new Error("a message of the kernel is signed wrongly");
      const [header, parent_header, metadata, content] = parts.slice(0, 4).map(p => JSON.parse(p));
      const message = { channel: name, header, parent_header, metadata, content, buffers: frames.slice(texts.indexOf(separator) + 6) };
      seen.push(message);
      answers.get(parent_header.msg_id)?.(message);
      deliver(message);
    }
  };
  channels.forEach(listen);
  const request = (msgType, channel, content = {}) => KernelMessage.createMessage({ msgType, channel, session, username: "node", content });

  // A subscription takes a moment to arrive: as VS Code does, ask until the answer and its status have both been heard
  const heard = channel => seen.some(m => m.channel === channel && m.parent_header.msg_id);
  const greetings = new Set();
  while (!(heard("shell") && heard("iopub"))) {
    const greeting = request("kernel_info_request", "shell");
    greetings.add(greeting.header.msg_id);
    await post(greeting);
    await new Promise(resolve => setTimeout(resolve, 500));
  }

  class Sockets {
    protocol = "";
    constructor() {
      deliver = message => this.onmessage?.({ data: message });
      setTimeout(() => this.onopen?.({}), 0);
    }
    send(message) { this.sending = (this.sending ?? Promise.resolve()).then(() => post(message)); }
    close() { channels.forEach(name => sockets[name].close()); }
  }

  const control = async (msgType, content) => {
    const message = request(msgType, "control", content);
    const reply = new Promise(resolve => answers.set(message.header.msg_id, m => m.channel === "control" && resolve(m)));
    await post(message);
    return await reply;
  };
  const client = new KernelConnection({
    model: { id: randomUUID(), name: "csharp" },
    clientId: session,
    serverSettings: ServerConnection.makeSettings({ WebSocket: Sockets, serializer: { serialize: m => m, deserialize: m => m }, wsUrl: "ws://sockets/", baseUrl: "http://sockets/" }),
    kernelAPIClient: { interrupt: () => control("interrupt_request", {}), shutdown: () => control("shutdown_request", { restart: false }) },
  });
  return { client, control, seen, greetings };
}

async function freePorts(count) {
  const servers = await Promise.all(Array.from({ length: count }, () => new Promise(resolve => {
    const server = createServer().listen(0, "127.0.0.1", () => resolve(server));
  })));
  const ports = servers.map(s => s.address().port);
  await Promise.all(servers.map(s => new Promise(resolve => s.close(resolve))));
  return ports;
}
