"""fastText as a command, on files in its own format (`__label__x text`).

    peer_fasttext.py train TRAIN.txt MODEL SETTINGS.json
    peer_fasttext.py score FILE.txt MODEL OUT.csv

The settings are those of fastText's own tutorial on text classification, on one thread.
"""

import json
import sys
import time

import fasttext


def train(data, model, _):
    fitted = fasttext.train_supervised(
        data, lr=1.0, epoch=25, wordNgrams=2, dim=50, bucket=200_000, minCount=1, thread=1, seed=1, verbose=0)
    fitted.save_model(model)


def score(data, model, out):
    fitted = fasttext.load_model(model)
    labels = fitted.labels
    names = [label.removeprefix("__label__") for label in labels]
    with open(data, encoding="utf-8", newline="\n") as lines, open(out, "w", encoding="utf-8") as file:
        file.write("id,label," + ",".join(f"p_{name}" for name in names) + "\n")
        for number, line in enumerate(lines):
            # The method below `predict`, whose numpy call NumPy 2 refuses.
            found = fitted.f.predict(line, len(labels), 0.0, "strict")
            chances = {label: p for p, label in found}
            best = found[0][1].removeprefix("__label__") if found else ""
            file.write(f"{number},{best}," + ",".join(repr(chances.get(label, 0.0)) for label in labels) + "\n")


if __name__ == "__main__":
    wall, cpu = time.perf_counter(), time.process_time()
    {"train": train, "score": score}[sys.argv[1]](*sys.argv[2:])
    print(json.dumps({"wall": time.perf_counter() - wall, "cpu": time.process_time() - cpu}))
