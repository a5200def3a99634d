# The same fan in numpy: stationary bootstrap paths, quantiles of type 7 at each session, ranks of the paths at each session, deepest drawdowns.
import time
import numpy as np

paths, sessions, history, block = 10_000, 250, 2_500, 5
random = np.random.default_rng(1)
returns = 0.0003 + 0.01 * random.standard_normal(history)
walls, used = [], []
for turn in range(4):
    wall, processor = time.perf_counter(), time.process_time()
    at = random.integers(0, history, (paths, sessions))
    stays = random.random((paths, sessions)) >= 1 / block
    for t in range(1, sessions):
        at[:, t] = np.where(stays[:, t], (at[:, t - 1] + 1) % history, at[:, t])
    wealth = np.cumprod(1 + returns[at], axis=1)
    quantiles = np.quantile(wealth, [0.025, 0.1, 0.5, 0.9, 0.975], axis=0)
    ranks = wealth.argsort(axis=0).argsort(axis=0)
    extreme = np.minimum(ranks, paths - 1 - ranks).min(axis=1)
    deepest = (wealth / np.maximum(1, np.maximum.accumulate(wealth, axis=1)) - 1).min(axis=1)
    if turn:
        walls.append(time.perf_counter() - wall)
        used.append(time.process_time() - processor)
print(f"numpy {np.__version__}: {sorted(walls)[1]:.3f} s, {sorted(used)[1]:.3f} s of processor time (median of 3), mean end {wealth[:, -1].mean():.4f}")
