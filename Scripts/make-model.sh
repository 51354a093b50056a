#!/bin/sh
# make-model.sh FRAMEWISE DATA MODEL SHARED: trains the shipped model and writes its card beside it.
# The same data and program give the same bytes, of both. The news that it learns from lie in SHARED and not in this
# repository, which has their codes; without them nothing is done. What the card says of other people's texts comes from
# models/elsewhere.md, which `make elsewhere` renews where those texts lie beside the checkout.
set -eu
framewise=$1
data=$2
model=$3
shared=$4
card="${model%.framewise}.md"
options="--mask-actors --clean --features word:1-2 --vectors data/word-vectors.safetensors --vector-weight 0.34 --min-df 2 --seed 1 --c 3 --cv 5 --prior cooperative=0.4,adversarial=0.4,neutral=0.2"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT INT TERM
python3 "$(dirname "$0")/coded-news.py" "$shared" any train >"$work/news.jsonl"
mkdir -p "$(dirname "$model")"
"$framewise" train "$data/train.jsonl" "$data/guessable-train.jsonl" "$work/news.jsonl" $options -o "$model"


# evaluate FILE NAME [OPTION]: what is said of FILE, kept under NAME.
evaluate() {
  file=$1 name=$2
  shift 2
  "$framewise" evaluate "$file" -m "$model" --seed 1 "$@" >"$work/$name" 2>"$work/errors" || { cat "$work/errors" >&2; exit 1; }
}

for length in article short; do
  grep -E "\"length\": ?\"$length\"" "$data/test.jsonl" >"$work/$length.jsonl"
  evaluate "$work/$length.jsonl" "$length"
done
evaluate "$data/test.jsonl" audit --audit
"$framewise" inspect "$model" --top 8 >"$work/inspect"

block() { sed 's/^/    /' "$1"; }
{
  cat <<EOF
# Model card: $(basename "$model")

Made by \`make model\`; the numbers are printed by the command beside them. Not edited by hand.

## What it is for

It says how an English text presents the relation between the international actors that it is mainly about:
\`cooperative\`, \`adversarial\` or \`neutral\`, as [the codebook](../docs/codebook.md) defines them. It takes articles,
passages and sentences. It is meant for trying the program, for a first look at a corpus, and as a start for
\`framewise next\`, which says what of your own texts to label.

It is not for judging persons, states or outlets, nor for single decisions; it does not check facts, does not say who
is right, and does not measure how strong a conflict is.

## What it was trained on

Two sources, both labelled by language models, which is not the same as by people:

- the training side of [data/framing-ir](../data/README.md): fictional texts written by machine to briefs, those whose label can be guessed
  from names or topics with them. It has seen no text of the test side, nor any story of it;
- $(wc -l <"$work/news.jsonl" | tr -d ' ') sentences and beginnings of real English news articles of 2016 and 2017 ([data/news-codings.csv](../data/README.md#codes-of-real-news)).
  Their text is not in this repository, and no article of the coded test part is among them.

- Names of actors (states, blocs, organisations, seats of government, capitals, peoples) are read as one and the same word,
  so that *who* it is about cannot decide. The names are in the model ([the gazetteer](../data/gazetteer.json)). Persons' names and towns are not masked.
- Words that no labelled text holds are weighed like their kin, by [word vectors](../data/README.md#word-vectors) learned from unlabelled
  speeches and news of 2016 and 2017, with all the prejudice of such company.
- Words also carry [ratings](../data/README.md#word-vectors): how much two machine raters thought each to speak for cooperation, hostility or neither.
  What they are believed is learned from the labelled texts. How long the vectors are and the penalty were chosen with texts that are not in
  the corpus: sentences of UN documents (training part), real news and speeches (\`dev\` part) and texts to another brief.
- Lines that web pages leave behind are left out (\`framewise score … --show-cuts FILE\` lists them).

## Recipe

    python3 Scripts/coded-news.py ../shared any train > news.jsonl
    framewise train $data/train.jsonl $data/guessable-train.jsonl news.jsonl $options -o $model

The prior says that a fifth of your texts are neutral. It was chosen, with the penalty and on the same texts, for the mean macro-F1 over
sources that differ much: without it too many texts of some are called neutral. In ordinary news more are, two of three sentences that name two
states; there the prior costs log loss (compare *before calibration* below), and **shares of labels come out with too much cooperation and hostility**.
Give your own with \`train --prior\`, or count with a model that was trained on your texts.

## In plain words: where it fails

- The test texts below come from the same writers as the training texts. Those figures say how well it reads *such* texts and are too
  good for yours; the figures on other people's texts further down are nearer to what you will see.
- In real newspapers most sentences that name two states present no relation between them. It still finds one in a quarter of these: crime, courts,
  wars inside a country and business are read as hostile or friendly.
- It counts words. Irony, negation and reversal (“lifted”, “walked back”) escape it unless the words give them away.
- Its probabilities are too sure on texts unlike its own. \`framewise score\` says so in its last lines (\`domain: amber\` or \`red\`);
  believe it. Texts in other languages are refused.
- Score nothing that matters with it before you have labelled a few hundred of your own texts and looked at \`framewise evaluate\`.

## On held-out stories of the same corpus

Articles ($(wc -l <"$work/article.jsonl" | tr -d ' ') of 123 to 346 words):

EOF
  block "$work/article"
  printf '\nPassages and sentences (%s of 9 to 89 words):\n\n' "$(wc -l <"$work/short.jsonl" | tr -d ' ')"
  block "$work/short"
  cat <<EOF

How far a second coder agrees is in [the datasheet](../data/README.md#agreement): both codings were made by language models, so
that is not the ceiling that people would set.

## What changes that should not matter do

    framewise evaluate $data/test.jsonl -m $model --seed 1 --audit

EOF
  sed -n '/robustness\|audit/,$p' "$work/audit" | sed 's/^/    /'
  printf '\n'
  if [ -f "$(dirname "$model")/elsewhere.md" ]; then cat "$(dirname "$model")/elsewhere.md"; printf '\n'; fi
  printf '## What is in it\n\n    framewise inspect %s --top 8\n\n' "$model"
  block "$work/inspect"
} | sed 's/[ ]*$//' >"$card"
if ! grep -q "$(sha256sum "$model" | cut -c 1-64)" "$(dirname "$model")/elsewhere.md" 2>/dev/null; then
  echo "make-model.sh: elsewhere.md was measured with another model: run 'make elsewhere', then this again" >&2
fi
