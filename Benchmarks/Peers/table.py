"""Rows of figures, each beside its bar."""


class Table:
    def __init__(self):
        self.rows, self.failures = [], []

    def row(self, work, program, value, unit, megabytes=None):
        """A figure; user or wall seconds also as speed."""
        speed = f"{megabytes / value:9.1f} MB/s" if megabytes and value > 0 else ""
        self.rows.append({"work": work, "program": program, "value": value, "unit": unit, "megabytes": megabytes})
        print(f"{work:12} {program:34} {value:10.3f} {unit:8} {speed}".rstrip(), flush=True)

    def bar(self, work, what, value, bar, atMost=False, unit="×"):
        """A ratio or size, and whether it is where it should be."""
        passed = value <= bar if atMost else value >= bar
        self.rows.append({"work": work, "what": what, "value": value, "bar": bar, "at_most": atMost, "passed": passed})
        sign = "≤" if atMost else "≥"
        print(f"{work:12} {what:50} {value:8.2f}{unit}  bar {sign} {bar:g}{unit}  {'PASS' if passed else 'MISS'}", flush=True)

    def answer(self, work, sentence, isRight):
        """What is compared with scikit-learn's answers; a wrong one fails the run."""
        if not isRight:
            self.failures.append(f"{work}: {sentence}")
        print(f"{work:12} {sentence}{'' if isRight else ' — WRONG'}", flush=True)

    def summary(self):
        bars = [row for row in self.rows if "bar" in row]
        missed = [row for row in bars if not row["passed"]]
        print(f"\n{len(bars) - len(missed)} of {len(bars)} bars passed" + (", missed:" if missed else ""))
        for row in missed:
            print(f"  {row['work']}: {row['what']} {row['value']:.2f}, bar {row['bar']:g}")
        for sentence in self.failures:
            print(f"error: {sentence}")
