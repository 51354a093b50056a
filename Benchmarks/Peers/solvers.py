"""Fits of the same objective on the same matrices: this project's solvers beside scikit-learn's and LIBLINEAR's.

    run.sh solvers.py SOLVERS --shared FOLDER [--matrices art300,art3k,…] [--c 10] [--all] [--json OUT]

SOLVERS is the program that `swift build -c release --package-path Benchmarks` makes; FOLDER is ../shared. One thread,
processor seconds of the fit alone. A time counts when its objective is within 1e-6, relatively, of the smallest that any
solver reached: each peer is run with tolerances that grow tighter until it is, or until they end.

Matrices (word 1–2, scikit-learn's TF-IDF): un-quadclass and reuters-r8 with their labels; art300, art3k, art10k
(articles of 3,600 characters) and chunk30k, chunk120k (pieces of 265) from the throughput file, with 14 labels drawn
from a fixed random linear model; unbin, the first label of un-quadclass against the rest. On unbin LIBLINEAR runs too,
with its own objective for both sides: a column of ones instead of an intercept, penalised.
"""

import argparse
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import time
import warnings

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "BLIS_NUM_THREADS"):
    os.environ[name] = "1"

import numpy as np
from scipy.sparse import csr_matrix, hstack
from scipy.special import logsumexp
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from records import records

warnings.filterwarnings("ignore")
GAP = 1e-6
ARTICLES = {"art300": (300, 1), "art3k": (3000, 2), "art10k": (10000, 1)}
CHUNKS = {"chunk30k": (30000, 2), "chunk120k": (120000, 2)}
PEERS = {
    "newton-cg": (1e-4, 1e-5, 1e-6, 1e-7, 1e-8), "lbfgs": (1e-4, 1e-5, 1e-6, 1e-7), "newton-cholesky": (1e-4, 1e-6),
    "saga": (1e-3, 1e-4, 1e-5)}
OURS = (1e-2, 3e-3, 1e-3, 3e-4, 1e-4, 3e-5, 1e-5, 1e-6, 1e-8)


def pieces(texts, size, seed=0):
    found = []
    for text in texts:
        start = 0
        while start < len(text):
            end = text.find(" ", start + size)
            end = len(text) if end < 0 else end
            if end - start > size // 2:
                found.append(text[start:end])
            start = end
    order = np.random.RandomState(seed).permutation(len(found))
    return [found[index] for index in order]


def synthetic(matrix, labels=14, seed=1, signal=4):
    random = np.random.RandomState(seed)
    scores = matrix @ random.randn(matrix.shape[1], labels)
    scores = (scores - scores.mean(0)) / scores.std() * signal
    return (scores + random.gumbel(size=scores.shape)).argmax(1)


def build(name, shared):
    if name in ARTICLES or name in CHUNKS:
        size, (count, frequency) = (3600, ARTICLES[name]) if name in ARTICLES else (265, CHUNKS[name])
        texts = pieces([r["text"] for r in records(shared / "data/throughput.jsonl.gz")], size)[:count]
        matrix = TfidfVectorizer(ngram_range=(1, 2), min_df=frequency).fit_transform(texts)
        return matrix, synthetic(matrix)
    rows = list(records(shared / "data" / {"unbin": "un-quadclass"}.get(name, name) / "train.jsonl"))
    labels = sorted({r["label"] for r in rows})
    y = np.array([labels.index(r["label"]) for r in rows])
    matrix = TfidfVectorizer(ngram_range=(1, 2)).fit_transform([r["text"] for r in rows])
    return matrix, (y == 0).astype(int) if name == "unbin" else y


def write(path, matrix, y):
    matrix = matrix.tocsr()
    matrix.sort_indices()
    with open(path, "wb") as file:
        np.array([*matrix.shape, matrix.nnz, y.max() + 1], "<i8").tofile(file)
        for values, kind in ((matrix.indptr, "<i8"), (matrix.indices, "<u4"), (matrix.data, "<f8"), (y, "<u4")):
            values.astype(kind).tofile(file)


def objective(matrix, y, weights, intercepts, c):
    """Σ of the losses + ‖W‖²/(2C), computed here for every solver alike."""
    logits = matrix @ weights.T + intercepts
    if weights.shape[0] == 1:
        logits = np.hstack([np.zeros_like(logits), logits])
    return float((logsumexp(logits, 1) - logits[np.arange(len(y)), y]).sum() + (weights**2).sum() / 2 / c)


def seconds(work):
    start = time.process_time()
    result = work()
    return time.process_time() - start, result


def ours(program, path, c, intercept):
    for tolerance in OURS:
        found = subprocess.run(
            [program, path, str(c), str(tolerance), "automatic", "intercept" if intercept else "no-intercept"],
            check=True, capture_output=True, text=True)
        result = json.loads(found.stdout)
        yield f"this project ({result['solver']})", tolerance, result["seconds"], result["objective"]


