"""Vowpal Wabbit as a command, on files in its own format (`1 |t text`).

    peer_vw.py train TRAIN.vw MODEL SETTINGS.json
    peer_vw.py score FILE.vw MODEL OUT.csv

Word pairs, one against all with logistic loss, ten passes over all documents; its own parser reads the files.
"""

import json
import sys
import time

import vowpalwabbit


def run(arguments):
    vowpalwabbit.Workspace(arguments + " --quiet").finish()


def train(data, model, settings):
    with open(settings, encoding="utf-8") as file:
        labels = json.load(file)["labels"]
    run(
        f"-d {data} -f {model} --oaa {len(labels)} --ngram 2 -b 22 --loss_function logistic --probabilities"
        f" --passes 10 --holdout_off -k --cache_file {model}.cache --random_seed 1")
    with open(model + ".labels", "w", encoding="utf-8") as file:
        json.dump(labels, file)


def score(data, model, out):
    with open(model + ".labels", encoding="utf-8") as file:
        labels = json.load(file)
    run(f"-t -i {model} -d {data} -p {out}.vw --probabilities")
    with open(out + ".vw", encoding="utf-8") as lines, open(out, "w", encoding="utf-8") as file:
        file.write("id,label," + ",".join(f"p_{label}" for label in labels) + "\n")
        for number, line in enumerate(lines):
            p = [float(pair.split(":")[1]) for pair in line.split()]
            file.write(f"{number},{labels[p.index(max(p))]}," + ",".join(map(repr, p)) + "\n")


if __name__ == "__main__":
    wall, cpu = time.perf_counter(), time.process_time()
    {"train": train, "score": score}[sys.argv[1]](*sys.argv[2:])
    print(json.dumps({"wall": time.perf_counter() - wall, "cpu": time.process_time() - cpu}))
