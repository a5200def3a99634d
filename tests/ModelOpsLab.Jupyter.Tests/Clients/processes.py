"""Kernels as processes, by Jupyter's own client: processes.py SCENARIO KERNEL_NAME. Prints one JSON object."""
import json
import os
import sys
import time

from jupyter_client.manager import KernelManager

SCENARIO, NAME = sys.argv[1:]


def start():
    manager = KernelManager(kernel_name=NAME)
    manager.start_kernel()
    client = manager.client()
    client.start_channels()
    client.wait_for_ready(timeout=60)
    return manager, client


def run(client, code):
    """The text of the cell's result, or the name of its error."""
    answers = []

    def keep(message):
        content = message["content"]
        if message["msg_type"] == "execute_result":
            answers.append(content["data"]["text/plain"])
        elif message["msg_type"] == "error":
            answers.append("error " + content["ename"] + ": " + content["evalue"])

    client.execute_interactive(code, timeout=60, output_hook=keep, allow_stdin=False)
    return answers[-1] if answers else ""


def process_id(client):
    return int(run(client, "Environment.ProcessId"))


def say(**facts):
    print(json.dumps(facts), flush=True)


def hold():
    """Two kernels, and an owner that never stops them."""
    kernels = [start() for _ in range(2)]
    say(ids=[process_id(client) for _, client in kernels])
    while True:
        time.sleep(1)


def busy():
    """The owner dies while a cell runs."""
    manager, client = start()
    say(ids=[process_id(client)])
    client.execute("while (true) ;")
    while True:
        time.sleep(1)


def two():
    """Two kernels at once, each with a state of its own."""
    (a, first), (b, second) = start(), start()
    run(first, "var x = 1;")
    run(second, "var x = 20;")
    answers = [run(client, "++x") for client in (first, second, first, second)]
    ids = [process_id(first), process_id(second)]
    for manager, client in ((a, first), (b, second)):
        client.stop_channels()
        manager.shutdown_kernel()
    say(ids=ids, answers=answers)


def cycles():
    """Up and down, ten times or as often as MODELOPS_KERNEL_CYCLES says."""
    ids, took = [], []
    for _ in range(int(os.environ.get("MODELOPS_KERNEL_CYCLES", "10"))):
        begun = time.monotonic()
        manager, client = start()
        ids.append(process_id(client))
        client.stop_channels()
        manager.shutdown_kernel()
        took.append(round(time.monotonic() - begun, 2))
    say(ids=ids, took=took)


def restart():
    """shutdown_request with restart true, then the same manager and connection file again."""
    manager, client = start()
    before = process_id(client)
    run(client, "var kept = 1;")
    message = client.session.msg("shutdown_request", {"restart": True})
    client.control_channel.send(message)
    while (reply := client.get_control_msg(timeout=10))["parent_header"].get("msg_id") != message["header"]["msg_id"]:
        pass
    manager.restart_kernel(now=False)
    client.wait_for_ready(timeout=60)
    after = process_id(client)
    gone = run(client, "kept")
    answer = run(client, "1 + 1")
    client.stop_channels()
    manager.shutdown_kernel()
    say(ids=[before, after], reply=reply["content"], gone=gone, answer=answer)


def interrupt():
    """The interrupt of kernel.json's interrupt_mode, on an endless loop."""
    manager, client = start()
    identity = process_id(client)
    client.execute("while (true) ;")
    while client.get_iopub_msg(timeout=30)["msg_type"] != "execute_input":
        pass
    time.sleep(1)
    begun = time.monotonic()
    manager.interrupt_kernel()
    reply = client.get_shell_msg(timeout=30)
    while reply["msg_type"] != "execute_reply" or reply["content"]["status"] == "ok":
        reply = client.get_shell_msg(timeout=30)
    took = round(time.monotonic() - begun, 3)
    answer = run(client, "1 + 1")
    same = process_id(client) == identity
    client.stop_channels()
    manager.shutdown_kernel()
    say(ids=[identity], status=reply["content"]["status"], took=took, answer=answer, same=same)


globals()[SCENARIO]()
