"""Peak memory of training on a million sentences with a million features and three labels.

    run.sh memory.py FRAMEWISE [--sentences 1000000] [--features 1000000] [--limit 4096]

Sentences of about twenty words are drawn with a fixed seed from a vocabulary with Zipf's law; a word in ten depends on
the label. The most frequent words and pairs of words are kept, as many as asked for. Prints peak resident memory
(getrusage) and wall time of `train` without folds and with five folds, and ends with 1 where a peak is above the limit
in MiB.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time

import numpy as np

VOCABULARY = 400_000
LABELS = ("cooperative", "adversarial", "neutral")


def write(path, sentences):
    random = np.random.default_rng(0)
    names = np.array([f"w{number:x}" for number in range(VOCABULARY)])
    shares = 1 / np.arange(1, VOCABULARY + 1)
    edges = np.cumsum(shares / shares.sum())
    with open(path, "w", encoding="utf-8") as file:
        for start in range(0, sentences, 10_000):
            count = min(10_000, sentences - start)
            labels = random.integers(0, 3, count)
            words = np.minimum(np.searchsorted(edges, random.random((count, 20))), VOCABULARY - 1)
            telling = random.random((count, 20)) < 0.1
            # The same law over words whose number has the label as its remainder.
            words = np.where(telling, np.minimum(words // 3 * 3 + labels[:, None], VOCABULARY - 1), words)
            for label, row in zip(labels, names[words]):
                file.write(json.dumps({"text": " ".join(row), "label": LABELS[label]}) + "\n")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("--sentences", type=int, default=1_000_000)
    parser.add_argument("--features", type=int, default=1_000_000)
    parser.add_argument("--limit", type=int, default=4096)
    options = parser.parse_args()
    status = 0
    with tempfile.TemporaryDirectory() as folder:
        path, out = os.path.join(folder, "sentences.jsonl"), os.path.join(folder, "model.framewise")
        write(path, options.sentences)
        print(f"{options.sentences:,} sentences, {os.path.getsize(path) / 1e6:.0f} MB", flush=True)
        for name, arguments in (("C 1, no folds", ["--c", "1", "--cv", "0"]), ("C 1, five folds", ["--c", "1", "--cv", "5"])):
            start = time.perf_counter()
            child = subprocess.Popen(
                [options.program, "train", path, "-o", out, "--max-features", str(options.features), *arguments],
                stderr=subprocess.PIPE, text=True)
            said = child.stderr.read()
            _, code, usage = os.wait4(child.pid, 0)
            spent = time.perf_counter() - start
            if code:
                sys.exit(said)
            terms = next(line for line in said.splitlines() if line.startswith("features"))
            peak = usage.ru_maxrss / 1024
            print(f"  {name}: peak {peak:,.0f} MiB, {spent:.0f} s; {terms}", flush=True)
            status |= peak > options.limit
    sys.exit(status)


if __name__ == "__main__":
    main()
