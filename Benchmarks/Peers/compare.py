"""Framewise beside scikit-learn, fastText and Vowpal Wabbit: the same files, the same run, equal work.

    run.sh compare.py FRAMEWISE --train FILE [--train FILE] --texts FILE [--repeats 3] [--json OUT]

One model a kind of features is trained on the labelled files, and all programs score the texts with it or with one of
their own from the same files: JSON Lines (or their own format) in, a file of predictions out, one thread. scikit-learn
is given the weights of our model, and the run fails where one of its probabilities is not ours to 1e-6. What a program
takes for a single record (its start, its model) is subtracted. Figures are medians of user seconds, the programs run in
turns. Bars are the ratios this project has set itself.
"""

import argparse
import json
import os
import pathlib
import shutil
import sys
import tempfile

import measure
from records import records, scores

HERE = pathlib.Path(__file__).resolve().parent
FASTTEXT = HERE / ".venv" / "fasttext" / "fasttext"
TOLERANCE = 1e-6
# Share of the texts for features that take scikit-learn minutes.
PART = 0.2

# Kind of features: framewise's option, fastText's, Vowpal Wabbit's n-grams, share of the texts, bars.
KINDS = {
    "word 1": ("word:1", ["-wordNgrams", "1"], 1, 1.0, {"scikit-learn": 14, "fastText": 2.8}),
    "word 1-2": (
        "word:1-2", ["-wordNgrams", "2"], 2, 1.0, {"scikit-learn": 35, "fastText": 2.8, "Vowpal Wabbit": 4.5}),
    "word 1-2, char 3-5": (
        "word:1-2,char:3-5", ["-wordNgrams", "2", "-minn", "3", "-maxn", "5"], None, PART, {"scikit-learn": 30}),
}


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
            theirs.write((f"__label__{row['label']} " if "label" in row else "") + text + "\n")
            wabbit.write((str(labels.index(row["label"]) + 1) if "label" in row else "") + f" |t {text.translate(table)}\n")


def prepare(options, folder):
    """Writes training data and texts for all programs, and what is to be known of them."""
    train = [row for path in options.train for row in records(path)]
    labels = sorted({row["label"] for row in train})
    texts = list(records(options.texts))
    part = texts[:max(1, int(len(texts) * PART))]
    prepared = {"labels": labels}
    for name, rows in (("train", train), ("all", texts), ("part", part), ("one", texts[:1])):
        write(rows, labels, folder / name)
        prepared[name] = sum(len(row["text"].encode()) for row in rows) / 1e6
    (folder / "prepared.json").write_text(json.dumps(prepared))


class Table:
    """Rows of figures, and whether all bars are met."""

    def __init__(self):
        self.rows = []

    def add(self, work, program, seconds, megabytes, ratio=None, bar=None, unit="s user"):
        self.rows.append({
            "work": work, "program": program, "seconds": seconds,
            "megabytes_per_second": megabytes / seconds if megabytes and seconds > 0 else None,
            "ratio": ratio, "bar": bar, "unit": unit})
        print(self.line(self.rows[-1]), flush=True)

    @staticmethod
    def line(row):
        speed = f"{row['megabytes_per_second']:9.1f} MB/s" if row["megabytes_per_second"] else " " * 14
        ratio = "" if row["ratio"] is None else f"  ours is {row['ratio']:.1f}×"
        bar = "" if row["bar"] is None else f" (bar {row['bar']:g}: {'met' if row['ratio'] >= row['bar'] else 'missed'})"
        return f"{row['work']:22} {row['program']:30} {row['seconds']:9.3f} {row['unit']:9}{speed}{ratio}{bar}"


