"""Leave-one-source-out comparison of recipes: compare-recipes.py FRAMEWISE DATA SHARED [--test]

Each recipe is trained on data/framing-ir, on coded news, on the public sentences of UN documents, or on several, and
measured on what it has not seen. Without --test the other sources' train or dev parts are measured, which is what a choice
may be made by; with --test the test parts, which is what is reported.
"""
import json, os, subprocess, sys, tempfile

FRAMEWISE, DATA, SHARED = sys.argv[1:4]
PART = "test.jsonl" if "--test" in sys.argv else "train.jsonl"
OWN = [os.path.join(DATA, "train.jsonl"), os.path.join(DATA, "guessable-train.jsonl")]
UN = os.path.join(SHARED, "data/un-quadclass")
NEWS = os.path.join(SHARED, "data/newsmtsc")
ALL = ["--min-df", "2", "--seed", "1"]
FIXED = ALL + ["--c", "100", "--cv", "0"]
WORDS = ["--features", "word:1-2"]
BASE = FIXED + ["--features", "word:1-2,char:3-5"]
VECTORS = ["--vectors", os.path.join(os.path.dirname(os.path.normpath(DATA)), "word-vectors.safetensors")]
REAL = "news.jsonl"
OTHER = [("sentence", "us-news"), ("sentence", "wire-1987"), ("article", "wire-1987")]
MASK, NUMBERS, CLEAN = ["--mask-actors"], ["--mask-numbers"], ["--clean"]
SHORT = ALL + MASK + CLEAN + WORDS + VECTORS + ["--vector-weight", "0.34", "--c", "3", "--cv", "5"]
RECIPES = [
    ("data only, names as they are", OWN, BASE),
    ("data only, actors masked", OWN, BASE + MASK),
    ("data only, actors masked, numbers out", OWN, BASE + MASK + NUMBERS),
    ("data only, actors masked, numbers and leftovers out", OWN, BASE + MASK + NUMBERS + CLEAN),
    ("the same, words alone", OWN, FIXED + MASK + NUMBERS + CLEAN + WORDS),
    ("words alone, word vectors and ratings", OWN, SHORT),
    ("the same on coded news alone", [REAL], SHORT),
    ("on both: the shipped recipe", OWN + [REAL], SHORT + ["--prior", "cooperative=0.4,adversarial=0.4,neutral=0.2"]),
    ("UN sentences only, actors masked", [os.path.join(UN, "train.jsonl")], BASE + MASK),
    ("data and UN sentences, names as they are", OWN + [os.path.join(UN, "train.jsonl")], BASE),
    ("data and UN sentences, all of it out", OWN + [os.path.join(UN, "train.jsonl")], BASE + MASK + NUMBERS + CLEAN),
]


def run(*arguments):
    done = subprocess.run([FRAMEWISE, *arguments], capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(done.stderr)
    return done.stdout


def parts(folder):
    """The in-domain test part by length."""
    with open(os.path.join(DATA, "test.jsonl"), encoding="utf-8") as file:
        records = [json.loads(line) for line in file]
    paths = []
    for length in ("article", "short"):
        path = os.path.join(folder, length + ".jsonl")
        with open(path, "w", encoding="utf-8") as file:
            for record in records:
                if record["length"] == length:
                    file.write(json.dumps(record) + "\n")
        paths.append(path)
    return paths


def coded(folder, kind, part):
    """Real news with codes made by machine."""
    path = os.path.join(folder, f"{kind}-{part}.jsonl")
    with open(path, "w", encoding="utf-8") as file:
        script = os.path.join(os.path.dirname(os.path.abspath(__file__)), "coded-news.py")
        subprocess.run([sys.executable, script, SHARED, kind, part], stdout=file, check=True)
    return path


def main():
    with tempfile.TemporaryDirectory() as folder:
        model = os.path.join(folder, "m.framewise")
        part = PART.removesuffix(".jsonl").replace("train", "dev")
        real = coded(folder, "any", "train")
        targets = parts(folder) + [coded(folder, kind, part) for kind in ("article", "sentence")]
        if part == "test":
            targets += [coded(folder, *kind) for kind in OTHER]
        else:
            targets.append(coded(folder, "speech", "dev"))
        targets += [os.path.join(UN, PART), os.path.join(NEWS, PART)]
        columns = ["articles", "short texts", "real news, beginnings", "sentences"]
        columns += ["US news, sentences", "newswire, sentences", "beginnings"] if part == "test" else ["speeches"]
        columns += ["UN sentences", "tone in US news"]
        print("| trained on |", " | ".join(columns), "|")
        print("|---" * (1 + len(columns)) + "|")
        for name, inputs, options in RECIPES:
            inputs = [real if path == REAL else path for path in inputs]
            run("train", *inputs, "-o", model, *options)
            cells = []
            for target in targets:
                if target in inputs:
                    cells.append("(trained on)")
                    continue
                metric = json.loads(run("evaluate", target, "-m", model, "--json"))["metrics"]["macro_f1"]
                bounds = "" if metric["low"] is None else f" ({metric['low']:.3f}–{metric['high']:.3f})"
                cells.append(f"{metric['value']:.3f}{bounds}")
            print("|", name, "|", " | ".join(cells), "|", flush=True)


main()
