"""Framewise beside scikit-learn, fastText and Vowpal Wabbit: the same files, the same run, one thread each.

    run.sh compare.py FRAMEWISE --data FOLDER [--throughput FILE] [--repeats 3] [--json OUT]

FOLDER holds train.jsonl and test.jsonl (id, text, label). Scoring is timed on the throughput file, or on the test
part where there is none. Every step is a child process; its processor seconds are those that the kernel reports for
it. "Work" leaves out what a peer spends on starting and importing, in its favour; for Framewise it is everything.
"""

import argparse
import importlib.util
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time

from records import records, scores

HERE = pathlib.Path(__file__).resolve().parent
SINGLE_THREAD = {
    name: "1" for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "BLIS_NUM_THREADS")}


class Failed(Exception):
    pass


def timed(command):
    """Runs a child to its end. User and system seconds, wall seconds, peak resident bytes, and its own account."""
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        start = time.perf_counter()
        child = subprocess.Popen(
            [str(part) for part in command], stdin=subprocess.DEVNULL, stdout=out, stderr=err,
            env={**os.environ, **SINGLE_THREAD})
        _, status, usage = os.wait4(child.pid, 0)
        wall = time.perf_counter() - start
        child.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        err.seek(0)
        said, complained = out.read().decode(errors="replace"), err.read().decode(errors="replace")
    if child.returncode != 0:
        raise Failed(f"{' '.join(map(str, command))} exited {child.returncode}: {complained.strip()[-600:]}")
    result = {
        "user": usage.ru_utime, "system": usage.ru_stime, "wall": wall, "peak_bytes": usage.ru_maxrss * 1024}
    try:
        own = json.loads(said.strip().splitlines()[-1])
        result["work_cpu"], result["work_wall"] = own["cpu"], own["wall"]
    except (IndexError, ValueError, KeyError, TypeError):
        result["work_cpu"], result["work_wall"] = usage.ru_utime + usage.ru_stime, wall
    return result


def best(command, repeats):
    """The repeat that cost the fewest processor seconds: the one least disturbed."""
    return min((timed(command) for _ in range(repeats)), key=lambda found: found["user"])


def one_line(text):
    return " ".join(text.split())


def write_fasttext(rows, path):
    with open(path, "w", encoding="utf-8", newline="\n") as file:
        for row in rows:
            label = f"__label__{row['label']} " if "label" in row else ""
            file.write(f"{label}{one_line(row['text'])}\n")


def write_vw(rows, labels, path):
    # A bar and a colon have a meaning in this format.
    table = str.maketrans({"|": " ", ":": " "})
    with open(path, "w", encoding="utf-8", newline="\n") as file:
        for row in rows:
            label = str(labels.index(row["label"]) + 1) if "label" in row else ""
            file.write(f"{label} |t {one_line(row['text'].translate(table))}\n")


def quality(truth, labels):
    """Accuracy and macro-F1 of predicted labels."""
    names = sorted(set(truth) | set(labels))
    f1 = []
    for name in names:
        hits = sum(t == name == p for t, p in zip(truth, labels))
        f1.append(2 * hits / (truth.count(name) + labels.count(name)))
    return sum(t == p for t, p in zip(truth, labels)) / len(truth), sum(f1) / len(f1)


def systems(options, settings, folder):
    """Name → commands to train, to score the big file, to score the test part, and the files to write before."""
    python = sys.executable
    feature = ["--features", "word:1-2", "--min-df", settings["min_df"], "--c", settings["c"], "--calibrate", "none"]
    feature += ["--class-weight", "balanced" if settings["balanced"] else "none"]
    feature += ["--sublinear" if settings["sublinear"] else "--no-sublinear", "--cv", "0"]
    train, test = options.data / "train.jsonl", options.data / "test.jsonl"
    plain = folder / "big.jsonl"
    ours = [options.framewise]
    found = {
        "framewise": {
            "train": [*ours, "train", train, "-o", folder / "model.framewise", *feature, "--threads", "1"],
            "score": lambda file, out: [
                *ours, "score", file, "-m", folder / "model.framewise", "-f", "csv", "-o", out, "--threads", "1"],
            "files": {"test": test, "big": plain},
        },
        "scikit-learn": {
            "train": [python, HERE / "peer_sklearn.py", "train", train, folder / "sk.joblib", folder / "settings.json"],
            "score": lambda file, out: [python, HERE / "peer_sklearn.py", "score", file, folder / "sk.joblib", out],
            "files": {"test": test, "big": plain},
        },
    }
    for name, module, script, suffix in (
        ("fastText", "fasttext", "peer_fasttext.py", "txt"), ("Vowpal Wabbit", "vowpalwabbit", "peer_vw.py", "vw")):
        if importlib.util.find_spec(module) is None:
            print(f"note: {name} is not installed here and is left out", file=sys.stderr)
            continue
        model = folder / f"model.{suffix}.bin"
        found[name] = {
            "train": [python, HERE / script, "train", folder / f"train.{suffix}", model, folder / "settings.json"],
            "score": lambda file, out, script=script, model=model: [python, HERE / script, "score", file, model, out],
            "files": {"test": folder / f"test.{suffix}", "big": folder / f"big.{suffix}"},
        }
    if options.only:
        found = {name: found[name] for name in found if name in options.only}
    return found


