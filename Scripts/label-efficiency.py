"""How many labels `framewise next` saves: label-efficiency.py FRAMEWISE FOLDER [SEEDS]

FOLDER holds train.jsonl (the pool, whose labels are looked up when a text is proposed) and test.jsonl. For each seed, a
model starts from 40 random labels and asks for 40 more at a time; the macro-F1 on the test part is set beside that of as
many, and of 400, random labels. Recipe and steps were fixed on a part of the pool; the test part only gives the figures.
"""
import json, os, random, subprocess, sys, tempfile

FRAMEWISE, FOLDER = sys.argv[1:3]
SEEDS = int(sys.argv[3]) if len(sys.argv) > 3 else 10
START, STEP, LAST, GOAL = 40, 40, 280, 400
RECIPE = ["--features", "word:1-2", "--min-df", "1", "--c", "10", "--cv", "0", "--seed", "1"]


def read(name):
    with open(os.path.join(FOLDER, name), encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def write(path, records):
    with open(path, "w", encoding="utf-8") as file:
        for record in records:
            file.write(json.dumps({key: record[key] for key in ("id", "text", "label")}) + "\n")


def run(*arguments):
    done = subprocess.run([FRAMEWISE, *arguments], capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(done.stderr)
    return done.stdout


def main():
    pool, by_id = read("train.jsonl"), {}
    for record in pool:
        by_id[record["id"]] = record
    test = os.path.join(FOLDER, "test.jsonl")
    results = {}
    with tempfile.TemporaryDirectory() as folder:
        model, own, proposed = (os.path.join(folder, name) for name in ("m.framewise", "own.jsonl", "next.jsonl"))

        def macro_f1(records):
            write(own, records)
            run("train", own, "-o", model, *RECIPE)
            return json.loads(run("evaluate", test, "-m", model, "--json"))["metrics"]["macro_f1"]["value"]

        for seed in range(SEEDS):
            order = pool[:]
            random.Random(seed).shuffle(order)
            for count in (LAST, GOAL):
                results.setdefault(("random", count), []).append(macro_f1(order[:count]))
            labelled = order[:START]
            while len(labelled) < LAST:
                write(own, labelled)
                run("train", own, "-o", model, *RECIPE)
                run("next", os.path.join(FOLDER, "train.jsonl"), "-m", model, "-n", str(STEP), "--labelled", own,
                    "--seed", str(seed), "-o", proposed)
                with open(proposed, encoding="utf-8") as file:
                    labelled += [by_id[json.loads(line)["id"]] for line in file]
                if len(labelled) in (200, 240, LAST):
                    results.setdefault(("next", len(labelled)), []).append(macro_f1(labelled))
            print("seed", seed, {f"{kind} {count}": round(values[-1], 4) for (kind, count), values in results.items()},
                  file=sys.stderr)
    print("| labels | chosen by | macro-F1, mean over seeds | standard error |")
    print("|---|---|---|---|")
    for (kind, count), values in sorted(results.items(), key=lambda item: (item[0][1], item[0][0])):
        mean = sum(values) / len(values)
        error = (sum((value - mean) ** 2 for value in values) / max(1, len(values) - 1) / len(values)) ** 0.5
        print(f"| {count} | {kind} | {mean:.4f} | {error:.4f} |")


main()
