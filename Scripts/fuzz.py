#!/usr/bin/env python3
"""Feeds damaged files to the program and looks at how it ends.

    python3 Scripts/fuzz.py FRAMEWISE MODEL [--seconds 60] [--seed N] [--only records|gzip|model|vectors|options]

Each fuzzer takes small sound files, damages them at random (bits, bytes, cuts, repeats, splices, numbers at the limits,
and for models and vectors also with their checksum put right again) and runs a verb on them. A run fails that

- is ended by a signal or takes longer than ten seconds,
- ends with a status that is not one of sysexits' (0, 64, 65, 66, 69, 73, 74, 77, 78; 70 is a bug of ours),
- fails without a line of error, or with one that holds control bytes or has more than 300,
- answers 0 to `score` and does not answer for each record it read.

What fails is kept in fuzz-failures/ with the command. Ends with status 1 if anything failed. Standard library only.
"""
import argparse
import csv
import gzip
import hashlib
import io
import json
import os
import pathlib
import random
import re
import shutil
import struct
import subprocess
import sys
import tempfile
import time

ALLOWED = {0, 64, 65, 66, 69, 73, 74, 77, 78}
TEXTS = [
    "The two ministers signed the ferry accord and thanked each other.",
    "Warships shadowed the trawlers after the embassy was shut.",
    "The commission meets on the first Monday of each month.",
    "Käufer im Süden fürchten Zölle; \u201cnever again\u201d, said one.",
    "a\u0301 e\u0308 \u0000 \ufeff \u202e x \U0001f600", "", "   ", "word " * 400,
]
LABELS = ["cooperative", "adversarial", "neutral", "cooperative", "adversarial", "neutral", "neutral", "cooperative"]
LIMITS = [0, 1, 0xFF, 0x7F, 0x80, 0xFFFF, 0x7FFFFFFF, 0xFFFFFFFF, 0x7FFFFFFFFFFFFFFF, 0xFFFFFFFFFFFFFFFF]
SPLICES = [b"\n", b"\r\n", b'"', b"\\", b"\\u", b"\\ud800", b"{", b"}", b"[" * 200, b",", b";", b"\t", b"\0", b"\xff",
           b"\xef\xbb\xbf", b"\xff\xfe", b"1e400", b"-0", b"NaN", b"null", b"\x1f\x8b", b"\x1b[31m", b"\xcc\x81" * 64]


