"""Vowpal Wabbit as a command, on files in its own format (`1 |t text`). Its wheel has a library and no program, so it
runs inside Python; its own parser reads the file and it writes the predictions itself, and only that is timed.

    peer_vw.py train TRAIN.vw MODEL LABELS NGRAM PASSES
    peer_vw.py score FILE.vw MODEL OUT
"""

import json
import pathlib
import sys
import time

import vowpalwabbit


def run(arguments):
    vowpalwabbit.Workspace(arguments + " --quiet").finish()


def train(data, model, labels, ngram, passes):
    several = f" --passes {passes} --holdout_off -k --cache_file {model}.cache" if int(passes) > 1 else ""
    pathlib.Path(f"{model}.cache").unlink(missing_ok=True)
    pairs = f" --ngram {ngram}" if int(ngram) > 1 else ""
    run(
        f"-d {data} -f {model} --oaa {labels}{pairs} -b 22 --loss_function logistic --probabilities --random_seed 1"
        + several)


def score(data, model, out):
    run(f"-t -i {model} -d {data} -p {out} --probabilities")


if __name__ == "__main__":
    wall, cpu = time.perf_counter(), time.process_time()
    {"train": train, "score": score}[sys.argv[1]](*sys.argv[2:])
    print(json.dumps({"wall": time.perf_counter() - wall, "cpu": time.process_time() - cpu}))
