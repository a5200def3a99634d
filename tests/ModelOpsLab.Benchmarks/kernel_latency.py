"""How long a Jupyter client waits: our kernel and ipykernel, started and asked by the same client (jupyter_client), one after the other.

    python3 tests/ModelOpsLab.Benchmarks/kernel_latency.py path/to/modelops [starts, default 7]

Needs jupyter-client and python3-ipykernel (apt). Prints median and range; ends with 1 where a bar is missed.
"""
import os
import statistics
import subprocess
import sys
import tempfile
import time

from jupyter_client.manager import start_new_kernel


def main(modelops, starts):
    with tempfile.TemporaryDirectory() as folder:
        os.environ["JUPYTER_DATA_DIR"] = folder
        os.environ["PYDEVD_DISABLE_FILE_VALIDATION"] = "1"  # ipykernel's debugger need not speak
        subprocess.run([modelops, "kernel", "install"], check=True, stdout=subprocess.DEVNULL)
        ours = [measure("modelops", "while (true) ;", "1 + 1") for _ in range(starts + 1)][1:]
        peer = [measure("python3", "while True: pass", "1 + 1") for _ in range(starts + 1)][1:]
    missed = False
    print(f"{'':34}{'ours':>26}{'ipykernel':>26}")
    for name, bar in (("ready", 700), ("start to first result", None), ("next cell", None), ("interrupt of an endless loop", 100), ("shutdown", None)):
        mine, theirs = [run[name] for run in ours], [run[name] for run in peer]
        print(f"{name:34}{text(mine):>26}{text(theirs):>26}", end="")
        if bar is not None:
            holds = statistics.median(mine) <= bar
            missed |= not holds
            print(f"   {'holds' if holds else 'MISSED'}: at most {bar} ms", end="")
        print()
    return 1 if missed else 0


def text(times):
    return f"{statistics.median(times):.0f} ms ({min(times):.0f} to {max(times):.0f})"


def measure(kernel, loop, cell):
    start = time.perf_counter()
    manager, client = start_new_kernel(startup_timeout=60, kernel_name=kernel)
    run = {"ready": since(start)}
    try:
        execute(client, cell)
        run["start to first result"] = since(start)
        run["next cell"] = statistics.median(execute(client, cell) for _ in range(10))
        request = client.execute(loop)
        wait_busy(client, request)
        time.sleep(0.5)  # let it loop
        start = time.perf_counter()
        manager.interrupt_kernel()
        reply(client, request)
        run["interrupt of an endless loop"] = since(start)
    finally:
        client.stop_channels()
        start = time.perf_counter()
        manager.shutdown_kernel(now=False)
        run["shutdown"] = since(start)
    return run


def execute(client, code):
    start = time.perf_counter()
    request = client.execute(code)
    content = reply(client, request)
    assert content["status"] == "ok", content
    return since(start)


def reply(client, request):
    while True:
        message = client.get_shell_msg(timeout=60)
        if message["parent_header"].get("msg_id") == request:
            return message["content"]


def wait_busy(client, request):
    while True:
        message = client.get_iopub_msg(timeout=60)
        if message["parent_header"].get("msg_id") == request and message["msg_type"] == "execute_input":
            return


def since(start):
    return (time.perf_counter() - start) * 1000


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 7))
