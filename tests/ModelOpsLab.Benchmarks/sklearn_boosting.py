"""The peer of histogram boosting: fits once for each line of standard input, and answers wall time, processor time and error. Needs scikit-learn (apt: python3-sklearn)."""
import os
import sys

path, rows, columns, threads, kind = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), sys.argv[4], sys.argv[5]
for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[variable] = threads
import time
import numpy as np
from sklearn.ensemble import HistGradientBoostingRegressor

data = np.fromfile(path).reshape(columns + 1, rows)
features, target = np.ascontiguousarray(data[:columns].T), data[columns]
weights = 2.0 ** (-(rows - 1 - np.arange(rows)) / (rows / 4)) if kind == "weighted" else None
for _ in sys.stdin:
    model = HistGradientBoostingRegressor(max_iter=100, max_leaf_nodes=31, learning_rate=0.1, min_samples_leaf=20, early_stopping=False)
    start, used = time.perf_counter(), time.process_time()
    model.fit(features, target, sample_weight=weights)
    wall, processor = time.perf_counter() - start, time.process_time() - used
    print(wall, processor, float(np.sqrt(np.mean((model.predict(features) - target) ** 2))), flush=True)
