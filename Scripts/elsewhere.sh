#!/bin/sh
# elsewhere.sh FRAMEWISE DATA MODEL SHARED: what the shipped model does on other people's texts, for its card.
# Those texts lie in SHARED and are not part of this repository, so the result is kept in it: models/elsewhere.md.
set -eu
framewise=$1
data=$2
model=$3
shared=$4
target="$(dirname "$model")/elsewhere.md"
for needed in un-quadclass newsmtsc reuters-r8 throughput.jsonl.gz; do
  [ -e "$shared/data/$needed" ] || { echo "elsewhere.sh: there is no $shared/data/$needed" >&2; exit 66; }
done

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT INT TERM

# evaluation FILE [END]: what `evaluate` says of FILE, up to the line that END matches, as a block.
evaluation() {
  "$framewise" evaluate "$1" -m "$model" --seed 1 >"$work/said" 2>"$work/errors" || { cat "$work/errors" >&2; exit 1; }
  sed "/near-duplicates/,\$d; /${2:-near-duplicates}/,\$d; s/^/    /" "$work/said"
}

# coded KIND PART: the same of coded news.
coded() {
  python3 "$(dirname "$0")/coded-news.py" "$shared" "$1" "$2" >"$work/coded.jsonl"
  evaluation "$work/coded.jsonl" "The model contradicts"
}

{
  cat <<EOF
## On other people's texts

Measured with texts that are not in this repository, with the model of SHA-256 $(sha256sum "$model" | cut -c 1-64); \`make elsewhere\`
renews this part of the card where those texts lie beside the checkout. No setting was chosen by the parts below. Two things were taken
from texts beside them: word vectors were learned, without labels, from the file that the news of 2016 and 2017 are in, and choices were made by
other sentences of UN documents and of US news.

**Sentences of UN documents, coded by people** (un-quadclass, test part):

EOF
  evaluation "$shared/data/un-quadclass/test.jsonl"
  printf '\n**Real news of 2016 and 2017, sentences**, with two states or more in them, coded twice by machine (data/news-codings.csv, part `test`; the model learned from other articles of these outlets):\n\n'
  coded sentence test
  printf '\n**The same, beginnings of articles** (some 220 words):\n\n'
  coded article test
  printf '\n**Sentences of US political news**, another collection of about the same years, whose outlets are not known and may be among those it learned from (coded by machine, two of five twice; part `us-news`):\n\n'
  coded sentence us-news
  printf '\n**Newswire of 1987, sentences** (Reuters; coded by machine, two of five twice; part `wire-1987`):\n\n'
  coded sentence wire-1987
  printf '\n**The same, beginnings of articles**:\n\n'
  coded article wire-1987
  printf '\n**Tone towards a person in sentences of US news** (newsmtsc, test part), another question and a weak stand-in for ours:\n\n'
  evaluation "$shared/data/newsmtsc/test.jsonl" "The model contradicts"
  printf '\n**Recipes, each on what it has not seen** (macro-F1 with 95 %% intervals; the test parts):\n\n'
  python3 "$(dirname "$0")/compare-recipes.py" "$framewise" "$data" "$shared" --test
  if [ -d "$shared/seeds" ]; then
    printf '\n**Five articles on China and Russia that nobody has labelled**, as an illustration only:\n\n'
    "$framewise" score "$shared/seeds" -m "$model" -f table --novelty >"$work/said" 2>"$work/errors"
    sed 's/^/    /' "$work/said"
  fi
} >"$work/elsewhere"
sed 's/[ ]*$//' "$work/elsewhere" >"$target"
