#!/usr/bin/env python3
"""Splits data/framing-ir into a train and a test side, the same way every time.

The unit that moves is a pair of actors with all its stories, so that neither a story nor a pair is on both sides.
A sixth of the stories goes to the test side, in the lengths of the whole. Of the many divisions that allow this, a seeded
search takes one in which topics, decades, registers, hard kinds, leftovers and batches are on either side in their shares
of the whole. Registers are not paired with labels there: the skews of one side should not be copied to the other. No
model, score or word of a text is looked at. Texts of guessable-*.jsonl stay there, on the side of their pair
(corpus-guessable.py).

    python3 Scripts/corpus-split.py            rewrites the four files
    python3 Scripts/corpus-split.py --check    says whether the four files are what this script would write

Standard library only.
"""
import collections
import json
import math
import pathlib
import random
import sys

FOLDER = pathlib.Path(__file__).resolve().parent.parent / "data" / "framing-ir"
SHARE = 1 / 6
SEED = 20261122
STEPS = 60_000


def read(path):
    with open(path, encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def line(record):
    return json.dumps(record, ensure_ascii=False) + "\n"


def pair(record):
    return "|".join(sorted(record["actors"]))


def traits(record):
    """What should be on either side in its share, with a weight for how much it matters."""
    yield ("length", record["length"]), 8.0
    yield ("length and label", record["length"], record["label"]), 8.0
    yield ("decade", record["year"] // 10), 2.0
    yield ("topic", record["topic"]), 1.0
    yield ("style", record["style"]), 4.0
    yield ("batch", record["batch"]), 0.5
    yield ("register", record["register"]), 1.0
    yield ("hard", record["hard"], record["label"]), 1.0
    yield ("leftovers", record["leftovers"], record["label"]), 1.0
    yield ("mixed", record["mixed"], record["label"]), 1.0


def choose(records):
    """The pairs of the test side: simulated annealing over swaps of a test pair with a training pair."""
    weights, profile, total = {}, collections.defaultdict(collections.Counter), collections.Counter()
    stories = collections.defaultdict(set)
    for record in records:
        stories[pair(record)].add(record["group"])
        for trait, weight in traits(record):
            weights[trait] = weight
            profile[pair(record)][trait] += 1
            total[trait] += 1
    target = {trait: SHARE * count for trait, count in total.items()}
    dice = random.Random(SEED)
    order = sorted(profile)
    for place in range(len(order) - 1, 0, -1):  # Fisher and Yates, on random() alone: the same on every Python 3
        other = int(dice.random() * (place + 1))
        order[place], order[other] = order[other], order[place]

    wanted = round(SHARE * sum(len(names) for names in stories.values()))
    test, count = [], 0
    for name in order:
        if count + len(stories[name]) <= wanted:
            test.append(name)
            count += len(stories[name])
    train = [name for name in order if name not in set(test)]

    held = collections.Counter()
    for name in test:
        held.update(profile[name])

    def price(trait, value):
        return weights[trait] * (value - target[trait]) ** 2

    cost = sum(price(trait, held[trait]) for trait in target)
    best, best_test = cost, sorted(test)
    for step in range(STEPS):
        heat = 12.0 * (1 - step / STEPS) ** 2 + 1e-9
        i, j = int(dice.random() * len(test)), int(dice.random() * len(train))
        gone, came = test[i], train[j]
        if abs(count - len(stories[gone]) + len(stories[came]) - wanted) > 1:
            continue
        delta = 0.0
        for trait in sorted(set(profile[gone]) | set(profile[came])):
            after = held[trait] - profile[gone][trait] + profile[came][trait]
            delta += price(trait, after) - price(trait, held[trait])
        if delta <= 0 or dice.random() < math.exp(-delta / heat):
            test[i], train[j] = came, gone
            count += len(stories[came]) - len(stories[gone])
            held.update(profile[came])
            held.subtract(profile[gone])
            cost += delta
            if cost < best - 1e-9:
                best, best_test = cost, sorted(test)
    return set(best_test)


def main():
    parts = {name: read(FOLDER / f"{name}.jsonl") for name in ("train", "test", "guessable-train", "guessable-test")}
    guessable = {r["id"] for name, records in parts.items() if name.startswith("guessable") for r in records}
    records = sorted((r for records in parts.values() for r in records), key=lambda r: r["id"])
    test = choose(records)
    written = {name: "" for name in parts}
    for r in records:
        side = "test" if pair(r) in test else "train"
        written[f"guessable-{side}" if r["id"] in guessable else side] += line(r)
    if "--check" in sys.argv[1:]:
        same = all((FOLDER / f"{name}.jsonl").read_text(encoding="utf-8") == text for name, text in written.items())
        print("The split is the one that this script makes." if same else "The split is not the one that this script makes.")
        return 0 if same else 1
    for name, text in written.items():
        (FOLDER / f"{name}.jsonl").write_text(text, encoding="utf-8")
        print(f"{name}.jsonl: {text.count(chr(10))} texts")
    return 0


if __name__ == "__main__":
    sys.exit(main())
