"""scikit-learn as a command: trains and scores from file to file, as the others do.

    peer_sklearn.py train TRAIN.jsonl MODEL SETTINGS.json
    peer_sklearn.py score FILE.jsonl MODEL OUT.csv

The last line of standard output is JSON: the seconds of work after the imports.
"""

import csv
import json
import sys
import time

import joblib
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline

from records import records


def train(data, model, settings):
    with open(settings, encoding="utf-8") as file:
        chosen = json.load(file)
    rows = list(records(data))
    pipeline = make_pipeline(
        TfidfVectorizer(
            ngram_range=(1, 2), min_df=chosen["min_df"], sublinear_tf=chosen["sublinear"]),
        LogisticRegression(
            C=chosen["c"], class_weight="balanced" if chosen["balanced"] else None, max_iter=1000))
    pipeline.fit([row["text"] for row in rows], [row["label"] for row in rows])
    joblib.dump(pipeline, model)


def score(data, model, out):
    pipeline = joblib.load(model)
    labels = pipeline.classes_
    with open(out, "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["id", "label", *(f"p_{label}" for label in labels)])
        for batch in batches(records(data), 2000):
            probabilities = pipeline.predict_proba([row["text"] for row in batch])
            for row, p in zip(batch, probabilities):
                writer.writerow([row.get("id", ""), labels[p.argmax()], *p.tolist()])


def batches(rows, size):
    batch = []
    for row in rows:
        batch.append(row)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch


if __name__ == "__main__":
    wall, cpu = time.perf_counter(), time.process_time()
    {"train": train, "score": score}[sys.argv[1]](*sys.argv[2:])
    print(json.dumps({"wall": time.perf_counter() - wall, "cpu": time.process_time() - cpu}))
