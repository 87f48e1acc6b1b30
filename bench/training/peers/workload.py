"""What every peer's process shares: the task, the data, the clock and the answer.

A peer is started as `python NAME_peer.py TASK.json` and prints one JSON document. The parent has set the environment
(threads, oneDNN) before; nothing slow is imported here.
"""

import json
import sys
import time
from pathlib import Path

import numpy as np


def read_task():
    return json.loads(Path(sys.argv[1]).read_text())


def read_data(task):
    """Both splits as {"train": (inputs, labels), "validation": (inputs, labels)}: float32 [N, ...shape], int64 [N]."""
    folder = Path(task["data"])
    shape = task["inputShape"]

    def read(split):
        labels = np.fromfile(folder / f"{split}.labels", np.int32).astype(np.int64)
        inputs = np.fromfile(folder / f"{split}.inputs", np.float32).reshape(len(labels), *shape)
        return inputs, labels

    return {split: read(split) for split in ("train", "validation")}


class TimeBox:
    """Measures work after a warm-up. `add` is called after some steps, and says when to stop."""

    def __init__(self, task):
        self.warmup = task["warmupSeconds"]
        self.seconds = task["seconds"]
        self.started = time.perf_counter()
        self.measured_from = self.processor_from = None
        self.examples = 0

    def add(self, examples):
        now = time.perf_counter()
        if self.measured_from is None:
            # The first call always belongs to the warm-up: it compiles.
            if now - self.started >= self.warmup:
                self.measured_from, self.processor_from = now, time.process_time()
            return True
        self.examples += examples
        self.elapsed = now - self.measured_from
        return self.elapsed < self.seconds

    def result(self):
        processor = time.process_time() - self.processor_from
        return {
            "examplesPerSecond": self.examples / self.elapsed,
            "examplesPerProcessorSecond": self.examples / processor,
        }


def balanced_accuracy(confusion):
    """Mean recall over the classes of confusion[truth, predicted]."""
    support = confusion.sum(axis=1)
    return float(np.mean(np.diag(confusion)[support > 0] / support[support > 0]))


def confusion_matrix(truth, predicted, classes):
    return np.bincount(truth * classes + predicted, minlength=classes * classes).reshape(classes, classes)


def train_to_accuracy(task, trainer):
    """Epochs until the validation's balanced accuracy reaches the target; the clock runs in training alone."""
    started = time.perf_counter()
    trainer.warm_up()
    prepare = time.perf_counter() - started
    trainer.reset(task["seed"], task["learningRate"], task["gamma"])
    seconds, epochs = 0.0, []
    while len(epochs) < task["maxEpochs"]:
        start = time.perf_counter()
        trainer.train_epoch()
        seconds += time.perf_counter() - start
        score = balanced_accuracy(trainer.evaluate("validation")[1])
        epochs.append({"seconds": seconds, "balancedAccuracy": score})
        if score >= task["target"]:
            break
    return {"epochs": epochs, "prepareSeconds": prepare}


def train_sweep(task, trainer):
    """All runs of a sweep, one after the other; both splits are measured after every epoch, as a workbench does."""
    runs = []
    for run in task["runs"]:
        trainer.reset(task["seed"], run["learningRate"], run["gamma"])
        for _ in range(task["epochs"]):
            trainer.train_epoch()
            trainer.evaluate("train")
            _, confusion = trainer.evaluate("validation")
        runs.append({**run, "balancedAccuracy": balanced_accuracy(confusion)})
    return {"runs": runs}


def answer(task, trainer):
    modes = {
        "throughput": lambda: trainer.throughput(TimeBox(task)),
        "accuracy": lambda: train_to_accuracy(task, trainer),
        "sweep": lambda: train_sweep(task, trainer),
    }
    print(json.dumps({**modes[task["mode"]](), "parameters": trainer.parameter_count()}))
