"""The peer of `metrics`: 21 numbers of each return series and eight beside a benchmark by empyrical-reloaded, no inference, in seconds of processor and wall time.

Arguments: number of series, days, folder that holds the package `empyrical`. Needs pandas and scipy (apt: python3-pandas python3-scipy)."""
import os
import sys

for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[variable] = "1"
import time
import warnings

warnings.simplefilter("ignore")
sys.path.insert(0, sys.argv[3])
import numpy as np
import pandas as pd
import empyrical as e

series, days = int(sys.argv[1]), int(sys.argv[2])
index = pd.date_range("2015-01-01", periods=days)
rng = np.random.default_rng(1)
rows = [pd.Series(0.0003 + 0.01 * rng.standard_normal(days), index) for _ in range(series + 1)]
benchmark = rows.pop()
alone = [e.cum_returns_final, e.annual_return, e.annual_volatility, e.downside_risk, e.sharpe_ratio, e.sortino_ratio, e.calmar_ratio, e.max_drawdown, e.omega_ratio,
         e.value_at_risk, e.conditional_value_at_risk, e.tail_ratio, e.stability_of_timeseries, e.cagr, lambda r: r.skew(), lambda r: r.kurt(), lambda r: r.mean(), lambda r: r.std(),
         lambda r: r.min(), lambda r: r.max(), lambda r: (r > 0).mean()]
beside = [e.alpha, e.beta, e.excess_sharpe, e.up_capture, e.down_capture, e.up_down_capture, e.capture, e.batting_average]


def judge(r):
    return [f(r) for f in alone] + [f(r, benchmark) for f in beside]


judge(rows[0])
used, clock = time.process_time(), time.perf_counter()
for r in rows:
    judge(r)
print(f"{time.process_time() - used:.2f} s processor, {time.perf_counter() - clock:.2f} s wall: empyrical-reloaded, pandas {pd.__version__}, numpy {np.__version__}")
