"""Shows that Framewise gives scikit-learn's probabilities: same data, same settings, both solved tightly.

    run.sh exactness.py FRAMEWISE --data FOLDER [--tolerance 1e-6]

Trains on FOLDER/train.jsonl with words and word pairs, C = 10 and balanced classes, with and without sublinear term
frequency, at document frequencies from 1 and from 2; scores FOLDER/test.jsonl. Exits 1 when a probability differs by
more than the tolerance, or a single label, the accuracy or the macro-F1 differs at all.
"""

import argparse
import itertools
import pathlib
import shutil
import subprocess
import sys
import tempfile

import numpy as np
from scipy.special import softmax
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import accuracy_score, f1_score
from sklearn.utils.class_weight import compute_sample_weight

from records import records, scores


def reference(train, test, c, min_df, sublinear):
    """scikit-learn's classes and probabilities, and the largest component of the gradient where it stopped."""
    vectorizer = TfidfVectorizer(ngram_range=(1, 2), min_df=min_df, sublinear_tf=sublinear)
    rows = vectorizer.fit_transform([row["text"] for row in train])
    truth = np.array([row["label"] for row in train])
    model = LogisticRegression(C=c, class_weight="balanced", solver="newton-cg", tol=1e-13, max_iter=10_000)
    model.fit(rows, truth)
    weights = compute_sample_weight("balanced", truth)
    found = softmax(rows @ model.coef_.T + model.intercept_, axis=1)
    error = (found - (truth[:, None] == model.classes_)) * weights[:, None]
    gradient = rows.T @ error + model.coef_.T / c
    stopped = max(np.abs(gradient).max(), np.abs(error.sum(axis=0)).max())
    return list(model.classes_), model.predict_proba(vectorizer.transform([row["text"] for row in test])), stopped


def ours(program, data, folder, c, min_df, sublinear):
    model, out = folder / "model.framewise", folder / "scores.csv"
    train = [
        program, "train", data / "train.jsonl", "-o", model, "--features", "word:1-2", "--min-df", min_df, "--c", c,
        "--class-weight", "balanced", "--calibrate", "none"]
    score = [program, "score", data / "test.jsonl", "-m", model, "-f", "csv", "-o", out, "--threads", "1", "--force"]
    for command in (train + ["--cv", "0", "--sublinear" if sublinear else "--no-sublinear"], score):
        done = subprocess.run([str(part) for part in command], stdin=subprocess.DEVNULL, capture_output=True)
        if done.returncode != 0:
            raise SystemExit(
                f"{' '.join(map(str, command))} exited {done.returncode}: {done.stderr.decode(errors='replace')[-600:]}")
    return scores(out)


def check(test, classes, expected, found, tolerance):
    """Sentences about what differs; none where all is equal."""
    ids, labels, names, probabilities = found
    wrong = []
    if sorted(names) != sorted(classes):
        return [f"the labels are {names}, not {classes}"], {}
    if len(ids) != len(test):
        return [f"there are {len(ids)} rows for {len(test)} documents"], {}
    if [row["id"] for row in test] != ids:
        wrong.append("the ids are not those of the input, in its order")
    probabilities = np.array(probabilities)[:, [names.index(name) for name in classes]]
    difference = np.abs(probabilities - expected)
    row, column = np.unravel_index(difference.argmax(), difference.shape)
    if not difference.max() <= tolerance:
        wrong.append(
            f"document {row + 1} ({ids[row]}) has p_{classes[column]} = {float(probabilities[row, column])!r},"
            f" scikit-learn says {float(expected[row, column])!r}")
    predicted = [classes[index] for index in expected.argmax(axis=1)]
    others = [index for index, pair in enumerate(zip(labels, predicted)) if pair[0] != pair[1]]
    if others:
        wrong.append(f"{len(others)} labels differ, the first of document {others[0] + 1} ({ids[others[0]]})")
    truth = [row["label"] for row in test]
    figures = {
        "difference": difference.max(), "accuracy": accuracy_score(truth, labels),
        "macro_f1": f1_score(truth, labels, average="macro")}
    if figures["accuracy"] != accuracy_score(truth, predicted):
        wrong.append("the accuracies differ")
    if figures["macro_f1"] != f1_score(truth, predicted, average="macro"):
        wrong.append("the macro-F1 values differ")
    return wrong, figures


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("framewise", type=pathlib.Path, help="the built program")
    parser.add_argument("--data", type=pathlib.Path, required=True, help="folder of train.jsonl and test.jsonl")
    parser.add_argument("--c", type=float, default=10)
    parser.add_argument("--tolerance", type=float, default=1e-6)
    options = parser.parse_args()
    program = shutil.which(options.framewise)
    if program is None:
        parser.error(f"{options.framewise} is not a program; build it with `swift build -c release`")
    program = pathlib.Path(program).resolve()
    for part in ("train.jsonl", "test.jsonl"):
        if not (options.data / part).is_file():
            parser.error(f"{options.data / part} does not exist")
    train, test = list(records(options.data / "train.jsonl")), list(records(options.data / "test.jsonl"))
    failed = False
    print(f"{'sublinear':>9} {'min-df':>6} {'largest difference':>19} {'accuracy':>9} {'macro-F1':>9}"
          f" {'reference gradient':>19}")
    for sublinear, min_df in itertools.product((False, True), (1, 2)):
        classes, expected, stopped = reference(train, test, options.c, min_df, sublinear)
        with tempfile.TemporaryDirectory() as folder:
            found = ours(program, options.data, pathlib.Path(folder), options.c, min_df, sublinear)
        wrong, figures = check(test, classes, expected, found, options.tolerance)
        if figures:
            print(
                f"{'yes' if sublinear else 'no':>9} {min_df:6} {figures['difference']:19.2e}"
                f" {figures['accuracy']:9.5f} {figures['macro_f1']:9.5f} {stopped:19.1e}")
        if not stopped <= 1e-7:
            wrong.append(f"scikit-learn itself stopped at a gradient of {stopped:.1e}, too early to compare with")
        for sentence in wrong:
            failed = True
            print(f"error: sublinear {sublinear}, min-df {min_df}: {sentence}", file=sys.stderr)
    print("Not equal." if failed else f"Equal: every label, and every probability within {options.tolerance:g}.")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
