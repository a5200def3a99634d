"""The peer of `refits`: scikit-learn's Ridge fitted at every step of a series read from a file, one thread, in seconds of processor time.

Arguments: file of rows (features, then target, as doubles), number of features, first step, window (0: everything). Needs scikit-learn (apt: python3-sklearn)."""
import os
import sys

for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[variable] = "1"
import time
import numpy as np
import sklearn
from sklearn.linear_model import Ridge

path, features, first, window = sys.argv[1], *map(int, sys.argv[2:5])
rows = np.fromfile(path).reshape(-1, features + 1)
X, y = np.ascontiguousarray(rows[:, :-1]), np.ascontiguousarray(rows[:, -1])
Ridge(alpha=1.0).fit(X[:first], y[:first]).predict(X[:1])
used = time.process_time()
predictions = []
for t in range(first, len(y)):
    start = t - window if window else 0
    predictions.append(Ridge(alpha=1.0).fit(X[start:t], y[start:t]).predict(X[t : t + 1])[0])
used = time.process_time() - used
with open("/proc/self/maps") as maps:
    blas = "OpenBLAS" if "openblas" in maps.read() else "another BLAS"
print(f"{used!r} {float(np.sum(predictions))!r} scikit-learn {sklearn.__version__}, numpy {np.__version__}, {blas}")
