#!/usr/bin/env python3
"""Sentences and beginnings of real news articles, and sentences of speeches, with their codes: coded-news.py SHARED KIND PART

The codes are in data/news-codings.csv; the texts are not in this repository. They are cut from files in SHARED/data by a
fixed rule, and each is checked against the digest that stands beside its codes. KIND is sentence, article, speech or any;
PART is train, dev, which choices may be made by, test, or one of two collections of which nothing is in train: us-news and
wire-1987. Writes JSON Lines with id, group (the document), text and label to standard output; ends with status 66 where a
file is not there.
"""
import csv
import gzip
import hashlib
import json
import pathlib
import re
import sys

# By how a document's name begins.
FILES = {
    "na": "throughput.jsonl.gz", "ungdc": "throughput.jsonl.gz", "mtsc": "newsmtsc/train.jsonl",
    "reuters": "reuters-r8/train.jsonl"}
CODES = pathlib.Path(__file__).resolve().parent.parent / "data" / "news-codings.csv"
# Where a sentence ends: a closing mark, perhaps a quotation mark (which is left out), white space, a capital.
END = re.compile(r'(?<=[.!?])["”’]?\s+(?=["“A-Z])')


def units(shared, rows):
    """The texts of rows of the table, in their order."""
    wanted = {row["document"] for row in rows}
    sentences = {}
    for name in sorted({FILES[document.split("-")[0]] for document in wanted}):
        path = shared / "data" / name
        if not path.exists():
            print(f"coded-news.py: coded texts are in {path}, which is not there", file=sys.stderr)
            sys.exit(66)
        with (gzip.open if path.suffix == ".gz" else open)(path, "rt", encoding="utf-8") as lines:
            for line in lines:
                record = json.loads(line)
                if record["id"] in wanted:
                    sentences[record["id"]] = END.split(" ".join(record["text"].split()))
    for row in rows:
        first = int(row["sentence"])
        if row["document"] not in sentences:
            sys.exit(f"coded-news.py: {row['unit']}: there is no document {row['document']}")
        text = " ".join(sentences[row["document"]][first:first + int(row["sentences"])])
        if hashlib.sha256(text.encode()).hexdigest()[:16] != row["sha256"]:
            sys.exit(f"coded-news.py: {row['unit']}: the text is not the one that was coded")
        yield row, text


def main():
    sys.stdout.reconfigure(encoding="utf-8")
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    shared, kind, part = pathlib.Path(sys.argv[1]), sys.argv[2], sys.argv[3]
    with open(CODES, encoding="utf-8", newline="") as table:
        rows = [
            row for row in csv.DictReader(table) if kind in (row["kind"], "any") and row["part"] == part and row["label"]]
    if not rows:
        sys.exit(f"coded-news.py: there are no codes of kind {kind}, part {part}")
    for row, text in units(shared, rows):
        record = {"id": row["unit"], "group": row["document"], "text": text, "label": row["label"]}
        print(json.dumps(record, ensure_ascii=False))


if __name__ == "__main__":
    main()
