"""Writes and reads the same rows with MLflow or TensorBoard: `python peers.py mlflow|tensorboard FOLDER ROWS`.

Prints one JSON document: {"write", "read", "rows"}, each with "seconds" and "processorSeconds". Imports and set-up
are not timed.
"""

import json
import random
import sys
import time
from contextlib import contextmanager
from pathlib import Path

BATCH = 1000


def losses(rows):
    generator = random.Random(1)
    return [generator.random() for _ in range(rows)]


@contextmanager
def timed(durations, name):
    start, processor = time.perf_counter(), time.process_time()
    yield
    durations[name] = {
        "seconds": time.perf_counter() - start,
        "processorSeconds": time.process_time() - processor,
    }


def run_mlflow(folder, values):
    from mlflow import MlflowClient
    from mlflow.entities import Metric

    client = MlflowClient(tracking_uri=f"sqlite:///{folder}/mlflow.db")
    experiment = client.create_experiment("bench", artifact_location=str(folder / "artifacts"))
    run_id = client.create_run(experiment).info.run_id
    now = int(time.time() * 1000)

    durations = {}
    with timed(durations, "write"):
        for first in range(0, len(values), BATCH):
            batch = values[first : first + BATCH]
            metrics = [Metric("loss", value, now + first + i, first + i + 1) for i, value in enumerate(batch)]
            client.log_batch(run_id, metrics=metrics)
    with timed(durations, "read"):
        read = len(client.get_metric_history(run_id, "loss"))
    return durations, read


def run_tensorboard(folder, values):
    from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
    from tensorboard.compat.proto.event_pb2 import Event
    from tensorboard.compat.proto.summary_pb2 import Summary
    from tensorboard.summary.writer.event_file_writer import EventFileWriter

    writer = EventFileWriter(str(folder))
    now = time.time()

    durations = {}
    with timed(durations, "write"):
        for index, value in enumerate(values):
            summary = Summary(value=[Summary.Value(tag="loss", simple_value=value)])
            writer.add_event(Event(wall_time=now + index / 1000, step=index + 1, summary=summary))
            if (index + 1) % BATCH == 0:
                writer.flush()
        writer.close()
    with timed(durations, "read"):
        accumulator = EventAccumulator(str(folder), size_guidance={"scalars": 0})
        accumulator.Reload()
        read = len(accumulator.Scalars("loss"))
    return durations, read


def main():
    peer, folder, rows = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3])
    run = {"mlflow": run_mlflow, "tensorboard": run_tensorboard}[peer]
    durations, read = run(folder, losses(rows))
    if read != rows:
        sys.exit(f"{peer} wrote {rows} rows and read {read}")
    print(json.dumps({**durations, "rows": read}))


main()