def measure(options, folder):
    settings = {"min_df": options.min_df, "c": options.c, "balanced": True, "sublinear": options.sublinear}
    train = list(records(options.data / "train.jsonl"))
    test = list(records(options.data / "test.jsonl"))
    big = list(records(options.throughput)) if options.throughput else test
    settings["labels"] = sorted({row["label"] for row in train})
    (folder / "settings.json").write_text(json.dumps(settings), encoding="utf-8")
    with open(folder / "big.jsonl", "w", encoding="utf-8", newline="\n") as file:
        for row in big:
            file.write(json.dumps(row, ensure_ascii=False) + "\n")
    for name, rows in (("train", train), ("test", test), ("big", big)):
        write_fasttext(rows, folder / f"{name}.txt")
        write_vw(rows, settings["labels"], folder / f"{name}.vw")
    megabytes = sum(len(row["text"].encode()) for row in big) / 1e6
    truth = [row["label"] for row in test]
    results, failures = {}, 0
    for name, system in systems(options, settings, folder).items():
        try:
            trained = best(system["train"], options.repeats)
            timed(system["score"](system["files"]["test"], folder / "test.csv"))
            _, labels, _, _ = scores(folder / "test.csv")
            if len(labels) != len(test):
                raise Failed(f"{len(labels)} labels for {len(test)} documents")
            scored = best(system["score"](system["files"]["big"], folder / "big.csv"), options.repeats)
            _, big_labels, _, _ = scores(folder / "big.csv")
            if len(big_labels) != len(big):
                raise Failed(f"{len(big_labels)} results for {len(big)} documents")
        except Failed as failure:
            print(f"error: {name}: {failure}", file=sys.stderr)
            failures += 1
            continue
        accuracy, macro_f1 = quality(truth, labels)
        results[name] = {
            "train": trained, "score": scored, "accuracy": accuracy, "macro_f1": macro_f1,
            "megabytes_per_second": megabytes / scored["work_wall"]}
    return {"documents": len(train), "scored_megabytes": megabytes, "settings": settings, "results": results}, failures


def show(measured):
    results = measured["results"]
    ours = results.get("framewise")

    def ratio(pick, is_speed=False):
        if not ours:
            return "         –"
        own, other = pick(ours), pick(found)
        return f"{own / other if is_speed else other / own:9.1f}×"

    print(f"Trained on {measured['documents']} documents; scored {measured['scored_megabytes']:.1f} MB; one thread each.")
    print("CPU: user seconds of the whole process. Work: seconds without starting and importing.")
    print("Ratios say how many times ours the other costs, or how many times its speed ours has; above 1 we lead.\n")
    print(
        f"{'':14} {'train CPU':>10} {'ratio':>10} {'train work':>11} {'ratio':>10} {'score CPU':>10} {'ratio':>10}"
        f" {'MB/s':>8} {'ratio':>10} {'peak MB':>8} {'accuracy':>9} {'macro-F1':>9}")
    for name, found in results.items():
        print(
            f"{name:14} {found['train']['user']:10.2f} {ratio(lambda one: one['train']['user'])}"
            f" {found['train']['work_cpu']:11.2f} {ratio(lambda one: one['train']['work_cpu'])}"
            f" {found['score']['user']:10.2f} {ratio(lambda one: one['score']['user'])}"
            f" {found['megabytes_per_second']:8.1f} {ratio(lambda one: one['megabytes_per_second'], is_speed=True)}"
            f" {max(found['train']['peak_bytes'], found['score']['peak_bytes']) / 1e6:8.0f}"
            f" {found['accuracy']:9.4f} {found['macro_f1']:9.4f}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("framewise", type=pathlib.Path, help="the built program")
    parser.add_argument("--data", type=pathlib.Path, required=True, help="folder of train.jsonl and test.jsonl")
    parser.add_argument("--throughput", type=pathlib.Path, help="JSON Lines, .gz or not, to time scoring on")
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--min-df", type=int, default=2)
    parser.add_argument("--c", type=float, default=10)
    parser.add_argument("--sublinear", action=argparse.BooleanOptionalAction, default=True)
    parser.add_argument("--only", action="append", help="measure this system alone; may be repeated")
    parser.add_argument("--json", type=pathlib.Path, help="write all figures here as well")
    options = parser.parse_args()
    if options.repeats < 1:
        parser.error("--repeats must be at least 1")
    if not options.only or "framewise" in options.only:
        program = shutil.which(options.framewise)
        if program is None:
            parser.error(f"{options.framewise} is not a program; build it with `swift build -c release`")
        options.framewise = pathlib.Path(program).resolve()
    for part in ("train.jsonl", "test.jsonl"):
        if not (options.data / part).is_file():
            parser.error(f"{options.data / part} does not exist")
    with tempfile.TemporaryDirectory() as folder:
        measured, failures = measure(options, pathlib.Path(folder))
    show(measured)
    if options.json:
        options.json.write_text(json.dumps(measured, indent=1) + "\n", encoding="utf-8")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
