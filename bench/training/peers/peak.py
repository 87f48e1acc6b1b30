"""The machine's sgemm peak: `python peak.py SECONDS` prints the best rate of torch's and numpy's matrix product."""

import json
import os
import sys
import time

import numpy as np
import torch

SIZE = 2048


def best_rate(multiply, seconds):
    """Floating-point operations a second of the fastest of several products."""
    multiply()
    best, until = float("inf"), time.perf_counter() + seconds
    while time.perf_counter() < until:
        start = time.perf_counter()
        multiply()
        best = min(best, time.perf_counter() - start)
    return 2 * SIZE**3 / best


seconds = float(sys.argv[1]) / 2
a = np.random.default_rng(1).standard_normal((SIZE, SIZE), np.float32)
b = a.T.copy()
ta, tb, out = torch.from_numpy(a), torch.from_numpy(b), torch.empty(SIZE, SIZE)
torch.set_num_threads(os.cpu_count())
with torch.inference_mode():
    rates = {
        "torch": best_rate(lambda: torch.mm(ta, tb, out=out), seconds),
        "numpy": best_rate(lambda: np.matmul(a, b), seconds),
    }
print(json.dumps(rates))
