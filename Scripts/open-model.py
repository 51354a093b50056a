"""Scores one text with nothing but a model's file: open-model.py MODEL TEXTFILE. See docs/model-format.md."""
import collections, json, re, sys, unicodedata
import numpy as np
from safetensors import safe_open

model = safe_open(sys.argv[1], "numpy")
labels, how = json.loads(model.metadata()["labels"]), json.loads(model.metadata()["features"])
assert (how["blocks"], how["sublinear"], how["idf"], how["norm"]) == ("word:1-2", True, "smooth", "l2"), how
names = ("terms.offsets", "terms.bytes", "document_frequencies", "grams.slots")
offsets, raw, df, slots = (model.get_tensor("blocks.0." + name) for name in names)
df = df.astype("i8")
terms = [raw[start:end].tobytes().decode() for start, end in zip(offsets, offsets[1:])]
word_bits, number_bits = len(terms).bit_length(), len(df).bit_length()
for slot in sorted(map(int, slots[slots != 0]), key=lambda slot: slot % 2**number_bits):
    pair = (slot >> number_bits) - 1
    terms.append(terms[pair >> word_bits] + " " + terms[pair % 2**word_bits])
text = unicodedata.normalize("NFC", open(sys.argv[2], encoding="utf-8").read()).lower()
words = re.findall(r"\b\w\w+\b", text)
counts = collections.Counter(words + [" ".join(pair) for pair in zip(words, words[1:])])
tf = np.array([1 + np.log(counts[term]) if counts[term] else 0 for term in terms])
row = tf * (df > 0) * (np.log((1 + how["documents"]) / (1 + df)) + 1).astype("f4")
row /= np.linalg.norm(row) or 1
logits = np.append(0, model.get_tensor("intercepts") + row @ model.get_tensor("weights").astype("f8"))
scale, offset = model.get_tensor("calibration")
for name, z in (("uncalibrated", logits), ("calibrated", scale * (logits - logits.mean()) + offset)):
    print(name, *(f"{label}={p:.8f}" for label, p in zip(labels, np.exp(z - z.max()) / np.exp(z - z.max()).sum())))
