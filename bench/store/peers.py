"""Writes and reads the same rows with MLflow or TensorBoard: `python peers.py mlflow|tensorboard FOLDER ROWS`.

Prints one JSON document: {"writeSeconds", "readSeconds", "rows"}. Imports and set-up are not timed.
"""

import json
import random
import sys
import time
from pathlib import Path

BATCH = 1000


def losses(rows):
    generator = random.Random(1)
    return [generator.random() for _ in range(rows)]


def run_mlflow(folder, values):
    from mlflow import MlflowClient
    from mlflow.entities import Metric

    client = MlflowClient(tracking_uri=f"sqlite:///{folder}/mlflow.db")
    experiment = client.create_experiment("bench", artifact_location=str(folder / "artifacts"))
    run_id = client.create_run(experiment).info.run_id
    now = int(time.time() * 1000)

    start = time.perf_counter()
    for first in range(0, len(values), BATCH):
        batch = values[first : first + BATCH]
        metrics = [Metric("loss", value, now + first + i, first + i + 1) for i, value in enumerate(batch)]
        client.log_batch(run_id, metrics=metrics)
    written = time.perf_counter()
    read = len(client.get_metric_history(run_id, "loss"))
    return written - start, time.perf_counter() - written, read


def run_tensorboard(folder, values):
    from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
    from tensorboard.compat.proto.event_pb2 import Event
    from tensorboard.compat.proto.summary_pb2 import Summary
    from tensorboard.summary.writer.event_file_writer import EventFileWriter

    writer = EventFileWriter(str(folder))
    now = time.time()

    start = time.perf_counter()
    for index, value in enumerate(values):
        summary = Summary(value=[Summary.Value(tag="loss", simple_value=value)])
        writer.add_event(Event(wall_time=now + index / 1000, step=index + 1, summary=summary))
        if (index + 1) % BATCH == 0:
            writer.flush()
    writer.close()
    written = time.perf_counter()
    accumulator = EventAccumulator(str(folder), size_guidance={"scalars": 0})
    accumulator.Reload()
    read = len(accumulator.Scalars("loss"))
    return written - start, time.perf_counter() - written, read


def main():
    peer, folder, rows = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3])
    run = {"mlflow": run_mlflow, "tensorboard": run_tensorboard}[peer]
    write_seconds, read_seconds, read = run(folder, losses(rows))
    if read != rows:
        sys.exit(f"{peer} wrote {rows} rows and read {read}")
    print(json.dumps({"writeSeconds": write_seconds, "readSeconds": read_seconds, "rows": read}))


main()
