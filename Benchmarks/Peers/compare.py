"""Framewise beside scikit-learn, fastText and Vowpal Wabbit: the same files, the same run, equal work.

    run.sh compare.py FRAMEWISE --train FILE [--train FILE] --texts FILE [--topics FOLDER] [--only ROW …] [--json OUT]

Rows: `word1`, `word12`, `char` (scoring by kind of features), `start` (one article from the shell), `memory` (of
scoring), `fit` (counting and weighing), `learn` (from texts to a model), `size` (of a model's file).

One model a kind of features is trained on the labelled files, and all programs score the texts with it or with one of
their own from the same files: JSON Lines (or their own format) in, a file of predictions out, one thread unless said.
scikit-learn is given the weights of our model. What a program takes for a single record (its start, its model) is
subtracted. Figures are medians of user seconds, the programs run in turns; where threads or starting matter they are
wall seconds. Bars are the ratios this project has set itself. Ends with 1 where a probability differs from
scikit-learn's by more than 1e-6 or a vocabulary does at all; a missed bar is only said.
"""

import argparse
import json
import os
import pathlib
import random
import shutil
import sys
import tempfile

import measure
from learning import Fitting, Learning, ModelSize
from records import records
from scoring import Scoring
from table import Table

HERE = pathlib.Path(__file__).resolve().parent
FASTTEXT = HERE / ".venv" / "fasttext" / "fasttext"
# Share of the texts for features that take scikit-learn minutes.
PART = 0.2
SCORING = ("word1", "word12", "char", "start", "memory")
ROWS = (*SCORING, "fit", "learn", "size")


def one_line(text):
    return " ".join(text.split())


def write(rows, labels, stem):
    """The records in each program's format."""
    table = str.maketrans({"|": " ", ":": " "})
    with open(f"{stem}.jsonl", "w", encoding="utf-8", newline="\n") as ours, \
            open(f"{stem}.txt", "w", encoding="utf-8", newline="\n") as theirs, \
            open(f"{stem}.vw", "w", encoding="utf-8", newline="\n") as wabbit:
        for row in rows:
            ours.write(json.dumps(row, ensure_ascii=False) + "\n")
            text = one_line(row["text"])
            label = f"__label__{row['label'].replace(' ', '-')} " if "label" in row else ""
            theirs.write(label + text + "\n")
            wabbit.write((str(labels.index(row["label"]) + 1) if "label" in row else "") + f" |t {text.translate(table)}\n")


def prepare(options, folder):
    """Writes training data and texts for all programs, and what is to be known of them."""
    train = [row for path in options.train for row in records(path)]
    texts = list(records(options.texts))
    part = texts[:max(1, int(len(texts) * PART))]
    files = {"train": train, "all": texts, "part": part, "one": texts[:1]}
    if options.topics:
        # The unlabelled texts say where they come from; stories say what they are about.
        stories = [list(records(options.topics / f"{name}.jsonl")) for name in ("train", "test")]
        whole = [{**row, "label": row["source"]} for row in texts]
        files["topics"] = [row for place, row in enumerate(whole) if place % 10] + stories[0]
        # One pass over labels in order would be no fair trial.
        random.Random(0).shuffle(files["topics"])
        files["topics-test"] = whole[::10] + stories[1]
    labels = {name: sorted({row["label"] for row in files[name] if "label" in row}) for name in files}
    labels["topics-test"] = labels.get("topics")
    prepared = {"labels": labels["train"], "topic_labels": labels.get("topics")}
    for name, rows in files.items():
        write(rows, labels[name], folder / name)
        prepared[name] = sum(len(row["text"].encode()) for row in rows) / 1e6
    (folder / "prepared.json").write_text(json.dumps(prepared))


class Bench:
    """What all rows share: programs, files, the table."""

    def __init__(self, options, folder):
        self.framewise, self.repeats, self.folder = options.framewise, options.repeats, folder
        self.python, self.here, self.fasttext = sys.executable, HERE, FASTTEXT if FASTTEXT.exists() else None
        self.table = Table()
        # In a process of its own, so that this one stays small and what it measures does too.
        if os.fork() == 0:
            prepare(options, folder)
            os._exit(0)
        if os.wait()[1] != 0:
            raise measure.Failed("the files could not be prepared")
        self.prepared = json.loads((folder / "prepared.json").read_text())
        self.labels = self.prepared["labels"]
        try:
            import vowpalwabbit  # noqa: F401
            self.hasWabbit = True
        except ImportError:
            self.hasWabbit = False

    def train(self, name, data, *arguments):
        """A model of ours: its path, and what the run cost."""
        model = self.folder / f"{name}.framewise"
        cost = measure.run([
            self.framewise, "train", self.folder / f"{data}.jsonl", "-o", model, "--c", "10", "--cv", "0", *arguments])
        return model, cost


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("framewise", type=pathlib.Path, help="the built program")
    parser.add_argument("--train", type=pathlib.Path, action="append", required=True, help="labelled JSON Lines")
    parser.add_argument("--texts", type=pathlib.Path, required=True, help="JSON Lines, .gz or not, to score")
    parser.add_argument("--topics", type=pathlib.Path, help="folder of stories by topic: train.jsonl and test.jsonl")
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--only", choices=ROWS, action="append", help="these rows alone; may be repeated")
    parser.add_argument("--json", type=pathlib.Path, help="write all figures here as well")
    options = parser.parse_args()
    program = shutil.which(options.framewise)
    if program is None:
        parser.error(f"{options.framewise} is not a program; build it with `make build`")
    options.framewise = pathlib.Path(program).resolve()
    for path in [*options.train, options.texts]:
        if not path.is_file():
            parser.error(f"{path} does not exist")
    if options.topics and not options.topics.is_dir():
        parser.error(f"{options.topics} is no folder")
    chosen = options.only or ROWS
    if not FASTTEXT.exists():
        print("note: fastText is not built here and is left out", file=sys.stderr)
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(options, pathlib.Path(folder))
        if set(chosen) & set(SCORING):
            Scoring(bench).run(chosen)
        if "fit" in chosen:
            Fitting(bench).run()
        if "learn" in chosen and options.topics:
            Learning(bench).run()
        if "size" in chosen:
            ModelSize(bench).run(options.texts)
        bench.table.summary()
    if options.json:
        options.json.write_text(json.dumps(bench.table.rows, indent=1) + "\n", encoding="utf-8")
    return 1 if bench.table.failures else 0


if __name__ == "__main__":
    sys.exit(main())
