#!/usr/bin/env python3
"""Takes out of train.jsonl and test.jsonl what can be guessed without reading, and puts it into guessable-*.jsonl.

    python3 Scripts/corpus-guessable.py            joins the four files, chooses anew and rewrites them

A text is guessable when models that see only which actors it names and how often, only the words of the topics' names, or
only words of single topics find its label. In rounds, each of these is fitted on four fifths of the stories and asked for
the other fifth; the fortieth of each label and length whose label they give the most probability goes. It ends when all
three have a macro-F1 of .368 or less (chance is .333), which leaves room to the bar of .383 (Le Bras et al. 2020 do so for
features of any kind). Article-length texts are not taken below 170 a label.

Needs scikit-learn; another version of it may choose a few other texts. What was chosen is in the files.
"""
import collections
import json
import pathlib
import runpy

import numpy as np
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score
from sklearn.preprocessing import MaxAbsScaler

SCRIPTS = pathlib.Path(__file__).resolve().parent
FOLDER = SCRIPTS.parent / "data" / "framing-ir"
GOAL, SHARE, LEAST_ARTICLES = 0.368, 0.025, 170


def main():
    report = runpy.run_path(str(SCRIPTS / "corpus-report.py"))
    parts = {}
    for side in ("train", "test"):
        parts[side] = report["read"](f"{side}.jsonl") + report["read"](f"guessable-{side}.jsonl")
        parts[side].sort(key=lambda record: record["id"])
    both = parts["train"] + parts["test"]
    _, pattern = report["gazetteer"]()
    named, typical = report["topic_words"](parts["train"], pattern)
    views = (
        lambda r: dict(collections.Counter(pattern.findall(r["text"]))),
        lambda r: {w: 1 for w in sorted(report["words_of"](r["text"]) & named)},
        lambda r: {w: 1 for w in sorted(report["words_of"](r["text"]) & typical)},
    )
    tables = [MaxAbsScaler().fit_transform(DictVectorizer().fit_transform([view(r) for r in both])).tocsr() for view in views]
    labels = sorted(report["LABELS"])
    truth = np.array([labels.index(r["label"]) for r in both])
    story = np.array([r["group"] for r in both])
    length = np.array([r["length"] for r in both])
    stories = sorted(set(story))
    kept = np.arange(len(both))
    for step in range(100):
        order = np.random.RandomState(step).permutation(len(stories))
        fold = {stories[place]: number % 5 for number, place in enumerate(order)}
        folds = np.array([fold[name] for name in story[kept]])
        guessable, values = np.zeros(len(kept)), []
        for table in tables:
            shares = np.zeros((len(kept), len(labels)))
            for held in range(5):
                model = LogisticRegression(C=1.0, max_iter=2000)
                model.fit(table[kept[folds != held]], truth[kept[folds != held]])
                shares[folds == held] = model.predict_proba(table[kept[folds == held]])
            value = f1_score(truth[kept], shares.argmax(1), average="macro")
            values.append(value)
            own = shares[np.arange(len(kept)), truth[kept]]
            # The further a view is above chance, the more it has to say.
            guessable += max(0.0, value - 0.345) * np.log(own * len(labels))
        print(f"{len(kept)} texts, macro-F1 of the views", " ".join(f"{value:.3f}" for value in values))
        if max(values) <= GOAL:
            break
        gone = []
        for label in range(len(labels)):
            for kind in ("article", "short"):
                place = np.where((truth[kept] == label) & (length[kept] == kind))[0]
                if kind == "article" and len(place) <= LEAST_ARTICLES:
                    continue
                gone += list(place[np.argsort(-guessable[place], kind="stable")[: max(1, int(SHARE * len(place)))]])
        kept = np.delete(kept, gone)
    chosen = {both[place]["id"] for place in kept}
    for side, records in parts.items():
        for name, wanted in ((side, True), (f"guessable-{side}", False)):
            with open(FOLDER / f"{name}.jsonl", "w", encoding="utf-8") as file:
                for record in records:
                    if (record["id"] in chosen) == wanted:
                        file.write(json.dumps(record, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