def scikit_learn(name, matrix, y, c, intercept=True):
    for tolerance in PEERS[name]:
        fit = LogisticRegression(C=c, solver=name, tol=tolerance, max_iter=10000, fit_intercept=intercept)
        spent, model = seconds(lambda: fit.fit(matrix, y))
        yield name, tolerance, spent, objective(matrix, y, model.coef_, model.intercept_, c)


def liblinear_runs(kind, matrix, y, c):
    from liblinear.liblinearutil import parameter, problem, train

    data = problem(np.where(y == 1, 1.0, -1.0), matrix)
    for tolerance in (1e-2, 1e-3, 1e-4, 1e-5, 1e-6):
        spent, model = seconds(lambda: train(data, parameter(f"-s {kind} -c {c} -e {tolerance} -q")))
        weights = np.array(model.get_decfun()[0])[None, :]
        # The sign belongs to the label that came first.
        weights = weights if model.get_labels()[0] == 1 else -weights
        yield f"LIBLINEAR -s {kind}", tolerance, spent, objective(matrix, y, weights, np.zeros(1), c)


def compare(name, matrix, y, c, runs):
    """Every run's fastest result within the gap of the best objective seen; None where none is.

    The first run goes through all its tolerances, so that the best is the optimum; others end where they reach it.
    """
    best, results = float("inf"), []
    for run in runs:
        found = []
        for solver, tolerance, spent, value in run:
            found.append((solver, tolerance, spent, value))
            best = min(best, value)
            if results and value <= best * (1 + GAP):
                break
        results.append(found)
    rows = []
    for found in results:
        reached = [one for one in found if one[3] <= best * (1 + GAP)]
        rows.append(min(reached, key=lambda one: one[2]) if reached else (*found[-1][:2], None, found[-1][3]))
    return {
        "matrix": name, "c": c, "documents": matrix.shape[0], "features": matrix.shape[1], "entries": matrix.nnz,
        "best": best, "rows": [dict(zip(("solver", "tolerance", "seconds", "objective"), row)) for row in rows]}


def show(result):
    print("\n{matrix}: {documents:,} × {features:,}, {entries:,} entries, C = {c:g}".format(**result))
    own = result["rows"][0]["seconds"]
    for row in result["rows"]:
        gap = row["objective"] / result["best"] - 1
        ratio = f"{row['seconds'] / own:6.1f} ×" if row["seconds"] is not None and own else "not reached"
        spent = f"{row['seconds']:9.3f} s" if row["seconds"] is not None else "          –"
        print(f"  {row['solver']:34}{spent}  {ratio:>12}   tolerance {row['tolerance']:.0e}   gap {max(gap, 0):.1e}")
    sys.stdout.flush()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("--shared", type=pathlib.Path, required=True)
    parser.add_argument("--matrices", default="art300,un-quadclass,unbin,reuters-r8,art3k,chunk30k")
    parser.add_argument("--c", type=float, default=10)
    parser.add_argument("--all", action="store_true", help="run lbfgs, newton-cholesky and saga too, not newton-cg alone")
    parser.add_argument("--json", type=pathlib.Path)
    options = parser.parse_args()
    table = []
    for name in options.matrices.split(","):
        matrix, y = build(name, options.shared)
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "matrix")
            write(path, matrix, y)
            runs = [ours(options.program, path, options.c, True)]
            for peer in PEERS if options.all else ["newton-cg"]:
                # newton-cholesky holds a dense Hessian of (features · labels)² numbers.
                if peer != "newton-cholesky" or matrix.shape[1] * (y.max() + 1) <= 5000:
                    runs.append(scikit_learn(peer, matrix, y, options.c))
            table.append(compare(name, matrix, y, options.c, runs))
            show(table[-1])
            if name == "unbin":
                table.append(binary(options, matrix, y, path))
                show(table[-1])
    if options.json:
        options.json.write_text(json.dumps(table, indent=1) + "\n")


def binary(options, matrix, y, path):
    """The penalised bias of LIBLINEAR, for both sides."""
    matrix = csr_matrix(hstack([matrix, np.ones((matrix.shape[0], 1))]))
    write(path, matrix, y)
    runs = [ours(options.program, path, options.c, False)]
    try:
        import liblinear.liblinearutil  # noqa: F401
    except ImportError:
        print("note: LIBLINEAR (liblinear-official) is not installed and is left out", file=sys.stderr)
    else:
        runs += [liblinear_runs(kind, matrix, y, options.c) for kind in (0, 7)]
    return compare("unbin, bias penalised", matrix, y, options.c, runs)


if __name__ == "__main__":
    main()
