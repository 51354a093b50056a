"""The whole choice of C from texts: `train --c auto --cv 5` beside scikit-learn's GridSearchCV over its pipeline.

    run.sh gridsearch.py FRAMEWISE --shared FOLDER [--articles 3000] [--labels 3] [--quick] [--json OUT]

Articles of 4 kB are cut from FOLDER/data/throughput.jsonl.gz, one document at a time. Their labels are drawn from a
fixed random linear model over their TF-IDF rows, with Gumbel noise. Both sides see the same file, word 1-2, min-df 2,
sublinear counts, balanced labels, five stratified folds, log loss, and two threads or processes; scikit-learn gets the
values of C that this program tried, and no others. Seconds are wall time of the whole program here, of GridSearchCV's
fit there (reading the file and importing are not counted). `--quick` leaves scikit-learn out.

Then the same command on un-quadclass alone.
"""

import argparse
import json
import os
import pathlib
import re
import subprocess
import tempfile
import time
import warnings

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
    os.environ[name] = "1"

from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GridSearchCV, StratifiedKFold
from sklearn.pipeline import make_pipeline

from records import records
from solvers import pieces, synthetic

warnings.filterwarnings("ignore")


def articles(shared, count, labels):
    texts = pieces([r["text"] for r in records(shared / "data/throughput.jsonl.gz")], 4000)[:count]
    rows = TfidfVectorizer(ngram_range=(1, 2), min_df=2, sublinear_tf=True).fit_transform(texts)
    return texts, synthetic(rows, labels=labels).tolist()


def ours(program, path, out, runs=3):
    """The fastest of some runs, in seconds of wall time, and the values of C that were tried."""
    best = float("inf")
    for _ in range(runs):
        start = time.perf_counter()
        run = subprocess.run(
            [program, "train", path, "-o", out, "--c", "auto", "--cv", "5", "--threads", "2"],
            check=True, capture_output=True, text=True)
        best = min(best, time.perf_counter() - start)
    curve = re.findall(r"^ +([0-9.]+) +([0-9.]+) +\([0-9.]+\) +[0-9.]+(  chosen)?", run.stderr, re.M)
    return best, [float(c) for c, _, _ in curve], run.stderr


def scikit_learn(texts, y, grid):
    pipeline = make_pipeline(
        TfidfVectorizer(ngram_range=(1, 2), min_df=2, sublinear_tf=True),
        LogisticRegression(class_weight="balanced", max_iter=1000))
    search = GridSearchCV(
        pipeline, {"logisticregression__C": grid}, cv=StratifiedKFold(5, shuffle=True, random_state=0),
        scoring="neg_log_loss", n_jobs=2)
    start = time.perf_counter()
    search.fit(texts, y)
    return time.perf_counter() - start, search


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("--shared", type=pathlib.Path, required=True)
    parser.add_argument("--articles", type=int, default=3000)
    parser.add_argument("--labels", type=int, default=3)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--json", type=pathlib.Path)
    options = parser.parse_args()
    result = {}
    with tempfile.TemporaryDirectory() as folder:
        path, out = os.path.join(folder, "articles.jsonl"), os.path.join(folder, "model.framewise")
        texts, y = articles(options.shared, options.articles, options.labels)
        with open(path, "w", encoding="utf-8") as file:
            for text, label in zip(texts, y):
                file.write(json.dumps({"text": text, "label": f"label{label}"}) + "\n")
        spent, grid, said = ours(options.program, path, out)
        result["articles"] = {"count": len(texts), "bytes": os.path.getsize(path), "seconds": spent, "grid": grid}
        print(f"{len(texts):,} articles, {os.path.getsize(path) / 1e6:.1f} MB, C of {grid}", flush=True)
        print(f"  framewise train --c auto --cv 5     {spent:8.2f} s")
        if not options.quick:
            theirs, search = scikit_learn(texts, y, grid)
            result["articles"]["scikit_learn_seconds"] = theirs
            print(f"  scikit-learn GridSearchCV, 2 jobs   {theirs:8.2f} s   {theirs / spent:.0f} ×")
            for c, score in zip(grid, search.cv_results_["mean_test_score"]):
                own = re.search(rf"^ +{re.escape(str(c))} +([0-9.]+)", said, re.M)
                print(f"    C {c:<8g} log loss {-score:.4f} there, {own.group(1) if own else '?'} here")
        spent, grid, _ = ours(options.program, options.shared / "data/un-quadclass/train.jsonl", out)
        result["un-quadclass"] = {"seconds": spent, "grid": grid}
        print(f"un-quadclass, 8,649 sentences, C of {grid}\n  framewise train --c auto --cv 5     {spent:8.2f} s")
    if options.json:
        options.json.write_text(json.dumps(result, indent=1) + "\n")


if __name__ == "__main__":
    main()