class Comparison:
    def __init__(self, options, folder):
        self.options, self.folder, self.table, self.failures = options, folder, Table(), 0
        self.python = sys.executable
        # In a process of its own, so that this one stays small and what it measures does too.
        if os.fork() == 0:
            prepare(options, folder)
            os._exit(0)
        if os.wait()[1] != 0:
            raise measure.Failed("the files could not be prepared")
        self.prepared = json.loads((folder / "prepared.json").read_text())
        self.labels = self.prepared["labels"]

    # MARK: Scoring

    def scoring(self, name):
        features, fasttext, ngram, share, bars = KINDS[name]
        folder, framewise = self.folder, self.options.framewise
        stem = "all" if share == 1 else "part"
        megabytes = self.prepared[stem]
        model = folder / f"{features.replace(':', '').replace(',', '')}.framewise"
        measure.run([
            framewise, "train", folder / "train.jsonl", "-o", model, "--features", features, "--min-df", "1", "--c", "10",
            "--cv", "0", "--calibrate", "none"])

        def ours(file, threads=1):
            return [framewise, "score", folder / f"{file}.jsonl", "-m", model, "-f", "csv", "-o",
                    folder / f"{file}.csv", "--threads", threads]

        peers = {"framewise": ours, "framewise, two threads": lambda file: ours(file, 2)}
        joblib = folder / "model.joblib"
        measure.run([self.python, HERE / "peer_sklearn.py", "import", model, joblib])
        peers["scikit-learn"] = lambda file: [
            self.python, HERE / "peer_sklearn.py", "score", folder / f"{file}.jsonl", joblib, folder / f"{file}.sk.csv"]
        if FASTTEXT.exists():
            measure.run([
                FASTTEXT, "supervised", "-input", folder / "train.txt", "-output", folder / "ft", "-thread", "1", "-dim",
                "10", "-lr", "0.5", "-epoch", "5", "-bucket", "400000", "-verbose", "0", *fasttext])
            peers["fastText"] = lambda file: (
                [FASTTEXT, "predict-prob", folder / "ft.bin", folder / f"{file}.txt", len(self.labels)],
                folder / f"{file}.ft")
        if ngram and self.has_wabbit():
            script = [self.python, HERE / "peer_vw.py"]
            measure.run([*script, "train", folder / "train.vw", folder / "vw", len(self.labels), ngram, 1])
            peers["Vowpal Wabbit"] = lambda file: [
                *script, "score", folder / f"{file}.vw", folder / "vw", folder / f"{file}.vwp"]
        starts = measure.interleaved({peer: command("one") for peer, command in peers.items()}, self.options.repeats)
        # scikit-learn takes a hundred times as long, and one run of it disturbs the others enough.
        slow = {peer: command(stem) for peer, command in peers.items() if peer == "scikit-learn"}
        found = measure.interleaved(
            {peer: command(stem) for peer, command in peers.items() if peer not in slow}, self.options.repeats)
        found |= measure.interleaved(slow, 1)
        work = {peer: max(found[peer]["user"] - starts[peer]["user"], 1e-3) for peer in peers}
        for peer in peers:
            label = peer + (" (in Python)" if peer == "Vowpal Wabbit" else "")
            if peer == "framewise, two threads":
                wall = {one: found[one]["wall"] - starts[one]["wall"] for one in ("framewise", peer)}
                self.table.add(name, label, wall[peer], megabytes, wall["framewise"] / wall[peer], 1.8, "s wall")
                continue
            ratio = work[peer] / work["framewise"] if peer != "framewise" else None
            self.table.add(name, label, work[peer], megabytes, ratio, bars.get(peer) if ratio else None)
        print(f"{'':22} peak memory {found['framewise']['peak_bytes'] / 2**20:.0f} MiB, "
              f"model {model.stat().st_size / 2**20:.1f} MiB")
        self.compare_answers(name, stem)
        return work["framewise"] / megabytes, starts

    def compare_answers(self, name, stem):
        _, labels, classes, ours = scores(self.folder / f"{stem}.csv")
        _, other_labels, other_classes, theirs = scores(self.folder / f"{stem}.sk.csv")
        order = [other_classes.index(label) for label in classes]
        worst = max(abs(a - theirs[row][order[place]]) for row, p in enumerate(ours) for place, a in enumerate(p))
        differ = sum(a != b for a, b in zip(labels, other_labels))
        isWrong = len(ours) != len(theirs) or worst > TOLERANCE
        self.failures += isWrong
        print(f"{'':22} largest difference from scikit-learn's probabilities {worst:.1e}, {differ} other labels"
              + (" — TOO LARGE" if isWrong else ""))

    def has_wabbit(self):
        try:
            import vowpalwabbit  # noqa: F401
        except ImportError:
            return False
        return True

    # MARK: Fitting

    def fitting(self):
        """Counting and weighing of the texts, held in memory, document frequency from 2 on."""
        folder, framewise = self.folder, self.options.framewise
        (folder / "settings.json").write_text(json.dumps({"min_df": 2, "sublinear": True}))
        model = folder / "fit.framewise"
        measure.run([framewise, "train", folder / "train.jsonl", "-o", model, "--min-df", "2", "--c", "10", "--cv", "0"])
        megabytes = self.prepared["all"]
        sklearn = measure.run([self.python, HERE / "peer_sklearn.py", "fit", folder / "all.jsonl", folder / "settings.json"])
        self.table.add("fit word 1-2", "scikit-learn", sklearn["user"], megabytes)
        for threads, bar in ((1, 12), (2, 20)):
            ours = measure.median([self.fit(model, threads) for _ in range(self.options.repeats)])
            seconds = ours["user"] if threads == 1 else ours["wall"]
            self.table.add(
                "fit word 1-2", f"framewise, {threads} thread" + "s" * (threads > 1), seconds, megabytes,
                sklearn["user"] / seconds, bar, "s user" if threads == 1 else "s wall")
        print(f"{'':22} peak memory {ours['peak_bytes'] / 2**20:.0f} MiB, scikit-learn {sklearn['peak_bytes'] / 2**20:.0f} MiB")

    def fit(self, model, threads):
        ran = measure.run([
            self.options.framewise, "bench", self.folder / "all.jsonl", "-m", model, "--threads", threads, "--stage", "fit",
            "--json"])
        stage = next(stage for stage in json.loads(ran["said"])["results"] if stage["stage"] == "fit")
        return {"user": stage["cpu_seconds"], "wall": stage["seconds"], "peak_bytes": ran["peak_bytes"]}

    # MARK: Starting

    def starting(self, starts):
        """One article from the shell, wall time, with the word 1-2 model."""
        ours = starts["framewise"]["wall"]
        self.table.add("one article", "framewise", ours, None, 0.015 / ours, 1, "s wall")
        if "fastText" in starts:
            theirs = starts["fastText"]["wall"]
            self.table.add("one article", "fastText", theirs, None, theirs / ours, 5, "s wall")
        folder = self.folder
        # The whole process this time, imports and all.
        theirs = measure.run([
            self.python, HERE / "peer_sklearn.py", "score", folder / "one.jsonl", folder / "model.joblib",
            folder / "one.csv"], asks=False)["wall"]
        self.table.add("one article", "scikit-learn", theirs, None, theirs / ours, 200, "s wall")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("framewise", type=pathlib.Path, help="the built program")
    parser.add_argument("--train", type=pathlib.Path, action="append", required=True, help="labelled JSON Lines")
    parser.add_argument("--texts", type=pathlib.Path, required=True, help="JSON Lines, .gz or not, to score")
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--only", choices=[*KINDS, "fit"], action="append", help="this part alone; may be repeated")
    parser.add_argument("--json", type=pathlib.Path, help="write all figures here as well")
    options = parser.parse_args()
    program = shutil.which(options.framewise)
    if program is None:
        parser.error(f"{options.framewise} is not a program; build it with `make build`")
    options.framewise = pathlib.Path(program).resolve()
    for path in [*options.train, options.texts]:
        if not path.is_file():
            parser.error(f"{path} does not exist")
    chosen = options.only or [*KINDS, "fit"]
    if not FASTTEXT.exists():
        print("note: fastText is not built here and is left out", file=sys.stderr)
    with tempfile.TemporaryDirectory() as folder:
        comparison = Comparison(options, pathlib.Path(folder))
        costs = {}
        for name in KINDS:
            if name not in chosen:
                continue
            costs[name], starts = comparison.scoring(name)
            if name == "word 1-2":
                comparison.starting(starts)
        if len(costs) == len(KINDS):
            ratio = costs["word 1-2, char 3-5"] / costs["word 1-2"]
            print(f"word 1-2 with char 3-5 costs {ratio:.1f} times word 1-2 (bar 3: {'met' if ratio <= 3 else 'missed'})")
        if "fit" in chosen:
            comparison.fitting()
    if options.json:
        options.json.write_text(json.dumps(comparison.table.rows, indent=1) + "\n", encoding="utf-8")
    return 1 if comparison.failures else 0


if __name__ == "__main__":
    sys.exit(main())
