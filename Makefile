# The commands of this project. `make demo` and `make test` are the two to begin with.

FRAMEWISE := .build/release/framewise
DATA      := data/framing-ir
MODEL     := models/framing-ir.framewise
ARTICLES  ?= data/articles
LIBRARY   ?= /usr/lib/x86_64-linux-gnu/openblas-pthread
TEXTS     ?= data/framing-ir/train.jsonl
SWIFT     := swift
SECONDS   ?= 60

.PHONY: browser build demo test lint format model compare bench growth simulate solvers gridsearch memory blas elsewhere \
  label-efficiency sanitize-address sanitize-thread fuzz clean require

require:
	@sh Scripts/require.sh

# Tests open the report in it; they are skipped where it cannot be had.
browser:
	@sh Scripts/browser.sh

# Up to date within two seconds: the build system is asked only when a source is newer than the program.
build: require
	@if [ -x $(FRAMEWISE) ] && [ -z "$$(find Package.swift Sources -newer $(FRAMEWISE) -print -quit)" ]; then :; \
	else $(SWIFT) build -c release --product framewise; fi

## Trains on the shipped data, evaluates on its held-out part, scores articles and measures throughput.
demo: build
	@sh Scripts/demo.sh $(FRAMEWISE) $(DATA) "$(ARTICLES)"

## Lints, builds and runs all tests.
test: require browser lint
	$(SWIFT) build -c release --build-tests
	$(SWIFT) test -c release --skip-build --parallel --num-workers 2

lint: require
	swift format lint --strict --recursive Package.swift Sources Tests Benchmarks/Package.swift Benchmarks/Sources

format:
	swift format format --in-place --recursive Package.swift Sources Tests Benchmarks/Package.swift Benchmarks/Sources

## Trains the shipped model: the same bytes every time (needs Python and the news in ../shared).
model: build
	sh Scripts/make-model.sh $(FRAMEWISE) $(DATA) $(MODEL) ../shared

## What the shipped model and other recipes do on texts of other sources (needs Python and ../shared); part of its card.
elsewhere: build
	sh Scripts/elsewhere.sh $(FRAMEWISE) $(DATA) $(MODEL) ../shared

## How many labels `framewise next` saves on the sentences of UN documents (needs Python and ../shared).
label-efficiency: build
	python3 Scripts/label-efficiency.py $(FRAMEWISE) ../shared/data/un-quadclass

## Side by side with scikit-learn, fastText and Vowpal Wabbit on this machine (needs Python and ../shared).
compare: build
	sh Benchmarks/Peers/run.sh exactness.py $(FRAMEWISE) --data ../shared/data/un-quadclass
	sh Benchmarks/Peers/run.sh compare.py $(FRAMEWISE) --train ../shared/data/un-quadclass/train.jsonl \
	  --train ../shared/data/newsmtsc/train.jsonl --texts ../shared/data/throughput.jsonl.gz \
	  --topics ../shared/data/reuters-r8

## Fits of the same objective beside scikit-learn's solvers and LIBLINEAR, on matrices made from ../shared.
solvers: require
	$(SWIFT) build -c release --package-path Benchmarks --product Solvers
	sh Benchmarks/Peers/run.sh solvers.py "$(CURDIR)/Benchmarks/.build/release/Solvers" --shared ../shared

## The choice of C from texts beside scikit-learn's GridSearchCV; takes some minutes, most of them there.
gridsearch: build
	sh Benchmarks/Peers/run.sh gridsearch.py $(FRAMEWISE) --shared ../shared

## The same model with another BLAS and LAPACK: `make blas LIBRARY=/usr/lib/x86_64-linux-gnu/openblas-pthread`.
blas: build
	sh Benchmarks/Peers/run.sh blas.py $(FRAMEWISE) --data ../shared/data/un-quadclass --library $(LIBRARY)

## Peak memory of training on a million sentences with a million features.
memory: build
	sh Benchmarks/Peers/run.sh memory.py $(FRAMEWISE)

## Times the kernels, each checked against its answer.
bench: build
	$(FRAMEWISE) train $(TEXTS) --features word:1-2 --cv 0 --c 10 -o .build/bench.framewise
	$(SWIFT) run -c release --package-path Benchmarks Stages $(TEXTS) .build/bench.framewise

## Speed and memory of scoring from ten thousand documents to a million, and of one large document; some minutes and 1.3 GB
## of disk. Fails where either grows faster than the input (needs Python and ../shared).
growth: build
	python3 Scripts/growth.py $(FRAMEWISE) --model $(MODEL) --texts ../shared/data/throughput.jsonl.gz

## Draws data whose truth is known and counts how often intervals and guarantees hold: the table of docs/simulation.md.
simulate: require
	$(SWIFT) run -c release --package-path Benchmarks Simulate

## The tests of reading, the text path and the program's library under a sanitizer, each with a build folder of its own.
sanitize-address: require
	LSAN_OPTIONS="suppressions=$(CURDIR)/Scripts/leak-sanitizer.supp" $(SWIFT) test -c release --sanitize=address --scratch-path .build-address \
	  --filter 'FilesTests|CorpusTests|PreparationTests|TextFeaturesTests|FramewiseTests'

sanitize-thread: require
	TSAN_OPTIONS="suppressions=$(CURDIR)/Scripts/thread-sanitizer.supp exitcode=66" \
	  $(SWIFT) test -c release --sanitize=thread --scratch-path .build-thread \
	  --filter 'LinearAlgebraTests|TextFeaturesTests|LearningTests|FramewiseTests'

## Damaged records, archives, models, vectors and options, SECONDS of each (needs Python): no crash, no wrong status, no lost record.
fuzz: build
	python3 Scripts/fuzz.py $(FRAMEWISE) $(MODEL) --seconds $(SECONDS)

clean:
	rm -rf .build .build-address .build-thread Benchmarks/.build
