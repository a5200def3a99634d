"""The peer of `trades`: pandas' five cuts of the same trades, one thread, in seconds of processor time.

Arguments: file of trades (day since 1970, asset, strategy, side, profit, as doubles), whether keys are categories (1) or texts (0).
Prints the seconds of making the categories and of the cuts, and a sum. Needs pandas (apt: python3-pandas)."""
import sys
import time
import numpy as np
import pandas as pd

path, categories = sys.argv[1], sys.argv[2] == "1"
rows = np.fromfile(path).reshape(-1, 5)
named = lambda prefix, codes, width: np.array([f"{prefix}{int(c):0{width}d}" for c in codes], dtype=object)
trades = pd.DataFrame({
    "exit": rows[:, 0].astype("datetime64[D]").astype("datetime64[ns]"),
    "asset": named("ASSET", rows[:, 1], 3), "strategy": named("strategy", rows[:, 2], 1), "side": named("side", rows[:, 3], 1), "pnl": rows[:, 4],
})
used = time.process_time()
if categories:
    for key in ("asset", "strategy", "side"):
        trades[key] = trades[key].astype("category")
made = time.process_time() - used
for turn in range(3):
    used = time.process_time()
    month, year = trades["exit"].dt.to_period("M"), trades["exit"].dt.year
    cuts = [trades.groupby(keys, observed=True)["pnl"].agg(["sum", "count"]) for keys in (["asset"], ["asset", "strategy"], [month], [year, "asset"], [month, "strategy", "side"])]
    used = time.process_time() - used
print(f"{made!r} {used!r} {float(cuts[1]['sum'].sum())!r} pandas {pd.__version__}")
