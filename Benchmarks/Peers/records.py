"""Reading the files that every peer is given. Standard library only, so that it costs a peer nothing to import."""

import csv
import gzip
import io
import json
import pathlib


def records(path):
    """The records of a JSON Lines file, gzip-compressed or not."""
    path = pathlib.Path(path)
    opened = gzip.open(path, "rb") if path.suffix == ".gz" else open(path, "rb")
    with io.TextIOWrapper(opened, encoding="utf-8", newline="\n") as lines:
        for line in lines:
            if line.strip():
                yield json.loads(line)


def scores(path):
    """What `framewise score -f csv` wrote: ids, labels, the names of the probability columns, and their rows."""
    with open(path, encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file)
        columns = [name for name in rows.fieldnames or [] if name.startswith("p_")]
        if "id" not in (rows.fieldnames or []) or not columns:
            raise SystemExit(f"{path}: expected columns id, label, p_<label> …, found {rows.fieldnames}")
        ids, labels, probabilities = [], [], []
        for row in rows:
            if row.get("status", "ok") not in ("ok", "empty", ""):
                raise SystemExit(f"{path}: record {row['id']} was not scored: {row['status']} {row.get('message')}")
            ids.append(row["id"])
            labels.append(row["label"])
            probabilities.append([float(row[name]) for name in columns])
    return ids, labels, [name[2:] for name in columns], probabilities
