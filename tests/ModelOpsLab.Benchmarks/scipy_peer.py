"""The peer of the two-sample kernels: scipy on the same sizes, one thread, median of five runs. Needs scipy (apt: python3-scipy).

Three calls one after the other, as a user writes them; then all three from one sort of each side, by hand in numpy; then twenty inputs of a million, once."""
import os

for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[variable] = "1"
import time
import numpy as np
import scipy
from scipy import stats

rng = np.random.default_rng(1)


def psi_counts(p, q):
    return float(((q - p) * np.log(q / p)).sum())


def psi(a, b):
    edges = np.quantile(a, np.linspace(0.1, 0.9, 9))
    return psi_counts(*(np.bincount(np.searchsorted(edges, x), minlength=10) / len(x) for x in (a, b)))


def ks(a, b):
    return stats.ks_2samp(a, b, method="asymp")


def one_by_one(a, b):
    return ks(a, b), stats.wasserstein_distance(a, b), psi(a, b)


def fused(a, b):
    a, b = np.sort(a), np.sort(b)
    n, m = len(a), len(b)
    merged = np.concatenate((a, b))
    merged.sort(kind="stable")
    gap = np.searchsorted(a, merged, side="right") / n - np.searchsorted(b, merged, side="right") / m
    d = np.abs(gap).max()
    w = (np.abs(gap[:-1]) * np.diff(merged)).sum()
    edges = a[(np.linspace(0.1, 0.9, 9) * (n - 1)).astype(int)]
    p, q = (np.diff(np.concatenate(([0], np.searchsorted(x, edges), [len(x)]))) / len(x) for x in (a, b))
    return d, w, psi_counts(p, q)


def median(run, repeats=5):
    """Median wall and processor time in seconds; the second is what a shared machine disturbs less."""
    wall, processor = [], []
    for _ in range(repeats):
        start, used = time.perf_counter(), time.process_time()
        run()
        wall.append(time.perf_counter() - start)
        processor.append(time.process_time() - used)
    return sorted(wall)[repeats // 2], sorted(processor)[repeats // 2]


def line(name, size, run, repeats=5):
    wall, processor = median(run, repeats)
    print(f"{name:24} {size:24} wall {wall * 1000:9.1f} ms  processor {processor * 1000:9.1f} ms", flush=True)


print(f"scipy {scipy.__version__}, numpy {np.__version__}")
for n in (100_000, 1_000_000):
    a, b = rng.standard_normal(n), rng.standard_normal(n)
    for name, run in (
        ("ks_2samp", lambda: ks(a, b)),
        ("wasserstein_distance", lambda: stats.wasserstein_distance(a, b)),
        ("PSI, 10 quantile bins", lambda: psi(a, b)),
        ("the three together", lambda: one_by_one(a, b)),
        ("fused by hand in numpy", lambda: fused(a, b)),
    ):
        line(name, f"{n:,}", run)

pairs = [(rng.standard_normal(1_000_000), rng.standard_normal(1_000_000)) for _ in range(20)]
for name, run in (("the three together", one_by_one), ("fused by hand in numpy", fused)):
    line(name, "20 inputs of 1,000,000", lambda: [run(a, b) for a, b in pairs], 1)
