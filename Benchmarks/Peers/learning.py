"""From texts to features, to a model, and how large that is."""

import json
import re
import statistics
import zlib

import measure
from records import records, scores

LABELS = ("cooperative", "adversarial", "neutral")
TERMS = 568_000


class Fitting:
    """Counting and weighing of the texts, held in memory, words and pairs of words in two documents or more."""

    def __init__(self, bench):
        self.bench, self.folder = bench, bench.folder

    def run(self):
        bench, table, folder = self.bench, self.bench.table, self.folder
        with open(folder / "hashed.jsonl", "w", encoding="utf-8") as file:
            for row in records(folder / "all.jsonl"):
                label = LABELS[zlib.crc32(row["text"].encode()) % 3]
                file.write(json.dumps({"text": row["text"], "label": label}, ensure_ascii=False) + "\n")
        whole, _ = bench.train("hashed", "hashed", "--min-df", "2")
        (folder / "settings.json").write_text(json.dumps({"min_df": 2, "sublinear": True}))
        # A small model tells `bench` the settings, so that its memory is that of fitting.
        settings, _ = bench.train("fit", "train", "--min-df", "2")
        megabytes = bench.prepared["all"]
        sklearn = measure.run([
            bench.python, bench.here / "peer_sklearn.py", "fit", folder / "all.jsonl", folder / "settings.json", whole])
        table.row("fit", "scikit-learn", sklearn["user"], "s user", megabytes)
        ours = {}
        for threads in (1, 2):
            ours[threads] = measure.median([self.fit(settings, threads) for _ in range(bench.repeats)])
            table.row("fit", f"framewise, {threads} threads", ours[threads]["wall"], "s wall", megabytes)
        table.row("fit", "framewise, 1 thread", ours[1]["user"], "s user", megabytes)
        table.bar("fit", "time of scikit-learn by ours", sklearn["user"] / ours[1]["user"], 12)
        table.bar("fit", "time of scikit-learn by our wall time with two", sklearn["user"] / ours[2]["wall"], 20)
        table.bar("fit", "our time with one thread by two, wall", ours[1]["wall"] / ours[2]["wall"], 1.6)
        for threads in (1, 2):
            share = ours[threads]["peak_bytes"] / sklearn["peak_bytes"]
            table.bar("fit", f"our peak memory by scikit-learn's, threads {threads}", share, 0.5, True)
        said = json.loads(sklearn["said"].strip().splitlines()[-1])
        table.answer(
            "fit", f"{said['columns']} terms, {said['other_terms']} of them other, largest difference of an idf "
            f"{said['idf_difference']:.1e}", said["other_terms"] == 0 and said["idf_difference"] <= 1e-12)

    def fit(self, model, threads):
        ran = measure.run([
            self.bench.framewise, "bench", self.folder / "all.jsonl", "-m", model, "--threads", threads, "--stage", "fit",
            "--json"])
        said = json.loads(ran["said"])
        stage = next(stage for stage in said["results"] if stage["stage"] == "fit")
        wall = said["corpus"]["bytes"] / 1e6 / stage["megabytes_per_second"]
        return {"user": stage["cpu_seconds"], "wall": wall, "peak_bytes": ran["peak_bytes"]}


class Learning:
    """Labelled articles to a model that scores, C fixed and converged: two threads, wall time, and how good it is.

    Labels are topics of newswire stories and where the longer texts come from.
    """

    def __init__(self, bench):
        self.bench, self.folder = bench, bench.folder
        self.labels = bench.prepared["topic_labels"]
        self.truth = [row["label"] for row in records(bench.folder / "topics-test.jsonl")]

    def run(self):
        bench, table, folder = self.bench, self.bench.table, self.folder
        megabytes = bench.prepared["topics"]
        runs = {"framewise": self.framewise, "fastText": self.fasttext, "Vowpal Wabbit": self.wabbit}
        found = {}
        turns = [{name: run() for name, run in runs.items()} for _ in range(bench.repeats)]
        for name in runs:
            results = [turn[name] for turn in turns]
            if results[0] is None:
                continue
            found[name] = (statistics.median(wall for wall, _ in results), results[0][1])
            table.row("learn", name, found[name][0], "s wall", megabytes)
            table.row("learn", f"{name}, accuracy", found[name][1], "")
        ours, accuracy = found["framewise"]
        for name, (wall, other) in found.items():
            if name != "framewise":
                table.bar("learn", f"time of {name} by ours", wall / ours, 1)
                table.bar("learn", f"accuracy of ours by that of {name}", accuracy / other, 1)

    def accuracy(self, predicted):
        return sum(a == b for a, b in zip(predicted, self.truth)) / len(self.truth)

    def framewise(self):
        model, cost = self.bench.train(
            "topics", "topics", "--min-df", "2", "--calibrate", "none", "--class-weight", "none", "--threads", "2")
        out = self.folder / "topics.csv"
        measure.run([
            self.bench.framewise, "score", self.folder / "topics-test.jsonl", "-m", model, "-f", "csv", "-o", out, "--force"])
        return cost["wall"], self.accuracy(scores(out)[1])

    def fasttext(self):
        bench, folder = self.bench, self.folder
        if not bench.fasttext:
            return None
        cost = measure.run([
            bench.fasttext, "supervised", "-input", folder / "topics.txt", "-output", folder / "topics", "-thread", "2",
            "-dim", "10", "-wordNgrams", "2", "-lr", "0.5", "-epoch", "5", "-verbose", "0"])
        out = folder / "topics.ft"
        measure.run([bench.fasttext, "predict", folder / "topics.bin", folder / "topics-test.txt"], out)
        names = {f"__label__{label.replace(' ', '-')}": label for label in self.labels}
        return cost["wall"], self.accuracy([names.get(line.strip()) for line in out.read_text().splitlines()])

    def wabbit(self):
        bench, folder = self.bench, self.folder
        if not bench.hasWabbit:
            return None
        script = [bench.python, bench.here / "peer_vw.py"]
        cost = measure.run([*script, "train", folder / "topics.vw", folder / "topics.vwm", len(self.labels), 2, 1])
        out = folder / "topics.vwp"
        measure.run([*script, "score", folder / "topics-test.vw", folder / "topics.vwm", out])
        predicted = []
        for line in out.read_text().splitlines():
            shares = dict(part.split(":") for part in line.split() if ":" in part)
            best = max(shares, key=lambda number: float(shares[number]))
            predicted.append(self.labels[int(best) - 1])
        return cost["wall"], self.accuracy(predicted)


class ModelSize:
    """The file of a model of as many terms as real articles bring about, three labels."""

    def __init__(self, bench):
        self.bench, self.folder = bench, bench.folder

    def run(self, texts):
        terms, word = set(), re.compile(r"\b\w\w+\b")
        with open(self.folder / "size.jsonl", "w", encoding="utf-8") as file:
            for row in records(texts):
                words = word.findall(row["text"].lower())
                terms.update(words)
                terms.update(zip(words, words[1:]))
                label = LABELS[zlib.crc32(row["text"].encode()) % 3]
                file.write(json.dumps({"text": row["text"], "label": label}, ensure_ascii=False) + "\n")
                if len(terms) >= TERMS:
                    break
        for name, arguments in (("full precision", ()), ("half precision", ("--weights", "half"))):
            model, _ = self.bench.train("size", "size", "--min-df", "1", "--calibrate", "none", *arguments)
            size = model.stat().st_size / 1e6
            self.bench.table.bar("size", f"{len(terms):,} terms, 3 labels, {name}", size, 16, True, " MB")
