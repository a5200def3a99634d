"""The peer of the two-sample kernels: scipy on the same sizes, one thread, median of five runs. Needs scipy (apt: python3-scipy)."""
import time
import numpy as np
import scipy
from scipy import stats

rng = np.random.default_rng(1)
print(f"scipy {scipy.__version__}, numpy {np.__version__}")
for n in (100_000, 1_000_000):
    a, b = rng.standard_normal(n), rng.standard_normal(n)
    edges = np.quantile(a, np.linspace(0.1, 0.9, 9))

    def psi():
        p, q = (np.bincount(np.searchsorted(edges, x), minlength=10) / n for x in (a, b))
        return float(((q - p) * np.log(q / p)).sum())

    for name, run in (("ks_2samp", lambda: stats.ks_2samp(a, b, method="asymp")), ("wasserstein_distance", lambda: stats.wasserstein_distance(a, b)), ("PSI, 10 quantile bins", psi)):
        times = []
        for _ in range(5):
            start = time.perf_counter()
            run()
            times.append(time.perf_counter() - start)
        print(f"{name:24} n = {n:9,}  {sorted(times)[2] * 1000:8.1f} ms")
