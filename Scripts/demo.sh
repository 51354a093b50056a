#!/bin/sh
# demo.sh FRAMEWISE DATA ARTICLES: the main job from end to end.
set -eu
framewise=$1
data=$2
articles=$3
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT INT TERM

say() { printf '\n\033[1m%s\033[0m\n' "$*" | if [ -t 1 ] && [ -z "${NO_COLOR:-}" ]; then cat; else sed 's/\x1b\[[0-9;]*m//g'; fi; }

say "1. Train on the labelled texts in $data/train.jsonl"
"$framewise" train "$data/train.jsonl" -o "$work/demo.framewise" 2>&1

say "2. Evaluate on stories that it has not seen ($data/test.jsonl)"
"$framewise" evaluate "$data/test.jsonl" -m "$work/demo.framewise" 2>&1

say "3. Score the articles in $articles"
"$framewise" score "$articles" -m "$work/demo.framewise" -f table 2>&1

say "4. Throughput on this machine, on texts made up from the model's words"
"$framewise" bench -m "$work/demo.framewise" --stage score

say "Next"
cat <<EOF
  $framewise score YOUR_ARTICLES -o scores.csv          score a file or folder with the shipped model
  $framewise train YOUR_LABELS.csv -o my.framewise      train your own (columns text and label)
  $framewise evaluate YOUR_TEST.csv -m my.framewise     see how far to trust it
EOF
