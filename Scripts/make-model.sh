#!/bin/sh
# make-model.sh FRAMEWISE DATA MODEL: trains the shipped model and writes its card beside it.
# The same data and program give the same bytes.
set -eu
framewise=$1
data=$2
model=$3
card="${model%.framewise}.md"
recipe="train $data/train.jsonl --features word:1-2,char:3-5 --min-df 2 --c 100 --seed 1 --cv 5"

mkdir -p "$(dirname "$model")"
"$framewise" $recipe -o "$model"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT INT TERM
"$framewise" evaluate "$data/test.jsonl" -m "$model" --seed 1 >"$work/test" 2>/dev/null
"$framewise" inspect "$model" --top 8 >"$work/inspect"
{
  cat <<EOF
# Model card: $(basename "$model")

Made by \`make model\`; every number below is printed by the command beside it. Not edited by hand.

**What it does.** It says how an English text presents the relation between the international actors that it is mainly
about: \`cooperative\`, \`adversarial\` or \`neutral\`, as [the codebook](../docs/codebook.md) defines them.

**What it was trained on.** The training part of [data/framing-ir](../data/README.md): fictional texts written to briefs,
none of them a news article that was ever published. It has seen no text from the test part, nor any story of it.

**Limits, in plain words.** The test texts come from the same writers as the training texts, so the figures below say how
well it does on *such* texts, and are too good for yours. On texts of another kind it does much worse: on sentences
of UN documents (see below, where the data are present) it is less often right than always saying neutral. Score nothing that matters with it before you have labelled a
few hundred of your own texts and looked at \`framewise evaluate\`. It does not know who is right, it does not check facts,
and it must not be used to judge persons.

## Recipe

    framewise $recipe -o $model

## On held-out stories of the same corpus

    framewise evaluate $data/test.jsonl -m $model --seed 1

EOF
  sed 's/^/    /' "$work/test"
  shared=../shared/data/un-quadclass/test.jsonl
  if [ -f "$shared" ]; then
    echo
    echo "## On sentences of UN documents, which nothing was tuned to"
    echo
    echo "    framewise evaluate $shared -m $model --seed 1"
    echo
    "$framewise" evaluate "$shared" -m "$model" --seed 1 2>/dev/null | sed 's/^/    /'
  fi
  echo
  echo "## What is in it"
  echo
  echo "    framewise inspect $model --top 8"
  echo
  sed 's/^/    /' "$work/inspect"
} | sed 's/[ ]*$//' >"$card"
