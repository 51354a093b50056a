#!/usr/bin/env python3
"""Learns data/word-vectors.safetensors from unlabelled text.

    python3 Scripts/make-vectors.py TEXT.jsonl[.gz] data/word-vectors.safetensors

Needs numpy, scipy and scikit-learn. Each line of TEXT is a JSON object with a `text`. Words are read as the program
reads them (letters, two or more, in lower case); numbers and the names of data/gazetteer.json are left out, so that no
vector stands for an actor. Counts of words at most five apart, nearer ones counting more, become positive pointwise
mutual information with the contexts' frequencies to the power .75 (Levy, Goldberg and Dagan 2015), and that a truncated
singular value decomposition. Each vector is scaled to one length, and the mean over all running words is taken away.

Three more numbers of a word are its ratings from data/word-ratings.tsv, where it has any: how much it speaks for
cooperation, for hostility and for neither, from 0 to 3, the higher of the two raters' each. Numbers are kept in half
precision.
"""
import collections
import gzip
import json
import pathlib
import re
import struct
import sys

import numpy as np
import scipy.sparse as sp
from sklearn.utils.extmath import randomized_svd

DATA = pathlib.Path(__file__).resolve().parent.parent / "data"
LEAST, LIMIT, DIMENSIONS = 5, 30_000, 100
# Beside rows of words, which have length one: short vectors let the words of the labelled texts speak first.
LENGTH, RATING = 0.35, 0.25
WINDOW = ((1, 1.0), (2, 1.0), (3, 0.8), (4, 0.6), (5, 0.5))


def documents(path):
    with open(DATA / "gazetteer.json", encoding="utf-8") as file:
        forms = {form for entry in json.load(file)["entries"] for form in entry["forms"]}
    names = re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, sorted(forms, key=lambda f: (-len(f), f)))) + r")(?!\w)")
    with (gzip.open if path.endswith(".gz") else open)(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield re.findall(r"[^\W\d_]{2,}", names.sub(" ", json.loads(line)["text"]).lower())


def ratings(words):
    """A row a word: cooperation, hostility, neither."""
    rated = {}
    with open(DATA / "word-ratings.tsv", encoding="utf-8") as table:
        next(table)
        for line in table:
            word, first, second = line.split()
            rated[word] = [max(int(a), int(b)) for a, b in zip(first, second)]
    return np.array([rated.get(word, (0, 0, 0)) for word in words], float)


def main():
    source, target = sys.argv[1:3]
    texts = list(documents(source))
    frequency = collections.Counter(word for text in texts for word in set(text))
    known = sorted(sorted((w for w, n in frequency.items() if n >= LEAST), key=lambda w: (-frequency[w], w))[:LIMIT],
                   key=lambda w: w.encode())
    place = {word: number for number, word in enumerate(known)}
    n = len(known)
    running = np.concatenate([[place.get(w, -1) for w in text] + [-1] * len(WINDOW) for text in texts])
    counts = sp.csr_matrix((n, n))
    for distance, weight in WINDOW:
        left, right = running[:-distance], running[distance:]
        both = (left >= 0) & (right >= 0)
        counts = counts + sp.coo_matrix((np.full(both.sum(), weight), (left[both], right[both])), shape=(n, n)).tocsr()
    counts = (counts + counts.T).tocoo()
    total = np.bincount(counts.row, counts.data, n)
    context = total**0.75
    information = np.log(counts.data / (total[counts.row] * (context / context.sum())[counts.col]))
    kept = information > 0
    matrix = sp.csr_matrix((information[kept], (counts.row[kept], counts.col[kept])), shape=(n, n))
    u, s, _ = randomized_svd(matrix, n_components=DIMENSIONS, n_iter=6, random_state=0)
    vectors = u * np.sqrt(s)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    often = np.bincount(running[running >= 0], minlength=n)
    vectors -= (vectors * often[:, None]).sum(0) / often.sum()
    values = np.hstack([LENGTH * vectors, RATING * ratings(known)]).astype("<f2")
    encoded = [word.encode() for word in known]
    offsets = np.cumsum([0] + [len(w) for w in encoded]).astype("<u4")
    tensors = [
        ("words.offsets", "U32", [n + 1], offsets.tobytes()),
        ("document_frequencies", "U32", [n], np.array([frequency[w] for w in known], "<u4").tobytes()),
        ("values", "F16", list(values.shape), values.tobytes()),
        ("words.bytes", "U8", [int(offsets[-1])], b"".join(encoded)),
    ]
    header = {"__metadata__": {"format": "framewise-vectors", "documents": str(len(texts))}}
    position = 0
    for name, kind, shape, data in tensors:
        header[name] = {"dtype": kind, "shape": shape, "data_offsets": [position, position + len(data)]}
        position += len(data)
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    with open(target, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text + b"".join(data for *_, data in tensors))
    print(f"{n} words of {len(texts)} documents, {len(running)} running words, {values.shape[1]} numbers a word: {target}")


if __name__ == "__main__":
    main()
