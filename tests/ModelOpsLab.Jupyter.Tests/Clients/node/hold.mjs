// Starts a kernel, prints its process id, and never lets go: node hold.mjs KERNEL_JSON. The test kills this process.
import { start } from "./kernel.mjs";

console.debug = () => {};
const { client } = await start(process.argv[2]);
const future = client.requestExecute({ code: "Environment.ProcessId" });
future.onIOPub = m => m.header.msg_type === "execute_result" && console.log(m.content.data["text/plain"]);
await future.done;
setInterval(() => {}, 1000);
