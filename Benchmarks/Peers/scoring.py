"""Scoring: files of texts in, files of predictions out."""

import measure
from records import scores

TOLERANCE = 1e-6
# Features: the name of the row, framewise's option, fastText's, Vowpal Wabbit's n-grams, the texts, bars.
KINDS = {
    "word1": ("word:1", ["-wordNgrams", "1"], 1, "all", {"scikit-learn": 14, "fastText": 2.8}),
    "word12": (
        "word:1-2", ["-wordNgrams", "2"], 2, "all", {"scikit-learn": 35, "fastText": 2.8, "Vowpal Wabbit": 4.5}),
    "char": ("word:1-2,char:3-5", ["-wordNgrams", "2", "-minn", "3", "-maxn", "5"], None, "part", {"scikit-learn": 30}),
}
TWO_THREADS = {"scikit-learn": 60, "fastText": 5}


class Scoring:
    def __init__(self, bench):
        self.bench, self.table, self.folder = bench, bench.table, bench.folder

    def run(self, chosen):
        for name in KINDS:
            needed = {"word12": {"word12", "start", "memory"}}.get(name, {name})
            if needed & set(chosen):
                self.kind(name, chosen)

    def commands(self, name):
        """Each program's command on a file, after its model has been made; and ours."""
        _, fasttext, ngram, _, _ = KINDS[name]
        bench, folder = self.bench, self.folder
        model, ours = self.own(name)
        peers = {"framewise": ours, "framewise, two threads": lambda file: ours(file, 2)}
        joblib = folder / f"{name}.joblib"
        sklearn = [bench.python, bench.here / "peer_sklearn.py"]
        measure.run([*sklearn, "import", model, joblib])
        peers["scikit-learn"] = lambda file: [
            *sklearn, "score", folder / f"{file}.jsonl", joblib, folder / f"{file}.sk.csv"]
        if bench.fasttext:
            measure.run([
                bench.fasttext, "supervised", "-input", folder / "train.txt", "-output", folder / "ft", "-thread", "1",
                "-dim", "10", "-lr", "0.5", "-epoch", "5", "-bucket", "400000", "-verbose", "0", *fasttext])
            peers["fastText"] = lambda file: (
                [bench.fasttext, "predict-prob", folder / "ft.bin", folder / f"{file}.txt", len(bench.labels)],
                folder / f"{file}.ft")
        if ngram and bench.hasWabbit:
            script = [bench.python, bench.here / "peer_vw.py"]
            measure.run([*script, "train", folder / "train.vw", folder / "vw", len(bench.labels), ngram, 1])
            peers["Vowpal Wabbit"] = lambda file: [
                *script, "score", folder / f"{file}.vw", folder / "vw", folder / f"{file}.vwp"]
        return model, peers

    def own(self, name):
        """A model of ours, and its command on a file."""
        bench, folder = self.bench, self.folder
        model, _ = bench.train(name, "train", "--features", KINDS[name][0], "--min-df", "1", "--calibrate", "none")

        def command(file, threads=1):
            return [bench.framewise, "score", folder / f"{file}.jsonl", "-m", model, "-f", "csv", "-o",
                    folder / f"{file}.{name}.csv", "--threads", threads, "--force"]

        return model, command

    def kind(self, name, chosen):
        stem, bars = KINDS[name][3:]
        model, peers = self.commands(name)
        megabytes, repeats = self.bench.prepared[stem], self.bench.repeats
        starts = measure.interleaved({peer: peers[peer]("one") for peer in peers}, repeats)
        # scikit-learn takes a hundred times as long: the others are measured on both sides of one run of it.
        fast = {peer: peers[peer](stem) for peer in peers if peer != "scikit-learn"}
        runs = measure.turns(fast, (repeats + 1) // 2)
        if name in chosen:
            runs["scikit-learn"] = [measure.run(peers["scikit-learn"](stem))]
        for peer, more in measure.turns(fast, repeats // 2).items():
            runs[peer] += more
        found = {peer: measure.median(results) for peer, results in runs.items()}
        if name in chosen:
            self.speed(name, found, starts, megabytes, bars)
            self.compare_answers(name, stem)
        if name == "char":
            self.beside_words(peers["framewise"], starts["framewise"]["user"])
        if name == "word12" and "start" in chosen:
            self.starting(model, peers)
        if name == "word12" and "memory" in chosen:
            beyond = (found["framewise"]["peak_bytes"] - model.stat().st_size) / 2**20
            self.table.bar("memory", "of scoring, beside the model's file", beyond, 32, True, " MiB")

    def speed(self, name, found, starts, megabytes, bars):
        user = {peer: max(found[peer]["user"] - starts[peer]["user"], 1e-3) for peer in found}
        two = "framewise, two threads"
        wall = {peer: max(found[peer]["wall"] - starts[peer]["wall"], 1e-3) for peer in found}
        for peer in found:
            unit = "s wall" if peer == two else "s user"
            self.table.row(name, peer, (wall if peer == two else user)[peer], unit, megabytes)
        for peer, bar in bars.items():
            if peer in user:
                self.table.bar(name, f"time of {peer} by ours", user[peer] / user["framewise"], bar)
        if name != "word12":
            return
        self.table.bar(name, "our time with one thread by two, wall", wall["framewise"] / wall[two], 1.8)
        for peer, bar in TWO_THREADS.items():
            if peer in user:
                self.table.bar(name, f"time of {peer} by our wall time with two", user[peer] / wall[two], bar)

    def beside_words(self, both, start):
        """What character n-grams cost beside words: all texts, the two in turns."""
        words = self.own("word12")[1]
        starts = measure.interleaved({"words": words("one")}, self.bench.repeats)
        found = measure.interleaved({"both": both("all"), "words": words("all")}, self.bench.repeats)
        user = {"both": found["both"]["user"] - start, "words": found["words"]["user"] - starts["words"]["user"]}
        megabytes = self.bench.prepared["all"]
        self.table.row("char", "framewise, all texts", user["both"], "s user", megabytes)
        self.table.row("char", "framewise, all texts, words alone", user["words"], "s user", megabytes)
        self.table.bar(
            "char", "time of word 1-2 and char 3-5 by that of word 1-2", user["both"] / user["words"], 3, True)

    def compare_answers(self, name, stem):
        _, labels, classes, ours = scores(self.folder / f"{stem}.{name}.csv")
        _, other_labels, other_classes, theirs = scores(self.folder / f"{stem}.sk.csv")
        order = [other_classes.index(label) for label in classes]
        worst = max(abs(a - theirs[row][order[place]]) for row, p in enumerate(ours) for place, a in enumerate(p))
        differ = sum(a != b for a, b in zip(labels, other_labels))
        self.table.answer(
            name, f"largest difference from scikit-learn's probabilities {worst:.1e}, {differ} other labels",
            len(ours) == len(theirs) and worst <= TOLERANCE)

    def starting(self, model, peers):
        """One article from the shell, wall time, with the word 1-2 model; results go nowhere."""
        commands = {"framewise": [self.bench.framewise, "score", self.folder / "one.jsonl", "-m", model, "-f", "csv"]}
        if "fastText" in peers:
            commands["fastText"] = peers["fastText"]("one")[0]
        theirs = measure.spawned(commands, 40)
        ours = theirs.pop("framewise")
        # The whole process this time, imports and all.
        theirs["scikit-learn"] = measure.run(peers["scikit-learn"]("one"), asks=False)["wall"]
        self.table.bar("start", "one article, wall", ours * 1000, 15, True, " ms")
        for peer, bar in (("fastText", 5), ("scikit-learn", 200)):
            if peer in theirs:
                self.table.row("start", peer, theirs[peer] * 1000, "ms wall")
                self.table.bar("start", f"time of {peer} by ours", theirs[peer] / ours, bar)
