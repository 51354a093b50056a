"""scikit-learn as a command: the same model and the same files as framewise.

    peer_sklearn.py import MODEL.framewise MODEL.joblib      rebuilds a framewise model as a pipeline
    peer_sklearn.py score FILE.jsonl MODEL.joblib OUT.csv
    peer_sklearn.py fit FILE.jsonl SETTINGS.json [MODEL]     fit_transform of texts in memory; beside a model of ours
    peer_sklearn.py train TRAIN.jsonl MODEL.joblib SETTINGS.json

The last line of standard output is JSON: the seconds of work after the imports, the loading of the model and, for
`fit`, of the texts.
"""

import csv
import json
import sys
import time

import joblib
import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import FeatureUnion, make_pipeline

from records import records

ANALYZERS = {"word": "word", "char": "char_wb"}


class Clock:
    """Seconds since it was made."""

    def __init__(self):
        self.wall, self.cpu = time.perf_counter(), time.process_time()

    def now(self):
        return time.perf_counter() - self.wall, time.process_time() - self.cpu

    def tell(self):
        wall, cpu = self.now()
        print(json.dumps({"wall": wall, "cpu": cpu}))


def block_terms(tensor, index):
    """The terms of a block in order of their columns; see docs/model-format.md."""
    offsets, raw, frequencies = (
        tensor(f"blocks.{index}.{name}") for name in ("terms.offsets", "terms.bytes", "document_frequencies"))
    text = raw.tobytes()
    terms = [text[start:end].decode() for start, end in zip(offsets, offsets[1:])]
    words, numbers = len(terms).bit_length(), len(frequencies).bit_length()
    if len(frequencies) > len(terms):
        slots = sorted(
            map(int, filter(None, tensor(f"blocks.{index}.grams.slots"))), key=lambda slot: slot % 2**numbers)
        for slot in slots:
            pair = (slot >> numbers) - 1
            terms.append(terms[pair >> words] + " " + terms[pair % 2**words])
    return terms, frequencies.astype("i8")


def imported(model, out):
    from safetensors import safe_open

    file = safe_open(model, "numpy")
    how, labels = json.loads(file.metadata()["features"]), json.loads(file.metadata()["labels"])
    assert how["idf"] == "smooth" and how["norm"] == "l2" and file.metadata()["calibration"] == "none", how
    weights = file.get_tensor("weights").astype("f8")
    parts, columns, first = [], [], 0
    for index, block in enumerate(how["blocks"].split(",")):
        kind, _, span = block.partition(":")
        shortest, _, longest = span.partition("-")
        terms, frequencies = block_terms(file.get_tensor, index)
        kept = np.flatnonzero(frequencies)
        vectorizer = TfidfVectorizer(
            analyzer=ANALYZERS[kind], ngram_range=(int(shortest), int(longest or shortest)),
            sublinear_tf=how["sublinear"], vocabulary=[terms[number] for number in kept])
        vectorizer.idf_ = np.log((1 + how["documents"]) / (1 + frequencies[kept])) + 1
        parts.append((block, vectorizer))
        columns.append(kept + first)
        first += len(terms)
    rows = np.hstack([np.zeros((first, 1)), weights])[np.concatenate(columns)]
    intercepts = np.append(0, file.get_tensor("intercepts"))
    classifier = LogisticRegression()
    classifier.classes_ = np.array(labels)
    if len(labels) == 2:
        classifier.coef_, classifier.intercept_ = rows[:, 1:].T.copy(), intercepts[1:]
    else:
        classifier.coef_, classifier.intercept_ = rows.T.copy(), intercepts
    joblib.dump(make_pipeline(FeatureUnion(parts) if len(parts) > 1 else parts[0][1], classifier), out)


def score(data, model, out):
    pipeline = joblib.load(model)
    clock = Clock()
    labels = pipeline.classes_
    with open(out, "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["id", "label", *(f"p_{label}" for label in labels)])
        for batch in batches(records(data), 2000):
            probabilities = pipeline.predict_proba([row["text"] for row in batch])
            for row, p in zip(batch, probabilities):
                writer.writerow([row.get("id", ""), labels[p.argmax()], *p.tolist()])
    clock.tell()


def batches(rows, size):
    batch = []
    for row in rows:
        batch.append(row)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch


def fit(data, settings, model=None):
    with open(settings, encoding="utf-8") as file:
        chosen = json.load(file)
    texts = [row["text"] for row in records(data)]
    clock = Clock()
    vectorizer = TfidfVectorizer(ngram_range=(1, 2), min_df=chosen["min_df"], sublinear_tf=chosen["sublinear"])
    rows = vectorizer.fit_transform(texts)
    wall, cpu = clock.now()
    found = {"columns": rows.shape[1], "entries": int(rows.nnz)}
    if model:
        found |= difference(vectorizer, model)
    print(json.dumps({"wall": wall, "cpu": cpu, **found}))


def difference(vectorizer, model):
    """How the vocabulary and the idf of a framewise model of word 1-2-grams differ."""
    from safetensors import safe_open

    file = safe_open(model, "numpy")
    terms, frequencies = block_terms(file.get_tensor, 0)
    documents = json.loads(file.metadata()["features"])["documents"]
    idf = dict(zip(terms, np.log((1 + documents) / (1 + frequencies)) + 1))
    own = vectorizer.vocabulary_
    shared = [term for term in own if term in idf]
    return {
        "other_terms": len(own) + len(idf) - 2 * len(shared),
        "idf_difference": max(abs(idf[term] - vectorizer.idf_[own[term]]) for term in shared)}


def train(data, model, settings):
    with open(settings, encoding="utf-8") as file:
        chosen = json.load(file)
    clock = Clock()
    rows = list(records(data))
    pipeline = make_pipeline(
        TfidfVectorizer(
            ngram_range=(1, 2), min_df=chosen["min_df"], sublinear_tf=chosen["sublinear"]),
        LogisticRegression(
            C=chosen["c"], class_weight="balanced" if chosen["balanced"] else None, max_iter=1000))
    pipeline.fit([row["text"] for row in rows], [row["label"] for row in rows])
    joblib.dump(pipeline, model)
    clock.tell()


if __name__ == "__main__":
    {"import": imported, "train": train, "score": score, "fit": fit}[sys.argv[1]](*sys.argv[2:])