def jsonl():
    return b"".join(json.dumps({"id": f"d{n}", "text": t, "label": LABELS[n], "group": n // 2, "weight": 1.5}).encode() + b"\n"
                    for n, t in enumerate(TEXTS))


def table(delimiter=","):
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, lineterminator="\n")
    writer.writerow(["id", "text", "label", "group", "weight"])
    for n, text in enumerate(TEXTS):
        writer.writerow([f"d{n}", text, LABELS[n], n // 2, 1.5])
    return out.getvalue().encode()


def damage(data, dice):
    """A few random changes; small ones most often."""
    data = bytearray(data)
    for _ in range(dice.choice([1, 1, 1, 2, 3, 8])):
        if not data:
            return bytes(data)
        place = dice.randrange(len(data))
        kind = dice.randrange(9)
        if kind == 0:
            data[place] ^= 1 << dice.randrange(8)
        elif kind == 1:
            data[place] = dice.randrange(256)
        elif kind == 2:
            del data[place:]
        elif kind == 3:
            del data[place:place + dice.randrange(1, 40)]
        elif kind == 4:
            data[place:place] = dice.choice(SPLICES)
        elif kind == 5:
            data[place:place] = data[place:place + dice.randrange(1, 200)] * dice.choice([1, 2, 50])
        elif kind == 6:
            width = dice.choice([1, 2, 4, 8])
            data[place:place + width] = (dice.choice(LIMITS) & (1 << 8 * width) - 1).to_bytes(width, "little")
        elif kind == 7:
            other = dice.randrange(len(data))
            data[place:place + 16] = data[other:other + 16]
        else:
            digits = [m.span() for m in re.finditer(rb"\d+", bytes(data[:4000]))]
            if digits:
                low, high = dice.choice(digits)
                data[low:high] = str(dice.choice(LIMITS + [-1, 3, 1000003])).encode()
    return bytes(data)


def sealed(data, dice):
    """A damaged safetensors file whose checksum and header length are right again, so that the content itself is read."""
    if len(data) < 8:
        return damage(data, dice)
    length = struct.unpack("<Q", data[:8])[0]
    header, body = data[8:8 + length], data[8 + length:]
    if dice.random() < 0.5:
        header = damage(header, dice)
    else:
        # One change to one number of one tensor, most often.
        body = bytearray(body)
        for _ in range(dice.choice([1, 1, 4])):
            place = dice.randrange(len(body))
            width = dice.choice([1, 2, 4, 8])
            body[place:place + width] = (dice.choice(LIMITS) & (1 << 8 * width) - 1).to_bytes(width, "little")[:len(body) - place]
        body = bytes(body)
    match = re.search(rb'"sha256":"([0-9a-f]{64})"', header)
    if match:
        blank = header[:match.start(1)] + b"0" * 64 + header[match.end(1):]
        blank_data = struct.pack("<Q", len(blank)) + blank + body
        header = header[:match.start(1)] + hashlib.sha256(blank_data).hexdigest().encode() + header[match.end(1):]
    return struct.pack("<Q", len(header)) + header + body


class Fuzzer:
    def __init__(self, program, model, folder, dice):
        self.program, self.folder, self.dice = program, folder, dice
        self.runs, self.ends, self.failures = 0, {}, 0
        self.records = jsonl()
        self.sound = folder / "sound.jsonl"
        self.sound.write_bytes(self.records)
        self.model = folder / "small.framewise"
        done = subprocess.run([program, "train", str(self.sound), "-o", str(self.model), "--min-df", "1", "--cv", "0", "--c", "1"],
                              capture_output=True)
        if done.returncode != 0:
            sys.exit(done.stderr.decode())
        self.vectors = pathlib.Path(model).resolve().parent.parent / "data" / "word-vectors.safetensors"

    def path(self, name, data):
        place = self.folder / name
        place.write_bytes(data)
        return str(place)

    def run(self, arguments, kept, count=None):
        self.runs += 1
        why = None
        try:
            done = subprocess.run([self.program, *arguments], capture_output=True, timeout=10, stdin=subprocess.DEVNULL)
        except subprocess.TimeoutExpired:
            why, status = "longer than ten seconds", None
        else:
            status, error = done.returncode, done.stderr
            self.ends[status] = self.ends.get(status, 0) + 1
            lines = [line for line in error.splitlines() if line.lower().startswith(b"error")]
            if status not in ALLOWED:
                why = f"status {status}"
            elif status != 0 and not lines:
                why = "no line of error"
            elif any(re.search(rb"[\x00-\x08\x0b-\x1f\x7f]", line) for line in lines):
                why = "control bytes in the error"
            elif any(len(line) > 300 for line in lines):
                why = "an error of more than 300 bytes"
            elif status == 0 and arguments[0] == "score":
                told = re.search(rb"([\d,]+) read = ([\d,]+) scored \+ ([\d,]+) rejected \+ ([\d,]+) empty", error)
                if not told:
                    why = "no account of the records"
                else:
                    read, scored, rejected, empty = (int(x.replace(b",", b"")) for x in told.groups())
                    rows = len(list(csv.reader(io.StringIO(done.stdout.decode("utf-8", "replace"), newline="")))) - 1
                    if read != scored + rejected + empty:
                        why = "the account does not add up"
                    elif rows != read:
                        why = f"{rows} rows for {read} records"
        if why:
            self.failures += 1
            target = pathlib.Path("fuzz-failures") / f"{self.failures:03d}"
            target.mkdir(parents=True, exist_ok=True)
            for file in kept:
                shutil.copy(file, target)
            (target / "command").write_text(f"{why}\n{' '.join(arguments)}\n")
            print(f"FAILED: {why}: {' '.join(arguments)}  (kept in {target})", flush=True)

    def verb(self, file):
        """A verb that reads records."""
        out = str(self.folder / "out")
        return self.dice.choice([
            ["score", file, "-m", str(self.model)], ["score", file, "-m", str(self.model), "--force"],
            ["train", file, "-o", out, "--cv", "0", "--c", "1", "--min-df", "1"],
            ["train", file, "-o", out, "--cv", "2", "--group", "group", "--features", "word:1-2,char:3-4", "--min-df", "1"],
            ["evaluate", file, "-m", str(self.model)], ["evaluate", file, "-m", str(self.model), "--json"], ["dedupe", file],
            ["next", file, "-m", str(self.model), "-n", "2"], ["agree", file]])

    def records_once(self):
        name, data = self.dice.choice([("x.jsonl", self.records), ("x.csv", table()), ("x.tsv", table("\t")),
                                       ("x.txt", TEXTS[3].encode())])
        file = self.path(name, damage(data, self.dice))
        self.run(self.verb(file), [file])

    def gzip_once(self):
        name, data = self.dice.choice([("x.jsonl.gz", self.records), ("x.csv.gz", table())])
        packed = gzip.compress(damage(data, self.dice) if self.dice.random() < 0.3 else data, mtime=0)
        file = self.path(name, damage(packed, self.dice))
        self.run(self.verb(file), [file])

    def model_once(self):
        data = self.model.read_bytes()
        file = self.path("x.framewise", (sealed if self.dice.random() < 0.7 else damage)(data, self.dice))
        self.run(self.dice.choice([["score", str(self.sound), "-m", file], ["inspect", file], ["inspect", file, "--top", "3"],
                                   ["evaluate", str(self.sound), "-m", file], ["next", str(self.sound), "-m", file, "-n", "2"]]), [file])

    def vectors_once(self):
        data = self.vectors.read_bytes()
        file = self.path("x.safetensors", (sealed if self.dice.random() < 0.7 else damage)(data, self.dice))
        self.run(["train", str(self.sound), "-o", str(self.folder / "out"), "--vectors", file, "--min-df", "1", "--cv", "0", "--c", "1"], [file])

    def options_once(self):
        values = ["0", "-1", "", "1e308", "nan", "inf", "auto", "99999999999999999999", "x", "\x1b[2J", "word:1-2", "é", "0.5", "a,b", "--"]
        options = ["--c", "--cv", "--min-df", "--max-df", "--features", "--seed", "--threads", "--scheme", "--select", "--solver",
                   "--group", "--text", "--label", "--prior", "--weight", "--max-features", "--norm"]
        arguments = ["train", str(self.sound), "-o", str(self.folder / "out")]
        for _ in range(self.dice.choice([1, 2])):
            arguments += [self.dice.choice(options), self.dice.choice(values)]
        self.run(arguments, [])


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("model")
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only")
    options = parser.parse_args()
    failures = 0
    with tempfile.TemporaryDirectory() as folder:
        for name in [options.only] if options.only else ["records", "gzip", "model", "vectors", "options"]:
            fuzzer = Fuzzer(os.path.abspath(options.program), options.model, pathlib.Path(folder), random.Random(f"{options.seed} {name}"))
            end = time.monotonic() + options.seconds
            while time.monotonic() < end:
                getattr(fuzzer, name + "_once")()
            failures += fuzzer.failures
            ends = ", ".join(f"{count} × {status}" for status, count in sorted(fuzzer.ends.items(), key=lambda e: -e[1]))
            print(f"{name}: {fuzzer.runs:,} runs, {fuzzer.failures} failed; ended with {ends}", flush=True)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
