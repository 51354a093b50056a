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
{
  cat <<EOF
## On other people's texts

Nothing here was tuned to the test parts below. Measured with texts that are not in this repository; \`make elsewhere\` renews this
part of the card where they lie beside the checkout.

**Sentences of UN documents, coded by people** (un-quadclass, test part):

EOF
  "$framewise" evaluate "$shared/data/un-quadclass/test.jsonl" -m "$model" --seed 1 2>/dev/null |
    sed '/near-duplicates/,$d; s/^/    /'
  for part in other test; do
    for kind in sentence article; do
      case $part in
        other) printf '\n**Real news of other sources and years than it learned from, %ss with two states or more in them**: US news and newswire of 1987, coded by machine (data/news-codings.csv, part `other`):\n\n' "$kind" ;;
        test) printf '\n**Real news of 2016 and 2017, %ss with two states or more in them**, coded twice by machine (part `test`; it learned from other articles of these outlets):\n\n' "$kind" ;;
      esac
      python3 "$(dirname "$0")/coded-news.py" "$shared" $kind $part >"$work/$kind.jsonl"
      "$framewise" evaluate "$work/$kind.jsonl" -m "$model" --seed 1 2>/dev/null |
        sed '/near-duplicates/,$d; /labels that look wrong/,$d; /accuracy by/,$d; s/^/    /'
    done
  done
  printf '\n**Tone towards a person in sentences of US news** (newsmtsc, test part), another question and a weak stand-in for ours:\n\n'
  "$framewise" evaluate "$shared/data/newsmtsc/test.jsonl" -m "$model" --seed 1 2>/dev/null |
    sed '/near-duplicates/,$d; s/^/    /'
  printf '\n**Recipes, each on what it has not seen** (macro-F1 with 95 %% intervals; the test parts):\n\n'
  python3 "$(dirname "$0")/compare-recipes.py" "$framewise" "$data" "$shared" --test
  if [ -d "$shared/seeds" ]; then
    printf '\n**Five articles on China and Russia that nobody has labelled**, as an illustration only:\n\n'
    "$framewise" score "$shared/seeds" -m "$model" -f table --novelty 2>/dev/null | sed 's/^/    /'
  fi
} >"$work/elsewhere"
sed 's/[ ]*$//' "$work/elsewhere" >"$target"
