#!/usr/bin/env python3
"""Writes Sources/TextFeatures/UnicodeTables.swift from Python's own Unicode database.

scikit-learn tokenises with Python's `\\w`, `str.lower` and `unicodedata`, so the tables come from there. They are part
of the package, not of the Swift runtime: a model scores alike whatever toolchain built the program.
The version is that of Python 3.11 (Unicode 14.0.0); another one changes scores and is refused.

    python3 Scripts/make-unicode-tables.py > Sources/TextFeatures/UnicodeTables.swift
"""
import re
import sys
import unicodedata as u

assert u.unidata_version == "14.0.0", u.unidata_version

WORD, SPACE, UNSTABLE, COMBINING, CASED, IGNORABLE, UPPER = (1 << i for i in range(7))
LIMIT = 0x110000
SCALARS = [c for c in range(0x80, LIMIT) if not 0xD800 <= c <= 0xDFFF]

word = re.compile(r"\w")


def nfc_stable(c):
    """True where a scalar can be passed by NFC without a look at its neighbours."""
    s = chr(c)
    if u.combining(s) or u.normalize("NFC", s) != s:
        return False
    return c not in second_halves


compositions = {}
for c in SCALARS:
    d = u.decomposition(chr(c))
    if d and not d.startswith("<"):
        parts = [int(x, 16) for x in d.split()]
        if len(parts) == 2 and u.normalize("NFC", chr(c)) == chr(c):
            compositions[tuple(parts)] = c
second_halves = {b for _, b in compositions} | set(range(0x1161, 0x1176)) | set(range(0x11A8, 0x11C3))


def final_sigma(before, after):
    return (before + "Σ" + after).lower()[len(before.lower())] == "ς"


def flags(c):
    s = chr(c)
    f = 0
    if word.match(s):
        f |= WORD
    if s.isspace():
        f |= SPACE
    if not nfc_stable(c):
        f |= UNSTABLE
    if u.combining(s):
        f |= COMBINING
    # Asked of str.lower itself: a sigma after a cased letter is final, through case-ignorable scalars.
    ignorable = final_sigma("a" + s, "") and not final_sigma(s, "")
    if ignorable:
        f |= IGNORABLE
    elif final_sigma(s, ""):
        f |= CASED
    if s.lower() != s:
        f |= UPPER
    return f


def numbers(name, values, kind="UInt32", comment=None):
    if comment:
        print(f"  /// {comment}")
    print(f"  static let {name}: [{kind}] = [")
    line = "   "
    for v in values:
        piece = f" {v},"
        if len(line) + len(piece) > 118:
            print(line)
            line = "   "
        line += piece
    print(line)
    print("  ]")
    print()


runs, last = [], 0
for c in range(0x80, LIMIT):
    f = 0 if 0xD800 <= c <= 0xDFFF else flags(c)
    if f != last:
        runs.append(c << 8 | f)
        last = f

lower = []
for c in SCALARS:
    low = chr(c).lower()
    if low != chr(c):
        if len(low) == 1:
            lower += [c, ord(low)]
        else:
            assert c == 0x130 and low == "i̇"

canonical, compatibility, pool = [], [], []
for c in SCALARS:
    if 0xAC00 <= c <= 0xD7A3:
        continue
    d = u.decomposition(chr(c))
    if not d:
        continue
    full = [ord(x) for x in u.normalize("NFKD" if d.startswith("<") else "NFD", chr(c))]
    nfkd = [ord(x) for x in u.normalize("NFKD", chr(c))]
    if not d.startswith("<"):
        canonical += [c, len(pool) << 5 | len(full)]
        pool += full
        if nfkd != full:
            compatibility += [c, len(pool) << 5 | len(nfkd)]
            pool += nfkd
    else:
        compatibility += [c, len(pool) << 5 | len(full)]
        pool += full
    assert len(full) < 32 and len(nfkd) < 32

classes = []
for c in SCALARS:
    k = u.combining(chr(c))
    if k:
        classes.append(c << 8 | k)

composed = []
for (a, b), c in sorted(compositions.items()):
    composed += [a, b, c]

print("// Made by Scripts/make-unicode-tables.py from Python's Unicode database, version 14.0.0. Not edited by hand.")
print("// swift-format-ignore-file")
print()
print("/// What Unicode says of the scalars from U+0080 on, as scikit-learn sees them through Python.")
print("enum UnicodeTables {")
numbers("flagRuns", runs, comment="`first scalar << 8 | flags`: the flags hold until the next run. Bits: see `ScalarFlags`.")
numbers("lowercase", lower, comment="Pairs: scalar, its lower case. (U+0130, the only one with two scalars, is apart.)")
numbers("canonical", canonical, comment="Pairs: scalar, `offset << 5 | count` of its full canonical decomposition in `pool`.")
numbers("compatibility", compatibility, comment="Pairs: scalar, `offset << 5 | count` of its full compatibility decomposition in `pool`.")
numbers("pool", pool, comment="The scalars of the decompositions, back to back.")
numbers("combiningClasses", classes, comment="`scalar << 8 | canonical combining class`, where the class is not 0.")
numbers("compositions", composed, comment="Triples: first, second, their primary composite; ascending.")
print("}")
