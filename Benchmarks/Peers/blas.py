"""Shows that a model is the same whatever BLAS and LAPACK it was fitted with, to rounding.

    run.sh blas.py FRAMEWISE --data FOLDER --library FOLDER [--tolerance 1e-8]

Trains on FOLDER/train.jsonl (each solver at C = 10, and the choice of C with leave-one-out on 800 documents) and scores
FOLDER/test.jsonl, once as the system is and once with --library, a folder with another libblas.so.3 and liblapack.so.3,
put first (LD_LIBRARY_PATH). Exits 1 when a probability differs by more than the tolerance, or a label differs.
"""

import argparse
import os
import pathlib
import subprocess
import sys
import tempfile

import numpy as np

from records import scores

SOLVERS = ("dual-ascent", "newton-cg", "document-space", "lbfgs")
CASES = [(f"C 10, {solver}", ["--c", "10", "--cv", "0", "--solver", solver], None) for solver in SOLVERS]
CASES += [("C auto, naive-bayes:0.5", ["--scheme", "naive-bayes:0.5"], None), ("C auto, 800 documents", [], 800)]


def run(command, library):
    environment = dict(os.environ)
    if library:
        environment["LD_LIBRARY_PATH"] = str(library)
    done = subprocess.run([str(part) for part in command], env=environment, capture_output=True, text=True)
    if done.returncode != 0:
        raise SystemExit(f"{' '.join(map(str, command))} exited {done.returncode}: {done.stderr[-600:]}")


def fitted(program, train, test, arguments, library, folder):
    """The model's bytes, and what it says of the test part with the system's libraries."""
    model, out = folder / "model.framewise", folder / "scores.csv"
    run([program, "train", train, "-o", model, *arguments], library)
    run([program, "score", test, "-m", model, "-f", "csv", "-o", out, "--force"], None)
    return model.read_bytes(), scores(out)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("framewise", type=pathlib.Path)
    parser.add_argument("--data", type=pathlib.Path, required=True)
    parser.add_argument("--library", type=pathlib.Path, required=True)
    parser.add_argument("--tolerance", type=float, default=1e-8)
    options = parser.parse_args()
    for name in ("libblas.so.3", "liblapack.so.3"):
        if not (options.library / name).exists():
            parser.error(f"{options.library / name} does not exist")
    failed = False
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        for name, arguments, count in CASES:
            train = options.data / "train.jsonl"
            if count:
                lines = train.read_text(encoding="utf-8").splitlines(keepends=True)[:count]
                train = folder / "some.jsonl"
                train.write_text("".join(lines), encoding="utf-8")
            program = options.framewise.resolve()
            one, (_, labels, _, ours) = fitted(program, train, options.data / "test.jsonl", arguments, None, folder)
            two, (_, others, _, theirs) = fitted(
                program, train, options.data / "test.jsonl", arguments, options.library.resolve(), folder)
            difference = np.abs(np.array(ours) - np.array(theirs)).max()
            changed = sum(a != b for a, b in zip(labels, others))
            # Probabilities are written with eight digits, so that one more or less is rounding.
            failed |= bool(difference > 1.01 * options.tolerance) or changed > 0
            print(
                f"{name:26} largest difference {difference:8.1e}, labels changed {changed}, "
                f"models {'equal' if one == two else 'differ'}", flush=True)
    print("Not equal." if failed else f"Equal: every label, and every probability within {options.tolerance:g}.")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
