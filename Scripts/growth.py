"""How scoring grows: documents a second and peak memory from ten thousand documents to a million, and one document
of 5, 10 and 20 megabytes. Fails where a byte costs more than 1.3 times what it costs in the smallest run, or where
memory beyond the model exceeds 32 MiB. (One large document is held in memory, so those are held to linear time only.)

    growth.py PROGRAM --model MODEL --texts TEXTS.jsonl[.gz] [--folder FOLDER]
"""

import argparse
import gzip
import itertools
import json
import multiprocessing
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

COUNTS = [10_000, 30_000, 100_000, 300_000, 1_000_000]
SIZES = [5, 10, 20]
LIMIT_A_BYTE = 1.3
LIMIT_MEMORY = 32


def texts_of(path):
    opened = gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else open(path, encoding="utf-8")
    with opened as lines:
        return [json.loads(line)["text"] for line in lines]


def run(program, model, path):
    """Processor seconds of one thread and peak memory in bytes of scoring a file."""
    arguments = [program, "score", str(path), "-m", str(model), "--threads", "1", "--max-record", "64", "-f", "csv"]
    with open(os.devnull, "wb") as nothing:
        child = subprocess.Popen(arguments, stdout=nothing, stderr=nothing)
        _, status, usage = os.wait4(child.pid, 0)
    if status != 0:
        sys.exit(f"{path}: the program ended with status {status}")
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024


def best(program, model, path, runs):
    """The least time of several runs and the most memory."""
    results = [run(program, model, path) for _ in range(runs)]
    return min(seconds for seconds, _ in results), max(memory for _, memory in results)


def write(path, texts):
    with open(path, "w", encoding="utf-8") as file:
        for number, text in enumerate(texts):
            file.write(json.dumps({"id": str(number), "text": text}, ensure_ascii=False) + "\n")


def write_documents(path, source, count):
    """Writes so many documents: the texts of the source up to three paragraphs each, again and again."""
    short = [text[:1200].rsplit(" ", 1)[0] for text in texts_of(source)]
    write(path, itertools.islice(itertools.cycle(short), count))


def write_one(path, source, size):
    """Writes one document of about so many bytes."""
    pieces, length = [], 0
    for piece in itertools.cycle(texts_of(source)):
        pieces.append(piece)
        length += len(piece.encode()) + 1
        if length >= size:
            break
    write(path, [" ".join(pieces)])


def apart(function, *arguments):
    """Calls a function in a process of its own: the system counts the memory of whoever starts a program as that
    program's, so this one must stay small."""
    child = multiprocessing.Process(target=function, args=arguments)
    child.start()
    child.join()
    if child.exitcode != 0:
        sys.exit("the texts could not be written")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("--model", type=pathlib.Path, required=True)
    parser.add_argument("--texts", type=pathlib.Path, required=True)
    parser.add_argument("--folder", type=pathlib.Path, help="where files of up to some gigabytes may be written")
    options = parser.parse_args()
    model_bytes = options.model.stat().st_size
    folder = pathlib.Path(tempfile.mkdtemp(prefix="growth-", dir=options.folder))
    failures = []
    try:
        # A run that reads nothing takes what the start takes, which is no part of growth.
        empty = folder / "one.jsonl"
        write(empty, ["word"])
        start = best(options.program, options.model, empty, 5)[0]

        def measure(path, name, first, runs):
            seconds, memory = best(options.program, options.model, path, runs)
            size = path.stat().st_size
            nanoseconds = (seconds - start) / size * 1e9
            first = first or nanoseconds
            beyond = (memory - model_bytes) / (1 << 20)
            print(
                f"{name:>16} {size / 1e6:10.1f} {seconds:9.2f} {size / 1e6 / (seconds - start):8.1f}"
                f" {nanoseconds:9.2f} {nanoseconds / first:8.2f} {beyond:10.1f}",
                flush=True,
            )
            if nanoseconds > LIMIT_A_BYTE * first:
                failures.append(f"{name}: a byte costs {nanoseconds / first:.2f} times what it costs in the first run")
            return first, beyond

        print(f"model {model_bytes / 1e6:.1f} MB, start {start * 1000:.0f} ms of processor time, which is taken off MB/s")
        print("            what         MB     CPU s     MB/s   ns/byte  against  MiB beyond")
        first = None
        for count in COUNTS:
            path = folder / "documents.jsonl"
            apart(write_documents, path, options.texts, count)
            first, beyond = measure(path, f"{count:,} documents", first, 3 if count <= 100_000 else 2)
            if beyond > LIMIT_MEMORY:
                failures.append(f"{count:,} documents: {beyond:.1f} MiB beyond the model")
            path.unlink()
        first = None
        for size in SIZES:
            path = folder / "document.jsonl"
            apart(write_one, path, options.texts, size * 1_000_000)
            first, _ = measure(path, f"one of {size} MB", first, 3)
            path.unlink()
    finally:
        shutil.rmtree(folder)
    for failure in failures:
        print(f"error: {failure}", file=sys.stderr)
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main()
