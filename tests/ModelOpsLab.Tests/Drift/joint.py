# Figures of JointDriftTests: /usr/bin/python3 joint.py (numpy 1.24, scipy 1.10).
import numpy as np
from scipy import stats

def inputs(i, flip):
    a, b = np.sin(1.1 * i), np.cos(0.7 * i)
    return np.column_stack([a, flip * (0.9 * a + 0.3 * b), b - 0.2 * a, np.sin(2.3 * i) + 0.5 * a])

reference, current = inputs(np.arange(200.0), 1), inputs(np.arange(200.0, 240), -1)
median = np.median(reference, axis=0)
scale = 1.4826022185056018 * np.median(np.abs(reference - median), axis=0)
z = lambda x: np.clip((x - median) / scale, -5, 5)
mean = z(reference).mean(axis=0)
_, s, v = np.linalg.svd(z(reference) - mean, full_matrices=False)
share = np.cumsum(s ** 2) / np.sum(s ** 2)
k = int(np.argmax(share >= 0.8)) + 1
left = lambda x: z(x) - mean - (z(x) - mean) @ v[:k].T @ v[:k]
error = lambda x: np.linalg.norm(left(x), axis=1).mean()
print("components", k, "explained", repr(share[k - 1]), "reference", repr(error(reference)), "current", repr(error(current)))

lower, upper = np.round(np.sin(np.arange(30.0)), 1), np.round(np.sin(np.arange(20.0)) + 0.3, 1)
print("auc", repr(stats.mannwhitneyu(upper, lower).statistic / 600))
